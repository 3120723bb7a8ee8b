"""The endpoint's page as a reader uses it: typing, asking, stopping, sharing, with and without a script."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from looking import Open, violations

from kg.serve.site import Site
from kg.store.embedded import EmbeddedStore
from patience import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FIGURES = """PREFIX lg: <https://data.example.org/def/lg#>
SELECT ?figure ?actual WHERE { ?figure a lg:Figure ; lg:actual ?actual }"""
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }"


def write(page: Page, query: str, delay: int = 0) -> None:
    """Types over whatever is in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(query, delay=delay)


def fill(page: Page, query: str) -> None:
    """Puts a query into the editor at once, as pasting does."""
    page.locator(".cm-content").fill(query)


def query(page: Page) -> str:
    return str(page.locator("textarea#query").evaluate("area => area.value"))


def rows(page: Page) -> list[list[str]]:
    page.wait_for_selector("#answer tbody tr")
    script = "all => all.map(row => [...row.cells].map(cell => cell.innerText))"
    return list(page.locator("#answer tbody tr").evaluate_all(script))


OFFERED = ".cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)"
"""The list that a key may take from: until the last letter is looked up, the one before it stays, and takes no key."""


def complete(page: Page, typed: str, wanted: str) -> None:
    """Types, waits until a completion is offered first for all that was typed, and takes it.

    On a slow machine the editor may have given up looking: it is asked again, as a reader may, by Ctrl-Space.
    """
    page.keyboard.type(typed, delay=10)
    offer, looks = page.locator(f"{OFFERED} li[aria-selected]", has_text=wanted), count(1)

    def is_offered() -> bool:
        page.wait_for_timeout(100)
        if next(looks) % 100 == 0:
            page.keyboard.press("Control+Space")
        return offer.count() == 1

    until(is_offered)
    page.wait_for_timeout(100)  # the editor takes no key so soon after the list appears
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("language", "kind", "property_"),
    [("vi", "so lieu", "thực hiện"), ("en", "figure", "actual val"), ("en", "lg:Fig", "lg:actual")],
)
def test_terms_are_completed_by_label_and_by_name_and_bring_their_prefix(
    open_: Open, language: str, kind: str, property_: str
) -> None:
    page = open_(language=language)
    write(page, "SELECT ?x ?n WHERE { ?x a ")
    complete(page, kind, "lg:Figure")
    page.keyboard.type(" ; ")
    complete(page, property_, "lg:actual")
    page.keyboard.type(" ?n ")
    assert query(page) == (
        "PREFIX lg: <https://data.example.org/def/lg#>\nSELECT ?x ?n WHERE { ?x a lg:Figure ; lg:actual ?n }"
    )
    page.keyboard.press("Control+Enter")
    found = rows(page)
    assert len(found) == 13
    assert page.locator(".state").inner_text() == ("13 dòng" if language == "vi" else "13 rows")
    assert any(("Diện tích lúa" if language == "vi" else "Rice sown area") in row[0] for row in found)


def test_a_prefix_that_the_query_names_otherwise_is_kept(open_: Open) -> None:
    page = open_()
    write(page, "PREFIX m: <https://data.example.org/def/lg#>\nSELECT * { ?x a ")
    complete(page, "Figure", "lg:Figure")
    assert query(page).endswith("?x a m:Figure}")
    assert query(page).count("PREFIX") == 1


def test_variables_prefixes_and_keywords_are_completed(open_: Open) -> None:
    page = open_()
    write(page, "PREFIX ")
    complete(page, "sko", "skos:")
    page.keyboard.type("\n")
    complete(page, "SELE", "SELECT")
    page.keyboard.type(" ?thing { ")
    complete(page, "?th", "thing")
    assert query(page) == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nSELECT ?thing { ?thing}"


def test_terms_that_did_not_come_are_asked_for_again(open_: Open) -> None:
    page = open_(broken="503")
    page.route("**/sparql/terms*", lambda route: route.fulfill(status=503, body="busy"), times=1)
    with page.expect_response("**/sparql/terms*"):
        write(page, "PREFIX sko")

    def is_offered() -> bool:
        page.keyboard.press("Backspace")
        page.keyboard.type("o")
        page.wait_for_timeout(1_000)
        return page.locator(f"{OFFERED} li", has_text="skos:").count() == 1

    until(is_offered)


def test_nothing_is_completed_inside_strings_and_comments(open_: Open) -> None:
    page = open_()
    for text in ('SELECT * { ?x ?y "figure', "# figure"):
        write(page, text, delay=10)
        page.wait_for_timeout(400)
        assert page.locator(".cm-tooltip-autocomplete").count() == 0


