"""Tables and lists as a reader meets them: heads over their numbers, entries in the order of his alphabet."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.serve.language import collation

PATHS = ("/def/indicator/output-grain", "/browse/AdministrativeArea", "/dataset", "/quality", "/indicators")


@pytest.mark.parametrize("path", PATHS)
def test_a_number_stands_below_a_head_on_the_same_side(client: FlaskClient, path: str) -> None:
    root = parse(client.get(path).text)
    seen = 0
    for table in root.iter("table"):
        heads = ["number" in (th.get("class") or "") for th in find(table, "thead").iter("th")]
        for row in find(table, "tbody").iter("tr"):
            cells = ["number" in (cell.get("class") or "").split() for cell in row]
            assert all(head for head, cell in zip(heads, cells, strict=True) if cell)
            seen += sum(cells)
    assert seen


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_heads_of_a_table_begin_with_a_capital(client: FlaskClient, language: str) -> None:
    root = parse(client.get(f"/def/indicator/output-grain?lang={language}").text)
    heads = [text(th).strip() for th in find(find(root, "table"), "thead").iter("th")]
    assert [head[:1] for head in heads] == [head[:1].upper() for head in heads]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["role", "indicator"])
def test_a_code_list_stands_in_the_order_of_its_names(
    client: FlaskClient, scheme: str, language: str
) -> None:
    root = parse(client.get(f"/def/{scheme}?lang={language}").text)
    rows = list(find(find(root, "table"), "tbody").iter("tr"))
    names = [text(next(every(row, "th", scope="row"))).strip() for row in rows]
    assert len(names) > 50
    assert names == sorted(names, key=collation.key)


def test_on_a_phone_what_each_report_has_is_a_list(client: FlaskClient) -> None:
    """The five columns would not stand beside each other: each number names its own."""
    table = next(parse(client.get("/quality?lang=en").text).iter("table"))
    said = [cell.get("data-head") for cell in find(table, "tbody").iter("td")]
    assert said[:4] == ["Mistakes", "Doubts", "To do", "Facts"]
