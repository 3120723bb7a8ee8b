"""What the data says of the things in question: asked for once for all of them, and remembered."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from threading import Lock

from pyoxigraph import Literal, NamedNode

from kg.iri import Rebase
from kg.search.collect import NAMES
from kg.search.entries import CODE
from kg.serve import ask
from kg.serve.site import Site
from kg.store import functions
from kg.store.base import Limits
from kg.store.functions import Term
from kg.vocab import DCAT, DCTERMS

Said = Mapping[str, tuple[Term, ...]]
"""The objects of one thing's statements by property."""

_AT_ONCE = 500


class Facts:
    """Statements about things, under the base of the data.

    :param size: how many things are remembered
    """

    def __init__(self, site: Site, size: int = 20_000) -> None:
        self._site, self._size = site, size
        self._known: OrderedDict[str, Said] = OrderedDict()
        self._names: dict[str, list[tuple[str, bool]]] = {}
        self._lock = Lock()
        move = Rebase(site.base)
        self._naming = {move(term.value): kind == CODE for term, kind in NAMES.items()}

    def learn(self, iris: Iterable[str], limits: Limits) -> None:
        """Asks, in one query, for whatever is not known of some things; what is no IRI is nothing.

        :raises kg.errors.StoreError: there is no answer
        """
        new = [one for one in dict.fromkeys(iris) if one not in self._known and ask.is_iri(one)]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            query = ask.bound(self._site, "said-of", some)
            self._remember(some, functions.rows(self._site.store, query, limits))

    def _remember(self, some: Iterable[str], rows: Iterable[functions.Row]) -> None:
        found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            found[ask.value(row, "it")][ask.value(row, "p")].append(row["o"])
        with self._lock:
            for one in some:
                self._known[one] = {p: tuple(objects) for p, objects in found[one].items()}
            while len(self._known) > self._size:
                self._names.pop(self._known.popitem(last=False)[0], None)

    def of(self, iri: str) -> Said:
        """What is said of a thing, after `learn`."""
        return self._known.get(iri, {})

    def values(self, iri: str, property_: str) -> tuple[Term, ...]:
        """The values of a property of a thing, after `learn`."""
        return self.of(iri).get(property_, ())

    def iris(self, iri: str, property_: str) -> list[str]:
        """Those that are IRIs."""
        return [value.value for value in self.values(iri, property_) if isinstance(value, NamedNode)]

    def names(self, iri: str) -> list[tuple[str, bool]]:
        """The names and codes of a thing, each with whether it is a code."""
        found = self._names.get(iri)
        if found is None:
            found = list(self._read_names(self.of(iri)))
            if iri in self._known:
                self._names[iri] = found
        return found

    def _read_names(self, said: Said) -> Iterator[tuple[str, bool]]:
        for property_, is_code in self._naming.items():
            for value in said.get(property_, ()):
                if isinstance(value, Literal):
                    yield value.value, is_code

    def is_code(self, property_: str) -> bool:
        """Whether the values of a property are codes."""
        return self._naming.get(property_, False)

    def days(self, period: str) -> tuple[date, date] | None:
        """First and last day of a period, the ends of time where it is open; None for what is no period."""
        first, last = (self._day(period, p.value) for p in (DCAT.startDate, DCAT.endDate))
        return (first or date.min, last or date.max) if first or last else None

    def _day(self, period: str, property_: str) -> date | None:
        for value in self.values(period, property_):
            try:
                return date.fromisoformat(value.value if isinstance(value, Literal) else "")
            except ValueError:
                continue
        return None

    def validity(self, iri: str) -> tuple[date, date]:
        """From when to when a thing exists, as far as is said, after its periods were learnt too."""
        found = [days for one in self.iris(iri, DCTERMS.valid.value) if (days := self.days(one))]
        return found[0] if found else (date.min, date.max)
