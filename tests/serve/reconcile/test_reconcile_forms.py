"""Every kind of answer has the form of the specification: by checks of our own, and by its official JSON schemas.

The schemas are not ours to copy. Where KG_RECONCILIATION_SCHEMAS names a folder of them (0.2/schemas of the repository
reconciliation-api/specs), the answers are held against them too; elsewhere those tests count as not run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import forms
import httpx
import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

BASE = "https://data.example.org/"
LG = f"{BASE}def/lg#"
FIGURE = f"{BASE}id/figure/fe65192195054a7f/sown-area-rice/2020"
QUERIES = {
    "a": {"query": "Huyện Lắk", "type": f"{LG}AdministrativeArea", "limit": 3},
    "b": {"query": "ubnd huyen", "type": ["http://www.w3.org/ns/org#Organization"], "type_strict": "any"},
    "c": {
        "query": "Xã Tân Lập",
        "properties": [{"pid": "http://purl.org/dc/terms/isPartOf", "v": ["Đắk Lắk", 66]}],
    },
    "d": {"properties": [{"pid": f"{LG}gsoCode", "v": "656"}]},
    "e": {"query": "x", "type": "http://a.example/Type"},
    "f": {"query": f"{BASE}id/area/vn"},
    "g": {"query": "zzzzzzzz"},
}
EXTEND = {
    "ids": [f"{BASE}id/area/gso-2025-06/656", FIGURE, f"{BASE}id/document/12-hd-btctw/2018-07-06", "nothing"],
    "properties": [
        {"id": "http://purl.org/dc/terms/isPartOf"},
        {"id": f"{LG}actual"},
        {"id": "http://qudt.org/schema/qudt/hasUnit"},
        {"id": "http://data.europa.eu/eli/ontology#date_document"},
        {"id": "http://www.w3.org/2004/02/skos/core#prefLabel", "settings": {"limit": "1", "language": "en"}},
    ],
}

ANSWERS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], None], str]] = {
    "manifest": ("/reconcile", forms.manifest, "manifest"),
    "results": (f"/reconcile?queries={json.dumps(QUERIES)}", forms.results, "reconciliation-result-batch"),
    "entities": ("/reconcile/suggest/entity?prefix=huyện", forms.suggestions, "suggest-entities-response"),
    "types": ("/reconcile/suggest/type?prefix=", forms.suggestions, "suggest-types-response"),
    "properties": ("/reconcile/suggest/property?prefix=", forms.suggestions, "suggest-properties-response"),
    "proposal": ("/reconcile/properties?type=&limit=9", forms.proposal, "data-extension-property-proposal"),
    "extension": (f"/reconcile?extend={json.dumps(EXTEND)}", forms.extension, "data-extension-response"),
}


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found


@pytest.fixture(scope="module", params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def answer(client: httpx.Client, name: str, language: str) -> Mapping[str, Any]:
    target = ANSWERS[name][0].replace("#", "%23")
    found = client.get(target, headers={"Accept-Language": language})
    assert found.status_code == 200, found.text
    assert found.headers["Content-Type"] == "application/json; charset=utf-8"
    return dict(found.json())


@pytest.mark.parametrize("name", ANSWERS)
def test_form(client: httpx.Client, name: str, language: str) -> None:
    ANSWERS[name][1](answer(client, name, language))


SCHEMAS = os.environ.get("KG_RECONCILIATION_SCHEMAS", "")


@pytest.mark.schemas
@pytest.mark.parametrize("name", ANSWERS)
def test_official_schema(client: httpx.Client, name: str, language: str) -> None:
    schemas = {path.stem: json.loads(path.read_text("utf-8")) for path in Path(SCHEMAS).glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], DRAFT7.create_resource(schema)) for schema in schemas.values()
    )
    validator = Draft7Validator(schemas[ANSWERS[name][2]], registry=registry)
    assert [error.message for error in validator.iter_errors(answer(client, name, language))] == []


@pytest.mark.schemas
def test_what_we_send_to_ourselves_is_a_batch_and_a_request_by_the_schemas() -> None:
    for name, sent in (("reconciliation-query-batch", QUERIES), ("data-extension-query", EXTEND)):
        schema = json.loads((Path(SCHEMAS) / f"{name}.json").read_text("utf-8"))
        assert [error.message for error in Draft7Validator(schema).iter_errors(sent)] == []
