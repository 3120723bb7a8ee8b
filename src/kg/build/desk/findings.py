"""What the last validation said of each thing, from the report in the current release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import manifest
from kg.build.statements import Value, by_node
from kg.iri import BASE, Rebase
from kg.settings import Settings
from kg.vocab import SH

REPORT = "validation/report.ttl"


@dataclass(frozen=True)
class Finding:
    """One result: which rule, how severe, in which words a language."""

    rule: str
    severity: str
    words: Mapping[str, str]


def read(settings: Settings) -> dict[str, list[Finding]]:
    """The findings of the current release by the IRI of the thing, under the default base; none without a release."""
    folder = manifest.current(settings.out)
    if folder is None or not (folder / REPORT).is_file():
        return {}
    home = Rebase(BASE, manifest.read(folder).base)
    found: dict[str, list[Finding]] = {}
    for said in by_node(parse(path=str(folder / REPORT), format=RdfFormat.TURTLE)).values():
        for focus in said.get(SH.focusNode, []):
            if isinstance(focus, NamedNode):
                found.setdefault(home(focus.value), []).append(_finding(said))
    return found


def _finding(said: Mapping[NamedNode, list[Value]]) -> Finding:
    def name(term: NamedNode) -> str:
        value = next((v.value for v in said.get(term, []) if isinstance(v, NamedNode)), "")
        return value.rpartition("#" if "#" in value else "/")[2]

    words = {m.language or "": m.value for m in said.get(SH.resultMessage, []) if isinstance(m, Literal)}
    return Finding(name(SH.sourceShape), name(SH.resultSeverity), words)
