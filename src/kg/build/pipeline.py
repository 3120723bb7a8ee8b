"""The build on one page: sources → facts → graphs → validation → release → the link."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from kg import manifest
from kg.build import assemble, inputs, jobs, lint, metadata, numbers, release, source, standing, validate
from kg.build.assemble import Graphs, Shared, Source
from kg.build.facts import Left
from kg.build.files import write
from kg.build.model import FACTS
from kg.build.settled import Settled
from kg.build.source import Document
from kg.errors import ValidationError
from kg.manifest import Manifest
from kg.settings import Settings
from kg.vocab import LG

Progress = Callable[[str, str], None]
"""Is told the name of a step and a few words on it."""


@dataclass(frozen=True)
class Result:
    """What a build gave: its release, and whether nothing had changed."""

    manifest: Manifest
    folder: Path
    unchanged: bool


def build(settings: Settings, progress: Progress = lambda step, words: None) -> Result:
    """Builds a release from the data folder and makes it current; publishes nothing if anything is wrong.

    :raises KgError: the first thing that is wrong; the release before stays in place
    """
    settings = jobs.placed(settings)
    if (known := inputs.known(settings)) is not None:
        progress("unchanged", known.name)
        manifest.switch(settings.out, known)
        return Result(manifest.read(known), known, True)
    sources = _sources(settings, progress)
    shared = assemble.read_shared(settings.ontology, settings.shapes, settings.data)
    graphs, report, sources = _checked(sources, shared, settings, progress)
    settled = standing.pieces(shared, settings)
    made = _release(graphs, settled, report, sources, settings, progress)
    folder = settings.out / "releases" / made.id
    _keep_numbers(sources)
    manifest.switch(settings.out, folder)
    inputs.remember(settings, made.id)
    return Result(made, folder, False)


def judge(settings: Settings) -> validate.Report:
    """Validates what a build would publish, and publishes nothing.

    :raises KgError: something that a validation cannot even begin with
    """
    settings = jobs.placed(settings)
    sources = _read(source.load_all(settings.data), settings)
    shared = assemble.read_shared(settings.ontology, settings.shapes, settings.data)
    graphs = assemble.whole(sources, shared, settings.data / "labels")
    return validate.validate(graphs, {s.document.text_iri: s.document.text for s in sources})


def _sources(settings: Settings, progress: Progress) -> list[Source]:
    documents = source.load_all(settings.data)
    progress("sources", ", ".join(document.name for document in documents))
    sources = _read(documents, settings)
    _write_candidates(sources, settings.out / "facts")
    progress("facts", str(sum(len(s.curated.facts) for s in sources)))
    if lost := sum(len(s.curated.lost) for s in sources):
        progress("judgements", f"{lost} wait for a fact that is gone (out/facts/NAME.lost.jsonl)")
    return sources


def _read(documents: list[Document], settings: Settings) -> list[Source]:
    with jobs.opened(settings, len(documents)) as pool:
        return assemble.read_sources(documents, pool, settings.ontology)


def _write_candidates(sources: Iterable[Source], folder: Path) -> None:
    """Each source's curated facts as a file one can open, beside what was left, and judgements without a fact."""
    for one in sources:
        _write_lines(folder / f"{one.document.name}.jsonl", (_row(one, c) for c in one.curated.facts))
        _write_lines(folder / f"{one.document.name}.left.jsonl", (_left(one, left) for left in one.left))
        _write_lines(folder / f"{one.document.name}.lost.jsonl", map(asdict, one.curated.lost))


