"""Where a SERVICE may connect to: a name is resolved here, each address checked, and the checked one connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
from ipaddress import IPv4Address, IPv6Address, ip_network

import httpcore

from kg.store.base import Limits
from kg.store.watched import Backend, check, current

_LOOK_AGAIN = 0.1
_LOOKUPS = threading.BoundedSemaphore(16)
_NAT64 = ip_network("64:ff9b::/96")
_TUNNELS = tuple(ip_network(net) for net in ("2002::/16", "2001::/32", "::/96"))
"""Addresses that carry an IPv4 address to somebody else: 6to4, Teredo, and those of old that were only compatible."""


class Refused(Exception):
    """The endpoint's name leads to an address that is not public."""


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet.

    No loopback, private, link-local, shared (100.64/10), multicast, unspecified, reserved or documentation address
    is, nor one of IPv6 that stands for such an address of IPv4.

    >>> is_public("9.9.9.9"), is_public("2620:fe::fe")
    (True, True)
    >>> [is_public(a) for a in ("127.0.0.1", "100.64.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1%eth0")]
    [False, False, False, False, False]
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if any(found in net for net in _TUNNELS):
            return False
        inner = found.ipv4_mapped or (IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_private_literal(host: str) -> bool:
    """Whether a host is written as an address, and that one is not public."""
    try:
        return not is_public(host.strip("[]"))
    except ValueError:
        return False


class CheckedBackend(Backend):
    """Opens connections that watch, to checked addresses only.

    The address that was checked is the one connected to, so that a name that means another address the next moment
    gains nothing; TLS still asks for the name. One address that is not public refuses the name.

    :param private: whether addresses that are not public are allowed too
    """

    def __init__(self, private: bool) -> None:
        super().__init__()
        self._private = private

    def addresses(self, host: str, port: int) -> list[str]:
        found = _resolve(host, port, current())
        if not self._private and not all(map(is_public, found)):
            raise Refused
        return found


def _resolve(host: str, port: int, limits: Limits) -> list[str]:
    """The addresses of a name; the system's resolver knows no deadline, so another thread waits for it."""
    if not _LOOKUPS.acquire(blocking=False):
        raise httpcore.ConnectError("Too many names are being looked up.")
    found: list[str] = []
    done = threading.Event()
    threading.Thread(target=_look_up, args=(host, port, found, done), daemon=True).start()
    while not done.wait(_LOOK_AGAIN):
        check(limits)
    return list(dict.fromkeys(found))


def _look_up(host: str, port: int, found: list[str], done: threading.Event) -> None:
    try:
        found += [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        found.clear()
    finally:
        _LOOKUPS.release()
        done.set()
