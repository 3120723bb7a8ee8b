"""What follows from the facts by a rule: computed percentages, issuers by suffix, a data cube; never stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri
from kg.build.terms import about, decimal, in_graph, node, words
from kg.vocab import LG, PROV, QB, QUDT, RDF, RDFS, SDMX_DIMENSION

Subjects = Mapping[NamedNode, Mapping[NamedNode, list[NamedNode | Literal]]]


def by_subject(quads: Iterable[Quad]) -> Subjects:
    """Quads as subject → predicate → objects."""
    found: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject][quad.predicate].append(quad.object)
    return found


def _of_type(things: Subjects, kind: NamedNode) -> Iterator[NamedNode]:
    return (
        thing for thing, said in sorted(things.items(), key=lambda i: i[0].value) if kind in said[RDF.type]
    )


def percent_of_plan(things: Subjects) -> Iterator[Triple]:
    """Actual over plan in percent, to two decimals, where a figure has both numbers."""
    for figure in _of_type(things, LG.Figure):
        actual, plan = (things[figure][term] for term in (LG.actual, LG.plan))
        if actual and plan and Decimal(plan[0].value):
            percent = 100 * Decimal(actual[0].value) / Decimal(plan[0].value)
            yield Triple(figure, LG.computedPercentOfPlan, decimal(percent.quantize(Decimal("0.01"))))


def issuer_by_suffix(things: Subjects) -> Iterator[Triple]:
    """The issuer of a document whose code may denote one body only, and no mere kind of body."""
    for document in _of_type(things, LG.NormativeDocument):
        for code in things[document][LG.issuerCode]:
            bodies = things[code][LG.mayDenote] if isinstance(code, NamedNode) else []
            for body in bodies if len(bodies) == 1 else ():
                if isinstance(body, NamedNode) and LG.KindOfBody not in things[body][RDF.type]:
                    yield Triple(document, LG.issuer, body)


_DATASET = iri.BASE + "id/dataset/figures"
_STRUCTURE = iri.BASE + "id/dataset/figures/structure"
_DIMENSIONS = (LG.indicator, SDMX_DIMENSION.refPeriod, SDMX_DIMENSION.refArea, LG.ofOrganisation, LG.statedIn)
_MEASURES = (LG.actual, LG.plan, LG.percentOfPlan)


def cube(things: Subjects) -> Iterator[Triple]:
    """Every stated number as an observation of one data cube (RDF Data Cube, section 6.5.1: a measure dimension)."""
    yield from _structure()
    for figure in _of_type(things, LG.Figure):
        for measure in _MEASURES:
            for number in things[figure][measure]:
                yield from _observation(figure, measure, number, things)


def _structure() -> Iterator[Triple]:
    yield from about(
        _DATASET,
        [
            (RDF.type, QB.DataSet),
            (RDFS.label, words("Số liệu nêu trong các báo cáo")),
            (RDFS.label, words("Figures stated in the reports", "en")),
            (QB.structure, node(_STRUCTURE)),
        ],
    )
    yield Triple(node(_STRUCTURE), RDF.type, QB.DataStructureDefinition)
    for kind, terms in ((QB.dimension, (*_DIMENSIONS, QB.measureType)), (QB.measure, _MEASURES)):
        for term in terms:
            component = node(f"{_STRUCTURE}/{term.value.replace('#', '/').rpartition('/')[2]}")
            yield Triple(node(_STRUCTURE), QB.component, component)
            yield from about(component, [(RDF.type, QB.ComponentSpecification), (kind, term)])


def _observation(
    figure: NamedNode, measure: NamedNode, number: NamedNode | Literal, things: Subjects
) -> Iterator[Triple]:
    path = figure.value.partition("/id/figure/")[2]
    observation = node(f"{iri.BASE}id/observation/{path}/{measure.value.rpartition('#')[2]}")
    copied = [(p, o) for p in (*_DIMENSIONS, QUDT.hasUnit) for o in things[figure][p]]
    own = [
        (RDF.type, QB.Observation),
        (QB.dataSet, node(_DATASET)),
        (QB.measureType, measure),
        (measure, number),
        (PROV.wasDerivedFrom, figure),
    ]
    return about(observation, [*own, *copied])


RULES: Mapping[str, Callable[[Subjects], Iterator[Triple]]] = {
    "percent-of-plan": percent_of_plan,
    "issuer-by-suffix": issuer_by_suffix,
    "cube": cube,
}
"""Each rule fills the graph `derived/{name}`."""


def graphs(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """What every rule derives, by graph name."""
    things = by_subject(quads)
    return {
        f"derived/{name}": list(in_graph(iri.graph(f"derived/{name}"), rule(things)))
        for name, rule in RULES.items()
    }
