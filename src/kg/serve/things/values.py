"""How a term is shown: its words, its language, where it leads; whatever is odd in it stays plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.serve import addresses
from kg.serve.language import codes, standard
from kg.serve.language.harmless import harmless
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name, Words, pick
from kg.serve.language.written import is_number, written
from kg.serve.things.labels import Known, Labels
from kg.store.functions import Term
from kg.vocab import FOAF, LG, OGCNIL, RDF, XSD, compact

LONGEST = 2000
"""Characters of a literal that are shown."""

NAMED = 300
"""Characters of the name of a thing where it is a link among others."""

_REMEMBERED = 20_000
"""Things that a shower remembers how it showed."""

TONES: Mapping[str, str] = {
    term.value: tone
    for term, tone in (
        (LG.Figure, "figure"),
        (LG.Indicator, "figure"),
        (LG.Change, "figure"),
        (LG.PartyOrganisation, "party"),
        (LG.StateBody, "state"),
        (LG.MassOrganisation, "mass"),
        (LG.NormativeDocument, "document"),
        (LG.Citation, "document"),
        (LG.Report, "report"),
        (LG.SourceText, "report"),
        (FOAF.Person, "person"),
        (LG.Tenure, "person"),
        (LG.Byline, "person"),
        (LG.Meeting, "meeting"),
        (LG.Participation, "meeting"),
        (LG.Remark, "remark"),
        (LG.Relation, "relation"),
        (LG.AdministrativeArea, "area"),
    )
}
"""What colour stands for a class; nothing is said by colour alone."""


DATASETS: Mapping[str, str] = {
    "http://www.wikidata.org/entity/": "Wikidata",
    "http://aims.fao.org/aos/agrovoc/": "AGROVOC (FAO)",
    "https://sws.geonames.org/": "GeoNames",
    "http://qudt.org/": "QUDT",
}
"""Other datasets by the beginning of their IRIs."""


@dataclass(frozen=True, slots=True)
class Value:
    """A term as shown.

    :param text: its words
    :param href: where it leads; “” for nowhere
    :param external: whether that is another site
    :param language: of the words; “” for none
    :param foreign: whether they are in another language than the page's
    :param tone: the colour of its class
    :param cut: how many characters of it are left out
    :param numeric: whether it is a number
    :param iri: what it stands for
    """

    text: str
    href: str = ""
    external: bool = False
    language: str = ""
    foreign: bool = False
    tone: str = ""
    cut: int = 0
    numeric: bool = False
    iri: str = ""


def _nil_reasons() -> Mapping[str, str]:
    """The reasons of OGC for a value that is not there, in the reader's words."""
    return {
        OGCNIL.unknown.value: _("not stated, and not known to us"),
        OGCNIL.missing.value: _("should be there and is missing"),
        OGCNIL.inapplicable.value: _("does not apply"),
        OGCNIL.withheld.value: _("is known but not published"),
        OGCNIL.template.value: _("will be known later"),
        OGCNIL.AboveDetectionRange.value: _("above what could be measured"),
        OGCNIL.BelowDetectionRange.value: _("below what could be measured"),
    }


