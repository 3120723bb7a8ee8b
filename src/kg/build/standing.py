"""The official areas: judged by themselves once, and kept as pieces until tables, rules or program change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import __version__
from kg.build import areas, lint, settled, settling, validate
from kg.build.assemble import Graphs, Shared, period_quads
from kg.build.settled import Settled
from kg.errors import ValidationError
from kg.settings import Settings

_WITH = ("ontology", "vocab", "shapes", "authority/areas")
"""Graphs that areas lead to, or are judged by."""


def pieces(shared: Shared, settings: Settings) -> Settled:
    """The pieces of the official areas: those made before, or new ones.

    :raises TermError: an undeclared term
    :raises ValidationError: a unit that the shapes refuse, and what is wrong with it
    :raises ReleaseError: they cannot be written
    """
    if not shared.areas.units:
        return settled.NONE
    key = _key(settings)
    if (made := settled.kept(settings.out, key)) is not None:
        return made
    graphs = shared.areas.graphs()
    _judge(graphs, shared, settings)
    around = {name: shared.graphs[name] for name in ("authority/areas",) if name in shared.graphs}
    return settling.make(settings.out, key, graphs, around, settings.base_iri)


def _judge(graphs: Graphs, shared: Shared, settings: Settings) -> None:
    around = {name: quads for name, quads in shared.graphs.items() if name in _WITH}
    around["authority/periods"] = period_quads(q for quads in graphs.values() for q in quads)
    lint.check(around | graphs, settings.ontology)
    report = validate.validate(around | graphs, {})
    if wrong := report.of("Violation"):
        raise ValidationError(
            f"The official areas have {len(wrong)} violations; nothing was published.\n"
            + validate.Report(wrong[:20], report.shapes).render("en"),
            hint="Correct the tables in data/authority.",
        )


def _key(settings: Settings) -> str:
    """A hash of everything that the pieces follow from: tables, ontology, shapes, this program, the base."""
    digest = hashlib.sha256(f"{__version__}\n{settings.base_iri}\n".encode())
    for file in _files(settings):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(settings: Settings) -> Iterator[Path]:
    code = Path(__file__).parent
    yield from areas.files(settings.data / "authority")
    yield settings.data / "authority" / "areas.ttl"
    yield from _sorted(settings.ontology.rglob("*.t*ml"), settings.ontology.rglob("*.ttl"))
    programs = (folder.glob("*.py") for folder in (code, code.parent, code.parent / "search"))
    yield from _sorted(settings.shapes.glob("*.ttl"), *programs)


def _sorted(*folders: Iterable[Path]) -> list[Path]:
    return sorted(path for paths in folders for path in paths if path.is_file())
