"""Long lists by letter: in the order of the Vietnamese alphabet, filtered by links, paged, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

LIST = "/browse/AdministrativeArea"
NAMES = ("Đông Anh", "Dương Hà", "An Bình", "Ân Thi", "Ăng Tôn", "Bát Xát")
EACH = 150


def trig() -> str:
    head = f"@prefix lg: <{BASE}def/lg#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    return head + "\n".join(
        f"<{BASE}id/area/{name.replace(' ', '_')}-{n}> a lg:AdministrativeArea ; "
        f'skos:prefLabel "Xã {name} {n:03}"@vi ; skos:altLabel "{name} {n:03}"@vi .'
        for name in NAMES
        for n in range(EACH)
    )


@pytest.fixture(scope="module")
def areas(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    return opened(trig(), BASE)


def page(client: FlaskClient, path: str) -> Element:
    got = client.get(path)
    assert got.status_code == 200, path
    assert len(got.data) < 100_000
    return parse(got.text)


def letters(root: Element) -> list[str]:
    nav = find(root, "nav", class_="facets")
    return [" ".join(text(li).split()) for li in nav.iter("li")]


def test_letters_stand_in_the_order_of_the_alphabet_with_their_counts(areas: FlaskClient) -> None:
    expected = ["tất cả", *(f"{letter} {EACH}" for letter in "AĂÂBDĐ")]
    assert letters(page(areas, LIST)) == expected


@pytest.mark.parametrize("letter", ["Đ", "đ", "%C4%90", "D%CC%A3"])
def test_a_letter_shows_its_own_things(areas: FlaskClient, letter: str) -> None:
    got = areas.get(f"{LIST}?letter={letter}")
    if letter.startswith("D"):
        assert got.status_code == 404
        return
    root = parse(got.text)
    assert text(next(every(find(root, "nav", class_="facets"), "strong"))) == "Đ"
    names = [text(a) for a in every(find(root, "main"), "a") if (a.get("href") or "").startswith("/doc/")]
    assert len(names) == 100
    assert all(name.startswith("Xã Đông Anh") for name in names)


def test_every_thing_is_on_one_page_of_one_letter(areas: FlaskClient) -> None:
    open_, seen = [f"{LIST}?letter={letter}" for letter in "AĂÂBDĐ"], set[str]()
    while open_:
        root = page(areas, open_.pop())
        seen |= {h for a in every(root, "a") if (h := a.get("href") or "").startswith("/doc/area/")}
        open_ += [a.get("href") or "" for a in every(root, "a", rel="next")]
    assert len(seen) == EACH * len(NAMES)


def test_a_letter_and_a_page_have_an_address_of_their_own(areas: FlaskClient) -> None:
    link = areas.get(f"{LIST}?letter=Đ&page=2").headers["Link"]
    assert link == f'<{LIST}?letter=%C4%90&page=2>; rel="canonical"'


@pytest.mark.parametrize("asked", ["letter=Z", "letter=%00", "letter=<", "letter=Đx", "letter=%23"])
def test_a_letter_that_nothing_begins_with_is_not_found(areas: FlaskClient, asked: str) -> None:
    assert areas.get(f"{LIST}?{asked}").status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_areas_of_one_name_are_told_apart(client: FlaskClient, language: str) -> None:
    root = parse(client.get(f"{LIST}?letter=Â", headers={"Accept-Language": language}).text)
    entries = [li for list_ in every(root, "ul", class_="list") for li in list_.iter("li")]
    names = [text(find(li, "a")) for li in entries]
    assert len(set(names)) < len(names)
    assert len({" ".join(text(li).split()) for li in entries}) == len(entries)


def test_what_a_whole_page_is_about_is_not_said_again_on_each_line(client: FlaskClient) -> None:
    root = page(client, f"{LIST}/gso-2025-06/66?letter=L")
    lines = {" ".join(text(li).split()) for li in every(find(root, "main"), "li")}
    assert {"Huyện Lắk đến hết 30/6/2025", "Thị trấn Liên Sơn Huyện Lắk · đến hết 30/6/2025"} <= lines


def test_the_other_language_is_offered_for_the_whole_list(areas: FlaskClient) -> None:
    root = page(areas, f"{LIST}?letter=Đ&lang=vi")
    (other,) = [a.get("href") or "" for a in every(root, "a", hreflang="en")]
    assert other == f"{LIST}?lang=en"
    assert areas.get(other).status_code == 200
    assert not list(every(root, "link", rel="alternate", hreflang="en"))
