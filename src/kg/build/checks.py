"""The rules that need the text itself or the form of a name; `shapes/checks.ttl` declares each with its words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg import iri
from kg.build.derive import Subjects, by_subject
from kg.build.findings import Result
from kg.build.patterns import PATTERNS
from kg.build.statements import Value
from kg.vietnamese import loose
from kg.vocab import ELI, LG, OA, RDF, SCHEMA, XSD

_COMPONENT = iri.definition("shape", "BuildCheck")
_TYPE = RDF.type
REPORTS = iri.graph("report/")


@dataclass(frozen=True)
class Data:
    """What the checks look at: quads, and the texts of source files by the IRI of the text."""

    quads: tuple[Quad, ...]
    texts: Mapping[str, str]

    @cached_property
    def things(self) -> Subjects:
        return by_subject(self.quads)

    @cached_property
    def reports(self) -> tuple[Quad, ...]:
        """The quads of the reports' own graphs."""
        return tuple(q for q in self.quads if _name(q).startswith(REPORTS))

    @cached_property
    def wording(self) -> Mapping[str, str]:
        """The text of each report's graph, in the form in which quotes are compared."""
        of: dict[str, str] = {}
        for q in self.reports:
            if q.predicate == _TYPE and q.object == LG.SourceText and isinstance(q.subject, NamedNode):
                of[_name(q)] = of.get(_name(q), "") + "\n" + loose(self.text(q.subject) or "")
        return of

    def text(self, source: NamedNode) -> str | None:
        """A text by its source file, else by what the graph says."""
        if (known := self.texts.get(source.value)) is not None:
            return known
        return next((o.value for o in self.things.get(source, {}).get(SCHEMA.text, ())), None)


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _result(
    rule: str, focus: Value, path: NamedNode | None, value: Value | None, **told: Value | str
) -> Result:
    bindings = {n: v if isinstance(v, Value) else Literal(v) for n, v in told.items()}
    return Result(iri.definition("shape", rule), focus, _COMPONENT, path, value, bindings)


# Quotes and words


def _quote_in_text(data: Data) -> Iterator[Result]:
    for quote, said in data.things.items():
        if LG.Quote in said.get(_TYPE, ()):
            yield from _compared(quote, said, data)


def _compared(
    quote: NamedNode, said: Mapping[NamedNode, list[NamedNode | Literal]], data: Data
) -> Iterator[Result]:
    """The words of a quote, those before and those after, against the text at its place."""
    parts = [data.things.get(s, {}) for s in said.get(OA.hasSelector, ()) if isinstance(s, NamedNode)]
    first = {p: o[0].value for part in parts for p, o in part.items() if o}
    texts = [
        t for s in said.get(OA.hasSource, ()) if isinstance(s, NamedNode) and (t := data.text(s)) is not None
    ]
    if not texts or not (first.get(OA.start, "").isdecimal() and first.get(OA.end, "").isdecimal()):
        return
    text, start, end = texts[0], int(first[OA.start]), int(first[OA.end])
    expected = {OA.exact: (start, end)}
    for term, at in ((OA.prefix, -1), (OA.suffix, 1)):
        if words := first.get(term):
            expected[term] = (max(0, start - len(words)), start) if at < 0 else (end, end + len(words))
    for term, (a, b) in expected.items():
        words = first.get(term, "")
        if loose(text[a:b]) != loose(words):
            told = {"start": str(a), "end": str(b), "found": text[a:b]}
            yield _result("quote-in-text", quote, term, Literal(words), **told)


_WRITTEN = (OA.exact, OA.prefix, OA.suffix, LG.statedNumber, LG.statedTerm, ELI.id_local)
"""Properties whose untagged strings are words of the text, beside those that end in “Text”."""


def _verbatim(data: Data) -> Iterator[Result]:
    for q in data.reports:
        said = q.object
        if not isinstance(said, Literal) or not _is_wording(q.predicate, said):
            continue
        if loose(said.value) not in data.wording.get(_name(q), ""):
            yield _result("verbatim", _subject(q), q.predicate, said)


def _is_wording(predicate: NamedNode, said: Literal) -> bool:
    if predicate == LG.note:
        return False
    return said.language == "vi" or predicate.value.endswith("Text") or predicate in _WRITTEN


def _text_intact(data: Data) -> Iterator[Result]:
    for source, said in data.things.items():
        if LG.SourceText in said.get(_TYPE, ()) and (text := data.texts.get(source.value)) is not None:
            found = {
                SCHEMA.text: text,
                SCHEMA.sha256: hashlib.sha256(text.encode()).hexdigest(),
                LG.charCount: str(len(text)),
            }
            for term, right in found.items():
                for value in said.get(term, ()):
                    if value.value != right:
                        yield _result("text-intact", source, term, value, found=right)


# The form of names and numbers


def _iri_pattern(data: Data) -> Iterator[Result]:
    for q in data.quads:
        if (
            q.predicate != _TYPE
            or not isinstance(q.object, NamedNode)
            or not isinstance(q.subject, NamedNode)
        ):
            continue
        pattern, ours = PATTERNS.get(q.object), q.subject.value.startswith(iri.BASE)
        if pattern and ours and not re.fullmatch(pattern, q.subject.value.removeprefix(iri.BASE)):
            yield _result("iri-pattern", q.subject, _TYPE, q.object, pattern=pattern)


def _no_blank_node(data: Data) -> Iterator[Result]:
    for q in data.quads:
        if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode):
            focus = next((n for n in (q.subject, q.object) if isinstance(n, NamedNode)), q.predicate)
            yield _result("no-blank-node", focus, q.predicate, None)


_INTEGERS = (XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger)
_FLOATING = (XSD.double, XSD.float)
_DECIMAL = XSD.decimal


def _canonical_number(data: Data) -> Iterator[Result]:
    for q in data.quads:
        if isinstance(q.object, Literal) and (found := _canonical(q.object)) != q.object.value:
            yield _result("canonical-number", _subject(q), q.predicate, q.object, found=found)


def _canonical(number: Literal) -> str:
    """How a number is written in canonical form; anything else as it is."""
    try:
        if number.datatype in _INTEGERS:
            return str(int(number.value))
        if number.datatype == _DECIMAL:
            return _decimal(Decimal(number.value))
        if number.datatype in _FLOATING:
            return f"{_decimal(Decimal(number.value))} (xsd:decimal)"
    except (ValueError, InvalidOperation):
        return "?"
    return number.value


def _decimal(value: Decimal) -> str:
    return format(value.normalize() if value else Decimal(0), "f")


def _subject(quad: Quad) -> Value:
    return quad.subject if isinstance(quad.subject, Value) else quad.predicate


CHECKS: Mapping[str, Callable[[Data], Iterator[Result]]] = {
    "quote-in-text": _quote_in_text,
    "verbatim": _verbatim,
    "text-intact": _text_intact,
    "iri-pattern": _iri_pattern,
    "no-blank-node": _no_blank_node,
    "canonical-number": _canonical_number,
}
"""Each check by the last part of its rule's IRI."""


def run(quads: Iterable[Quad], texts: Mapping[str, str], rules: Iterable[str]) -> Iterator[Result]:
    """What the checks find, as far as the shapes in use declare them.

    :param texts: source texts by the IRI of the text; without one, what the graph says is the text
    :param rules: the IRIs of all declared rules
    """
    data, declared = Data(tuple(quads), texts), set(rules)
    for name, check in CHECKS.items():
        if iri.definition("shape", name) in declared:
            yield from check(data)
