"""What a copy holds: which addresses become files, which need a server, which are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from kg.formats import HTML
from kg.iri import BASE
from kg.serve import addresses, ask
from kg.serve.context import pages
from kg.serve.export.addresses import Address
from kg.serve.site import Site
from kg.serve.things import areas, kinds, offers


class Kind(Enum):
    """What becomes of an address in a copy."""

    PAGE = "a page, in every language"
    THING = "a small page that leads on, in no language"
    DATA = "data, in a file of its format"
    FILE = "a file as it is"
    SERVER = "needs a server"
    LEFT = "left out"


PREFIXES: Mapping[str, Kind] = {
    "/assets/": Kind.FILE,
    "/dumps/": Kind.FILE,
    "/.well-known/": Kind.FILE,
    "/id/": Kind.THING,
    "/sparql": Kind.SERVER,
    "/search": Kind.SERVER,
    "/suggest": Kind.SERVER,
    "/reconcile": Kind.SERVER,
    "/data?": Kind.SERVER,
    "/opensearch.xml": Kind.SERVER,
    "/healthz": Kind.SERVER,
    "/readyz": Kind.SERVER,
    "/metrics": Kind.SERVER,
}
"""What addresses are by their beginning; every other is a page, or data by its suffix."""

FOLDERS = frozenset(("/dumps/",))
"""Addresses among these that are pages themselves."""


@dataclass(frozen=True)
class Plan:
    """What is copied, and how it speaks of itself.

    :param base: base IRI of the release
    :param url: where the copy will stand on the web; “” where nobody has said
    :param live: address of the site with a server; “” for none
    :param release: its id
    :param left: IRIs of the official areas that are left out, under the default base
    :param graphs: the graphs that have these
    """

    base: str
    url: str = ""
    live: str = ""
    release: str = ""
    left: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()


def official_areas(site: Site) -> tuple[frozenset[str], frozenset[str]]:
    """The official areas that nothing else in the data comes near, and the graphs that have them.

    :raises kg.errors.StoreError: there is no answer
    """
    rows = ask.rows(site, "official-areas")
    near = set(ask.iris(ask.rows(site, "official-areas-near"), "it"))
    return frozenset(ask.iris(rows, "it")) - near, frozenset(ask.iris(rows, "graph"))


class Scope:
    """Says of each address what becomes of it; to be asked where the application is at work."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._is_mostly_left = lru_cache(maxsize=4096)(self._judge_list)

    def kind(self, address: Address, typed: bool = False) -> Kind:
        """What becomes of an address.

        :param typed: whether its link says that it leads to data
        :raises kg.errors.StoreError: there is no answer
        """
        if self._is_left(address):
            return Kind.LEFT
        if address.path in FOLDERS:
            return Kind.THING
        whole = f"{address.path}?"
        found = next((kind for start, kind in PREFIXES.items() if whole.startswith(start)), Kind.PAGE)
        return Kind.DATA if found is Kind.PAGE and _is_data(address, typed) else found

    def _is_left(self, address: Address) -> bool:
        if not self.plan.left:
            return False
        path = address.path
        if path.startswith("/graph/"):
            return BASE + path[1:] in self.plan.graphs and bool(address.parameter("format"))
        if path.startswith(f"{areas.LIST}/"):
            return True
        if path.startswith(("/doc/", "/id/")):
            return BASE + "id/" + path.split("/", 2)[2] in self.plan.left
        is_further = address.parameter("page") or address.parameter("letter")
        return bool(
            is_further and self._is_mostly_left(path, address.parameter("to"), address.parameter("by"))
        )

    def _judge_list(self, path: str, to: str, by: str) -> bool:
        """Whether most things of a list are left out; of such a list only the first page is kept."""
        members = _members(path, to, by)
        return 2 * sum(iri in self.plan.left for iri in members) > len(members)


def _members(path: str, to: str, by: str) -> list[str]:
    """The things that a list shows; none for one that no official area can be on."""
    site = pages().site
    if path == "/linked":
        return list(ask.iris(ask.rows_by(site, "linked", it=to, by=by), "row"))
    if path.startswith("/browse/") and (class_ := kinds.class_named(path.removeprefix("/browse/"))):
        return list(ask.iris(ask.rows(site, "members", class_), "row"))
    return []


_KNOWN: Mapping[str, str] = {"/doc/": "id/", "/def/": "def/"}
"""Where the things are whose pages stand below a path."""


def _is_data(address: Address, typed: bool) -> bool:
    """Whether an address gives data: by its format, or by a suffix that is not a part of a thing's own name."""
    if address.parameter("format"):
        return True
    _stem, form = addresses.split(address.path, offers.SUFFIXES)
    return form not in (None, HTML) and (typed or not _is_thing(address.path))


def _is_thing(path: str) -> bool:
    found = next(((start, own) for start, own in _KNOWN.items() if path.startswith(start)), None)
    if found is None:
        return False
    start, own = found
    return pages().find(addresses.candidates(own + path.removeprefix(start))) is not None
