"""The forms of the service's answers (Reconciliation Service API 0.2), as far as they can be said in a few lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_SETTINGS = {"number": int | float, "text": str, "checkbox": bool, "select": str}


def _strings(found: Mapping[str, Any], *names: str) -> None:
    assert all(isinstance(found[name], str) and found[name] for name in names), found


def manifest(found: Mapping[str, Any]) -> None:
    """Section 3.1."""
    _strings(found, "name", "identifierSpace", "schemaSpace", "documentation", "logo", "serviceVersion")
    assert "0.2" in found["versions"]
    assert "{{id}}" in found["view"]["url"]
    assert "{{id}}" in found["preview"]["url"]
    assert all(isinstance(found["preview"][name], int) for name in ("width", "height"))
    for about in found["suggest"].values():
        _strings(about, "service_url", "service_path")
        assert "${id}" in about["flyout_service_path"]
    ids = [type_["id"] for type_ in found["defaultTypes"]]
    assert len(ids) == len(set(ids))
    for type_ in found["defaultTypes"]:
        _strings(type_, "id", "name")
        for wider in type_.get("broader", ()):
            _strings(wider, "id", "name")
    for setting in found["extend"]["property_settings"]:
        _strings(setting, "name", "label", "type")
        assert isinstance(setting["default"], _SETTINGS[setting["type"]])
        for choice in setting["choices"] if setting["type"] == "select" else ():
            _strings(choice, "value", "name")


def results(found: Mapping[str, Any]) -> None:
    """Section 4.2."""
    for answer in found.values():
        for one in answer["result"]:
            _strings(one, "id", "name", "description")
            assert isinstance(one["score"], int | float)
            assert isinstance(one["match"], bool)
            names = [feature["id"] for feature in one["features"]]
            assert len(names) == len(set(names))
            assert all(isinstance(feature["value"], bool | int | float) for feature in one["features"])
            for type_ in one["type"]:
                _strings(type_, "id", "name")


def suggestions(found: Mapping[str, Any]) -> None:
    """Section 6.3."""
    for one in found["result"]:
        _strings(one, "id", "name")
        assert isinstance(one["description"], str)
        for type_ in one.get("notable", ()):
            _strings(type_, "id", "name")


def proposal(found: Mapping[str, Any]) -> None:
    """Section 7.3."""
    for one in found["properties"]:
        _strings(one, "id", "name")


def extension(found: Mapping[str, Any]) -> None:
    """Section 7.5."""
    columns = [meta["id"] for meta in found["meta"]]
    for row in found["rows"].values():
        assert list(row) == columns, "a client counts on every column"
        for cell in (cell for cells in row.values() for cell in cells):
            _cell(cell)


def _cell(cell: Mapping[str, Any]) -> None:
    match sorted(cell):
        case ["id", "name"]:
            _strings(cell, "id", "name")
        case ["str"]:
            assert isinstance(cell["str"], str)
        case ["float"]:
            assert isinstance(cell["float"], float)
        case ["int"]:
            assert isinstance(cell["int"], int)
        case ["date"]:
            assert _MOMENT.fullmatch(cell["date"])
        case other:
            raise AssertionError(other)