def test_stop_ends_the_query_on_the_server(open_: Open, release_site: Site) -> None:
    store = release_site.store
    assert isinstance(store, EmbeddedStore)
    page = open_()
    fill(page, LONG)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Stop").wait_for()
    wait(lambda: store.state().running["slow"] == 1)
    page.get_by_role("button", name="Stop").click()
    assert page.get_by_role("status").inner_text().startswith("Stopped")
    wait(lambda: not any(store.state().running.values()))
    assert page.get_by_role("button", name="Stop").count() == 0
    fill(page, FIGURES)
    page.keyboard.press("Control+Enter")
    assert len(rows(page)) == 13


def wait(until: object, seconds: float = 20) -> None:
    """Waits for less time than the query would have had."""
    end = time.monotonic() + seconds
    while not until():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_new_question_ends_the_one_before(open_: Open) -> None:
    page = open_()
    fill(page, LONG)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Stop").wait_for()
    fill(page, FIGURES)
    page.keyboard.press("Control+Enter")
    assert len(rows(page)) == 13
    assert page.get_by_role("button", name="Stop").count() == 0


def test_the_address_reproduces_the_query_and_its_answer(open_: Open, address: str) -> None:
    page = open_("/sparql?lang=vi")
    write(page, FIGURES)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Chạy truy vấn").click()
    found, asked = rows(page), query(page)
    url = urlsplit(page.url)
    assert parse_qs(url.query) == {"lang": ["vi"], "query": [asked]}
    again = open_(f"{url.path}?{url.query}")
    assert rows(again) == found
    assert "lg:Figure" in again.locator(".cm-content").inner_text()
    assert page.locator("nav.languages a[lang=en]").get_attribute("href") != "/sparql?lang=en"


def test_back_and_forth_bring_query_and_answer(open_: Open) -> None:
    page = open_()
    for number in ("1", "2"):
        fill(page, f"SELECT ({number} AS ?n) {{}}")
        page.keyboard.press("Control+Enter")
        page.locator("#answer td", has_text=number).wait_for()
    page.go_back()
    page.locator("#answer td", has_text="1").wait_for()
    assert query(page) == "SELECT (1 AS ?n) {}"
    page.go_forward()
    page.locator("#answer td", has_text="2").wait_for()
    assert query(page) == "SELECT (2 AS ?n) {}"


def test_graphs_that_were_chosen_come_and_go_with_the_query(open_: Open) -> None:
    graph = "https://data.example.org/graph/labels/vi"
    page = open_(f"/sparql?{urlencode({'query': 'SELECT (1 AS ?n) {}', 'default-graph-uri': graph})}")
    page.wait_for_selector(".cm-content")
    page.locator(".examples a").first.click()
    page.locator("#answer caption", has_text="rows").wait_for()
    assert page.locator("input[name=default-graph-uri]").count() == 0
    page.go_back()
    assert page.locator("input[name=default-graph-uri]").input_value() == graph
    assert query(page) == "SELECT (1 AS ?n) {}"


@pytest.mark.parametrize(
    ("language", "level", "question"),
    [
        ("vi", "Vừa", "Chỉ tiêu nào không đạt kế hoạch?"),
        ("en", "Medium", "Which indicators fell short of the plan?"),
    ],
)
def test_a_tested_question_is_asked_at_a_click(open_: Open, language: str, level: str, question: str) -> None:
    page = open_(language=language)
    page.locator("summary", has_text=level).click()
    page.get_by_role("link", name=question).click()
    assert rows(page)
    assert "FILTER(?actual < ?plan" in query(page)
    assert "FILTER(?actual < ?plan" in parse_qs(urlsplit(page.url).query)["query"][0]


def test_a_mistake_is_marked_where_it_is(open_: Open) -> None:
    page = open_()
    fill(page, "SELECT ?đơn WHERE {\n  ?đơn ?p FILTER(1)\n}")
    page.keyboard.press("Control+Enter")
    assert "line 2, column 11" in page.get_by_role("alert").inner_text()
    assert page.locator(".cm-wrong").inner_text() == "FILTER"
    assert "FILTER" in page.locator(".cm-wrongLine").inner_text()
    assert page.locator(".cm-content").get_attribute("aria-invalid") == "true"
    page.get_by_role("button", name="Go to this place").click()
    page.keyboard.type("?o . ")
    assert "?p ?o . FILTER(1)" in query(page)
    assert page.locator(".cm-wrong").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer caption")
    assert page.get_by_role("alert").count() == 0


def test_a_column_is_sorted_as_numbers_and_as_words(open_: Open) -> None:
    page = open_(f"/sparql?{urlencode({'query': FIGURES})}")
    page.wait_for_selector(".cm-content")
    page.get_by_role("button", name="actual").click()
    numbers = [float(row[1].split()[0]) for row in rows(page)]
    assert numbers == sorted(numbers)
    page.get_by_role("button", name="actual").click()
    assert [float(row[1].split()[0]) for row in rows(page)] == numbers[::-1]
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("actual")
    page.get_by_role("button", name="figure").click()
    names = [row[0] for row in rows(page)]
    assert names == sorted(names)
    assert page.locator("th[aria-sort]").count() == 1


