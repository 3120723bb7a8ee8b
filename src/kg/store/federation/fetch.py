"""One exchange with an endpoint that a SERVICE names: as strict as with a stranger, and bounded in every way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from ssl import SSLContext
from urllib.parse import urlencode

import httpcore
import httpx

from kg import __version__
from kg.errors import QueryTimeout, ServiceError, ServiceTimeout
from kg.store.base import Limits
from kg.store.federation.addresses import CheckedBackend, Refused
from kg.store.federation.rows import TooLong
from kg.store.watched import watching

_JSON = ("application/sparql-results+json", "application/json")
_HEADERS: dict[bytes | str, bytes | str] = {
    "Accept": _JSON[0],
    "Accept-Encoding": "identity",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": f"kg/{__version__} (SPARQL federation)",
}
# What Virtuoso says beside an answer that it cut: its time was over, or the rows were too many.
_CUT = (b"x-sql-state", b"x-sparql-maxrows")


def address(iri: str) -> httpcore.URL:
    """The address to connect to for an IRI: its letters encoded as a URI has them.

    :raises ValueError: there is none
    """
    try:
        url = httpx.URL(iri)
    except httpx.InvalidURL as error:
        raise ValueError(iri) from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(iri)
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


class Line:
    """A line to one endpoint, for one clause. Nothing of the environment is used, and no redirect followed.

    :param seconds: time for everything that is asked on it
    :param max_bytes: bytes that may come in all
    :param private: whether the endpoint may be at an address that is not public
    """

    def __init__(
        self, url: httpcore.URL, limits: Limits, seconds: float, max_bytes: int, private: bool
    ) -> None:
        self._url, self._left = url, max_bytes
        self._limits = replace(limits, deadline=min(limits.deadline, time.monotonic() + seconds))
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust() if url.scheme == b"https" else None,
            max_connections=1,
            network_backend=CheckedBackend(private),
        )

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.close()

    def ask(self, query: str) -> bytes:
        """The bytes of the answer, in SPARQL's JSON.

        :raises ServiceTimeout: it took too long, down to the last byte
        :raises ServiceError: there is none; its message begins in the middle, “it …”
        :raises TooLong: it is longer than allowed
        :raises ClientGone: whoever asked has gone away
        """
        content = urlencode({"query": query}).encode()
        with (
            watching(self._limits),
            _told(),
            self._pool.stream("POST", self._url, headers=_HEADERS, content=content) as response,
        ):
            _check(response)
            return self._read(response)

    def _read(self, response: httpcore.Response) -> bytes:
        parts = []
        for part in response.iter_stream():
            self._left -= len(part)
            if self._left < 0:
                raise TooLong("bytes")
            parts.append(part)
        return b"".join(parts)


@contextmanager
def _told() -> Iterator[None]:
    """Says what went wrong on the network in our words."""
    try:
        yield
    except (QueryTimeout, httpcore.TimeoutException):
        raise ServiceTimeout("it did not answer in time.") from None
    except Refused:
        raise ServiceError("its address is not a public one.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
        raise ServiceError("it is down, or its answer broke off.") from None


def _check(response: httpcore.Response) -> None:
    """Refuses an answer by its head: everything but plain JSON that is whole.

    :raises ServiceError: it is no answer
    """
    names = {name.lower(): value.decode("latin-1") for name, value in response.headers}
    if response.status != 200:
        raise ServiceError(f"it answered with the status {response.status}.")
    if any(name in names for name in _CUT):
        raise ServiceError("it cut its answer.")
    if names.get(b"content-encoding", "identity").strip().lower() != "identity":
        raise ServiceError("its answer is compressed, which was not asked for.")
    if names.get(b"content-type", "").partition(";")[0].strip().lower() not in _JSON:
        raise ServiceError("it answered with something else than SPARQL results in JSON.")


@cache
def _trust() -> SSLContext:
    """Which certificates are believed; reading them takes long."""
    return httpcore.default_ssl_context()
