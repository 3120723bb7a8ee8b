"""The desk of links: what it shows, what its form decides, whom it refuses, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from linking_servers import TODAY, WD, row

from kg.build.desk.guard import HEADERS, Guard
from kg.build.desk.linkdesk import LinkDesk, create_app, open_links
from kg.build.desk.pairs import FILTERS, PAGE
from kg.build.desk.words import table
from kg.build.link import RELATIONS
from kg.build.linking import book
from kg.errors import SourceError
from kg.settings import Settings

TOKEN = "a-token-for-the-test"
HERE = "http://127.0.0.1:8765"
FORM = Guard(TOKEN).form

LAK = row(
    "id/area/gso-2025-06/656",
    f"{WD}Q1",
    features="kind=area name=1 parent=1",
    why_vi="tên trùng <b>",
    why_en="names equal <b>",
    subject_name="Huyện Lắk",
    object_name="Lak District",
    quote="huyện Lắk đạt",
)
OTHER = row("id/area/gso-2025-06/656", f"{WD}Q2", subject_name="Huyện Lắk", object_name="Lắk")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "links" / "wikidata.csv"
    book.propose(found, [LAK, OTHER])
    return found


@pytest.fixture
def client(file: Path) -> Iterator[FlaskClient]:
    app = create_app(LinkDesk("wikidata", file, "Người thử", lambda: TODAY), TOKEN)
    app.testing = True
    with app.test_client() as browser:
        assert browser.get(f"/enter/{TOKEN}", base_url=HERE).status_code == 303
        yield browser


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path, base_url=HERE)
    assert answer.status_code == 200
    return unescape(answer.text)


def judge(client: FlaskClient, judgement: str, key: str = LAK.key, **more: str) -> tuple[int, str]:
    form = {"token": FORM, "pair": key, "judgement": judgement, "after": OTHER.key, **more}
    answer = client.post("/judge", base_url=HERE, data=form)
    return answer.status_code, unescape(answer.text) if answer.status_code != 303 else answer.headers[
        "Location"
    ]


def test_a_pair_is_shown_with_why_it_was_proposed(client: FlaskClient) -> None:
    page = get(client, f"/?pair={LAK.key}&lang=en")
    for said in ("Huyện Lắk", "Lak District", "huyện Lắk đạt", "score 0.8", "kind=area name=1", f"{WD}Q1"):
        assert said in page
    assert "names equal &lt;b>" in client.get(f"/?pair={LAK.key}&lang=en", base_url=HERE).text.replace(
        "&gt;", ">"
    )
    assert re.search(r'value="owl:sameAs" selected', page)
    assert "tên trùng" in get(client, f"/?pair={LAK.key}&lang=vi")


def test_accepted_is_written_with_the_relation_and_leads_on(client: FlaskClient, file: Path) -> None:
    status, to = judge(client, "accepted", relation="skos:exactMatch", evidence_vi="Cùng huyện.", show="open")
    assert (status, to) == (303, f"/?show=open&pair={OTHER.key}#pair")
    (one,) = book.accepted(file)
    assert (one.predicate, one.judge, one.evidence_vi) == ("skos:exactMatch", "Người thử", "Cùng huyện.")
    assert "1 of 2 pairs decided" in get(client, "/?lang=en")
    assert "Accepted" in get(client, f"/?show=accepted&pair={LAK.key}&lang=en")


def test_rejected_needs_its_reason_and_what_was_typed_stays(client: FlaskClient, file: Path) -> None:
    status, page = judge(client, "rejected", source="https://a.example/", show="open")
    assert status == 422
    assert "Quyết định cần có căn cứ. Hãy ghi bằng tiếng Việt" in page
    assert "https://a.example/" in page
    assert judge(client, "rejected", evidence_en="Another province.")[0] == 303
    assert [one.judgement for one in book.lines(file)] == ["rejected", "none"]
    assert judge(client, "undo")[0] == 303
    assert [one.judgement for one in book.lines(file)] == ["none", "none"]


def test_a_wrong_merge_is_undone_and_what_was_decided_before_is_told(client: FlaskClient, file: Path) -> None:
    judge(client, "accepted", relation="owl:sameAs")
    judge(client, "rejected", evidence_vi="Hai nơi khác nhau.")
    page = get(client, f"/?show=rejected&pair={LAK.key}&lang=en")
    assert page.index("<b>Accepted</b>") < page.index("<b>Rejected</b>")
    assert book.accepted(file) == []


@pytest.mark.parametrize(
    "form", [{"judgement": "maybe"}, {"judgement": "accepted", "relation": "owl:equal"}, {"pair": "0"}]
)
def test_a_form_that_does_not_fit_changes_nothing(
    client: FlaskClient, file: Path, form: dict[str, str]
) -> None:
    before = file.read_bytes()
    assert judge(client, **{"judgement": "accepted", "key": form.pop("pair", LAK.key), **form})[0] == 422
    assert file.read_bytes() == before


def test_who_has_no_cookie_or_no_token_is_refused(client: FlaskClient, file: Path) -> None:
    form = {"pair": LAK.key, "judgement": "accepted"}
    assert client.post("/judge", base_url=HERE, data=form).status_code == 403
    evil = {"Origin": "http://evil.example"}
    assert client.post("/judge", base_url=HERE, data={**form, "token": FORM}, headers=evil).status_code == 403
    assert client.get("/", base_url="http://evil.example:8765").status_code == 403
    assert book.accepted(file) == []
    answer = client.get("/", base_url=HERE)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "asked", ["/?show=nothing&pair=nothing&page=99", "/?page=-1", "/?page=x", "/?page=99999999999"]
)
def test_what_is_asked_amiss_shows_a_list(client: FlaskClient, asked: str) -> None:
    assert "Huyện Lắk" in get(client, asked)


def test_many_pairs_stand_on_pages(file: Path, client: FlaskClient) -> None:
    many = [row(f"id/area/{n:04}", f"{WD}Q{n}") for n in range(PAGE + 5)]
    book.propose(file, many)
    assert get(client, "/?lang=en").count('class="line"') == PAGE
    assert get(client, "/?lang=en&page=2").count('class="line"') == 5
    assert many[-1].subject in get(client, f"/?pair={many[-1].key}")


def test_every_word_is_there_in_both_languages() -> None:
    needed = {f"relation.{name}" for name in RELATIONS} | {f"pairs.{name}" for name in FILTERS}
    assert needed <= table().keys()


def test_a_target_without_links(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no links to “atlantis”"):
        open_links(Settings(data=tmp_path), "atlantis")
