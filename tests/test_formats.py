"""The table of formats, and Accept headers as clients really send them."""

from __future__ import annotations

import pytest

from kg.formats import (
    BOOLEAN_FORMATS,
    BY_SUFFIX,
    CSV,
    DATASET_FORMATS,
    FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSON,
    JSONLD,
    NTRIPLES,
    PAGE_FORMATS,
    RDFXML,
    RESULTS_FORMATS,
    TRIG,
    TSV,
    TURTLE,
    XML,
    Format,
    named,
    negotiate,
)

RESULTS = (*RESULTS_FORMATS, HTML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
SPARQLWRAPPER_JSON = "application/sparql-results+json,application/json,text/javascript,application/javascript"

CASES = (
    # what the client sends, what there is, what it gets
    (None, RESULTS, JSON),
    ("", RESULTS, JSON),
    ("   ", RESULTS, JSON),
    ("*/*", RESULTS, JSON),
    ("*/*", PAGE_FORMATS, HTML),
    ("text/csv", RESULTS, CSV),
    ("TEXT/CSV", RESULTS, CSV),
    ("Application/Sparql-Results+XML", RESULTS, XML),
    (" text/csv ; q=0.5 , text/tab-separated-values ; q=0.6", RESULTS, TSV),
    ("text/csv;Q=0.1, application/sparql-results+xml;q=0.2", RESULTS, XML),
    # one range is as good as another: our order
    ("text/csv, application/sparql-results+json", RESULTS, JSON),
    ("text/csv;q=0.9, application/sparql-results+json;q=0.9", RESULTS, JSON),
    # the most specific range decides, wherever it stands
    ("text/*, text/csv;q=0", RESULTS, TSV),
    ("text/csv;q=0, text/*", RESULTS, TSV),
    ("*/*;q=0.1, text/*;q=0.2, text/csv;q=0.3", RESULTS, CSV),
    ("*/*, application/*;q=0, text/csv;q=0.5", RESULTS, TSV),
    ("application/sparql-results+json;q=0, */*", RESULTS, XML),
    ("application/sparql-results+json;q=0, application/json, text/csv;q=0.1", RESULTS, CSV),
    # nothing acceptable
    ("image/png", RESULTS, None),
    ("text/csv;q=0", RESULTS, None),
    ("*/*;q=0", RESULTS, None),
    ("application/sparql-results+json", GRAPH_FORMATS, None),
    ("text/turtle", RESULTS, None),
    ("nonsense", RESULTS, None),
    (",,;;,", RESULTS, None),
    ("*/csv", RESULTS, None),
    # malformed parts are left out, the others count
    ("csv, text/tab-separated-values", RESULTS, TSV),
    ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", PAGE_FORMATS, HTML),
    ("text/csv;q=much", RESULTS, CSV),
    ("text/csv;q=-1, text/tab-separated-values;q=0.001", RESULTS, TSV),
    # parameters, quoted strings with commas and semicolons in them
    ("text/csv;header=present;q=0.3, text/tab-separated-values;q=0.4", RESULTS, TSV),
    ('text/csv;x="a,b;q=0";q=0.9, text/tab-separated-values;q=0.4', RESULTS, CSV),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', GRAPH_FORMATS, JSONLD),
    ('text/csv;x="never closed, application/sparql-results+xml', RESULTS, CSV),
    # clients
    (BROWSER, RESULTS, HTML),
    (BROWSER, PAGE_FORMATS, HTML),
    (BROWSER, GRAPH_FORMATS, TURTLE),
    (SPARQLWRAPPER_JSON, RESULTS, JSON),
    ("application/sparql-results+xml", RESULTS, XML),
    ("application/turtle,text/turtle", GRAPH_FORMATS, TURTLE),
    ("application/ld+json,application/x-json+ld", GRAPH_FORMATS, JSONLD),
    ("application/sparql-results+xml, application/rdf+xml", GRAPH_FORMATS, RDFXML),
    ("application/trig", (*GRAPH_FORMATS, *DATASET_FORMATS), TRIG),
    ("application/n-triples, text/turtle;q=0.9", GRAPH_FORMATS, NTRIPLES),
    ("text/csv", BOOLEAN_FORMATS, None),
)


@pytest.mark.parametrize(("accept", "offers", "chosen"), CASES)
def test_accept(accept: str | None, offers: tuple[Format, ...], chosen: Format | None) -> None:
    assert negotiate(accept, offers) is chosen


@pytest.mark.parametrize(
    "accept", ["text/a," * 40_000 + "text/csv", '"\\' * 130_000, "text/csv;" * 29_000, ";q=" * 80_000]
)
def test_a_header_as_long_as_the_server_takes_costs_little(accept: str) -> None:
    assert negotiate(accept, RESULTS) in (None, CSV)


NAMES = (
    ("json", RESULTS_FORMATS, JSON),
    ("JSON", RESULTS_FORMATS, JSON),
    ("application/sparql-results+json", RESULTS_FORMATS, JSON),
    ("application/sparql-results json", RESULTS_FORMATS, JSON),  # a plus sign that nobody encoded
    ("text/csv; charset=utf-8", RESULTS_FORMATS, CSV),
    ("srx", RESULTS_FORMATS, XML),
    ("turtle", GRAPH_FORMATS, TURTLE),
    ("application/x-turtle", GRAPH_FORMATS, TURTLE),
    ("json-ld", GRAPH_FORMATS, JSONLD),
    ("rdf+xml", GRAPH_FORMATS, RDFXML),
    ("rdf xml", GRAPH_FORMATS, RDFXML),
    ("nq", DATASET_FORMATS, DATASET_FORMATS[1]),
    ("", RESULTS_FORMATS, None),
    ("json", GRAPH_FORMATS, None),
    ("turtle", RESULTS_FORMATS, None),
    ("n3", GRAPH_FORMATS, None),
)


@pytest.mark.parametrize(("name", "offers", "chosen"), NAMES)
def test_format_parameter(name: str, offers: tuple[Format, ...], chosen: Format | None) -> None:
    assert named(name, offers) is chosen


def test_no_two_formats_answer_to_one_name_where_they_are_offered_together() -> None:
    for offers in (RESULTS, (HTML, *GRAPH_FORMATS, *DATASET_FORMATS)):
        names = [name for f in offers for name in {f.name, f.suffix, f.media_type, *f.aliases}]
        assert len(names) == len(set(names))
    assert len(BY_SUFFIX) == len(FORMATS)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.name)
def test_text_formats_say_their_charset(format_: Format) -> None:
    main = format_.media_type.partition("/")[0]
    assert format_.content_type == format_.media_type + ("; charset=utf-8" if main == "text" else "")
