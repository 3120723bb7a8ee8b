"""The tested questions of the ontology as a gallery: what each asks in both languages, its level, its query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Response

from kg.serve.language import languages
from kg.serve.problems import Problem
from kg.serve.site import Site, site

blueprint = Blueprint("questions", __name__)

ADDRESS = "/sparql/questions"
LEVELS = ("easy", "medium", "hard")
_FOLDER = "questions"


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    :param name: of its file
    :param heads: what the file's first lines say: what it asks in each language, and its level
    :param query: as it stands, for the default base
    """

    name: str
    heads: Mapping[str, str]
    query: str


def read(path: Path) -> Question:
    """A question from its file: lines `# vi: …`, `# en: …`, `# level: …`, then the query."""
    lines = path.read_text("utf-8").splitlines()
    heads = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    return Question(path.stem, heads, "\n".join(line for line in lines if not line.startswith("# ")))


@lru_cache(maxsize=4)
def _questions(folder: Path) -> Mapping[str, Question]:
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def questions(of: Site) -> Mapping[str, Question]:
    """The questions that go with a site's data, by name: those of the ontology, over a release."""
    return _questions(of.settings.ontology / _FOLDER) if of.manifest else {}


def by_level(found: Iterable[Question]) -> dict[str, list[Question]]:
    """Questions under their level, the easiest first; levels without any are left out."""
    some = list(found)
    levels = {level: [q for q in some if q.heads.get("level") == level] for level in LEVELS}
    return {level: those for level, those in levels.items() if those}


@blueprint.get(f"{ADDRESS}/<name>")
def ask(name: str) -> Response:
    """Leads to the page that asks a question: 303, so that its address there is that of the query.

    :raises Problem: there is no such question
    """
    found = questions(site()).get(name)
    if not found:
        raise Problem("not-found", "There is no such question.")
    asked = languages.asked_language()
    pairs = {"query": site().query(found.query), **({"lang": asked} if asked else {})}
    headers = {"Location": f"/sparql?{urlencode(pairs)}", "Cache-Control": "no-cache"}
    return Response(status=303, headers=headers, content_type="text/plain")
