"""The endpoint as a browser without a script sees it."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from running import BASE, Endpoint, Reply

from kg.serve import problems
from kg.serve.endpoint import form, table

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"


class Page(HTMLParser):
    """Links and texts of table cells; nothing that a browser runs but our own files."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.cells: list[str] = []
        self.tags: list[str] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        if tag == "script" and dict(attrs).get("type") != "application/ld+json":
            assert (dict(attrs).get("src") or "").startswith("/assets/")
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag == "td":
            self._open = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.cells[-1] += data


def browse(endpoint: Endpoint, query: str, language: str = "en", **parameters: str) -> Reply:
    headers = [("Accept", BROWSER), ("Accept-Language", language)]
    return endpoint.ask("GET", f"/sparql?{urlencode({'query': query, **parameters})}", headers)


def test_without_a_query_there_is_a_form_that_asks_by_get(endpoint: Endpoint) -> None:
    reply = endpoint.ask("GET", "/sparql", [("Accept", BROWSER)])
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {"Accept", "Accept-Language"} <= set(reply.headers["Vary"].split(", "))
    assert '<form class="ask" action="/sparql" method="get"' in reply.text
    assert "textarea" in Page(reply.text).tags


def test_the_page_speaks_both_languages(endpoint: Endpoint) -> None:
    assert "Truy vấn dữ liệu bằng SPARQL" in browse(endpoint, "", "vi").text
    assert "Ask the data in SPARQL" in browse(endpoint, "", "en").text
    assert "Kết quả" in browse(endpoint, "ASK {}", "en", lang="vi").text


def test_rows_are_a_table_whose_links_are_safe(endpoint: Endpoint) -> None:
    reply = browse(endpoint, EVERYTHING)
    page = Page(reply.text)
    assert reply.status == 200
    assert "/doc/x" in page.links
    assert "https://elsewhere.example/trang?a=1&b=2" in page.links
    assert not [link for link in page.links if not link.startswith(("/", "https://", "http://", "#"))]
    assert not [link for link in page.links if link.startswith("//")]
    for shown in (
        "<script>alert('Hà')</script>",
        "javascript:alert(1)",
        'tab\there\nand "quotes"',
        "101.7",
        "true",
    ):
        assert shown in page.cells


def test_each_download_is_there_and_so_is_the_link_to_the_query(endpoint: Endpoint) -> None:
    page = Page(browse(endpoint, EVERYTHING, **{"default-graph-uri": f"{BASE}graph/a"}).text)
    links = [link for link in page.links if link.startswith("/sparql?query=SELECT+%3Fs")]
    assert len(links) == 6  # four formats, the query itself, and the page in the other language
    for link in links:
        reply = endpoint.ask("GET", link, [("Accept", "text/csv")])
        assert reply.status == 200
        assert "in graph a" in reply.text


def test_yes_and_no_are_words(endpoint: Endpoint) -> None:
    assert '<p class="answer">Yes</p>' in browse(endpoint, "ASK {}").text
    assert '<p class="answer">No</p>' in browse(endpoint, "ASK { <x:x> <x:x> 1 }").text


def test_a_graph_is_a_table_of_three_columns(endpoint: Endpoint) -> None:
    page = Page(browse(endpoint, f"DESCRIBE <{BASE}id/x>").text)
    assert len(page.cells) == 9
    assert "Huyện một @vi" in page.cells


def test_more_rows_than_a_page_can_show_are_said_to_be_there(endpoint: Endpoint) -> None:
    text = browse(endpoint, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }").text
    assert text.count("<tr>") == table.MOST_ROWS + 1
    assert f"The first {table.MOST_ROWS} rows. There are more" in text


def test_nothing_found_is_said(endpoint: Endpoint) -> None:
    assert "Nothing in the data fits." in browse(endpoint, "SELECT ?s { ?s <x:x> 1 }").text


def test_a_mistake_stands_under_the_query_with_its_place(endpoint: Endpoint) -> None:
    reply = browse(endpoint, 'SELECT "</textarea><script>" WHERE {')
    assert reply.status == 400
    assert reply.headers["Cache-Control"] == "no-store"
    assert "line 1, column" in reply.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in reply.text
    assert Page(reply.text).tags.count("textarea") == 1


def test_a_form_by_post_works_too(endpoint: Endpoint) -> None:
    headers = [("Accept", BROWSER), ("Content-Type", "application/x-www-form-urlencoded")]
    reply = endpoint.ask("POST", "/sparql", headers, f"query={quote(EVERYTHING)}".encode())
    assert "Huyện một" in reply.text
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_result_too_large_for_a_download_is_still_shown_in_part(endpoint: Endpoint) -> None:
    joins = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert endpoint.query(joins, "text/csv").status == 422
    assert "There are more" in browse(endpoint, joins).text


@pytest.mark.parametrize("path", sorted(form.EXAMPLES.glob("*.rq")), ids=lambda path: path.stem)
def test_every_example_says_what_it_asks_and_runs(endpoint: Endpoint, path: object) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# vi: ") and "\n# en: " in text
    assert endpoint.query(text).status == 200


def test_the_page_of_limits_names_every_problem(endpoint: Endpoint) -> None:
    reply = endpoint.ask("GET", "/limits?lang=en")
    for name, kind in problems.KINDS.items():
        assert f'<tr id="{name}">' in reply.text
        assert kind.title in reply.text
    assert "20,000 B" in reply.text
    assert "20.000 B" in endpoint.ask("GET", "/limits?lang=vi").text


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/nowhere", 404),
        ("/graph/nowhere", 404),
        ("/data", 400),
        ("/sparql?query=%FF", 400),
        ("/sparql?update=x", 403),
    ],
)
def test_an_error_elsewhere_is_a_page_for_a_browser_and_a_document_for_others(
    endpoint: Endpoint, target: str, status: int
) -> None:
    page = endpoint.ask("GET", target, [("Accept", BROWSER)])
    document = endpoint.ask("GET", target, [("Accept", "text/turtle, */*;q=0.1")])
    assert (page.status, document.status) == (status, status)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert document.headers["Content-Type"] == "application/problem+json"
