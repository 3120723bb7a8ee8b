"""Whom a SERVICE may ask, and how much it may take."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import SettingsError, Where
from kg.store.federation import addresses
from kg.store.federation.fetch import address
from kg.store.guard import MAX_DEPTH


@dataclass(frozen=True)
class FederationSettings:
    """Whom a SERVICE may ask, and how much; `docs/settings.md` says what each does.

    :param endpoints: IRIs of the endpoints, as queries have to name them
    :param private: whether an endpoint may be at an address that is not public
    :param seconds: time for one clause
    :param max_bytes: size of what comes for one clause
    :param max_rows: rows of it
    :param max_clauses: clauses in one query
    :param places: queries with clauses that may fetch at a time
    :raises SettingsError: an endpoint is at an address that is not public, and that is not allowed
    """

    endpoints: tuple[str, ...]
    private: bool = False
    seconds: float = 10.0
    max_bytes: int = 10_000_000
    max_rows: int = 10_000
    max_clauses: int = 4
    places: int = 4
    max_query_bytes: int = 200_000
    max_depth: int = MAX_DEPTH

    def __post_init__(self) -> None:
        for iri in self.endpoints:
            _check_endpoint(iri, self.private)


def _check_endpoint(iri: str, private: bool) -> None:
    try:
        host = address(iri).host.decode("ascii")
    except ValueError:
        raise SettingsError(f"<{iri}> is no address of an endpoint.", Where(field="federate")) from None
    if not private and addresses.is_private_literal(host):
        hint = "Set federate_private if you mean it."
        raise SettingsError(f"<{iri}> is at no public address.", Where(field="federate"), hint)
