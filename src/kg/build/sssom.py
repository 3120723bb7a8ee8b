"""Accepted links as files to take away: SSSOM/TSV with how each came to be, and plain N-Triples."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__, iri
from kg.build.link import BY_MACHINE
from kg.build.linking import targets
from kg.search.collect import NAMES
from kg.search.entries import MAIN
from kg.vocab import LG, PREFIXES, PROV, RDF

_SEMAPV = "https://w3id.org/semapv/vocab/"
_TOOL = "kg link"

FILES: Mapping[str, tuple[str, str, str]] = {
    "sssom.tsv": ("text/tab-separated-values", "Liên kết đã nhận, SSSOM/TSV", "Accepted links, SSSOM/TSV"),
    "nt": ("application/n-triples", "Liên kết đã nhận, N-Triples", "Accepted links, N-Triples"),
}
"""Each file of links by its ending: its media type, and what it is in Vietnamese and English."""

COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification"),
    *("author_label", "reviewer_label", "mapping_tool", "mapping_tool_version", "mapping_date", "confidence"),
    *("similarity_score", "see_also", "comment"),
)
"""The slots of a mapping that are written, in the order of the SSSOM schema."""

BY_HAND, COMPARED = "semapv:ManualMappingCuration", "semapv:CompositeMatching"
"""Why a mapping stands: a person made it; or a program compared several features, and a person accepted it."""

Said = Mapping[str, list[Literal | NamedNode]]


@dataclass(frozen=True)
class Names:
    """What the ends of links are called, and the prefixes of their IRIs."""

    labels: Mapping[str, str]
    base: str

    def prefixes(self) -> dict[str, str]:
        """Every prefix for the ends and the relations, the longest beginnings first."""
        known = {p: i for p, i in PREFIXES.items() if not i.startswith(iri.BASE)}
        own = {"id": f"{self.base}id/", "def": f"{self.base}def/"}
        others = {t.prefix: t.iris for t in targets.read().values() if t.prefix and t.iris != iri.BASE}
        found = {**known, **others, **own, "semapv": _SEMAPV}
        return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def names(graphs: Mapping[str, list[Quad]], base: str) -> Names:
    """The names of whatever links join, out of all graphs."""
    joined = {
        term.value
        for name, quads in graphs.items()
        if name.startswith("links/")
        for quad in quads
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode)
    }
    mains = [property_ for property_, kind in NAMES.items() if kind == MAIN]
    labels: dict[str, tuple[bool, int, str]] = {}
    for quads in graphs.values():
        for quad in quads:
            if (
                isinstance(quad.subject, NamedNode)
                and quad.subject.value in joined
                and quad.predicate in mains
            ):
                said = quad.object
                if isinstance(said, Literal):
                    found = (said.language != "vi", mains.index(quad.predicate), said.value)
                    labels[quad.subject.value] = min(found, labels.get(quad.subject.value, found))
    return Names({one: label for one, (_, _, label) in labels.items()}, base)


def plain(quads: Iterable[Quad]) -> Iterator[str]:
    """The links alone, a line of N-Triples each, in order."""
    every = list(quads)
    records = {quad.subject for quad in every if quad.predicate == RDF.subject}
    return iter(sorted({f"{quad.triple} .\n" for quad in every if quad.subject not in records}))


def table(name: str, quads: Iterable[Quad], known: Names) -> str:
    """The accepted links of a graph as SSSOM/TSV (SSSOM, section “The SSSOM/TSV format”).

    :param name: the name of the graph, `links/wikidata`
    """
    rows = sorted(
        (_row(said, known) for said in _records(quads, known.base)), key=lambda row: tuple(row.values())
    )
    prefixes = known.prefixes()
    used: dict[str, str] = {"semapv": _SEMAPV}
    for row in rows:
        for slot in ("subject_id", "predicate_id", "object_id"):
            row[slot] = _short(row[slot], prefixes, used)
    out = io.StringIO()
    out.writelines(_head(name, used, known.base))
    writer = csv.DictWriter(out, COLUMNS, dialect="excel-tab", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _head(name: str, used: Mapping[str, str], base: str) -> Iterator[str]:
    """The metadata block: YAML in comments."""
    yield "#curie_map:\n"
    yield from (f'#  {prefix}: "{start}"\n' for prefix, start in sorted(used.items()))
    yield "#license: https://creativecommons.org/licenses/by/4.0/\n"
    yield f"#mapping_set_id: {base}dumps/{name}.sssom.tsv\n"
    yield f'#mapping_set_title: "Accepted links: {name.partition("/")[2]}"\n'


def _records(quads: Iterable[Quad], base: str) -> Iterator[Said]:
    found: dict[str, dict[str, list[Literal | NamedNode]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
            found.setdefault(quad.subject.value, {}).setdefault(_term(quad.predicate, base), []).append(
                quad.object
            )
    return (said for said in found.values() if LG.judgement.value in said)


def _term(predicate: NamedNode, base: str) -> str:
    """One of our terms under the default base, whatever the base of the release."""
    return iri.Rebase(iri.BASE, base)(predicate.value)


def _row(said: Said, known: Names) -> dict[str, str]:
    def first(term: NamedNode) -> str:
        return min((value.value for value in said.get(term.value, ())), default="")

    words = sorted(value.value for value in said.get(LG.evidence.value, ()))
    starts = tuple(pattern.partition("{}")[0] for pattern in BY_MACHINE.values())
    compared = any(start in text for text in words for start in starts)
    score, who = first(LG.score), _clean(first(LG.judgedBy))
    ends = first(RDF.subject), first(RDF.object)
    return {
        "subject_id": ends[0],
        "subject_label": _clean(known.labels.get(ends[0], "")),
        "predicate_id": first(RDF.predicate),
        "object_id": ends[1],
        "object_label": _clean(known.labels.get(ends[1], "")),
        "mapping_justification": COMPARED if compared else BY_HAND,
        "author_label": "" if compared else who,
        "reviewer_label": who if compared else "",
        "mapping_tool": _TOOL if compared else "",
        "mapping_tool_version": __version__ if compared else "",
        "mapping_date": first(LG.judgedOn),
        "confidence": "" if compared else score,
        "similarity_score": score if compared else "",
        "see_also": "|".join(
            sorted(v.value.replace("|", "%7C") for v in said.get(PROV.wasDerivedFrom.value, ()))
        ),
        "comment": _clean(" ".join(words)),
    }


def _clean(text: str) -> str:
    """A text on one line, without tabs, or the sign that parts several values."""
    return " ".join(text.replace("|", "/").split())


def _short(full: str, prefixes: Mapping[str, str], used: dict[str, str]) -> str:
    """The CURIE of an IRI, its prefix noted; where no prefix is known, one is made of the beginning of the IRI."""
    for prefix, start in {**prefixes, **used}.items():
        if full.startswith(start) and full != start:
            used[prefix] = start
            return f"{prefix}:{full[len(start) :]}"
    cut = max(full.rfind("#"), full.rstrip("/").rfind("/")) + 1
    prefix = f"ns{sum(name.startswith('ns') for name in used) + 1}"
    used[prefix] = full[:cut]
    return f"{prefix}:{full[cut:]}"
