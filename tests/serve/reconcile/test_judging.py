"""Which candidate is a match, and which is never one."""

from __future__ import annotations

from typing import Any

import pytest
from matching import HERE, Match

AREA, BODY, STATE = (
    f"{HERE}def/lg#AdministrativeArea",
    "http://www.w3.org/ns/org#Organization",
    f"{HERE}def/lg#StateBody",
)
PERSON = "http://xmlns.com/foaf/0.1/Person"
PART, CODE, VALID = (
    "http://purl.org/dc/terms/isPartOf",
    f"{HERE}def/lg#gsoCode",
    "http://purl.org/dc/terms/valid",
)
PEOPLE, FOUNDED = f"{HERE}def/lg#actual", f"{HERE}def/lg#statedDate"


def given(**values: object) -> list[dict[str, object]]:
    names = {"part": PART, "code": CODE, "valid": VALID, "people": PEOPLE, "founded": FOUNDED}
    return [{"pid": names[name], "v": value} for name, value in values.items()]


CASES: list[tuple[str, dict[str, Any], str | None]] = [
    ("its name", {"query": "Huyện Đường"}, "d1"),
    ("in other case and spelling of tones", {"query": "HUYỆN  ĐƯỜNG"}, "d1"),
    ("its name in English", {"query": "Đường District", "type": AREA}, "d1"),
    ("its short name", {"query": "Đường", "type": AREA}, "d1"),
    ("other marks are another name", {"query": "Huyện Đương"}, "d2"),
    ("no marks are no name", {"query": "huyen duong"}, None),
    ("two of one name", {"query": "Xã Tân Lập", "type": AREA}, None),
    ("… the part decides", {"query": "Xã Tân Lập", "properties": given(part="Huyện Đương")}, "tan2"),
    ("… also without marks", {"query": "Xã Tân Lập", "properties": given(part="tinh bac")}, "tan1"),
    (
        "… as a thing that was matched",
        {"query": "Xã Tân Lập", "properties": given(part={"id": f"{HERE}id/d2"})},
        "tan2",
    ),
    (
        "… one step further up",
        {"query": "Xã Tân Lập", "properties": given(part={"id": f"{HERE}id/north"})},
        "tan1",
    ),
    ("… by its code", {"query": "Xã Tân Lập", "properties": given(part="002")}, "tan2"),
    ("… or its own code", {"query": "Xã Tân Lập", "properties": given(code="00002")}, "tan2"),
    ("… whose zeros a spreadsheet ate", {"query": "Xã Tân Lập", "properties": given(code=2)}, "tan2"),
    ("… a list has the right one", {"query": "Xã Tân Lập", "properties": given(code=["9", "00001"])}, "tan1"),
    ("another part contradicts", {"query": "Huyện Đường", "properties": given(part="Tỉnh Nam")}, None),
    ("another code contradicts", {"query": "Huyện Đường", "properties": given(code="009")}, None),
    ("of another type", {"query": "Huyện Đường", "type": BODY}, None),
    ("of a wider type", {"query": "Hội đồng nhân dân tỉnh Bắc", "type": BODY}, "council"),
    ("of a narrower type", {"query": "HĐND tỉnh Bắc", "type": STATE, "type_strict": "all"}, "council"),
    ("of one of two types", {"query": "Huyện Đường", "type": [BODY, AREA], "type_strict": "any"}, "d1"),
    ("of both of two types", {"query": "Huyện Đường", "type": [BODY, AREA], "type_strict": "all"}, None),
    ("what is in force goes before what it replaced", {"query": "Tỉnh Bắc"}, "north-now"),
    ("… unless the year says otherwise", {"query": "Tỉnh Bắc", "properties": given(valid=2020)}, "north"),
    ("… or the day", {"query": "Tỉnh Bắc", "properties": given(valid="01/8/2025")}, "north-now"),
    ("a second one of another period does not stand in the way", {"query": "Xã Long An"}, "elsewhere"),
    ("… the year says which", {"query": "Xã Long An", "properties": given(valid=2019)}, "moved"),
    ("… or the part", {"query": "Xã Long An", "properties": given(part="Huyện Đường")}, "moved"),
    ("two before, one now: the one now", {"query": "Xã Phú Lộc"}, "loc-now"),
    ("… before: two of one period", {"query": "Xã Phú Lộc", "properties": given(valid=2019)}, None),
    (
        "… the part decides",
        {"query": "Xã Phú Lộc", "properties": given(valid=2019, part="Huyện Đương")},
        "loc2",
    ),
    ("one before, two now: two of one period", {"query": "Xã Bình An"}, None),
    ("… before: one", {"query": "Xã Bình An", "properties": given(valid="30/6/2025")}, "an-before"),
    ("a short name of a district then and a commune now", {"query": "Lâm"}, None),
    ("… the full one tells", {"query": "Xã Lâm"}, "lam-now"),
    ("… or the year", {"query": "Lâm", "properties": given(valid=2019)}, "lam"),
    ("one that a curator found to be the other is no second", {"query": "Xã Đôi"}, "twin"),
    ("a person on a name", {"query": "Nguyễn Văn An", "type": PERSON}, None),
    ("a person by its IRI", {"query": f"{HERE}id/an"}, "an"),
    ("what its report does not identify", {"query": "huyện", "type": AREA}, None),
    ("no name at all", {"query": "!!! ???"}, None),
]


