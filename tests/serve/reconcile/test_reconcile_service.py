"""The service as any client meets it, over real HTTP: manifest, both methods, scripts, previews, bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from kg.serve import start
from kg.serve.app import create_app
from kg.serve.reconcile import reading, service
from kg.serve.site import Site
from kg.settings import Settings
from served import served

BASE = "https://data.example.org/"
LAK = f"{BASE}id/area/gso-2025-06/656"
AREA, BODY = f"{BASE}def/lg#AdministrativeArea", "http://www.w3.org/ns/org#Organization"
PART, CODE = "http://purl.org/dc/terms/isPartOf", f"{BASE}def/lg#gsoCode"


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found


def ask(client: httpx.Client, queries: object, **more: str) -> httpx.Response:
    text = queries if isinstance(queries, str) else json.dumps(queries)
    return client.post("/reconcile", data={"queries": text, **more})


# Manifest


def test_the_manifest_names_addresses_that_answer(client: httpx.Client) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == BASE
    assert manifest["batchSize"] == reading.BATCH
    for kind, about in manifest["suggest"].items():
        found = client.get(about["service_url"] + about["service_path"], params={"prefix": "t"})
        assert found.status_code == 200, kind
        iri = found.json()["result"][0]["id"]
        flyout = about["flyout_service_url"] + about["flyout_service_path"].replace(
            "${id}", quote(iri, safe="")
        )
        assert client.get(flyout).json()["id"] == iri
    for address in (manifest["logo"], manifest["documentation"].partition("#")[0]):
        assert client.get(address).status_code == 200
    assert 'id="reconciliation"' in client.get(manifest["documentation"].partition("#")[0]).text
    assert AREA in [type_["id"] for type_ in manifest["defaultTypes"]]


def test_addresses_come_from_the_settings_not_from_the_client(client: httpx.Client, address: str) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert "evil.example" not in client.get("/reconcile", headers=forged).text
    assert client.get("/reconcile", headers=forged).json()["preview"]["url"].startswith(address)


@pytest.mark.parametrize(
    ("settings", "root"),
    [
        ({}, "http://127.0.0.1:80/"),
        ({"host": "::1"}, "http://[::1]:80/"),
        ({"host": "0.0.0.0"}, BASE),
        ({"trusted_proxies": ("127.0.0.1",)}, BASE),
        ({"public_url": "https://dulieu.example.vn/kg/"}, "https://dulieu.example.vn/kg/"),
    ],
)
def test_where_clients_reach_the_site(release_site: Site, settings: dict[str, Any], root: str) -> None:
    site = Site(release_site.store, BASE, Settings(**settings), release_site.manifest, release_site.folder)
    manifest = create_app(site).test_client().get("/reconcile").json
    assert manifest
    assert manifest["view"]["url"] == root + "resource?iri={{id}}"
    assert manifest["suggest"]["type"]["service_url"] == root + "reconcile"
    assert manifest["identifierSpace"] == BASE


def test_a_language_may_be_asked_for(client: httpx.Client) -> None:
    names = [
        client.get("/reconcile", params={"lang": lang}).json()["defaultTypes"][0]["name"]
        for lang in ("vi", "en")
    ]
    assert names[0] != names[1]


# Batches


def test_get_and_post_answer_alike(client: httpx.Client) -> None:
    queries = json.dumps({"a": {"query": "Huyện Lắk", "type": AREA}, "b": {"query": "bo chinh tri"}})
    by_get, by_post = client.get("/reconcile", params={"queries": queries}), ask(client, queries)
    assert by_get.json() == by_post.json()
    first = by_get.json()["a"]["result"][0]
    assert (first["id"], first["match"], first["name"]) == (LAK, True, "Huyện Lắk")
    assert "656" in first["description"]
    assert [type_["id"] for type_ in first["type"]] == [AREA]


def test_what_was_got_is_asked_for_again_by_its_tag(client: httpx.Client) -> None:
    parameters = {"queries": json.dumps({"a": {"query": "Huyện Lắk"}})}
    tag = client.get("/reconcile", params=parameters).headers["ETag"]
    again = client.get("/reconcile", params=parameters, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/reconcile", params=parameters | {"lang": "en"}, headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_a_page_of_another_site_may_ask(client: httpx.Client) -> None:
    asked = {"Origin": "http://127.0.0.1:3333", "Access-Control-Request-Method": "POST"}
    allowed = client.options("/reconcile", headers=asked)
    assert allowed.status_code == 200
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    for path in (
        "/reconcile",
        "/reconcile/suggest/type?prefix=a",
        f"/reconcile/preview?id={LAK}",
        "/reconcile?queries={",
    ):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_a_script_calls_the_function_that_was_named(client: httpx.Client) -> None:
    answer = client.get(
        "/reconcile/suggest/entity", params={"prefix": "huyện lắk", "callback": "jQuery36_1._a"}
    )
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("/**/jQuery36_1._a({")
    inside = answer.text.removeprefix("/**/jQuery36_1._a(").removesuffix(");")
    assert json.loads(inside)["result"][0]["id"] == LAK


@pytest.mark.parametrize(
    "name", ["", "a b", "alert(1)//", "a;b", "<script>", "a" * 200, "1a", "đ", "a[b]", "a..b"]
)
def test_no_other_script(client: httpx.Client, name: str) -> None:
    answer = client.get("/reconcile", params={"callback": name})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


# Bad input


WRONG = [
    ("no JSON", "{", 400),
    ("a list", "[]", 400),
    ("nothing", "", 400),
    ("deep", "[" * 100_000, 400),
    ("a query that is no object", '{"q": 5}', 400),
    ("nothing asked", '{"q": {}}', 400),
    ("an empty name", '{"q": {"query": ""}}', 400),
    ("a name that is no text", '{"q": {"query": {"a": 1}}}', 400),
    ("an unknown type", '{"q": {"query": "x", "type": "https://nobody.example/Type"}}', 400),
    (
        "an unknown property",
        '{"q": {"query": "x", "properties": [{"pid": "https://nobody.example/p", "v": "y"}]}}',
        400,
    ),
    ("a property without a name", '{"q": {"query": "x", "properties": [{"v": "y"}]}}', 400),
    ("a limit of nothing", '{"q": {"query": "x", "limit": 0}}', 400),
    ("a limit without end", '{"q": {"query": "x", "limit": 1e999}}', 400),
    ("no number", '{"q": {"query": "x", "limit": NaN}}', 400),
    ("a strictness", '{"q": {"query": "x", "type_strict": "perhaps"}}', 400),
    ("a NUL", '{"q": {"query": "a\\u0000b"}}', 400),
    ("half a letter", '{"q": {"query": "\\ud83d"}}', 400),
    ("a very long name", json.dumps({"q": {"query": "x" * 1_000_000}}), 400),
    (
        "a very long value",
        json.dumps({"q": {"query": "x", "properties": [{"pid": CODE, "v": "1" * 10_000}]}}),
        400,
    ),
    ("very many queries", json.dumps({f"q{n}": {"query": "x"} for n in range(10_000)}), 413),
]


@pytest.mark.parametrize(("text", "status"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_said_plainly(client: httpx.Client, text: str, status: int) -> None:
    answer = ask(client, text)
    assert answer.status_code == status
    problem = answer.json()
    assert problem["detail"].endswith(".")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "text", [case[1] for case in WRONG if case[1].startswith('{"q": ')], ids=range(len(WRONG) - 5)
)
def test_the_rest_of_a_batch_is_answered(client: httpx.Client, text: str) -> None:
    wrong = text.removeprefix("{").removesuffix("}")
    answer = ask(client, f'{{{wrong}, "good": {{"query": "Huyện Lắk"}}}}')
    if "NaN" in text:
        assert answer.status_code == 400, "this is no JSON"
        return
    assert answer.status_code == 200
    found = answer.json()
    assert found["good"]["result"][0]["id"] == LAK
    assert found["q"]["result"] == []
    assert found["q"]["error"]["status"] == 400
    assert found["q"]["error"]["detail"]


@pytest.mark.parametrize(
    "name",
    [
        ".*",
        "(((((",
        "a{1,99999}",
        "[^",
        "\\",
        '"',
        "' OR 1=1 --",
        "NEAR(a b)",
        "*",
        "-",
        "AND",
        "huy\u0301ện",
        "\u202elak",
        "Лак",
        "Ηuyện",
        "😀",
        "\u200b",
        "x" * 2000,
        " ".join("abcdefghij") * 90,
        "%s %n",
        "{{id}}",
        "<b>",
        "\r\n",
    ],
)
def test_any_text_is_only_a_text(client: httpx.Client, name: str) -> None:
    answer = ask(client, {"q": {"query": name}, "good": {"query": "Huyện Lắk"}})
    assert answer.status_code == 200
    assert answer.json()["good"]["result"][0]["id"] == LAK
    for path in ("suggest/entity", "suggest/type", "suggest/property"):
        assert client.get(f"/reconcile/{path}", params={"prefix": name}).status_code == 200


def test_a_key_may_be_any_text(client: httpx.Client) -> None:
    keys = ["", "q 1", "đ", "\u2028", "__proto__", "</script>"]
    answer = ask(client, {key: {"query": "Huyện Lắk"} for key in keys})
    assert list(answer.json()) == keys
    assert "\\ud800" in ask(client, '{"\\ud800": {"query": "Huyện Lắk"}}').text


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("POST", "/reconcile", 415),
        ("PUT", "/reconcile", 405),
        ("GET", "/reconcile?queries=%7B%7D&extend=%7B%7D", 400),
        ("GET", "/reconcile?queries=%7B%7D&queries=%7B%7D", 400),
        ("GET", "/reconcile?queries=%00", 400),
        ("GET", "/reconcile?queries=%zz", 400),
        ("GET", "/reconcile?queries=%ff", 400),
        ("GET", "/reconcile/suggest/nothing?prefix=a", 404),
        ("GET", "/reconcile/suggest/type?prefix=a&cursor=-1", 400),
        ("GET", "/reconcile/suggest/type?prefix=a&cursor=x", 400),
        ("GET", "/reconcile/flyout/entity", 400),
        ("GET", "/reconcile/flyout/entity?id=https://nobody.example/", 404),
        ("GET", "/reconcile/flyout/type?id=no%20IRI", 404),
        ("GET", "/reconcile/preview", 400),
        ("GET", "/reconcile/preview?id=https://nobody.example/", 404),
        ("GET", "/reconcile/preview?id=no%20IRI%3C%22", 404),
        ("GET", "/reconcile/properties?type=https://nobody.example/Type", 400),
        ("GET", "/reconcile/properties?type=&limit=x", 400),
    ],
)
def test_status(client: httpx.Client, method: str, target: str, status: int) -> None:
    assert client.request(method, target).status_code == status


def test_an_empty_batch_has_an_empty_answer(client: httpx.Client) -> None:
    assert ask(client, "{}").json() == {}


# Suggestions, previews


def test_suggestions_go_on_where_they_ended(client: httpx.Client) -> None:
    first = client.get("/reconcile/suggest/entity", params={"prefix": "xã tân"}).json()
    second = client.get(
        "/reconcile/suggest/entity", params={"prefix": "xã tân", "cursor": first["cursor"]}
    ).json()
    ids = [one["id"] for page in (first, second) for one in page["result"]]
    assert len(ids) == len(set(ids)) == 40
    assert all("tân" in one["name"].lower() for one in first["result"])


@pytest.mark.parametrize(
    ("kind", "prefix", "iri"),
    [
        ("entity", "Huyện Lắk", LAK),
        ("entity", LAK, LAK),
        ("entity", "656", LAK),
        ("type", "địa bàn", AREA),
        ("type", "dia ban", AREA),
        ("type", "administrative", AREA),
        ("type", AREA, AREA),
        ("property", "thuộc", PART),
        ("property", "part of", PART),
        ("property", "gso", CODE),
        ("property", CODE, CODE),
    ],
)
def test_what_is_typed_is_suggested(client: httpx.Client, kind: str, prefix: str, iri: str) -> None:
    found = client.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}).json()["result"]
    assert iri in [one["id"] for one in found[:5]]


def test_a_preview_alone_may_be_framed_and_does_nothing(client: httpx.Client) -> None:
    page = client.get("/reconcile/preview", params={"id": LAK, "lang": "en"})
    assert page.headers["Content-Type"].startswith("text/html")
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "Lắk District" in page.text
    assert "Đắk Lắk Province" in page.text
    assert "X-Frame-Options" not in page.headers
    for path in ("/about", "/reconcile", urlsplit(LAK).path, "/sparql"):
        other = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
        assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


def test_properties_are_those_of_the_shapes_in_their_order(client: httpx.Client) -> None:
    found = client.get("/reconcile/properties", params={"type": AREA, "limit": "5"}).json()
    assert (found["type"], found["limit"], len(found["properties"])) == (AREA, 5, 5)
    assert found["properties"][0]["id"].endswith("#prefLabel")
    state = client.get("/reconcile/properties", params={"type": f"{BASE}def/lg#StateBody"}).json()
    body = client.get("/reconcile/properties", params={"type": BODY}).json()
    assert {one["id"] for one in body["properties"]} <= {one["id"] for one in state["properties"]}


# Fairness, and sites without a release


def test_more_batches_than_may_wait_are_told_to_come_again(release_site: Site) -> None:
    app = create_app(release_site)
    with served(app, Settings(port=0)) as server:
        with app.app_context():
            shared = service.service()
        taken = [shared._seats.acquire(blocking=False) for _ in range(service.SEATS)]
        assert all(taken)
        answer = httpx.post(
            f"{server.address}reconcile", data={"queries": '{"q": {"query": "x"}}'}, timeout=60
        )
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert httpx.get(f"{server.address}about", timeout=60).status_code == 200
        for _ in taken:
            shared._seats.release()
        freed = httpx.post(
            f"{server.address}reconcile", data={"queries": '{"q": {"query": "x"}}'}, timeout=60
        )
        assert freed.status_code == 200


def test_files_have_an_index_made_of_what_they_say(tmp_path: Path) -> None:
    site = start.files(Settings(), [Path(__file__).with_name("things.trig")], "https://x.example/kg/")
    try:
        client = create_app(site).test_client()
        answer = client.post("/reconcile", data={"queries": '{"q": {"query": "Huyện Đường"}}'}).json
        assert answer
        assert answer["q"]["result"][0]["id"] == "https://x.example/kg/id/d1"
    finally:
        site.close()


def test_data_without_shapes_has_its_own_classes_and_properties(tmp_path: Path) -> None:
    file = tmp_path / "people.ttl"
    file.write_text(
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix ex: <http://other.example/> ."
        "<https://people.example/id/lan> a ex:Clerk ; foaf:name 'Lan' ; ex:works <https://people.example/id/board> ."
        "<https://people.example/id/board> a ex:Board ; foaf:name 'Ban Vận động' .",
        "utf-8",
    )
    site = start.files(Settings(), [file], None)
    try:
        client = create_app(site).test_client()
        query = {"query": "ban van dong", "type": "http://other.example/Board"}
        answer = client.post("/reconcile", data={"queries": json.dumps({"q": query})}).json
        assert answer
        assert answer["q"]["result"][0]["id"] == "https://people.example/id/board"
        found = client.get("/reconcile/properties?type=http://other.example/Clerk").json
        assert found
        assert "http://other.example/works" in [one["id"] for one in found["properties"]]
    finally:
        site.close()


def test_an_engine_that_is_down_is_said_to_be() -> None:
    site = start.endpoint(Settings(timeout=30), "http://127.0.0.1:9/sparql", lambda _: None)
    try:
        client = create_app(site).test_client()
        for answer in (
            client.get("/reconcile"),
            client.post("/reconcile", data={"queries": '{"q": {"query": "x"}}'}),
        ):
            assert answer.status_code in (502, 503)
            assert answer.json
            assert answer.json["reason"] in ("engine", "busy")
    finally:
        site.close()
