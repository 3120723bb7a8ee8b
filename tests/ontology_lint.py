"""The linter of the ontology itself: labels, definitions, code lists, and how indicators add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.build.declared import OURS
from kg.build.undeclared import Finding
from kg.errors import Where
from kg.vocab import LG, OWL, QUDT, RDF, RDFS, SKOS, XKOS, compact

LANGUAGES = ("vi", "en")

Term = NamedNode | BlankNode | Literal | Triple
Things = Mapping[NamedNode, Mapping[NamedNode, list[Term]]]
"""What is said of each IRI: subject → predicate → objects."""

Fault = tuple[NamedNode, str]
"""A term, and what is wrong with it."""


def faults(quads: Iterable[Quad], where: Where | None = None) -> list[Finding]:
    """What is wrong with the ontology and its code lists, rule by rule.

    :param quads: those of `lg.ttl` and `codes/` together
    :param where: where they come from; each finding adds its term
    """
    things: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_, _ in quads:
        if isinstance(subject, NamedNode):
            things[subject][predicate].append(object_)
    file = where.file if where else None
    return [
        Finding(term.value, f"“{compact(term.value)}” {what}.", Where(file, record=compact(term.value)))
        for rule in RULES
        for term, what in rule(things)
    ]


def _of(things: Things, *kinds: NamedNode) -> Iterator[NamedNode]:
    return (thing for thing, said in things.items() if any(kind in said.get(RDF.type, ()) for kind in kinds))


def terms(things: Things) -> Iterator[NamedNode]:
    """The terms of our own namespace that have a type."""
    return (t for t, said in things.items() if t.value.startswith(LG.iri) and RDF.type in said)


def codes(things: Things) -> Iterator[NamedNode]:
    """Entries of code lists, and units of others that have our names."""
    return (thing for thing in _of(things, SKOS.Concept))


def _once(
    things: Things, of: Callable[[Things], Iterator[NamedNode]], predicate: NamedNode
) -> Iterator[Fault]:
    for thing in of(things):
        said = [o.language for o in things[thing].get(predicate, ()) if isinstance(o, Literal)]
        for language in LANGUAGES:
            if (count := said.count(language)) != 1:
                yield thing, f"has {count or 'no'} {compact(predicate.value)} in “{language}”, not one"
        if others := {str(o) for o in said} - set(LANGUAGES):
            yield thing, f"has a {compact(predicate.value)} in another language ({', '.join(sorted(others))})"


def labels(things: Things) -> Iterator[Fault]:
    """Every term, code and code list has one label and one definition a language."""
    for of in (codes, lambda t: _of(t, SKOS.ConceptScheme)):
        yield from _once(things, of, SKOS.prefLabel)
        yield from _once(things, of, SKOS.definition)
    yield from _once(things, terms, RDFS.label)
    yield from _once(things, terms, SKOS.definition)


def no_words_without_a_term(things: Things) -> Iterator[Fault]:
    """Whatever has a label or a definition has a type."""
    for thing, said in things.items():
        if RDF.type not in said and said.keys() & {RDFS.label, SKOS.prefLabel, SKOS.definition}:
            yield thing, "has a label or a definition and is no term: its type is missing"


def defined_by_the_ontology(things: Things) -> Iterator[Fault]:
    """Every term of ours points to the ontology, which has a version and a licence."""
    document = NamedNode(LG.iri.removesuffix("#"))
    for term in terms(things):
        if things[term].get(RDFS.isDefinedBy) != [document]:
            yield term, "is not defined by the ontology (rdfs:isDefinedBy)"
    for needed in (OWL.versionIRI, OWL.versionInfo):
        if needed not in things.get(document, {}):
            yield document, f"has no {compact(needed.value)}"


def in_its_scheme(things: Things) -> Iterator[Fault]:
    """Every code is in the one scheme that its IRI names, at the top or below another; the scheme lists its top."""
    schemes = set(_of(things, SKOS.ConceptScheme))
    for code in codes(things):
        said = things[code]
        inside = [s for s in said.get(SKOS.inScheme, ()) if isinstance(s, NamedNode)]
        if len(inside) != 1 or inside[0] not in schemes:
            yield code, "is not in exactly one code list that is there"
            continue
        if code.value.startswith(OURS) and code.value.rpartition("/")[0] != inside[0].value:
            yield code, f"is in the list “{compact(inside[0].value)}”, which its IRI does not name"
        top, broader = said.get(SKOS.topConceptOf, []), said.get(SKOS.broader, [])
        if (top == inside) == bool(broader):
            yield code, "must be at the top of its list or below another code, and not both"
        if (code in things[inside[0]].get(SKOS.hasTopConcept, ())) != bool(top):
            yield code, "is at the top of its list on one side only (topConceptOf, hasTopConcept)"


def one_name_one_code(things: Things) -> Iterator[Fault]:
    """No two codes of a list share a name in a language, be it main, other or hidden."""
    owners: dict[tuple[Term, str | None, str], NamedNode] = {}
    for code in codes(things):
        for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            for name in things[code].get(predicate, ()):
                for scheme in things[code].get(SKOS.inScheme, ()):
                    if not isinstance(name, Literal):
                        continue
                    owner = owners.setdefault((scheme, name.language, name.value.casefold()), code)
                    if owner != code:
                        yield code, f"shares the name “{name.value}” with “{compact(owner.value)}”"


_DOWN = (XKOS.hasPart, SKOS.broader, RDFS.subClassOf, LG.numerator, LG.denominator)


def no_circles(things: Things) -> Iterator[Fault]:
    """Nothing is part of itself, below itself, or divided by itself, at any distance."""
    for predicate in _DOWN:
        done: set[Term] = set()
        for thing in list(things):
            if circle := _circle(thing, predicate, things, done, ()):
                way = " → ".join(compact(step.value) for step in circle)
                yield circle[0], f"leads back to itself by {compact(predicate.value)}: {way}"


def _circle(
    at: Term, predicate: NamedNode, things: Things, done: set[Term], way: tuple[NamedNode, ...]
) -> tuple[NamedNode, ...]:
    if at in way:
        return way[way.index(at) :]
    if at in done or not isinstance(at, NamedNode) or at not in things:
        return ()
    found = next(
        filter(
            None, (_circle(o, predicate, things, done, (*way, at)) for o in things[at].get(predicate, ()))
        ),
        (),
    )
    done.add(at)
    return found


def parts_add_up(things: Things) -> Iterator[Fault]:
    """An indicator with parts says whether they are all; one without does not; each has a unit and a quantity kind."""
    for indicator in _of(things, LG.Indicator):
        said = things[indicator]
        if (XKOS.hasPart in said) != (LG.exhaustiveParts in said):
            yield indicator, "must say whether its parts are exhaustive exactly where it has parts"
        for needed in (LG.usualUnit, QUDT.hasQuantityKind):
            if len(said.get(needed, ())) != 1:
                yield indicator, f"has not exactly one {compact(needed.value)}"
        for part in (o for p in (XKOS.hasPart, LG.numerator, LG.denominator) for o in said.get(p, ())):
            if not isinstance(part, NamedNode) or LG.Indicator not in things.get(part, {}).get(RDF.type, ()):
                yield indicator, f"names {part}, which is no indicator"


RULES: tuple[Callable[[Things], Iterator[Fault]], ...] = (
    labels,
    no_words_without_a_term,
    defined_by_the_ontology,
    in_its_scheme,
    one_name_one_code,
    no_circles,
    parts_add_up,
)
"""Every rule; adding one is a row."""
