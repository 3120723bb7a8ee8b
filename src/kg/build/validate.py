"""The validation on one page: shapes and graphs in; core constraints, rules and checks; one report out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg import iri
from kg.build import checks, messages, quality, rendering, rules, shacl, shapes
from kg.build.findings import SEVERITIES, Finding, Result, Severity, in_order
from kg.build.labels import Names
from kg.build.rdf_files import load
from kg.build.rebasing import rebased
from kg.build.shapes import Shape, Shapes
from kg.iri import Rebase
from kg.vocab import RDF

__all__ = ["SEVERITIES", "Finding", "Report", "Severity", "validate", "validate_files"]

LEFT_OUT = ("ontology", "shapes", "candidates/", "derived/", "quality", "history", "meta")
"""Graphs, or their first parts, that are not judged: what is no data, not accepted, not stated, or past."""


@dataclass(frozen=True)
class Report:
    """Everything that a validation found, worst first, in one order whatever the order of the data."""

    findings: tuple[Finding, ...]
    shapes: Mapping[str, Shape] = field(default_factory=dict, repr=False)
    scopes: tuple[quality.Scope, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no violation: what a release asks for."""
        return self.count(Severity.VIOLATION) == 0

    def of(self, severity: str) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(f for f in self.findings if f.severity == severity)

    def count(self, severity: str) -> int:
        """How many findings of one severity."""
        return len(self.of(severity))

    def render(self, language: str, severity: str | None = None) -> str:
        """A page of text in `vi` or `en`, of one severity or of all."""
        return rendering.text(self.of(severity) if severity else self.findings, self.shapes, language)

    def json(self) -> str:
        """The findings as a JSON array."""
        return rendering.as_json(self.findings)

    def quads(self) -> list[Quad]:
        """The graph `quality`: SHACL reports and quality measurements."""
        return quality.quads(self.findings, self.scopes)

    def turtle(self, base: str = iri.BASE) -> str:
        """The same as Turtle, under the base of a release."""
        return quality.turtle(self.quads(), base)


def validate(graphs: Mapping[str, Iterable[Quad]], texts: Mapping[str, str]) -> Report:
    """Judges the graphs of a build by the graph `shapes` among them.

    :param graphs: quads by the name of their graph without the base (`report/a1b2c3d4e5f60718`, `vocab`, …)
    :param texts: source texts by the IRI of the text; a text that is not given is taken from the graph
    :raises RdfError: a shape that is broken, by name
    """
    known = shapes.read(graphs.get("shapes", ()))
    judged = {name: tuple(quads) for name, quads in graphs.items() if not name.startswith(LEFT_OUT)}
    data = tuple(quad for quads in judged.values() for quad in quads)
    everything = (quad for quads in graphs.values() for quad in quads)
    return _report(known, data, texts, Names(everything), quality.scopes(judged))


def validate_files(paths: Iterable[Path], folder: Path, base: str = iri.BASE) -> Report:
    """Judges any RDF files by the shapes in a folder.

    Graphs of a release's dump are told apart by their names; triples of no graph belong to their file.

    :param base: the base IRI of the files, where it is not the one of the shapes
    :raises RdfError: a file that does not parse, or a shape that is broken
    """
    known = shapes.read(load(sorted(folder.glob("*.ttl")), iri.graph("shapes")))
    files = {path.as_posix(): load([path], path.absolute().as_uri()) for path in paths}
    moved = rebased(files, Rebase(iri.BASE, base))
    everything = [quad for quads in moved.values() for quad in quads]
    data = tuple(quad for quad in everything if not _graph(quad).startswith(LEFT_OUT))
    by_name: dict[str, list[Quad]] = {}
    for quad in data:
        by_name.setdefault(_graph(quad), []).append(quad)
    return _report(known, data, {}, Names(everything), quality.scopes(by_name))


def _graph(quad: Quad) -> str:
    """The name of a quad's graph, without the base."""
    name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    return name.removeprefix(iri.graph(""))


def _report(
    known: Shapes,
    data: tuple[Quad, ...],
    texts: Mapping[str, str],
    names: Names,
    scopes: tuple[quality.Scope, ...],
) -> Report:
    sources = _sources(data)
    found = (
        messages.finding(result, known.by_iri[result.rule], names, sources.get(str(result.focus), ""))
        for result in _results(known, data, texts)
    )
    return Report(in_order(found), known.by_iri, scopes)


def _results(known: Shapes, data: tuple[Quad, ...], texts: Mapping[str, str]) -> Iterator[Result]:
    """What the three engines find, each asked once."""
    yield from shacl.run(data, known.core)
    yield from rules.run(data, known.rules)
    yield from checks.run(data, texts, known.by_iri)


def _sources(data: Iterable[Quad]) -> dict[str, str]:
    """The graph that says what each thing is, by the thing."""
    type_ = RDF.type
    return {
        str(quad.subject): quad.graph_name.value
        for quad in data
        if quad.predicate == type_ and isinstance(quad.graph_name, NamedNode)
    }