@dataclass(frozen=True)
class Shower:
    """Shows terms to one reader.

    :param labels: what things are called; what is shown has to be learnt before
    :param language: of the reader
    :param suffix: what our links carry so that a language that was asked for stays, `?lang=en`
    :param makers: gives whoever made the data, by their names in each language
    :param shown: what was shown before, with what was known of it
    """

    labels: Labels
    language: str
    suffix: str = ""
    makers: Callable[[], tuple[Words, ...]] = tuple
    shown: dict[str, tuple[Known, Value]] = field(default_factory=dict, compare=False)

    def term(self, term: Term | None) -> Value:
        """A term of any kind."""
        if isinstance(term, NamedNode):
            return self.thing(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return Value(_("something without an address of its own"))
        return _short(str(term or ""))

    def of(self, path: str, term: Term) -> Value:
        """The value of a property: a literal that is a code stands in words."""
        shown = self.term(term)
        if shown.iri or not isinstance(term, Literal):
            return shown
        if path == LG.judgedBy.value:
            return self._judge(shown)
        text = codes.written(path, shown.text, shown.numeric, self.language)
        return shown if text == shown.text else replace(shown, text=text)

    def _judge(self, shown: Value) -> Value:
        """Who judged: the makers of the data by the name that they have in the reader's language."""
        said = shown.text.casefold().removeprefix("the ")
        for words in self.makers():
            if said in {name.casefold().removeprefix("the ") for name in words.values()}:
                name = pick(words, self.language) or Name(shown.text)
                return replace(shown, text=name.text, language=name.language, foreign=name.foreign)
        return shown

    def thing(self, iri: str) -> Value:
        """An IRI, by its name, leading to its page; remembered until more is known of it."""
        known = self.labels.known(iri)
        before = self.shown.get(iri)
        if before and before[0] is known:
            return before[1]
        made = self._thing(iri, known)
        if len(self.shown) >= _REMEMBERED:
            self.shown.clear()
        self.shown[iri] = known, made
        return made

    def _thing(self, iri: str, known: Known) -> Value:
        if iri.startswith(OGCNIL.iri) and not known.names and (reason := _nil_reasons().get(iri)):
            return Value(reason, iri=iri)
        name: Name = self.labels.name(iri, self.language)
        href, external = self.address(iri, known)
        if not known.names and (standing := standard.name(iri, self.language)):
            return Value(standing.text, href, external, tone=tone(known.types), iri=iri)
        return Value(
            _named(name.text) if known.names or not external else _without_scheme(iri),
            href,
            external,
            name.language,
            name.foreign,
            tone(known.types),
            iri=iri,
        )

    def address(self, iri: str, known: Known) -> tuple[str, bool]:
        """Where an IRI leads, and whether that is another site."""
        if page := addresses.page(iri):
            return self.here(page), False
        if known.names:
            return self.here(addresses.resource(iri)), False
        return (iri, True) if addresses.is_web(iri) else ("", False)

    def here(self, path: str) -> str:
        """An address of ours that keeps the language that was asked for."""
        if not self.suffix:
            return path
        before, hash_, fragment = path.partition("#")
        return before + (f"&{self.suffix[1:]}" if "?" in before else self.suffix) + hash_ + fragment

    def literal(self, literal: Literal) -> Value:
        """A literal, by its datatype; one that does not read is shown as it is."""
        datatype = literal.datatype
        if datatype in (RDF.langString, XSD.string):
            short = _short(literal.value)
            language = literal.language or ""
            foreign = language not in ("", self.language)
            return Value(short.text, language=language, foreign=foreign, cut=short.cut)
        if datatype == XSD.anyURI and addresses.is_web(literal.value):
            return Value(literal.value[:LONGEST], literal.value, True)
        text = written(datatype, literal.value, self.language)
        return Value(text, numeric=is_number(datatype)) if text else _short(literal.value)


def tone(types: Iterable[str]) -> str:
    """The colour of a thing of some types."""
    return next((TONES[t] for t in sorted(types) if t in TONES), "")


def _without_scheme(iri: str) -> str:
    """An address of another site as a reader knows it; an entry of a dataset with the name of this, a term of a
    vocabulary by its prefixed name.
    """
    for start, name in DATASETS.items():
        if iri.startswith(start):
            return f"{name}: {iri.removeprefix(start).rstrip('/')}"
    if (name := compact(iri)) != iri and not name.endswith(":"):
        return name
    short = iri.partition("://")[2].removeprefix("www.").rstrip("/")
    return short if len(short) <= 72 else f"{short[:70]}…"


def _named(text: str) -> str:
    return text if len(text) <= NAMED else f"{text[: NAMED - 1]}…"


def fitting(some: Sequence[Value], most: int) -> tuple[Value, ...]:
    """Some values, each cut where all together have more than so many letters."""
    if sum(len(one.text) for one in some) <= most:
        return tuple(some)
    return tuple(_shorter(one, most // len(some)) for one in some)


def _shorter(one: Value, most: int) -> Value:
    left = len(one.text) - most
    return replace(one, text=harmless(one.text[:most]), cut=one.cut + left) if left > 0 else one


def _short(text: str) -> Value:
    return Value(harmless(text[:LONGEST]), cut=max(0, len(text) - LONGEST))
