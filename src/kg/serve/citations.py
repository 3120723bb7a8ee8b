"""How to cite a page: in words, and as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.formats import Format, Kind
from kg.iri import BASE, path_of
from kg.serve.context import pages
from kg.serve.descriptions import Thing
from kg.serve.languages import DEFAULT

BIBTEX = Format("bib", "application/x-bibtex", "bib", Kind.PAGE, title="BibTeX")
RIS = Format("ris", "application/x-research-info-systems", "ris", Kind.PAGE, title="RIS")
CSL = Format("csl", "application/vnd.citationstyles.csl+json", "csl", Kind.PAGE, title="CSL-JSON")

AUTHOR = "kg"
"""Who is cited: the project, whose reading of a report each page is."""


@dataclass(frozen=True)
class Work:
    """What a citation says: title, the one address, the day of the newest data."""

    title: str
    address: str
    key: str
    day: str

    @property
    def year(self) -> str:
        return self.day[:4]


def work(found: Thing) -> Work:
    """What there is to cite of a thing.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    shared.labels.learn([found.iri])
    iri, manifest = shared.public(found.iri), shared.site.manifest
    key = re.sub(r"[^A-Za-z0-9]+", "-", path_of(found.iri, BASE) or "thing").strip("-")
    title = " ".join(shared.labels.name(found.iri, DEFAULT).text.split())
    return Work(title, iri, key, manifest.modified if manifest else "")


def _bibtex(one: Work) -> str:
    title = re.sub(r"[{}\\]", "", one.title)
    fields = {"title": f"{{{title}}}", "author": f"{{{AUTHOR}}}", "year": one.year, "url": one.address}
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{one.key},\n{lines}\n}}\n"


def _ris(one: Work) -> str:
    fields = [("TY", "DATA"), ("TI", one.title), ("AU", AUTHOR), ("PY", one.year), ("UR", one.address)]
    return "".join(f"{name}  - {value}\r\n" for name, value in fields if value) + "ER  - \r\n"


def _csl(one: Work) -> str:
    issued = [[int(part) for part in one.day.split("-")]] if one.day else []
    work_ = {
        "id": one.key,
        "type": "dataset",
        "title": one.title,
        "author": [{"literal": AUTHOR}],
        "URL": one.address,
        **({"issued": {"date-parts": issued}} if issued else {}),
    }
    return json.dumps([work_], ensure_ascii=False, indent=1) + "\n"


WRITERS: Mapping[Format, Callable[[Work], str]] = {BIBTEX: _bibtex, RIS: _ris, CSL: _csl}
"""Every form of a citation."""