def _write_lines(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    write(file, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _left(one: Source, left: Left) -> dict[str, Any]:
    exact = one.document.exact(left.span.start, left.span.end)
    return {**asdict(left), "span": [left.span.start, left.span.end], "quote": exact}


def _row(one: Source, fact: Any) -> dict[str, Any]:
    return {
        "iri": one.iris[fact.id],
        "kind": fact.kind,
        "start": fact.span.start,
        "end": fact.span.end,
        "quote": one.document.exact(fact.span.start, fact.span.end),
        **fact.values,
        "confidence": str(fact.confidence),
        "status": fact.status.value,
        "rule": fact.rule,
    }


def _checked(
    sources: list[Source], shared: Shared, settings: Settings, progress: Progress
) -> tuple[Graphs, validate.Report, list[Source]]:
    """The graphs, validated; facts on which a warning stands are disputed until a curator settles them."""
    labels = settings.data / "labels"
    graphs = assemble.whole(sources, shared, labels)
    texts = {s.document.text_iri: s.document.text for s in sources}
    lint.check(graphs, settings.ontology, (settings.ontology, settings.shapes, settings.data))
    report = validate.validate(graphs, texts)
    progress("validation", f"{report.count('Violation')} violations, {report.count('Warning')} warnings")
    if report.count("Violation"):
        write(settings.out / "validation.txt", report.render("en"))
        raise ValidationError(
            f"The graph has {report.count('Violation')} violations; nothing was published.\n"
            f"{report.render('en', 'Violation')}",
            hint=f"The whole report is in {settings.out / 'validation.txt'}.",
        )
    disputed = [s.disputed(_unsettled(s, report)) for s in sources]
    return assemble.whole(disputed, shared, labels) | {"quality": report.quads()}, report, disputed


def _unsettled(one: Source, report: validate.Report) -> set[str]:
    """The facts with a warning that no judgement settles."""
    settled = {one.iris[c.id]: c.settled for c in one.curated.facts if c.kind in FACTS}
    return {
        f.focus
        for f in report.findings
        if f.severity == "Warning"
        and f.focus in settled
        and f.rule.rpartition("/")[2] not in settled[f.focus]
    }


def _release(
    graphs: Graphs,
    settled: Settled,
    report: validate.Report,
    sources: list[Source],
    settings: Settings,
    progress: Progress,
) -> Manifest:
    modified = max(_dates(sources, graphs))
    content = release.Content(
        graphs=graphs,
        files={
            "validation/report.ttl": report.turtle(settings.base_iri),
            "validation/report.txt": report.render("en"),
        },
        modified=modified.isoformat(),
        counts=_counts(sources, graphs, settled, report),
        base=settings.base_iri,
        settled=settled,
    )
    documents = [s.document for s in sources]
    made = release.write(
        content, lambda dumps: metadata.graph(graphs, documents, dumps, modified, settled), settings.out
    )
    progress("release", made.id)
    return made


def _dates(sources: Iterable[Source], graphs: Graphs) -> list[date]:
    """Every date on which something in the data was decided or added."""
    decided = (q.object for quads in graphs.values() for q in quads if q.predicate == LG.judgedOn)
    judged = [literal.value for literal in decided if isinstance(literal, Literal)]
    return [s.document.added for s in sources] + [date.fromisoformat(value) for value in judged]


def _counts(
    sources: list[Source], graphs: Graphs, settled: Settled, report: validate.Report
) -> dict[str, Any]:
    own = (quads for name, quads in graphs.items() if name not in settled.pieces)
    statuses = Counter(c.status.value for s in sources for c in s.curated.facts if c.kind in FACTS)
    return {
        "sources": len(sources),
        "facts": statuses.total(),
        "statuses": dict(sorted(statuses.items())),
        "triples": sum(len(set(quads)) for quads in own)
        + sum(piece.tally.triples for piece in settled.pieces.values()),
        "findings": {severity: report.count(severity) for severity in validate.SEVERITIES},
    }


def _keep_numbers(sources: Iterable[Source]) -> None:
    """Writes the numbers that this build gave for the first time into the sources' folders."""
    for one in sources:
        if len(one.register.rows) > one.register.known:
            write(one.document.folder / numbers.FILE, one.register.text())
