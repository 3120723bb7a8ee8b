"""Who holds what and which body stands where: the Party and the State side by side, trees that end."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from markup import find, parse, text

from kg.iri import BASE

R = "fe65192195054a7f"
ENGLISH = {"Accept-Language": "en"}
ORG = "http://www.w3.org/ns/org#"


def sides(client: FlaskClient, path: str) -> dict[str, str]:
    """The words under each heading of what stands side by side."""
    root = parse(client.get(path, headers=ENGLISH).text)
    part = find(root, "div", class_="sides")
    return {text(find(s, "h3")): " ".join(text(s).split()) for s in part.iter("section")}


def test_the_posts_of_a_person_stand_side_by_side(client: FlaskClient) -> None:
    found = sides(client, f"/doc/person/{R}/nguyen-xuan-hoan")
    assert "Secretary of the Party Committee" in found["In the Party"]
    assert "Vice-Chair of the District People's Committee" in found["In the State"]


def test_officials_are_listed_with_both(client: FlaskClient) -> None:
    root = parse(client.get("/officials", headers=ENGLISH).text)
    row = [" ".join(text(cell).split()) for cell in next(find(root, "tbody").iter("tr"))]
    assert row == [
        "Nguyễn Xuân Hoản vi",
        "Secretary of the Party Committee of the Government Bodies",
        "Vice-Chair of the District People's Committee",
    ]


def test_a_body_stands_below_its_committee_and_its_superior(client: FlaskClient) -> None:
    path = f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen"
    tree = find(parse(client.get(path, headers=ENGLISH).text), "div", class_="sides")
    here = find(tree, "strong")
    assert here.get("aria-current") == "true"
    words = " ".join(text(tree).split())
    order = (
        "District Party Committee",
        "Standing Board",
        "Party Organisation of the District",
        "Party cells",
    )
    places = [words.index(name) for name in order]
    assert places == sorted(places)
    assert "District People's Committee" in sides(client, path)["In the State"]


def test_bodies_that_stand_under_one_another_in_a_circle_end(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    a, b, c = (f"<{BASE}id/body/{n}>" for n in "abc")
    data = "\n".join(
        f"{one} a <{ORG}Organization>, <{BASE}def/lg#PartyOrganisation> ; <{ORG}subOrganizationOf> {other} ."
        for one, other in ((a, b), (b, a), (c, b))
    )
    site = opened(data, BASE)
    for name in "abc":
        assert site.get(f"/doc/body/{name}").status_code == 200
    assert sides(site, "/doc/body/c")
