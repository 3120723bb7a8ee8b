"""The questions that a dataset is asked, page by page, and its things out of the answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from kg.build.linking.asking import Asker, Rows
from kg.build.linking.keeping import Kept
from kg.build.linking.targets import Chosen, Target
from kg.build.linking.things import Thing
from kg.build.rdf_files import load
from kg.errors import EngineError, RdfError, SettingsError, Where
from kg.search.entries import CODE, MAIN, OTHER, Name

Select = Callable[[str], Rows]
"""Answers a question."""

_MOST_PAGES = 10_000
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")


def _template() -> str:
    text = (files(__package__) / "page.rq").read_text("utf-8")
    return text.partition("SELECT ?thing ?property")[2]


def page(target: Target, chosen: Chosen, after: str) -> str:
    """The question for the things of one kind whose IRIs come after another."""
    prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in target.known.items())
    languages = ", ".join(f'"{one}"' for one in ("", *target.languages))
    parts = {
        "?thing a skos:Concept .": chosen.select,
        '> ""': f"> {_quoted(after)}",
        "LIMIT 500": f"LIMIT {target.page}",
        "skos:prefLabel": " ".join(_written(target, name) for name in _asked(target)),
        '"", "vi", "en"': languages,
    }
    text = _template()
    for example, own in parts.items():
        text = text.replace(example, own)
    return f"{prefixes}SELECT ?thing ?property{text}"


def _asked(target: Target) -> tuple[str, ...]:
    """Every property that is asked for."""
    many = (target.names, target.codes, target.parents, target.types, target.starts, target.ends, target.days)
    return tuple(dict.fromkeys(name for names in many for name in names))


def _written(target: Target, name: str) -> str:
    return f"<{target.expand(name)}>"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass
class Said:
    """What a dataset says of one thing: values by property, each with its language."""

    values: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))


def read(target: Target, chosen: Chosen, select: Select) -> Iterator[Thing]:
    """The things of one kind, page after page, until one is empty: a short one may have been cut by the endpoint.

    :raises StoreError: the dataset does not answer
    """
    after = ""
    for _ in range(_MOST_PAGES):
        said = _said(select(page(target, chosen, after)))
        if not said:
            return
        yield from (thing(iri, one, target, chosen) for iri, one in said.items())
        last = max(said)
        if last <= after:
            raise EngineError(
                f"{target.title or target.name} gives the same page again.", hint="It may not sort."
            )
        after = last


def _said(rows: Rows) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for row in rows:
        if row.get("thing", {}).get("type") != "uri":
            continue
        one = found.setdefault(row["thing"]["value"], Said())
        if "property" in row and "value" in row:
            value = row["value"]
            one.values[row["property"]["value"]].append((value["value"], value.get("xml:lang", "").lower()))
    return found


def thing(iri: str, said: Said, target: Target, chosen: Chosen) -> Thing:
    """A thing out of what is said of it."""

    def values(properties: tuple[str, ...]) -> list[tuple[str, str]]:
        return [value for name in properties for value in said.values.get(target.expand(name), ())]

    levels = {target.expand(name): level for name, level in chosen.levels.items()}
    first = _first_names(target, said)
    names = [
        Name(text, language, MAIN if (text, language) in first else OTHER)
        for text, language in values(target.names)
    ]
    names += [Name(text, "", CODE) for text, _ in values(target.codes)]
    return Thing(
        iri=iri,
        kind=chosen.kind,
        names=tuple(dict.fromkeys(sorted(names, key=_order))),
        parents=tuple(sorted(text for text, _ in values(target.parents))),
        level=next((levels[text] for text, _ in sorted(values(target.types)) if text in levels), ""),
        start=_day(values(target.starts)),
        end=_day(values(target.ends)),
        day=_day(values(target.days)),
    )


def _first_names(target: Target, said: Said) -> set[tuple[str, str]]:
    return set(said.values.get(target.expand(target.names[0]), ())) if target.names else set()


def _order(name: Name) -> tuple[bool, bool, str, str]:
    return name.kind != MAIN, name.language != "vi", name.language, name.text


def _day(values: list[tuple[str, str]]) -> str:
    found = (match.group() for text, _ in sorted(values) if (match := _DAY.match(text)))
    return next(found, "")


# Where the answers come from


def endpoint(asker: Asker, kept: Kept, today: date) -> Select:
    """Answers of an endpoint, or those of it that are kept."""
    return lambda query: kept.rows(asker, query, today)


def rdf(file: Path) -> Select:
    """Answers out of an RDF file.

    :raises RdfError: the file is missing, or does not parse
    """
    store = Store()
    store.extend(load([file], "urn:x-kg:file"))

    def select(query: str) -> Rows:
        try:
            solutions: Any = store.query(query, use_default_graph_as_union=True)
            return [_row(one, [v.value for v in solutions.variables]) for one in solutions]
        except SyntaxError as error:
            raise SettingsError(f"A pattern of the dataset does not parse: {error}.", Where(file)) from None

    return select


def _row(solution: Any, variables: list[str]) -> dict[str, dict[str, str]]:
    terms = ((name, solution[name]) for name in variables)
    return {name: _term(value) for name, value in terms if isinstance(value, NamedNode | Literal)}


def _term(value: NamedNode | Literal) -> dict[str, str]:
    if isinstance(value, NamedNode):
        return {"type": "uri", "value": value.value}
    return {
        "type": "literal",
        "value": value.value,
        **({"xml:lang": value.language} if value.language else {}),
    }


def known(target: Target, things: Mapping[str, Thing]) -> None:
    """Checks that a dataset gave anything at all.

    :raises RdfError: it gave nothing: a pattern, or a file, that is another's
    """
    if not things:
        raise RdfError(
            f"{target.title or target.name} has nothing of the kinds asked for.", hint="See its `select`."
        )
