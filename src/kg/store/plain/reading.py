"""A query's text read as a plain query, or not at all (SPARQL 1.1 Query, 4, 5, 11, 15 and 16).

What is read here means the same to an engine; whatever else there is, good or bad, is left to one. So there is no word
about mistakes: the engine explains them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kg.store.base import Form
from kg.store.plain.query import Aggregate, Measure, Order, Pattern, Plain, Var
from kg.store.plain.triples import Triples
from kg.store.plain.words import END, NotPlain, words

_MEASURES = {measure.value: measure for measure in Measure}
_DIRECTIONS = {"ASC": False, "DESC": True}
_MOST = 1 << 60


@dataclass(frozen=True)
class Text:
    """What a text says: its query, and what its prologue declares."""

    plain: Plain
    prefixes: Mapping[str, str]


def read(text: str) -> Plain | None:
    """The plain query that a text is; None where it is another one, or none."""
    found = read_text(text)
    return found.plain if found else None


def read_text(text: str) -> Text | None:
    """A plain query with its prefixes; None where the text is another query, or none."""
    try:
        found, names = words(text)
        return Text(_Reader(Triples(found, names, 0)).query(), names.prefixes)
    except (NotPlain, ValueError):
        return None


class _Reader:
    """Reads one query from its words."""

    def __init__(self, triples: Triples) -> None:
        self._triples, self._words = triples, triples.words
        self._starred = False

    def query(self) -> Plain:
        """The whole query.

        :raises NotPlain: it is none
        :raises ValueError: a word stands for no term
        """
        read = _FORMS.get(self._word())
        if not read:
            raise NotPlain
        self._triples.at += 1
        plain = read(self)
        self._triples.expect(END)
        return plain

    def _select(self) -> Plain:
        distinct = self._skip("DISTINCT")
        gives = self._gives()
        plain = Plain(Form.SELECT, self._where(), gives, distinct=distinct)
        return _checked(self._modified(self._grouped(plain)), self._starred)

    def _ask(self) -> Plain:
        return Plain(Form.ASK, self._where())

    def _construct(self) -> Plain:
        if self._skip("WHERE"):
            patterns = self._triples.group(paths=False)
            plain = Plain(Form.CONSTRUCT, patterns, template=patterns)
        else:
            template = self._triples.group(paths=False)
            plain = Plain(Form.CONSTRUCT, self._where(), template=template)
        if not plain.template or not _variables(plain.template) <= _visible(plain.patterns):
            raise NotPlain
        return _checked(self._modified(plain), False)

    def _word(self) -> str:
        return self._words[self._triples.at].upper()

    def _skip(self, word: str) -> bool:
        """Goes behind a word, where it stands here."""
        is_here = self._word() == word
        self._triples.at += is_here
        return is_here

    def _where(self) -> tuple[Pattern, ...]:
        self._skip("WHERE")
        patterns = self._triples.group()
        if not patterns:
            raise NotPlain
        return patterns

    def _gives(self) -> tuple[Var | Aggregate, ...]:
        if self._skip("*"):
            self._starred = True
            return ()
        gives: list[Var | Aggregate] = []
        while (word := self._word()) not in ("WHERE", "{"):
            gives.append(self._aggregate() if word == "(" else self._triples.variable())
        return tuple(gives)

    def _aggregate(self) -> Aggregate:
        """`(MEASURE(DISTINCT ?of) AS ?name)`."""
        self._triples.expect("(")
        measure = _MEASURES.get(self._word())
        if not measure:
            raise NotPlain
        self._triples.at += 1
        self._triples.expect("(")
        distinct = self._skip("DISTINCT")
        whole = measure is Measure.COUNT and not distinct and self._skip("*")
        of = None if whole else self._triples.variable()
        self._triples.expect(")")
        self._need("AS")
        name = self._triples.variable().name
        self._triples.expect(")")
        return Aggregate(measure, of, distinct, name)

    def _need(self, word: str) -> None:
        if not self._skip(word):
            raise NotPlain

    def _grouped(self, plain: Plain) -> Plain:
        groups: list[Var] = []
        if self._skip("GROUP"):
            self._need("BY")
            while not groups or self._words[self._triples.at][:1] in ("?", "$"):
                groups.append(self._triples.variable())
        grouped = bool(groups) or any(isinstance(given, Aggregate) for given in plain.gives)
        return replace(plain, grouped=True, groups=tuple(groups)) if grouped else plain

    def _modified(self, plain: Plain) -> Plain:
        order: list[Order] = []
        if self._skip("ORDER"):
            self._need("BY")
            while (
                not order
                or self._words[self._triples.at][:1] in ("?", "$", "(")
                or self._word() in _DIRECTIONS
            ):
                order.append(self._order())
        counts: dict[str, int] = {}
        while (word := self._word()) in ("LIMIT", "OFFSET") and word not in counts:
            self._triples.at += 1
            counts[word] = self._count()
        if not (order or counts):
            return plain
        return replace(plain, order=tuple(order), limit=counts.get("LIMIT"), offset=counts.get("OFFSET", 0))

    def _order(self) -> Order:
        direction = _DIRECTIONS.get(self._word())
        if direction is None and self._word() != "(":
            return Order(self._triples.variable().name)
        self._triples.at += direction is not None
        self._triples.expect("(")
        by = self._triples.variable().name
        self._triples.expect(")")
        return Order(by, bool(direction))

    def _count(self) -> int:
        word = self._words[self._triples.at]
        if not (word.isascii() and word.isdigit()) or len(word) > len(str(_MOST)) - 1:
            raise NotPlain
        self._triples.at += 1
        return int(word)


_FORMS: Mapping[str, Callable[[_Reader], Plain]] = {
    "SELECT": _Reader._select,
    "ASK": _Reader._ask,
    "CONSTRUCT": _Reader._construct,
}


def _variables(patterns: Iterable[Pattern]) -> set[str]:
    """The names of all variables, those that nobody sees among them."""
    return {node.name for pattern in patterns for node in pattern if isinstance(node, Var)}


def _visible(patterns: Iterable[Pattern]) -> set[str]:
    return {name for name in _variables(patterns) if name[0] != "."}


def _checked(plain: Plain, starred: bool) -> Plain:
    """A query whose names fit each other, `*` written out as the engine does.

    :raises NotPlain: they do not
    """
    known = _visible(plain.patterns)
    if starred:
        plain = replace(plain, gives=tuple(map(Var, sorted(known))))
    if plain.form is Form.SELECT:
        _check_columns(plain, known, starred)
    names = {given.name for given in plain.gives}
    sortable = {group.name for group in plain.groups} | names if plain.grouped else known
    if plain.distinct:
        sortable &= names
    if not sortable.issuperset(order.by for order in plain.order):
        raise NotPlain
    return plain


def _check_columns(plain: Plain, known: set[str], starred: bool) -> None:
    groups = {group.name for group in plain.groups}
    names = [given.name for given in plain.gives]
    fits = names and len(set(names)) == len(names) and len(groups) == len(plain.groups) and groups <= known
    if not fits or (starred and plain.grouped):
        raise NotPlain
    for given in plain.gives:
        if isinstance(given, Aggregate):
            if given.name in known or (given.of and given.of.name not in known):
                raise NotPlain
        elif given.name not in (groups if plain.grouped else known):
            raise NotPlain
