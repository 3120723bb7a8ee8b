"""Where a SERVICE may connect to."""

from __future__ import annotations

import socket

import pytest
from elsewhere import Elsewhere

from kg.errors import ServiceError
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.federation.addresses import is_private_literal, is_public
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.functions import ask

PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not(address: str) -> None:
    assert not is_public(address)


def test_a_name_is_no_literal() -> None:
    assert not is_private_literal("localhost")
    assert is_private_literal("[::1]")


NAMES = ["localhost", "LOCALHOST", "2130706433", "0x7f.1", "127.1", "0", "017700000001"]
"""Names of this machine, some of which are no addresses until the system's resolver reads them."""


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_to_this_machine_is_not_connected_to(
    name: str, local: EmbeddedStore, remote: Elsewhere
) -> None:
    try:
        socket.getaddrinfo(name, 80)
    except OSError:
        pytest.skip("nothing here reads this as an address")
    url = f"http://{name}:{remote.server_port}/sparql"
    remote.asked.clear()
    federated = FederatedStore(local, FederationSettings((url,)))
    with pytest.raises(ServiceError, match="public"):
        ask(federated, f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", Limits(soon(20)))
    assert remote.asked == []


def test_a_name_that_nobody_has_is_told_in_time(local: EmbeddedStore) -> None:
    url = "http://nobody.invalid/sparql"
    federated = FederatedStore(local, FederationSettings((url,), seconds=5))
    with pytest.raises(ServiceError, match=r"nobody\.invalid"):
        ask(federated, f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", Limits(soon(20)))


def test_no_proxy_of_the_environment_is_used(
    federated: FederatedStore, remote: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert ask(
        federated, f"ASK {{ SERVICE <{remote.url}> {{ ?s ?p ?o FILTER(ISIRI(?o)) }} }}", Limits(soon(20))
    )
