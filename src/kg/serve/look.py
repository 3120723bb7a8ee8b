"""Looks up what pages ask of the store about one thing, in a release's folder and up to a bound.

Each method gives what a query of `queries/` gives, which it names; `tests/serve/pages/test_looking_up.py` holds both
together. IRIs come and go under the default base, whatever that of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kg import iri
from kg.iri import BASE, Rebase
from kg.store.functions import Row, Term
from kg.store.nearby import HERE, AskInstead, Nearby
from kg.vocab import DCTERMS, LG, OA, ORG, PROV, QUDT, RDF, RDFS, SH, SKOS

Said = tuple[str, Term, str]
"""A property of a thing, its object, and the graph that says so; “” for the default graph."""

Lead = tuple[str, str]
"""A property that leads to a thing, and the thing that it leads from."""

FEW = 24
"""Passages that are looked up one by one."""

_BODIES = 60
"""Bodies around one; the query `bodies-around` has the same bound."""

_DESCRIBED = 500
"""Things that lead to one in its description; the query `description` has the same bound."""

_TYPE = RDF.type
_LITTLE = 200
_SHORT = 50_000
"""Statements about a thing, and letters in them, that its page is made of in some milliseconds at most."""

_WHOLE = frozenset(term.value for term in (OA.hasSource, RDFS.isDefinedBy, SKOS.inScheme))
"""What leads to a thing that is described with all that leads to it; these are left to the query."""


@dataclass(frozen=True, slots=True)
class About:
    """All that a page says of a thing but its passages.

    :param records: rows of ?s, ?p and ?o, by kind: what curators and checks said of it
    """

    said: Sequence[Said]
    leads: Sequence[Lead]
    records: dict[str, list[Row]]


class Look:
    """Looks up for one site; every method raises `AskInstead` where a query has to be asked.

    :param base: of the data
    :param apart: the names of the graphs that pages tell apart
    """

    def __init__(self, near: Nearby, base: str, apart: Iterable[str]) -> None:
        self._near, self._moves = near, base != BASE
        self._there, self._back = Rebase(base), Rebase(BASE, base)
        self._history, self._quality = (
            NamedNode(self._there(iri.graph(name))) for name in ("history", "quality")
        )
        self._apart = tuple(self._node(iri.graph(name)) for name in apart)
        self._judged, self._leads, self._proposes = (
            self._node(term.value) for term in (LG.judgedFact, LG.leads, LG.proposesTo)
        )

    def _node(self, it: str) -> NamedNode:
        return NamedNode(self._there(it))

    def _iri(self, found: str) -> str:
        return self._back(found) if self._moves else found

    def _term(self, found: Term) -> Term:
        return NamedNode(self._back(found.value)) if self._moves and isinstance(found, NamedNode) else found

    def said(self, it: str) -> list[Said]:
        """What is said of a thing: `statements`. Where the default graph says anything, what reports and lists say
        is there, and only the graphs that pages tell apart are looked at beside it.
        """
        node = self._node(it)
        if quads := self._near.here(node):
            quads = [*quads, *(quad for graph in self._apart for quad in self._near.within(node, graph))]
        else:
            quads = self._near.anywhere(node)
        found = [(p.value, o, "" if g == HERE else g.value) for _s, p, o, g in quads]
        return [(self._back(p), self._term(o), self._back(g)) for p, o, g in found] if self._moves else found

    def types(self, it: str) -> frozenset[str] | None:
        """The classes of a thing, as the default graph has them; None where that says nothing of it: `standing`."""
        quads = self._near.here(self._node(it))
        if not quads:
            return None
        return frozenset(
            self._iri(o.value) for _s, p, o, _g in quads if p == _TYPE and isinstance(o, NamedNode)
        )

    def is_little(self, it: str) -> bool:
        """Whether little is said of a thing, in few words, and little leads to it."""
        node = self._node(it)
        said = self._near.here(node)
        few = len(said) + len(self._near.leading(node)) <= _LITTLE
        return few and sum(len(_text(quad.object)) for quad in said) <= _SHORT

    def about(self, it: str) -> About:
        """All of a page but its passages: `thing`."""
        node = self._node(it)
        leads = [(self._iri(p.value), self._iri(s.value)) for s, p, _o, _g in self._near.leading(node)]
        records = {
            "judgement": self._rows(self._near.pointing(node, self._judged, self._history)),
            "link": list(self._links(s for p, s in leads if p == RDF.subject.value)),
            "finding": self._rows(self._near.pointing(node, SH.focusNode, self._quality)),
        }
        return About(self.said(it), leads, records)

    def _rows(self, quads: Iterable[Quad]) -> list[Row]:
        return [{"s": self._term(s), "p": self._term(p), "o": self._term(o)} for s, p, o, _g in quads]

    def _links(self, some: Iterable[str]) -> Iterator[Row]:
        for one in some:
            rows = self._rows(self._near.here(self._node(one)))
            if any(row["p"] == RDF.type and row["o"] == LG.Link for row in rows):
                yield from rows

    def names(self, it: str) -> list[tuple[str, Term]]:
        """What a thing is called, and what kinds of thing it is: `labels`."""
        node = self._node(it)
        quads = (*self._near.named(node), *self._near.by(node, QUDT.symbol), *self._near.by(node, RDF.type))
        return [(p.value, self._term(o)) for _s, p, o, _g in quads]

    def passages(self, quotes: Sequence[str]) -> list[Row]:
        """Where some passages are, in the order of their places: `passages`."""
        if len(quotes) > FEW:
            raise AskInstead
        rows = [self._passage(self._node(quote)) for quote in quotes]
        return sorted(rows, key=lambda row: (_text(row["text"]), int(_text(row["start"]))))

    def _passage(self, quote: NamedNode) -> Row:
        """The row of a passage that has a text, a place and words; one that has not, or more, is left to the query."""
        said = _by(self._near.here(quote))
        merged: dict[str, list[Term]] = {"quote": [quote], "text": said.get(_SOURCE, [])}
        for selector in said.get(_SELECTOR, ()):
            if isinstance(selector, NamedNode):
                selected = _by(self._near.here(selector))
                merged |= {name: selected[path] for path, name in _SELECTED.items() if path in selected}
        for text in merged["text"]:
            if (
                reports := _by(self._near.by(text, PROV.specializationOf))
                if isinstance(text, NamedNode)
                else {}
            ):
                merged["report"] = reports[_REPORT]
        if len(said.get(_SELECTOR, ())) != 2 or any(len(merged.get(name, ())) != 1 for name in _NEEDED):
            raise AskInstead
        if any(len(terms) > 1 for terms in merged.values()):
            raise AskInstead
        return {name: self._term(terms[0]) for name, terms in merged.items()}

    def bodies(self, it: str) -> list[Row]:
        """The bodies above, below and beside a body: `bodies-around`."""
        node = self._node(it)
        up, leads = (ORG.subOrganizationOf, ORG.unitOf, self._proposes), self._leads
        above: dict[NamedNode, None] = {node: None}
        for body in (waiting := [node]):
            found = [*self._subjects(body, leads), *(one for by in up for one in self._objects(body, by))]
            waiting += (new := [one for one in dict.fromkeys(found) if one not in above])
            above.update(dict.fromkeys(new))
        around = dict(above)
        for body in above:
            around.update(dict.fromkeys(one for by in up for one in self._subjects(body, by)))
            around.update(dict.fromkeys(self._objects(body, leads)))
        for place in self._objects(node, DCTERMS.spatial):
            around.update(dict.fromkeys(self._subjects(place, DCTERMS.spatial)))
        rows = [self._rows(self._joined(body)) for body in around]
        if sum(map(bool, rows)) > _BODIES:
            raise AskInstead
        return [{"row": row.pop("s"), **row} for some in rows for row in some]

    def _joined(self, body: NamedNode) -> Sequence[Quad]:
        """How a body is joined to others, and that it is one."""
        is_body = [quad for quad in self._near.by(body, RDF.type) if quad.object == ORG.Organization]
        by = (ORG.subOrganizationOf, ORG.unitOf, self._leads, self._proposes)
        return [quad for each in by for quad in self._near.by(body, each)] + is_body if is_body else []

    def _objects(self, it: NamedNode, by: NamedNode) -> list[NamedNode]:
        return [quad.object for quad in self._near.by(it, by) if isinstance(quad.object, NamedNode)]

    def _subjects(self, it: NamedNode, by: NamedNode) -> list[NamedNode]:
        return [quad.subject for quad in self._near.heads(it, by) if isinstance(quad.subject, NamedNode)]

    def description(self, it: str) -> list[Triple]:
        """What the default graph says of a thing and what leads to it, its passages, and the names of what it leads to,
        under the base of the data: `description`.
        """
        node = self._node(it)
        leading, said = self._near.leading(node), self._near.here(node)
        if len(leading) > _DESCRIBED or any(quad.predicate.value in _WHOLE for quad in leading):
            raise AskInstead
        found = [*said, *leading]
        for _s, p, o, _g in said:
            if isinstance(o, NamedNode):
                found += self._described(p, o)
        return [quad.triple for quad in found]

    def _described(self, by: NamedNode, it: NamedNode) -> Iterator[Quad]:
        """What the description of a thing has of what it leads to by a property."""
        if by not in (PROV.wasDerivedFrom, SH.declare):
            yield from self._near.named(it)
            return
        yield from self._near.here(it)
        for quad in self._near.here(it):
            if by == PROV.wasDerivedFrom and quad.predicate == OA.hasSelector:
                assert isinstance(quad.object, NamedNode)
                yield from self._near.here(quad.object)


_SOURCE, _SELECTOR, _REPORT = OA.hasSource.value, OA.hasSelector.value, PROV.specializationOf.value
_SELECTED = {
    term.value: name
    for term, name in (
        (OA.start, "start"),
        (OA.end, "end"),
        (OA.exact, "exact"),
        (OA.prefix, "before"),
        (OA.suffix, "after"),
    )
}
_NEEDED = ("text", "start", "end", "exact")


def is_apart(graph: str) -> bool:
    """Whether pages tell what a graph says from what others say, by its name without the base: labels of ours, and what
    rules derive.
    """
    return graph.startswith(("labels/", "derived/"))


def _by(quads: Iterable[Quad]) -> dict[str, list[Term]]:
    """Objects by property."""
    found: dict[str, list[Term]] = {}
    for _s, p, o, _g in quads:
        found.setdefault(p.value, []).append(o)
    return found


def _text(term: Term) -> str:
    return "" if isinstance(term, Triple) else term.value
