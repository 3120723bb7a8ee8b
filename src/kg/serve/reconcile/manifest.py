"""The manifest of the service (section 3.1), and the addresses that it names."""

from __future__ import annotations

from collections.abc import Mapping

from kg import __version__
from kg.iri import Rebase
from kg.serve.assets import asset
from kg.serve.language.languages import LANGUAGES
from kg.serve.language.languages import gettext as _
from kg.serve.reconcile.reading import BATCH
from kg.serve.reconcile.service import Service
from kg.serve.reconcile.vocabulary import Vocabulary
from kg.vocab import LG

PATH = "/reconcile"
VERSIONS = ("0.2",)
PREVIEW = {"width": 420, "height": 300}

MOST_DEFAULT_TYPES = 12


def manifest(service: Service, root: str, language: str) -> dict[str, object]:
    """What the service is and where its parts are.

    :param root: where clients reach the site
    """
    here, base = root + PATH.strip("/"), service.site.base
    return {
        "versions": list(VERSIONS),
        "name": _("Local Reports"),
        "identifierSpace": base,
        "schemaSpace": Rebase(base)(LG.iri),
        "documentation": f"{root}about#reconciliation",
        "logo": root + asset("icon.svg").strip("/"),
        "serviceVersion": __version__,
        "defaultTypes": default_types(service.vocabulary, language),
        "view": {"url": f"{root}resource?iri={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", **PREVIEW},
        "suggest": {kind: _suggest(here, kind) for kind in ("entity", "property", "type")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": settings(language),
        },
        "batchSize": BATCH,
    }


def _suggest(here: str, kind: str) -> dict[str, str]:
    return {
        "service_url": here,
        "service_path": f"/suggest/{kind}",
        "flyout_service_url": here,
        "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
    }


def default_types(vocabulary: Vocabulary, language: str) -> list[dict[str, object]]:
    """The types of things that have names of their own, each with those just above it."""
    some = vocabulary.default_types()[:MOST_DEFAULT_TYPES]
    return [
        {**named(vocabulary, one, language), "broader": [named(vocabulary, up, language) for up in broader]}
        if (broader := vocabulary.types[one].broader)
        else named(vocabulary, one, language)
        for one in some
    ]


def named(vocabulary: Vocabulary, iri: str, language: str) -> dict[str, object]:
    """A type with its name."""
    return {"id": iri, "name": vocabulary.name(vocabulary.types[iri], language)}


def settings(language: str) -> list[Mapping[str, object]]:
    """The settings of a property whose values are fetched (section 7.2); `extending` reads the same names."""
    things = {"entity": _("matched things"), "label": _("their names"), "id": _("their addresses")}
    literals = {"typed": _("numbers and dates"), "text": _("text")}
    help_things = _("How a value that is a thing comes: matched, or as plain text.")
    help_language = _("Of names and of texts, where there is a choice.")
    help_literals = _("As numbers and dates, or letter by letter as the data has them.")
    return [
        {
            "name": "limit",
            "label": _("At most so many values"),
            "type": "number",
            "default": 0,
            "help_text": _("0 for all of them."),
        },
        _selection("content", _("Things as"), "entity", help_things, things),
        _selection("language", _("Language"), language, help_language, LANGUAGES),
        _selection("literals", _("Numbers and dates as"), "typed", help_literals, literals),
    ]


def _selection(
    name: str, label: str, default: str, help_text: str, choices: Mapping[str, str]
) -> Mapping[str, object]:
    """A setting that is one of several."""
    return {
        "name": name,
        "label": label,
        "type": "select",
        "default": default,
        "help_text": help_text,
        "choices": [{"value": value, "name": words} for value, words in choices.items()],
    }
