"""Data that is no release of ours, as `kg serve FILE` serves it: what it has is found, what it has not is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

BASE = "https://books.example/"
BOOKS = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
<{BASE}book/1> a <{BASE}terms/Book> ; dcterms:title "Một"@vi .
<{BASE}book/2> a <{BASE}terms/Book> ; dcterms:title "\u202eHai"@vi .
"""


@pytest.fixture(scope="module")
def books(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    return opened(BOOKS, BASE)


def test_a_class_without_a_name_is_found_by_browsing(books: FlaskClient) -> None:
    root = parse(books.get("/browse?lang=en").text)
    (entry,) = find(root, "ul", class_="classes").iter("li")
    assert "Book" in text(entry)
    assert "2" in text(entry)
    href = find(entry, "a").get("href") or ""
    assert books.get(href, follow_redirects=True).status_code == 200
    assert [text(h2) for h2 in find(root, "main").iter("h2")] == []
    assert not list(every(find(root, "main"), "a", href="/officials"))


@pytest.mark.parametrize("path", ["/officials", "/reports"])
def test_an_empty_list_says_that_it_is_empty(books: FlaskClient, path: str) -> None:
    main = find(parse(books.get(f"{path}?lang=en").text), "main")
    assert "There is none in this data." in text(main)
    assert not list(main.iter("table"))


def test_the_first_page_says_what_these_data_are_and_nothing_of_local_governments(books: FlaskClient) -> None:
    for language, heading in (("en", "Linked data"), ("vi", "Dữ liệu liên kết")):
        root = parse(books.get(f"/?lang={language}").text)
        main = find(root, "main")
        assert text(find(main, "h1")).startswith(heading)
        assert text(find(root, "title")).startswith(heading)
        (described,) = every(root, "meta", name="description")
        assert described.get("content") == text(find(main, "p", class_="lede")).strip() != ""
        (tile,) = find(main, "ul", class_="tiles").iter("li")
        assert text(tile).split() == ["2", "Book"]
        assert not list(every(main, "a", href=f"/reports?lang={language}"))
        for word in ("government", "district", "chính quyền", "huyện"):
            assert word not in text(main).lower()


def test_where_nothing_can_be_chosen_there_is_no_form(books: FlaskClient) -> None:
    root = parse(books.get("/indicators?lang=en").text)
    assert "Nothing in the data fits." in text(find(root, "main"))
    assert not list(find(root, "main").iter("form"))


def test_a_name_within_a_sentence_says_its_language(opened: Callable[[str, str], FlaskClient]) -> None:
    """That of a property that leads to a thing, on the page of the thing and over the list of all that do."""
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    site = opened(
        f'<{BASE}graph/shapes> {{ <{BASE}by> <{label}> "écrit par"@fr }} '
        f'<{BASE}a> <{BASE}by> <{BASE}b> . <{BASE}b> <{label}> "b"@en .',
        BASE,
    )
    for path in ("/b", f"/linked?to={BASE}b&by={BASE}by"):
        root = parse(site.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text)
        counts = [one for one in every(root, "span", class_="count") if "écrit par" in text(one)]
        assert counts
        assert all([text(bdi) for bdi in every(one, "bdi", lang="fr")] == ["écrit par"] for one in counts)


def test_words_that_run_the_other_way_turn_nothing_around_them(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    areas = "\n".join(
        f"<https://data.example.org/id/area/{n}> a <https://data.example.org/def/lg#AdministrativeArea> ; "
        f'<http://www.w3.org/2004/02/skos/core#prefLabel> "\u202exã {n}"@vi ; '
        f"<http://purl.org/dc/terms/isPartOf> <https://data.example.org/id/area/{n - 1}> ."
        for n in range(1, 4)
    )
    root = parse(opened(areas, "https://data.example.org/").get("/browse/AdministrativeArea").text)
    within = [one for one in every(root, "span", class_="soft") if "\u202e" in text(one)]
    assert within
    for one in within:
        assert "\u202e" not in "".join([one.text or "", *(child.tail or "" for child in one)])
