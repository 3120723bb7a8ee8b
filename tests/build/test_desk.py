"""The desk: what it shows, what its forms decide, whom it refuses."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.conftest import few_areas
from werkzeug.test import TestResponse

from kg.build import judgements, pipeline
from kg.build.add import About, add
from kg.build.desk.app import Desk, create_app
from kg.build.desk.board import board, open_case
from kg.build.desk.guard import HEADERS, Guard
from kg.build.desk.marks import pieces
from kg.build.desk.told import vietnamese
from kg.build.desk.words import COOKIE, table
from kg.build.facts import Candidate, Span, Status
from kg.build.model import KINDS
from kg.errors import SourceError
from kg.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = Path(__file__).parent / "texts" / "xa-mau-lam.txt"
TOKEN = "a-token-for-the-test"
TODAY = date(2026, 11, 22)
HERE = "http://127.0.0.1:8765"
FORM = Guard(TOKEN).form


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder with one source that only the extractor has read, and no release."""
    shutil.copytree(ROOT / "data" / "authority", tmp_path / "authority")
    few_areas(tmp_path / "authority")
    add(TEXT, About(name="xa-mau-lam", published=date(2024, 12, 20)), tmp_path, ROOT / "ontology", TODAY)
    return Settings(data=tmp_path, ontology=ROOT / "ontology", shapes=ROOT / "shapes", out=tmp_path / "out")


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A browser at the desk, its cookie in hand."""
    app = create_app(Desk(open_case(settings, "xa-mau-lam"), settings, "Người thử", lambda: TODAY), TOKEN)
    app.testing = True
    with app.test_client() as browser:
        assert browser.get(f"/enter/{TOKEN}", base_url=HERE).status_code == 303
        yield browser


def get(client: FlaskClient, path: str, **more: object) -> TestResponse:
    return client.get(path, base_url=HERE, **more)  # type: ignore[arg-type]


def post(client: FlaskClient, path: str, form: dict[str, str], **headers: str) -> TestResponse:
    return client.post(path, base_url=HERE, data={"token": FORM, **form}, headers=headers)


def rows(settings: Settings) -> list[dict[str, str]]:
    file = settings.data / "sources" / "xa-mau-lam" / judgements.FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def keyed(settings: Settings, kind: str, words: str) -> str:
    now = board(open_case(settings, "xa-mau-lam"), settings)
    return next(r.fact.key for r in now.rows if r.fact.kind == kind and words in r.quote)


# What it shows


def test_the_whole_text_is_there_with_its_marks(client: FlaskClient) -> None:
    page = get(client, "/?show=all").text
    shown = re.search(r'<div class="words">(.*?)</div>', page, re.DOTALL)
    assert shown
    assert unescape(re.sub("<[^>]*>", "", shown[1])) == TEXT.read_text("utf-8")
    assert 'class="mark figure machine-extracted"' in page


def test_a_chosen_fact_is_marked_and_its_reading_shown(client: FlaskClient, settings: Settings) -> None:
    key = keyed(settings, "figure", "Tổng diện tích")
    page = get(client, f"/?fact={key}").text
    assert page.count('id="passage"') == 1
    assert 'name="to:actual" value="1.250,5"' in page
    assert 'name="was:actual" value="1.250,5"' in page
    assert '<option value="sown-area-rice">' in page


@pytest.mark.parametrize(("lang", "word"), [("vi", "Chưa xét"), ("en", "To decide")])
def test_both_languages(client: FlaskClient, lang: str, word: str) -> None:
    assert word in get(client, f"/?lang={lang}").text
    assert word in get(client, "/").text


def test_every_word_is_there_in_both_languages() -> None:
    wanted = {f"kind.{kind}" for kind in KINDS} | {f"status.{status.value}" for status in Status}
    wanted |= {f"field.{name}" for fields in KINDS.values() for name in fields}
    assert wanted <= table().keys()
    assert all(set(words) == {"vi", "en"} and all(words.values()) for words in table().values())


def test_each_choice_shows_its_own(client: FlaskClient, settings: Settings) -> None:
    post(client, "/judge", {"fact": keyed(settings, "meeting", "18/12"), "action": "confirm"})
    now = board(open_case(settings, "xa-mau-lam"), settings)
    decided, waiting = now.shown("decided"), now.shown("open")
    assert [row.fact.kind for row in decided] == ["meeting"]
    assert len(waiting) == len(now.shown("facts")) - 1
    assert get(client, "/?show=nonsense").status_code == 200


def test_findings_of_the_last_release(client: FlaskClient, settings: Settings) -> None:
    for name in ("links", "labels"):
        (settings.data / name).mkdir()
    pipeline.build(settings)
    key = keyed(settings, "citation", "15-NQ")
    page = get(client, f"/?show=warned&fact={key}&lang=en").text
    assert "not-from-the-future" in page
    post(client, "/judge", {"fact": key, "action": "confirm", "settles": "not-from-the-future"})
    now = board(open_case(settings, "xa-mau-lam"), settings)
    row = now.row(key)
    assert row is not None
    assert not row.is_open


def test_pieces_never_run_over_the_end_of_a_line() -> None:
    text = "a\r\nbé b\n\nc"
    fact = Candidate("x", "remark", (Span(0, 6),), {})
    cut = list(pieces(text, [fact, Candidate("y", "remark", (Span(3, 5),), {})]))
    assert "".join(p.words for p in cut) == text.replace("\r\n", "\n")
    assert [(p.start, p.words) for p in cut if p.facts] == [(0, "a"), (1, "\n"), (3, "bé"), (5, " ")]
    assert all(text[p.start : p.start + len(p.words)] == p.words for p in cut if p.words != "\n")


# What its forms decide


def test_a_verdict_goes_on_to_the_next_fact(client: FlaskClient, settings: Settings) -> None:
    key = keyed(settings, "meeting", "18/12")
    answer = post(client, "/judge", {"fact": key, "action": "confirm", "after": "abc123", "show": "open"})
    assert (answer.status_code, answer.location) == (303, "/?show=open&fact=abc123#passage")
    assert [(r["kind"], r["action"], r["judge"], r["date"]) for r in rows(settings)] == [
        ("meeting", "confirm", "Người thử", "2026-11-22")
    ]


def test_a_correction_writes_what_was_changed_only(client: FlaskClient, settings: Settings) -> None:
    key = keyed(settings, "figure", "trị giá")
    form = {"fact": key, "action": "correct", "note_vi": "Đọc lại.", "note_en": "Read again."}
    form |= {"was:period": "2024", "to:period": "2023", "was:actual": "2,1", "to:actual": "2,1"}
    assert post(client, "/judge", form).location == f"/?show=facts&fact={key}#passage"
    assert [(r["action"], r["field"], r["value"], r["note_vi"]) for r in rows(settings)] == [
        ("correct", "period", "2023", "Đọc lại.")
    ]


def test_a_tab_that_is_behind_takes_nothing_back(client: FlaskClient, settings: Settings) -> None:
    key = keyed(settings, "figure", "trị giá")
    old = {"was:period": "2024", "was:unit": "def:unit/BillionVND"}
    first = {"to:period": "2023", "to:unit": "def:unit/BillionVND"}
    second = {"to:period": "2024", "to:unit": "def:unit/MillionVND"}
    for new in (first, second):
        post(client, "/judge", {"fact": key, "action": "correct", **old, **new})
    assert [(r["field"], r["value"]) for r in rows(settings)] == [
        ("period", "2023"),
        ("unit", "def:unit/MillionVND"),
    ]


@pytest.mark.parametrize(
    ("form", "vi", "en"),
    [
        ({"action": "correct"}, "Chưa sửa gì", "Nothing was changed"),
        ({"action": "correct", "was:unit": "", "to:unit": "nope"}, "tiền tố lạ", "unknown prefix"),
        (
            {"action": "correct", "was:actual": "", "to:actual": "12"},
            "thực hiện: “12” không có",
            "“12” is not in",
        ),
        ({"action": "correct", "was:period": "", "to:period": "sau"}, "không phải là một kỳ", "is no period"),
        ({"action": "praise"}, "không phải là một quyết định", "is no action"),
        ({"action": "confirm", "fact": "0" * 16}, "Không có dữ kiện này", "no such fact"),
    ],
)
def test_what_does_not_fit_is_told_beside_the_form(
    client: FlaskClient, settings: Settings, form: dict[str, str], vi: str, en: str
) -> None:
    key = keyed(settings, "figure", "trị giá")
    for lang, says in (("vi", vi), ("en", en)):
        client.set_cookie(COOKIE, lang, domain="127.0.0.1")
        answer = post(client, "/judge", {"fact": key, "note_vi": "", **form})
        assert answer.status_code == 422
        assert says in alert(answer)
    assert rows(settings) == []


def alert(answer: TestResponse) -> str:
    said = re.search(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)
    return unescape(said[1]) if said else ""


RAISED = re.compile(
    r'(?:JudgementError|RecordError|TermError|SettingsError)\(\s*f?"([^"]+)"|hint=f?"([^"]+)"'
)


@pytest.mark.parametrize("module", ["judge", "fields", "desk/app", "periods"])
def test_whatever_is_said_to_be_wrong_has_vietnamese_words(module: str) -> None:
    source = (ROOT / "src" / "kg" / "build" / f"{module}.py").read_text("utf-8")
    said = [re.sub(r"\{[^}]*}", "x", what or hint) for what, hint in RAISED.findall(source)]
    assert [words for words in said if vietnamese(words) == words and "at x,x" not in words] == []
    assert said


@pytest.mark.parametrize(
    "where",
    [
        {"start": "152", "end": "159"},
        {"quote": "dưới sự"},
        {"quote": "Dưới  sự", "start": "100", "end": ""},
    ],
)
def test_adding_by_offsets_or_by_words(
    client: FlaskClient, settings: Settings, where: dict[str, str]
) -> None:
    answer = post(client, "/add", {"new": "remark", "to:type": "context", **where})
    assert answer.status_code == 303
    assert [(r["action"], r["start"], r["end"], r["exact"]) for r in rows(settings)] == [
        ("add", "152", "159", "dưới sự")
    ]
    assert post(client, "/add", {"new": "remark", "to:type": "context", **where}).status_code == 422


def test_what_cannot_be_added_is_told(client: FlaskClient, settings: Settings) -> None:
    answer = post(client, "/add", {"new": "remark", "to:type": "context", "quote": "không có ở đây"})
    assert answer.status_code == 422
    assert "Văn bản không có đoạn này." in alert(answer)
    assert 'value="không có ở đây"' in answer.text
    assert rows(settings) == []


def test_choosing_a_kind_needs_no_script(client: FlaskClient) -> None:
    page = get(client, "/?new=citation&start=3&end=9").text
    assert 'name="to:document"' in page
    assert 'name="start" value="3"' in page


def test_markup_in_notes_is_shown_as_it_is(client: FlaskClient, settings: Settings) -> None:
    key = keyed(settings, "meeting", "18/12")
    post(client, "/judge", {"fact": key, "action": "note", "note_en": "<script>alert(1)</script>"})
    page = get(client, f"/?fact={key}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_decisions_whose_fact_is_gone_are_listed_and_can_be_let_go(
    client: FlaskClient, settings: Settings
) -> None:
    post(client, "/judge", {"fact": keyed(settings, "meeting", "18/12"), "action": "confirm"})
    file = settings.data / "sources" / "xa-mau-lam" / judgements.FILE
    lost = (
        file.read_text("utf-8").replace(rows(settings)[0]["key"], "f" * 16).replace("hội nghị", "đại hội", 1)
    )
    file.write_text(lost, "utf-8")
    assert "Quyết định không còn dữ kiện" in get(client, "/?lang=vi").text
    post(client, "/judge", {"fact": "f" * 16, "action": "undo"})
    assert rows(settings) == []


# Whom it refuses


@pytest.fixture
def stranger(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(Desk(open_case(settings, "xa-mau-lam"), settings, "x", lambda: TODAY), TOKEN)
    with app.test_client() as browser:
        yield browser


def test_without_the_token_nothing_is_shown(stranger: FlaskClient) -> None:
    assert get(stranger, "/").status_code == 403
    assert get(stranger, "/static/desk.js").status_code == 403
    assert get(stranger, "/enter/another").status_code == 403
    assert "Mẫu Lâm" not in get(stranger, "/").text
    assert get(stranger, "/readyz").status_code == 200


@pytest.mark.parametrize(
    "host", ["desk.evil.example:8765", "127.0.0.1:9999", "127.0.0.1", "127.0.0.1.evil.example:8765", ""]
)
def test_another_name_for_this_machine_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/", base_url=HERE, headers={"Host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_refused(
    client: FlaskClient, settings: Settings, headers: dict[str, str]
) -> None:
    form = {"fact": keyed(settings, "meeting", "18/12"), "action": "confirm"}
    assert post(client, "/judge", form, **headers).status_code == 403
    assert rows(settings) == []


def test_a_form_without_its_token_is_refused(client: FlaskClient, settings: Settings) -> None:
    form = {"token": "x", "fact": keyed(settings, "meeting", "18/12"), "action": "confirm"}
    assert client.post("/judge", base_url=HERE, data=form).status_code == 403
    assert rows(settings) == []


def test_a_form_of_the_desk_is_taken(client: FlaskClient, settings: Settings) -> None:
    form = {"fact": keyed(settings, "meeting", "18/12"), "action": "confirm"}
    assert post(client, "/judge", form, Origin=HERE, **{"Sec-Fetch-Site": "same-origin"}).status_code == 303


@pytest.mark.parametrize("path", ["/", "/enter/another", "/nowhere", "/readyz"])
def test_every_answer_is_closed_to_others(client: FlaskClient, path: str) -> None:
    answer = get(client, path)
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_the_cookie_goes_nowhere_else(stranger: FlaskClient) -> None:
    cookie = get(stranger, f"/enter/{TOKEN}").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie


def test_no_such_source(settings: Settings) -> None:
    for name in ("nothing", "../xa-mau-lam/..", ""):
        with pytest.raises(SourceError):
            open_case(settings, name)