@pytest.mark.parametrize(("query", "iri"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_match(match: Match, query: dict[str, Any], iri: str | None) -> None:
    found = match(**query)
    matched = [one["id"] for one in found if one["match"]]
    assert matched == ([f"{HERE}id/{iri}"] if iri else [])
    assert not matched or found[0]["match"], "clients look at the first only"
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert all(0 <= one["score"] <= 100 for one in found)


def test_one_candidate_is_enough_to_ask_for_and_the_others_still_count(match: Match) -> None:
    found = match(query="Xã Tân Lập", type=AREA, limit=1)
    assert [one["match"] for one in found] == [False]


def test_scores_are_explained(match: Match) -> None:
    one = match(query="Xã Tân Lập", type=AREA, properties=given(part="Tỉnh Bắc", code="00002", people=5))[0]
    features = {feature["id"]: feature["value"] for feature in one["features"]}
    assert features["name"] == 100
    assert features["name_equal"] is features["type"] is True
    assert set(features) >= {PART, CODE}
    assert PEOPLE not in features, "of what the data does not say there is no feature"
    assert len(features) == len(one["features"])


def test_a_property_moves_a_candidate_up(match: Match) -> None:
    plain = {one["id"]: one["score"] for one in match(query="xa tan lap")}
    told = {
        one["id"]: one["score"] for one in match(query="xa tan lap", properties=given(part="Huyện Đường"))
    }
    assert plain[f"{HERE}id/tan1"] == plain[f"{HERE}id/tan2"]
    assert told[f"{HERE}id/tan1"] > plain[f"{HERE}id/tan1"] > told[f"{HERE}id/tan2"]


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        ({"code": "001"}, "d1"),
        ({"people": "1.234,5", "part": "Tỉnh Bắc"}, "d1"),
        ({"people": 1234.5, "part": "Tỉnh Bắc"}, "d1"),
        ({"founded": "1/5/1975", "part": "Tỉnh Bắc"}, "d1"),
        ({"founded": "1975", "part": "tinh bac"}, "d1"),
    ],
)
def test_without_a_name_the_properties_say_what_is_meant(
    match: Match, asked: dict[str, object], best: str
) -> None:
    found = match(properties=given(**asked), type=AREA)
    assert found[0]["id"] == f"{HERE}id/{best}"
    assert not any(one["match"] for one in found)


def test_what_should_be_of_a_type_and_is_not_is_still_a_candidate(match: Match) -> None:
    found = match(query="Huyện Đường", type=BODY)
    assert found[0]["id"] == f"{HERE}id/d1"
    assert found[0]["score"] < 70
    assert match(query="Huyện Đường", type=BODY, type_strict="any") == []
