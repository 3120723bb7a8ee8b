"""What the editor completes: the prefixes, classes, properties and listed entries of this data, with their names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from kg.formats import Format, Kind
from kg.iri import slug
from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.language.languages import LANGUAGES
from kg.serve.representations import send
from kg.serve.things import kinds
from kg.vocab import PREFIXES

blueprint = Blueprint("terms", __name__)

ADDRESS = "/sparql/terms"
_JSON = Format("terms", "application/json", "json", Kind.PAGE)
_LOCAL = re.compile(r"[\w]([\w.-]*[\w-])?")
"""Local names that need no escape in SPARQL (SPARQL 1.1 Query, PN_LOCAL)."""


@dataclass(frozen=True, slots=True)
class Used:
    """An IRI that a query may name, what it is, and how often it is used."""

    iri: str
    kind: str
    uses: int = 0


@blueprint.get(ADDRESS)
def terms() -> Response:
    """Prefixes and terms as JSON, made once for each release."""
    return send((ADDRESS,), _JSON, lambda: json.dumps(_document(pages()), ensure_ascii=False))


def _document(shared: Pages) -> Mapping[str, Any]:
    """The whole document.

    :raises kg.errors.StoreError: there is no answer
    """
    found = sorted(_used(shared), key=lambda term: (term.kind, -term.uses, term.iri))
    shared.labels.learn(term.iri for term in found)
    prefixes = {**PREFIXES, **list_prefixes(term.iri for term in found if term.kind == "entry")}
    spoken = _property_names(shared)
    return {
        "prefixes": {name: shared.public(namespace) for name, namespace in prefixes.items()},
        "terms": [
            {
                "name": written(term.iri, prefixes) or f"<{shared.public(term.iri)}>",
                "kind": term.kind,
                "uses": term.uses,
                **_names({**spoken.get(term.iri, {}), **shared.labels.known(term.iri).names}),
            }
            for term in found
        ],
    }


def _used(shared: Pages) -> Iterator[Used]:
    yield from (Used(iri, "class", uses) for iri, uses in kinds.census())
    rows = ask.rows(shared.site, "properties") or ask.rows(shared.site, "properties-counted")
    for row in rows:
        yield Used(ask.value(row, "property"), "property", int(ask.value(row, "count")))
    yield from (Used(ask.value(row, "it"), "entry") for row in ask.rows(shared.site, "entries"))


def _property_names(shared: Pages) -> dict[str, dict[str, str]]:
    """What the shapes call each property, by language; of several names, the first of the alphabet."""
    found: dict[str, dict[str, str]] = {}
    for row in ask.rows(shared.site, "property-names"):
        names = found.setdefault(ask.value(row, "property"), {})
        names.setdefault(ask.language(row, "name"), ask.value(row, "name"))
    return found


def _names(names: Mapping[str, str]) -> dict[str, str]:
    """The names in our languages; one without a language stands for any that is missing."""
    plain = names.get("")
    chosen = {language: names.get(language, plain) for language in LANGUAGES}
    return {language: name for language, name in chosen.items() if name}


def list_prefixes(entries: Iterable[str]) -> dict[str, str]:
    """A prefix for the namespace of each code list, named as the list is.

    >>> list_prefixes(["https://data.example.org/def/role/chair", "https://data.example.org/def/unit/PERSON"])
    {'role': 'https://data.example.org/def/role/', 'list-unit': 'https://data.example.org/def/unit/'}
    """
    found: dict[str, str] = {}
    for namespace in sorted({iri[: _end(iri)] for iri in entries} - set(PREFIXES.values())):
        name = slug(re.split(r"[/#]", namespace.rstrip("/#"))[-1])
        for choice in (name, f"list-{name}"):
            if re.fullmatch(r"[a-z][a-z0-9-]*", choice) and choice not in {*PREFIXES, *found}:
                found[choice] = namespace
                break
    return found


def _end(iri: str) -> int:
    """Where the namespace of an IRI ends: behind its last “/” or “#”."""
    return max(iri.rfind("/"), iri.rfind("#")) + 1


def written(iri: str, prefixes: Mapping[str, str]) -> str | None:
    """A prefixed name that a query can hold without an escape; None where no prefix gives one.

    >>> written("https://data.example.org/def/lg#plan", PREFIXES), written("https://data.example.org/id/a/b", PREFIXES)
    ('lg:plan', None)
    """
    for name, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{name}:{iri[len(namespace) :]}"
    return None
