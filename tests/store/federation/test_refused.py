"""What a SERVICE may not: refused before anything is sent, SILENT or not, with its place and what to do."""

from __future__ import annotations

import pytest
from elsewhere import Elsewhere

from kg import formats
from kg.errors import KgError, NotAcceptable, QueryForbidden, QuerySyntaxError, QueryTooLarge, SettingsError
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore

WANTED = Wanted(formats.JSON, formats.JSON, formats.NTRIPLES)
OTHER = "<http://127.0.0.1:9/>"

REFUSED = {
    "not listed": (f"ASK {{ SERVICE {OTHER} {{ }} }}", QueryForbidden, "column 7", "<{e}>"),
    "not listed, silent": (f"ASK {{\n SERVICE SILENT {OTHER} {{ }} }}", QueryForbidden, "line 2", "<{e}>"),
    "another spelling": ("ASK { SERVICE <{e}/> { } }", QueryForbidden, "<{e}/>", "exactly"),
    "upper case host": ("ASK { SERVICE <HTTP{tail}> { } }", QueryForbidden, "HTTP", "exactly"),
    "not listed, second": (
        f"ASK {{ SERVICE <{{e}}> {{ }} SERVICE {OTHER} {{ }} }}",
        QueryForbidden,
        OTHER,
        "<",
    ),
    "by prefix": ("PREFIX x: <http://127.0.0.1:9/> ASK { SERVICE x:a { } }", QueryForbidden, ":9/a", "<"),
    "by base": ("BASE <http://127.0.0.1:9/> ASK { SERVICE <a> { } }", QueryForbidden, ":9/a", "<"),
    "a file": ("ASK { SERVICE <file:///etc/passwd> { } }", QueryForbidden, "file:", "<{e}>"),
    "variable": ("ASK { VALUES ?x { <{e}> } SERVICE ?x { } }", QueryForbidden, "variable", "IRI"),
    "silent variable": ("ASK { SERVICE SILENT $x { } }", QueryForbidden, "variable", "IRI"),
    "nested": ("ASK { SERVICE <{e}> { SERVICE <{e}> { } } }", QueryForbidden, "column", "side by side"),
    "nested in exists": (
        "ASK { SERVICE <{e}> { FILTER EXISTS { service silent <{e}> { } } } }",
        QueryForbidden,
        "inside another",
        "side by side",
    ),
    "glued": ("ASK { ?s ?p trueSERVICE<{e}>{ } }", QueryForbidden, "touches", "space"),
    "glued silent": ("ASK { SERVICESILENT<{e}>{ } }", QueryForbidden, "touches", "space"),
    "escaped": ("ASK { \\u0053ERVICE <http://127.0.0.1:9/> { } }", QueryForbidden, ":9/", "<{e}>"),
    "too many": ("ASK { " + "SERVICE <{e}> { } " * 5 + "}", QueryTooLarge, "4", "several"),
    "no group": ("ASK { SERVICE <{e}> ?s ?p ?o }", QuerySyntaxError, "lacks", "{ … }"),
    "no endpoint": ("ASK { SERVICE { ?s ?p ?o } }", QuerySyntaxError, "lacks", "<https://…>"),
    "a string": ("ASK { SERVICE '{e}' { } }", QuerySyntaxError, "lacks", "<https://…>"),
    "the end": ("ASK { SERVICE", QuerySyntaxError, "lacks", "<https://…>"),
    "not closed": ("ASK { SERVICE <{e}> { ?s ?p ?o", QuerySyntaxError, "lacks", "<https://…>"),
    "undeclared prefix": ("ASK { SERVICE x:y { } }", QuerySyntaxError, "x:", "PREFIX"),
    "undeclared prefix inside": ("ASK { SERVICE <{e}> { ?s y:p ?o } }", QuerySyntaxError, "y:", "PREFIX"),
    "bad pattern": ("ASK {\n SERVICE <{e}> { ?s ?p } }", QuerySyntaxError, ":2:", ""),
    "bad pattern outside": ("ASK { SERVICE <{e}> { ?s ?p ?o }\n ?s }", QuerySyntaxError, ":2:", ""),
    "in a select": ("SELECT (SERVICE <{e}> { ?s ?p ?o } AS ?x) { }", QuerySyntaxError, ":1:9", ""),
    "behind optional": ("ASK { OPTIONAL SERVICE <{e}> { ?s ?p ?o } }", QuerySyntaxError, ":1:16", ""),
    "behind exists": ("ASK { FILTER EXISTS SERVICE <{e}> { ?s ?p ?o } }", QuerySyntaxError, ":1:21", ""),
    "in a template": ("CONSTRUCT { SERVICE <{e}> { ?s ?p ?o } } { ?s ?p ?o }", QuerySyntaxError, ":1:", ""),
    "in the short form": ("CONSTRUCT WHERE { SERVICE <{e}> { ?s ?p ?o } }", QuerySyntaxError, ":1:", ""),
    "instead of where": ("ASK SERVICE <{e}> { ?s ?p ?o }", QuerySyntaxError, ":1:5", ""),
    "an update": ("INSERT { ?s ?p ?o } WHERE { SERVICE <{e}> { ?s ?p ?o } }", QueryForbidden, "update", ""),
    "from within a string": ("ASK { ?s ?p \"' SERVICE <{e}> { } # ' }", QuerySyntaxError, "", ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_is_refused_and_nothing_is_sent(
    name: str, federated: FederatedStore, remote: Elsewhere
) -> None:
    text, kind, says, hint = REFUSED[name]
    tail = remote.url.removeprefix("http")
    remote.asked.clear()
    with pytest.raises(kind) as caught:
        federated.answer(
            Query(text.replace("{e}", remote.url).replace("{tail}", tail)), WANTED, Limits(soon(20))
        )
    assert isinstance(caught.value, KgError)
    assert says.replace("{e}", remote.url) in str(caught.value)
    assert hint.replace("{e}", remote.url) in (caught.value.hint or "")
    assert remote.asked == []


def test_a_query_without_an_acceptable_format_is_refused_before_anything_is_sent(
    federated: FederatedStore, remote: Elsewhere
) -> None:
    remote.asked.clear()
    query = Query(f"ASK {{ SERVICE <{remote.url}> {{ ?s ?p ?o }} }}")
    with pytest.raises(NotAcceptable):
        federated.answer(query, Wanted(formats.JSON, None, formats.TURTLE), Limits(soon(20)))
    assert remote.asked == []


@pytest.mark.parametrize(
    "iri",
    [
        "http://127.0.0.1/sparql",
        "http://[::1]:7878/",
        "https://10.1.2.3/",
        "http://[::ffff:192.168.0.1]/",
        "http://",
    ],
)
def test_an_endpoint_at_a_private_address_is_no_setting(iri: str) -> None:
    with pytest.raises(SettingsError):
        FederationSettings((iri,))
