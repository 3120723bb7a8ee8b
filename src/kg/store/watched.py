"""Network connections that watch a deadline, whole and not for each read, and whether the client is still there."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import httpcore

from kg.errors import ClientGone, QueryTimeout
from kg.store.base import Limits

_LOOK_AGAIN = 0.1
_CONNECT_SECONDS = 5.0
_PIECE = 1 << 14
_current = threading.local()


@contextmanager
def watching(limits: Limits) -> Iterator[None]:
    """Holds everything that this thread does on the network to these limits."""
    _current.limits = limits
    try:
        yield
    finally:
        _current.limits = None


def current() -> Limits:
    """The limits that this thread is held to now."""
    limits = _current.limits
    assert isinstance(limits, Limits)
    return limits


def check(limits: Limits) -> float:
    """The seconds that are left.

    :raises QueryTimeout: none are
    :raises ClientGone: whoever asked has gone away
    """
    if limits.gone and limits.gone():
        raise ClientGone("Whoever asked has gone away.")
    left = limits.deadline - time.monotonic()
    if left <= 0:
        raise QueryTimeout(
            "The time for this query is over.",
            hint="Ask for less: with LIMIT, a narrower pattern, or several queries.",
        )
    return left


class Backend(httpcore.NetworkBackend):
    """Opens connections that watch."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def addresses(self, host: str, port: int) -> list[str]:
        """Where a connection to a host may be opened, tried in this order."""
        return [host]

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError("The name has no address.")
        for address in self.addresses(host, port):
            left = min(_CONNECT_SECONDS, check(_current.limits))
            try:
                return _Stream(self._inner.connect_tcp(address, port, left, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("An endpoint is reached by TCP.")


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return _patiently(lambda seconds: self._inner.read(max_bytes, seconds))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[at : at + _PIECE], check(_current.limits))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = min(_CONNECT_SECONDS, check(_current.limits))
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


def _patiently(read: Callable[[float], bytes]) -> bytes:
    """Reads in short waits, and between them looks at the clock and the client."""
    while True:
        left = check(_current.limits)
        try:
            return read(min(left, _LOOK_AGAIN))
        except httpcore.ReadTimeout:
            continue
