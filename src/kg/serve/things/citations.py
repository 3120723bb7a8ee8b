"""How to cite a page: in words, and as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.formats import Format, Kind
from kg.iri import BASE, path_of
from kg.serve.context import pages
from kg.serve.language.words import Name, pick
from kg.serve.things.descriptions import Thing

BIBTEX = Format("bib", "application/x-bibtex", "bib", Kind.PAGE, title="BibTeX")
RIS = Format("ris", "application/x-research-info-systems", "ris", Kind.PAGE, title="RIS")
CSL = Format("csl", "application/vnd.citationstyles.csl+json", "csl", Kind.PAGE, title="CSL-JSON")


@dataclass(frozen=True)
class Work:
    """What a citation says: title, who is credited, the one address, the day of the newest data."""

    title: Name
    authors: tuple[str, ...]
    address: str
    key: str
    day: str

    @property
    def year(self) -> str:
        return self.day[:4]


def work(found: Thing, title: Name, language: str) -> Work:
    """What there is to cite of a thing.

    :param title: what it is called
    :param language: that the makers are named in
    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    key = re.sub(r"[^A-Za-z0-9]+", "-", path_of(found.iri, BASE) or "thing").strip("-")
    return made(title, shared.public(found.iri), key, language)


def made(title: Name, address: str, key: str, language: str) -> Work:
    """What there is to cite of something of the site.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    manifest = shared.site.manifest
    line = Name(" ".join(title.text.split()), title.language, title.foreign)
    authors = (pick(words, language) for words in shared.credit)
    named = tuple(author.text for author in authors if author)
    return Work(line, named, address, key, manifest.modified if manifest else "")


def _bibtex(one: Work) -> str:
    authors = " and ".join(f"{{{_tex(author)}}}" for author in one.authors)
    fields = {
        "title": f"{{{_tex(one.title.text)}}}",
        "author": authors,
        "year": one.year,
        "url": one.address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{one.key},\n{lines}\n}}\n"


def _tex(text: str) -> str:
    """A text in which nothing is a command of TeX."""
    return re.sub(r"([&%#$_])", r"\\\1", re.sub(r"[{}\\]", "", text))


def _ris(one: Work) -> str:
    authors = [("AU", author) for author in one.authors]
    fields = [("TY", "DATA"), ("TI", one.title.text), *authors, ("PY", one.year), ("UR", one.address)]
    return "".join(f"{name}  - {value}\r\n" for name, value in fields if value) + "ER  - \r\n"


def _csl(one: Work) -> str:
    issued = [[int(part) for part in one.day.split("-")]] if one.day else []
    work_ = {
        "id": one.key,
        "type": "dataset",
        "title": one.title.text,
        "author": [{"literal": author} for author in one.authors],
        "URL": one.address,
        **({"issued": {"date-parts": issued}} if issued else {}),
    }
    return json.dumps([work_], ensure_ascii=False, indent=1) + "\n"


WRITERS: Mapping[Format, Callable[[Work], str]] = {BIBTEX: _bibtex, RIS: _ris, CSL: _csl}
"""Every form of a citation."""
