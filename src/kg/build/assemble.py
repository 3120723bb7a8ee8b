"""From source folders to named graphs: the flow of the build on one page, up to validation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg import iri
from kg.build import areas, curate, derive, graph, history, labels, link, naming, periods
from kg.build.areas import Areas
from kg.build.curate import Curated
from kg.build.extract import candidates, records
from kg.build.facts import Candidate, Left, Proposal, Status
from kg.build.model import FACTS
from kg.build.numbers import Register
from kg.build.rdf_files import load
from kg.build.scope import Scope
from kg.build.source import Document
from kg.build.terms import in_graph
from kg.errors import SourceError, Where

Graphs = dict[str, list[Quad]]
"""Quads by the name of their graph, without the base: `report/a1b2c3d4e5f60718`, `authority/bodies`, …"""

EXTRACTORS: tuple[Callable[[Document, Path], Proposal | None], ...] = (records.propose, candidates.propose)
"""Whatever proposes candidates for a source, given the ontology; the first that does has the word alone."""

ONTOLOGY = Path("ontology")


@dataclass(frozen=True)
class Source:
    """One source on its way: its document, curated facts, their IRIs, and the numbers given to them."""

    document: Document
    curated: Curated
    iris: Mapping[str, str]
    register: Register
    left: tuple[Left, ...] = ()

    @property
    def scope(self) -> Scope:
        return Scope(self.document, {c.id: c for c in self.curated.facts}, self.iris)

    @property
    def graph(self) -> str:
        """The name of its report's graph."""
        return f"report/{self.document.id}"

    def disputed(self, focus: Iterable[str]) -> Source:
        """The source with every unsettled fact among some IRIs marked as disputed."""
        found = set(focus)
        facts = tuple(
            c.with_(status=Status.DISPUTED) if c.kind in FACTS and self.iris[c.id] in found else c
            for c in self.curated.facts
        )
        return replace(self, curated=replace(self.curated, facts=facts))


@dataclass(frozen=True)
class Shared:
    """Graphs that no report owns: ontology, code lists, shapes, authorities, links; and the official areas.

    The areas are many: of them, graphs only hold those that are spoken of, until a release is written.
    """

    graphs: Graphs = field(default_factory=dict)
    areas: Areas = field(default_factory=Areas)

    @property
    def quads(self) -> list[Quad]:
        return [quad for quads in self.graphs.values() for quad in quads]


def propose(document: Document, ontology: Path = ONTOLOGY) -> Proposal:
    """What is proposed for a source, before anybody has judged it.

    :raises InputError: records that are not as they must be
    """
    return next(found for extractor in EXTRACTORS if (found := extractor(document, ontology)) is not None)


def read_source(document: Document, ontology: Path = ONTOLOGY) -> Source:
    """A source from its document: proposed, curated, named, counted against its promises.

    :raises InputError: whatever is wrong in the source's folder
    """
    proposal = propose(document, ontology)
    curated = curate.apply(proposal.candidates, document, proposal.strict)
    _check_promises(document, (*curated.facts, *curated.retracted))
    register = Register(document)
    iris = naming.names(document, (*curated.facts, *curated.retracted), register)
    return Source(document, curated, iris, register, proposal.left)


def read_sources(
    documents: list[Document], pool: Executor | None = None, ontology: Path = ONTOLOGY
) -> list[Source]:
    """Every source, in the order of the documents.

    :param pool: where several are read at a time; None for here, one after another
    :raises InputError: whatever is wrong in the first folder that has something wrong
    """
    read = partial(read_source, ontology=ontology)
    return list(pool.map(read, documents) if pool else map(read, documents))


def _check_promises(document: Document, facts: Iterable[Candidate]) -> None:
    """What was proposed or added must be as many of each kind as promised, whatever became of it since."""
    kinds = [c.kind for c in facts]
    for kind, (least, most) in document.promises.items():
        if not least <= (found := kinds.count(kind)) <= most:
            promised = least if least == most else f"{least} to {most}"
            raise SourceError(
                f"The source promises {promised} of the kind “{kind}”, and {found} came out.",
                Where(document.folder / "source.toml", field=f"promises.{kind}"),
                "Find what is missing, or correct the promise.",
            )


def report_quads(source: Source) -> list[Quad]:
    """The graph of one report."""
    return list(in_graph(iri.graph(source.graph), graph.report_triples(source.scope)))


def read_shared(ontology: Path, shapes: Path, data: Path) -> Shared:
    """Everything that stands in Turtle files and link tables, each folder as its graphs.

    :raises InputError: a file that does not parse
    """
    found: Graphs = {
        "ontology": load([ontology / "lg.ttl"], iri.graph("ontology")),
        "vocab": load(sorted((ontology / "codes").glob("*.ttl")), iri.graph("vocab")),
        "shapes": load(sorted(shapes.glob("*.ttl")), iri.graph("shapes")),
    }
    for file in sorted((data / "authority").glob("*.ttl")):
        found[f"authority/{file.stem}"] = load([file], iri.graph(f"authority/{file.stem}"))
    return Shared(found | link.graphs(data / "links"), areas.read(data / "authority"))


def whole(sources: Iterable[Source], shared: Shared, label_folder: Path) -> Graphs:
    """Every graph that the sources and the shared ones give: reports, periods, history, derived, labels."""
    sources = list(sources)
    graphs: Graphs = dict(shared.graphs)
    for source in sources:
        graphs[source.graph] = report_quads(source)
        scope = source.scope
        everyone = {c.id: c for c in (*source.curated.facts, *source.curated.retracted)}
        past = history.triples(source.curated, replace(scope, by_id=everyone))
        graphs["history"] = [*graphs.get("history", ()), *in_graph(iri.graph("history"), past)]
    stated = [quad for name, quads in graphs.items() if name.startswith("report/") for quad in quads]
    graphs |= shared.areas.excerpt([*stated, *shared.quads])
    known = [*shared.quads, *(q for name in shared.areas.names for q in graphs[name])]
    graphs["authority/periods"] = period_quads([*stated, *known])
    known += graphs["authority/periods"]
    graphs |= derive.graphs([*stated, *known])
    return graphs | labels.graphs(stated, known, label_folder)


def period_quads(quads: Iterable[Quad]) -> list[Quad]:
    """A description of every period that some quads speak of."""
    prefix = iri.period("")
    spoken = {
        q.object.value for q in quads if isinstance(q.object, NamedNode) and q.object.value.startswith(prefix)
    }
    triples = (t for name in sorted(spoken) for t in periods.triples(name.removeprefix(prefix)))
    return list(in_graph(iri.graph("authority/periods"), triples))