def test_what_is_hostile_in_an_answer_stays_text(open_: Open) -> None:
    page = open_()
    page.evaluate("window.hurt = 0")
    fill(
        page,
        'SELECT ?iri ?text { BIND(IRI("javascript:window.hurt=1") AS ?iri) '
        "BIND('<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>'@vi AS ?text) }",
    )
    page.keyboard.press("Control+Enter")
    ((iri, text),) = rows(page)
    assert iri == "javascript:window.hurt=1"
    assert text.startswith("<img src=x onerror") and text.endswith("@vi")
    assert page.locator("#answer td a, #answer img, #answer script").count() == 0
    assert page.evaluate("window.hurt") == 0


def test_things_lead_to_their_pages_here(open_: Open, address: str) -> None:
    page = open_(f"/sparql?{urlencode({'query': FIGURES})}")
    hrefs = page.locator("#answer td a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert hrefs and all(href.startswith("/doc/figure/") for href in hrefs)
    page.locator("#answer td a").first.click()
    assert page.url.startswith(f"{address}doc/figure/")


@pytest.mark.parametrize(("format_", "suffix"), [("csv", "csv"), ("json", "srj")])
def test_a_format_is_downloaded(open_: Open, format_: str, suffix: str) -> None:
    page = open_(f"/sparql?{urlencode({'query': FIGURES})}")
    page.wait_for_selector(".cm-content")
    href = page.locator(f"#answer .formats a[href*='format={format_}']").get_attribute("href") or ""
    reply = page.request.get(urlsplit(page.url)._replace(path="", query="").geturl() + href)
    assert reply.status == 200 and "sown-area-rice" in reply.text()
    page.locator("select[name=format]").select_option(format_)
    with page.expect_request(
        lambda request: f"format={format_}" in request.url and request.is_navigation_request()
    ):
        page.get_by_role("button", name="Ask").click()


def test_a_query_too_long_for_an_address_is_posted(open_: Open) -> None:
    page = open_()
    fill(page, f"SELECT (STRLEN('{'x' * 9000}') AS ?n) {{}}")
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("Control+Enter")
    assert rows(page)[0][0].startswith("9000")
    assert page.url.endswith("/sparql")


def test_the_keyboard_goes_into_the_editor_and_out_of_it(open_: Open) -> None:
    page = open_()
    page.wait_for_selector(".cm-content")
    page.get_by_role("link", name="Limits and formats").focus()
    focused = "(document.activeElement.shadowRoot ?? document).activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.getAttribute('role')") == "textbox"
    page.keyboard.type(" ")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.name") == "format"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(f"{focused}.getAttribute('role')") == "textbox"
    page.locator("label[for=query]").click()
    assert page.evaluate(f"{focused}.getAttribute('aria-label')") == "Query in SPARQL"


def test_axe_sees_what_is_planted_in_the_page_and_in_the_editor(open_: Open) -> None:
    page = open_()
    page.wait_for_selector(".cm-content")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.locator(".cm-content").evaluate("content => content.removeAttribute('aria-label')")
    assert {found.partition(":")[0] for found in violations(page)} >= {"label", "aria-input-field-name"}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(open_: Open, language: str, scheme: str, width: int) -> None:
    page = open_(language=language, width=width, color_scheme=scheme)
    page.wait_for_selector(".cm-content")
    assert violations(page) == []
    write(page, "# note\nSELECT ?x (COUNT(?y) AS ?n) { ?x lg:pl", delay=5)
    page.wait_for_selector(".cm-tooltip-autocomplete")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    fill(
        page,
        'SELECT ?f ?v ("á"@vi AS ?l) { ?f <https://data.example.org/def/lg#actual> ?v FILTER(?v != 1.5) }',
    )
    page.keyboard.press("Control+Enter")
    assert rows(page)
    assert violations(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["vi", "en"])
def test_without_a_script_it_is_a_form(open_: Open, language: str) -> None:
    page = open_(language=language, java_script_enabled=False)
    page.locator("textarea[name=query]").fill(FIGURES)
    page.locator("form.ask button").click()
    assert page.locator("#answer tbody tr").count() == 13
    page.locator(".examples summary").nth(1).click()
    page.locator(".examples details[open] a").last.click()
    assert "/sparql?query=" in page.url
    assert page.locator("#answer tbody tr").count() > 0


def test_without_the_editor_the_page_still_asks_and_stops(open_: Open) -> None:
    page = open_("/about", broken="sparql-editor.js")
    page.route("**/sparql-editor.js", lambda route: route.abort())
    page.get_by_role("link", name="SPARQL", exact=True).first.click()
    page.locator("textarea[name=query]").fill(FIGURES)
    page.get_by_role("button", name="Ask").click()
    assert len(rows(page)) == 13
