"""Addresses of the site as a copy knows them: read from links, and the file that each stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from kg.formats import FORMATS
from kg.serve.export import names
from kg.serve.language import languages
from kg.serve.things import offers

_LISTS = ("page", "letter")
"""Parameters that say which part of a list is shown; they stand readable in the name of its file."""

_FORMATS = {form.name: form for form in (*FORMATS, *offers.SUFFIXES)}
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_FILE_SAFE = "/-_.,=@+!()~$"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """An address of the site.

    :param path: percent-decoded
    :param query: its parameters but `lang`, in their order
    :param language: the one that it asks for; “” for the reader's own
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    language: str = ""

    @property
    def plain(self) -> Address:
        """The same without a language."""
        return replace(self, language="") if self.language else self

    def parameter(self, name: str) -> str:
        """A parameter; “” where it is not there."""
        return next((value for key, value in self.query if key == name), "")

    def __str__(self) -> str:
        pairs = [*self.query, *([("lang", self.language)] if self.language else [])]
        return quote(self.path, safe=_PATH_SAFE) + (f"?{urlencode(pairs)}" if pairs else "")


def read(href: str, base: str) -> tuple[Address, str] | None:
    """The address of ours that a link leads to, and its fragment; None for a link to anywhere else.

    :param base: base IRI, under which links may stand whole

    >>> read("/doc/a%20b?lang=en&page=2#c", "https://data.example.org/")
    (Address(path='/doc/a b', query=(('page', '2'),), language='en'), 'c')
    >>> read("//elsewhere.example/", "https://data.example.org/") is None
    True
    """
    if href.startswith(base):
        href = "/" + href[len(base) :]
    if not href.startswith("/") or href.startswith("//"):
        return None
    parts = urlsplit(href)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    asked = next((value for key, value in pairs if key == "lang" and value in languages.LANGUAGES), "")
    return Address(unquote(parts.path), tuple(p for p in pairs if p[0] != "lang"), asked), parts.fragment


def url(file: str) -> str:
    """A file as it stands in a link."""
    return quote(file, safe=_FILE_SAFE)


def tree(language: str) -> str:
    """The folder of a language's pages: that of the default is the root.

    >>> tree("vi"), tree("en")
    ('', 'en/')
    """
    return "" if language == languages.DEFAULT else f"{language}/"


def page_file(address: Address, language: str) -> str:
    """The file of a page in a language.

    >>> page_file(Address("/"), "en"), page_file(Address("/browse/Remark", (("page", "2"),)), "vi")
    ('en/index.html', 'browse/Remark~page-2.html')
    """
    return tree(language) + names.path(_segments(address.path), _mark(address.query), ".html")


def data_file(address: Address) -> str:
    """The file of some data, which has the suffix of its format.

    >>> data_file(Address("/doc/x.ttl")), data_file(Address("/graph/vocab", (("format", "nq"),)))
    ('doc/x.ttl', 'graph/vocab.nq')
    """
    asked = address.parameter("format")
    if asked:
        suffix = _FORMATS[asked].suffix if asked in _FORMATS else names.name(asked)
        query = tuple(pair for pair in address.query if pair[0] != "format")
        return names.path(_segments(address.path), _mark(query), f".{suffix}")
    stem, _, suffix = address.path.rpartition(".")
    return names.path(_segments(stem), _mark(address.query), f".{suffix}")


def plain_file(address: Address) -> str:
    """The file of what is copied as it is: an asset, a dump."""
    return names.path(_segments(address.path), _mark(address.query), "")


def _segments(path: str) -> list[str]:
    """The parts of a path; the page of a folder is its index, and none looks like the folder of a language."""
    found = path.removeprefix("/").split("/")
    if found[0] in languages.LANGUAGES:
        found[0] = f"{found[0]}/"
    return [*found[:-1], found[-1] or "index"]


_READABLE = re.compile(r"\w{1,6}")


def _mark(query: tuple[tuple[str, str], ...]) -> str:
    """What stands in a file's name for the parameters of its address."""
    shown = [(k, v) for k, v in query if k in _LISTS and _READABLE.fullmatch(v)]
    other = [pair for pair in query if pair not in shown]
    found = names.hashed(urlencode(other))[-17:] if other else ""
    return found + "".join(f"{names.MARK}{key}-{value}" for key, value in shown)
