"""Pages of official areas: then and now, up and down, by province; and what is known through accepted links."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

REPORT = "fe65192195054a7f"
DISTRICT = "/doc/area/gso-2025-06/656"


def page(client: FlaskClient, path: str, language: str = "vi") -> Element:
    got = client.get(path, headers={"Accept-Language": language})
    assert got.status_code == 200, path
    return parse(got.text)


def words(element: Element) -> str:
    return " ".join(text(element).split())


def links(element: Element) -> dict[str, str]:
    return {words(a): a.get("href", "") for a in every(element, "a")}


def switch(root: Element) -> tuple[str, dict[str, str]]:
    """The side that is shown, and where the other leads."""
    nav = find(root, "nav", class_="switch")
    return words(find(nav, "strong")), links(nav)


def test_a_district_has_no_successor_but_its_communes_have(client: FlaskClient) -> None:
    root = page(client, DISTRICT)
    assert switch(root) == (
        "Như trước đây đến hết 30/6/2025",
        {"Như hiện nay từ 1/7/2025": "#other-side"},
    )
    assert [words(li) for li in every(find(root, "ol", class_="within"), "li")] == [
        "Việt Nam",
        "Tỉnh Đắk Lắk",
        "Huyện Lắk",
    ]
    side = find(root, "section", id="other-side")
    assert "Không đơn vị nào thay cho toàn bộ đơn vị này" in words(side)
    assert list(links(side)) == ["Xã Đắk Liêng", "Xã Đắk Phơi", "Xã Krông Nô", "Xã Liên Sơn Lắk", "Xã Nam Ka"]
    rows = [[words(cell) for cell in row] for row in every(find(root, "section", class_="among"), "tr")]
    assert len(rows) == 1 + 11
    assert ["Xã Ea Rbin", "Xã Nam Ka"] in rows


@pytest.mark.parametrize(
    ("path", "shown", "other"),
    [
        ("gso-2025-06/24589", "Như trước đây", "/doc/area/gso-2025-07/24595"),
        ("gso-2025-06/66", "Như trước đây", "/doc/area/gso-2025-07/66"),
        ("gso-2025-07/24604", "Như hiện nay", "/doc/area/gso-2025-06/24604"),
        ("gso-2025-07/66", "Như hiện nay", "#other-side"),
    ],
)
def test_the_switch_leads_to_the_one_unit_or_to_the_list(
    client: FlaskClient, path: str, shown: str, other: str
) -> None:
    side, elsewhere = switch(page(client, f"/doc/area/{path}"))
    assert side.startswith(shown)
    assert list(elsewhere.values()) == [other]


def test_what_came_before_is_listed_with_its_doubts(client: FlaskClient) -> None:
    assert list(links(find(page(client, "/doc/area/gso-2025-07/66"), "section", id="other-side"))) == [
        "Tỉnh Đắk Lắk",
        "Tỉnh Phú Yên",
    ]
    filled = words(find(page(client, "/doc/area/gso-2025-06/01174", "en"), "section", id="other-side"))
    assert "Đồng Tâm" in filled
    assert "perhaps; a guess" in filled
    island = page(client, "/doc/area/gso-2025-06/318", "en")
    assert "Bạch Long Vĩ Special Zone" in words(find(island, "section", id="other-side"))


def test_areas_are_browsed_by_province_and_counted(client: FlaskClient) -> None:
    root = page(client, "/browse/AdministrativeArea")
    assert words(find(root, "h1")).endswith("14.151")
    now, then = every(root, "table")
    assert [words(cell) for cell in next(every(now, "tfoot"))[0]][:2] == ["Cộng", "3.321"]
    assert [words(cell) for cell in next(every(then, "tfoot"))[0]][:3] == ["Cộng", "696", "10.035"]
    names = [words(next(every(row, "th"))) for row in next(every(now, "tbody"))]
    assert names[:5] == [
        "Tỉnh An Giang",
        "Tỉnh Bắc Ninh",
        "Tỉnh Cà Mau",
        "Tỉnh Cao Bằng",
        "Thành phố Cần Thơ",
    ]
    assert len(names) == 34
    assert len(list(next(every(then, "tbody")))) == 63


def test_all_below_a_province_comes_a_hundred_a_page(client: FlaskClient) -> None:
    address = "/browse/AdministrativeArea/gso-2025-06/38"
    first, last = page(client, address), page(client, f"{address}?page=6")
    assert words(find(first, "h1")) == "Mọi đơn vị bên dưới Tỉnh Thanh Hóa 573"
    assert sum(len(list(ul)) for ul in every(first, "ul", class_="list")) == 100
    assert [words(h2) for h2 in every(first, "h2")][:2] == ["A", "B"], (
        "of short names, not of Huyện, Phường, Xã"
    )
    assert sum(len(list(ul)) for ul in every(last, "ul", class_="list")) == 73
    for nowhere in (f"{address}99", "/browse/AdministrativeArea/gso-2025-06/24580", f"{address}?page=x"):
        assert client.get(nowhere).status_code == 404


# Through accepted links


def test_a_named_district_shows_what_a_report_says_of_the_unnamed_one(client: FlaskClient) -> None:
    same = find(page(client, DISTRICT), "section", class_="same")
    assert f"/doc/area/{REPORT}/huyen" in links(same).values()
    note = words(find(same, "div", class_="note"))
    assert "Được dự án kg nhận là một, ngày 22/11/2026." in note
    assert "Trung tâm Truyền thông huyện Lắk" in note
    assert "nói về huyện" in note
    assert f"/doc/figure/{REPORT}/sown-area-rice/2020" in links(same).values()
    assert f"/doc/org/{REPORT}/ubnd-huyen" in links(same).values()


def test_the_unnamed_district_shows_what_is_known_of_the_named_one(client: FlaskClient) -> None:
    root = page(client, f"/doc/area/{REPORT}/huyen")
    same = find(root, "section", class_="same")
    assert "656" in words(same)
    assert links(same)["Huyện Lắk"] == DISTRICT
    own = [section for section in every(root, "section", class_="group") if section not in list(same)]
    assert own
    assert all("656" not in words(section) for section in own)


def test_the_description_of_the_unnamed_district_asserts_nothing_of_the_other(client: FlaskClient) -> None:
    said = client.get(f"/doc/area/{REPORT}/huyen.nt").text
    assert f"id/area/{REPORT}/huyen> <https://data.example.org/def/lg#gsoCode>" not in said


def test_links_to_elsewhere_say_what_they_are_and_who_accepted_them(client: FlaskClient) -> None:
    section = words(find(page(client, "/def/commodity/rice", "en"), "section", class_="links"))
    assert "AGROVOC (FAO)" in section
    assert "Accepted by the kg project on 22 November 2026." in section
    assert "The same concept: rice." in section
