"""What people have decided on a source, in the form of an annotated text: the truth to score the extractor against.

The extractor has no part in it: records.toml and judgements.csv are read as a build reads them, and each fact is
written as an annotator would have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.scoring import Fact
from kg.build import curate
from kg.build.extract import lists, records
from kg.build.extract.lists import Lists
from kg.build.facts import Candidate
from kg.build.source import Document, load
from kg.vietnamese import parse_date, parse_number

ROOT = Path(__file__).parents[1]
_ROLES = {
    "actual": "value",
    "plan": "target",
    "percent": "percent_of_plan",
    "whole": "total",
    "share": "share",
}
_COMPARATORS = {
    "more-than": ">",
    "almost": "<~",
    "about": "~",
    "at-least": ">=",
    "less-than": "<",
    "at-most": "<=",
}
_SYSTEMS = {"PartyOrganisation": "party", "StateBody": "state", "MassOrganisation": "mass organisation"}


class Truth:
    """The curated facts of a source as annotations of its text."""

    def __init__(self, folder: Path) -> None:
        self.document: Document = load(folder)
        self._lists: Lists = lists.read(ROOT / "ontology", ROOT / "data" / "authority")
        proposal = records.propose(self.document, ROOT / "ontology")
        curated = curate.apply(proposal.candidates if proposal else (), self.document)
        self._known: Mapping[str, Candidate] = {fact.id: fact for fact in curated.facts}

    def facts(self) -> list[Fact]:
        """Every figure, post, citation, meeting and congress, in the order of the text."""
        found = [fact for one in self._known.values() for fact in self._annotated(one)]
        return sorted(found, key=lambda fact: (fact["start"], fact["end"]))

    def _annotated(self, fact: Candidate) -> Iterator[Fact]:
        read = {
            "figure": self._figure,
            "tenure": self._post,
            "citation": self._citation,
            "meeting": self._meeting,
        }
        if fact.kind in read:
            quote = self.document.exact(fact.span.start, fact.span.end)
            place = {"quote": quote, "start": fact.span.start, "end": fact.span.end}
            also = [{"start": span.start, "end": span.end} for span in fact.spans[1:]]
            told = {**place, "also": also, **read[fact.kind](fact, quote)}
            yield {name: value for name, value in told.items() if value is not None}

    def _figure(self, fact: Candidate, quote: str) -> Fact:
        values = fact.values
        label = self._label("indicator", str(values["indicator"]))
        told: Fact = {"kind": "indicator", "name": values.get("name", quote), "alt": {"name": [label]}}
        for field, role in _ROLES.items():
            if field in values:
                told[role] = float(parse_number(str(values[field])) or 0)
                told[f"{role}_raw"] = values[field]
        told["status"] = "actual" if "actual" in values or "percent" in values else "target"
        told["unit"] = self._unit(str(values["unit"]), quote)
        told["period"] = f"năm {values['period']}" if "period" in values else values.get("period_words")
        told["area"] = self._name(values.get("area") or values.get("organisation"))
        for field in ("comparator", "target_comparator"):
            word = values.get("plan_comparator" if field == "target_comparator" else "actual_comparator")
            told[field] = _COMPARATORS.get(str(word))
        if "part_of" in values:
            told["part_of"] = values["part_of"]
        return told

    def _unit(self, term: str, quote: str) -> str | None:
        """The longest name of a unit that stands in the quote, else its label."""
        names = [name for name, known in self._lists.units.items() if known == term]
        inside = [name for name in names if name in quote.lower()]
        return max(inside, key=len) if inside else self._label("unit", term)

    def _label(self, scheme: str, slug: str) -> str:
        return self._lists.labels[scheme].get(slug, {}).get("vi", slug)

    def _name(self, name: object) -> str | None:
        thing = self._known.get(str(name)) if name else None
        return str(thing.values["name"]) if thing else None

    def _post(self, fact: Candidate, quote: str) -> Fact:
        org = self._known[str(fact.values["organisation"])]
        label, written = str(fact.values["label"]), [org.values["name"], *org.values.get("variants", ())]
        post = next(
            (label.removesuffix(str(name)).strip() for name in written if label.endswith(str(name))), label
        )
        return {
            "kind": "post",
            "person": self._name(fact.values["person"]),
            "post": post,
            "org": org.values["name"],
            "system": _SYSTEMS.get(str(org.values.get("class"))),
        }

    def _citation(self, fact: Candidate, quote: str) -> Fact:
        values, document = fact.values, self._known[str(fact.values["document"])]
        day = parse_date(str(values["date"])) if "date" in values else None
        symbol = values.get("number")
        return {
            "kind": "document",
            "doc_type": self._label("document-type", str(document.values["type"])),
            "numbered": symbol is not None,
            "symbol": symbol,
            "date": day.isoformat() if day else None,
            "issuer": self._name(values.get("issuer")),
            "subject": values.get("title"),
            "plenum": values.get("plenum"),
            "term": values.get("term"),
        }

    def _meeting(self, fact: Candidate, quote: str) -> Fact:
        values = fact.values
        organiser = self._name(values.get("organiser"))
        if values["type"] == "congress":
            term = str(values.get("term", "")).replace("--", "-") or None
            return {"kind": "congress", "org": organiser, "ordinal": values.get("ordinal"), "term": term}
        chairs = [
            self._name(one.values["participant"])
            for one in self._known.values()
            if one.kind == "participation" and one.values["meeting"] == fact.id
            if one.values["role"] == "chair-of-meeting"
        ]
        return {
            "kind": "meeting",
            "type": self._label("meeting-type", str(values["type"])),
            "organiser": organiser,
            "chair": chairs or None,
            "subject": values["label"],
            "date": values.get("date"),
        }
