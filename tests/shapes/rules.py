"""The names of the rules written as queries, read from the shapes before any test runs."""

from __future__ import annotations

from pathlib import Path

from kg import iri
from kg.build import shapes
from kg.build.rdf_files import load


def rules_of(folder: Path) -> list[str]:
    """The last parts of the rules' IRIs."""
    known = shapes.read(load(sorted(folder.glob("*.ttl")), iri.graph("shapes")))
    return [rule.shape.iri.rpartition("/")[2] for rule in known.rules]
