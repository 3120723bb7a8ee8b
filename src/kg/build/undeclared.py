"""Terms of quads and queries that no vocabulary in use declares, or that play a part they are not made for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.build.declared import Kind, Vocabulary
from kg.build.sparql_names import Name, names, prefixes
from kg.errors import TermError, Where
from kg.vocab import PREFIXES, QB, RDF, RDFS, SH, VOID, compact


@dataclass(frozen=True)
class Finding:
    """A term that no vocabulary in use declares, or that plays a part it is not made for.

    :param term: the IRI, or the name as written where it has none
    :param suggestion: the declared term that is most like it
    """

    term: str
    what: str
    where: Where
    suggestion: str | None = None

    @property
    def error(self) -> TermError:
        """The finding as an error."""
        hint = f"Did you mean “{self.suggestion}”?" if self.suggestion else "Declare it, or use another."
        return TermError(self.what, self.where, hint)


PARTS: Mapping[NamedNode, Kind] = {
    RDF.type: Kind.CLASS,
    RDFS.subClassOf: Kind.CLASS,
    RDFS.domain: Kind.CLASS,
    SH.targetClass: Kind.CLASS,
    SH["class"]: Kind.CLASS,
    VOID["class"]: Kind.CLASS,
    RDF.predicate: Kind.PROPERTY,
    RDFS.subPropertyOf: Kind.PROPERTY,
    SH.path: Kind.PROPERTY,
    SH.targetSubjectsOf: Kind.PROPERTY,
    SH.targetObjectsOf: Kind.PROPERTY,
    VOID.property: Kind.PROPERTY,
    QB.dimension: Kind.PROPERTY,
    QB.measure: Kind.PROPERTY,
}
"""What the object of a property must be."""

_QUERIES = (SH.select, SH.ask, SH.construct)


def undeclared(quads: Iterable[Quad], vocabulary: Vocabulary, where: Where | None = None) -> list[Finding]:
    """Every term of quads, and of the queries in them, that is not declared.

    Predicates and classes must be declared whatever their namespace, other terms in the namespaces in use.

    :param where: where the quads come from; the findings add the subject
    """
    quads, place = list(quads), where or Where()
    found = [
        finding(term, kind, vocabulary, Where(place.file, record=compact(subject)))
        for kind, terms in _used(quads).items()
        for term, subject in terms.items()
        if not _may(term, kind, vocabulary)
    ]
    queries = (q.object.value for q in quads if q.predicate in _QUERIES and isinstance(q.object, Literal))
    return found + [f for text in queries for f in in_query(text, vocabulary, place, PREFIXES)]


def _used(quads: Iterable[Quad]) -> Mapping[Kind, dict[str, str]]:
    """Each IRI by the part that it plays, with a subject of which it is said."""
    used: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
    predicates, others = used[Kind.PROPERTY], used[Kind.OTHER]
    for subject, predicate, object_, _ in quads:
        about = subject.value if isinstance(subject, NamedNode) else ""
        predicates.setdefault(predicate.value, about)
        others.setdefault(about, about)
        if isinstance(object_, NamedNode):
            part = used[PARTS[predicate]] if predicate in PARTS else others
            part.setdefault(object_.value, about)
        elif isinstance(object_, Literal):
            others.setdefault(object_.datatype.value, about)
    return used


def _may(term: str, kind: Kind, vocabulary: Vocabulary) -> bool:
    free = kind is Kind.OTHER and not vocabulary.owns(term)
    return free or vocabulary.plays(term, kind)


def finding(term: str, kind: Kind, vocabulary: Vocabulary, where: Where) -> Finding:
    """What is wrong with a term in a part, and what may have been meant."""
    name = compact(term)
    shown = f"“{name}”" if name != term else f"<{term}>"
    if vocabulary.has(term):
        return Finding(term, f"{shown} is used as a {kind.value} and is none.", where)
    return Finding(
        term,
        f"No vocabulary in use declares the {kind.value} {shown}.",
        where,
        vocabulary.suggestion(term, kind),
    )


def in_query(
    text: str, vocabulary: Vocabulary, where: Where | None = None, known: Mapping[str, str] | None = None
) -> list[Finding]:
    """Every undeclared name of a SPARQL query: prefixed names, IRIs, and prefixes that are not what they are with us.

    :param known: prefixes that hold beside those that the query declares
    """
    place, own = where or Where("query"), prefixes(text)
    found: dict[str, Finding] = {}
    for name in names(text):
        at = place if known else Where(place.file, name.line, name.column)
        one = _wrong_prefix(name.prefix, own, at) or in_name(name, {**(known or {}), **own}, vocabulary, at)
        if one:
            found.setdefault(one.term, one)
    return list(found.values())


def _wrong_prefix(prefix: str | None, own: Mapping[str, str], where: Where) -> Finding | None:
    if prefix is None or own.get(prefix) in (None, PREFIXES.get(prefix)) or prefix not in PREFIXES:
        return None
    what = f"The prefix “{prefix}” stands for another namespace here."
    return Finding(prefix + ":", what, where, f"<{PREFIXES[prefix]}>")


def in_name(name: Name, known: Mapping[str, str], vocabulary: Vocabulary, where: Where) -> Finding | None:
    """What is wrong with one prefixed name or IRI of a text, if anything is."""
    if name.prefix is not None and name.prefix not in known:
        return Finding(f"{name.prefix}:{name.local}", f"The prefix “{name.prefix}” is not declared.", where)
    term = known[name.prefix] + name.local if name.prefix is not None else name.local
    if vocabulary.owns(term) and not vocabulary.has(term):
        return finding(term, Kind.OTHER, vocabulary, where)
    return None
