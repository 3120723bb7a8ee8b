"""Codes, open periods, percentages and judges: in the words of the reader, wherever a page shows them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

R = "fe65192195054a7f"


def said(client: FlaskClient, path: str, language: str) -> dict[str, list[str]]:
    """The values of each property of a page, by its name."""
    root = parse(client.get(f"{path}?lang={language}").text)
    return {
        " ".join(text(find(line, "dt")).split()): [" ".join(text(dd).split()) for dd in every(line, "dd")]
        for line in root.iter("div")
        if any(True for _ in line.findall("dt"))
    }


def link(client: FlaskClient) -> str:
    return re.findall(r'href="(/doc/link/wikidata/\w+)', client.get("/browse/Link?lang=vi").text)[0]


def test_a_link_says_in_words_what_was_judged_and_by_whom(client: FlaskClient) -> None:
    vi, en = (said(client, link(client), language) for language in ("vi", "en"))
    assert (vi["kết luận"], vi["người kết luận"]) == (["đã chấp nhận"], ["dự án kg"])
    assert (en["judgement"], en["judged by"]) == (["accepted"], ["the kg project"])


def test_a_fact_says_who_confirmed_it_in_the_language_of_the_page(client: FlaskClient) -> None:
    path = f"/doc/figure/{R}/sown-area-rice/2020"
    assert "kg project" not in client.get(f"{path}?lang=vi").text
    assert "đã xác nhận, dự án kg" in " ".join(text(parse(client.get(f"{path}?lang=vi").text)).split())
    assert "confirmed, the kg project" in " ".join(text(parse(client.get(f"{path}?lang=en").text)).split())


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/doc/period/2025-07--", "vi", "từ 1/7/2025"),
        ("/doc/period/2025-07--", "en", "since 1 July 2025"),
        ("/doc/period/--2025-06", "vi", "đến hết 30/6/2025"),
        ("/doc/period/--2025-06", "en", "until 30 June 2025"),
        ("/doc/period/2020--2025", "vi", "2020–2025"),
    ],
)
def test_an_open_period_is_said_in_words(client: FlaskClient, path: str, language: str, words: str) -> None:
    assert text(find(parse(client.get(f"{path}?lang={language}").text), "h1")).strip() == words


def test_an_area_says_so_of_its_own(client: FlaskClient) -> None:
    assert said(client, "/doc/area/gso-2025-06/656", "vi")["hiệu lực"] == ["đến hết 30/6/2025"]


def test_percentages_have_their_sign(client: FlaskClient) -> None:
    page = said(client, f"/doc/figure/{R}/output-grain/2020", "vi")
    assert page["% kế hoạch"] == page["tỷ lệ so với kế hoạch, tự tính"] == ["100,77%"]
    assert page["% kế hoạch, như viết"] == ["100,77"]
    table = find(parse(client.get("/doc/period/2020?lang=en").text), "tbody")
    assert "104.47%" in text(table)


def test_a_language_is_called_by_its_name(client: FlaskClient) -> None:
    assert said(client, f"/doc/report/{R}", "vi")["ngôn ngữ"] == ["tiếng Việt"]
    assert said(client, f"/doc/report/{R}", "en")["language"] == ["Vietnamese"]
