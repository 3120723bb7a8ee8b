"""Who a client is, as far as fairness needs it: an address, or for IPv6 a network, since each home has a whole one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_OF_A_HOME = 64


def client(peer: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The client behind a connection: its other end, or what trusted proxies say of theirs.

    Read from the right, the list of a proxy that is trusted names who asked it; who is trusted himself is passed over.
    What stands left of the first who is not, anybody could have written.

    :param peer: the address at the other end of the connection
    :param forwarded: the header X-Forwarded-For, its lines joined by commas
    :param proxies: addresses and networks of the proxies that are trusted
    """
    if not forwarded:
        return _alone(peer)
    found = _address(peer)
    return _named(_behind(found, forwarded, proxies)) if found else peer


@lru_cache(maxsize=4096)
def _alone(peer: str) -> str:
    found = _address(peer)
    return _named(found) if found else peer


def is_within(peer: str, forwarded: str, proxies: Sequence[str], networks: Sequence[str]) -> bool:
    """Whether a client is in one of these networks; a client that a proxy speaks for which is not trusted is in none.

    The first three parameters are those of `client`.
    """
    found = _address(peer)
    if not found or (forwarded and not _is_in(found, _networks(tuple(proxies)))):
        return False
    return _is_in(_behind(found, forwarded, proxies), _networks(tuple(networks)))


def _behind(found: Address, forwarded: str, proxies: Sequence[str]) -> Address:
    trusted = _networks(tuple(proxies))
    for hop in reversed(forwarded.split(",")):
        before = _address(hop) if _is_in(found, trusted) else None
        if before is None:
            break
        found = before
    return found


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    """An address, with or without a port; an IPv4 address in IPv6's clothes is one of IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _named(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _OF_A_HOME), strict=False))
