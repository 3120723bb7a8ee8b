"""An endpoint over TLS has to be who its name says."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import elsewhere
import pytest
from elsewhere import Elsewhere

from kg.errors import ServiceError
from kg.store.base import Limits, soon
from kg.store.federation import fetch
from kg.store.federation.store import FederatedStore
from kg.store.functions import ask

EMPTY = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "here"}}]}}'


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody vouches for, and its key."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not here")
    folder = tmp_path_factory.mktemp("certificate")
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made, *name]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def secured(certificate: Path) -> Iterator[Elsewhere]:
    """An endpoint over TLS, on localhost."""
    with elsewhere.served(lambda request: request.send(EMPTY)) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign, assignment]
        yield server


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate as one of those that this machine believes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
    fetch._trust.cache_clear()
    yield
    fetch._trust.cache_clear()


def asked(over: Callable[..., FederatedStore], url: str) -> bool:
    return ask(over(url), f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", Limits(soon(20)))


def test_who_nobody_vouches_for_is_not_believed(
    secured: Elsewhere, over: Callable[..., FederatedStore]
) -> None:
    with pytest.raises(ServiceError, match="down"):
        asked(over, f"https://localhost:{secured.server_port}/sparql")
    assert secured.asked == []


@pytest.mark.usefixtures("trusted")
def test_the_name_is_asked_for_though_an_address_is_connected_to(
    secured: Elsewhere, over: Callable[..., FederatedStore]
) -> None:
    assert asked(over, f"https://localhost:{secured.server_port}/sparql")
    with pytest.raises(ServiceError, match="down"):
        asked(over, f"https://127.0.0.1:{secured.server_port}/sparql")
    assert len(secured.asked) == 1
