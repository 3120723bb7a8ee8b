"""What the site says of itself: who runs it, where corrections go, the licence, how to cite the data as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.formats import Format
from kg.iri import BASE
from kg.serve import addresses, ask
from kg.serve.context import Pages, pages
from kg.serve.language.languages import DEFAULT, language
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name
from kg.serve.things import citations, listings, records
from kg.serve.things.citations import Work
from kg.serve.things.listings import Statements
from kg.vocab import DCTERMS, VOID

_CODES = "def/status"
"""The code list that the page leads to, where the data has it."""


@dataclass(frozen=True)
class Operator:
    """Who runs the site, as it is set; “” for what is not stated.

    :param contact: where corrections go, in words
    :param contact_href: the same as a link
    """

    name: str
    href: str
    contact: str
    contact_href: str


def operator() -> Operator:
    """Who runs the site."""
    settings = pages().site.settings
    contact = settings.contact
    href = contact if addresses.is_web(contact) else f"mailto:{contact}" if contact else ""
    return Operator(settings.operator or settings.operator_url, settings.operator_url, contact, href)


def described(shared: Pages) -> tuple[Mapping[str, Statements], Statements]:
    """The description of the dataset: of each of its parts, and of the whole; nothing where it has none.

    :raises kg.errors.StoreError: there is no answer
    """
    said = listings.statements(ask.rows(shared.site, "dataset-page"))
    return said, next((one for one in said.values() if VOID.classPartition.value in one), {})


def work(whole: Statements, shared: Pages, language: str) -> Work:
    """What there is to cite of the dataset, its title in a language."""
    manifest = shared.site.manifest
    title = records.in_words(whole.get(DCTERMS.title.value, ()), language) or Name(_("Local Reports"))
    key = f"kg-{manifest.id[:12]}" if manifest else "dataset"
    return citations.made(title, shared.public(f"{BASE}dataset"), key, language)


def citation(form: Format) -> str:
    """How to cite the dataset, in one form.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    return citations.WRITERS[form](work(described(shared)[1], shared, DEFAULT))


def cited(whole: Statements, shared: Pages) -> dict[str, Any]:
    """What a page says of how to cite the dataset."""
    return {
        "cite": work(whole, shared, language()),
        "cite_links": [(form, f"/dataset.{form.suffix}") for form in citations.WRITERS],
    }


def view() -> Mapping[str, Any]:
    """What the page about the site writes; it leads nowhere that these data have not."""
    shared = pages()
    _parts, whole = described(shared)
    shower = shared.shower()
    return {
        "ours": shared.site.manifest is not None,
        "licence": next((shower.term(o) for o in whole.get(DCTERMS.license.value, ())), None),
        "statuses": f"/{_CODES}" if shared.find(addresses.candidates(_CODES)) else "",
        **cited(whole, shared),
    }
