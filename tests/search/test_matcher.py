"""What people type finds what they mean, whichever way they type it."""

from __future__ import annotations

import pytest
from small_world import things

from kg.search import writer
from kg.search.index import Index
from kg.search.matcher import Matcher

AREA = "https://data.example.org/def/lg#AdministrativeArea"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Đảng uỷ cơ quan", "org/r/dang-uy"),
        ("đảng ủy cơ quan", "org/r/dang-uy"),
        ("Đảng uỷ cơ quan", "org/r/dang-uy"),
        ("dang uy co quan", "org/r/dang-uy"),
        ("DANG UY CO QUAN", "org/r/dang-uy"),
        ("ddangr uyr cow quan", "org/r/dang-uy"),
        ("dang uy co qaun", "org/r/dang-uy"),
        ("danguycoquan", "org/r/dang-uy"),
        ("uy ban nhan dan huyen", "org/r/ubnd"),
        ("Ủy ban nhân dân huyện", "org/r/ubnd"),
        ("hdnd cap tinh", "org/vn/hdnd"),
        ("HĐND tỉnh", "org/vn/hdnd"),
        ("tran thi thuy an", "person/r/an"),
        ("Trần Thị Thúy An", "person/r/an"),
        ("kt-xh", "topic/kt"),
        ("KTXH", "topic/kt"),
        ("socio economic", "topic/kt"),
        ("District Peoples Committee", "org/r/ubnd"),
        ("07-HD/BTGTU", "document/7"),
        ("07 hd btgtu", "document/7"),
        ("7hd btgtu", "document/7"),
        ("001", "area/t/001"),
        ("00001", "area/t/00001"),
        ("hoà đức", "area/t/001"),
        ("xa tan lap dong giang", "area/t/00002"),
        ("tân lập, huyện hòa đức", "area/t/00001"),
        ("p ben nghe q.1", "area/t/00003"),
        ("tx hoa duc p ben nghe", "area/t/00003"),
        ("1.640", "figure/r/maize/2022"),
        ("1640 ha", "figure/r/maize/2022"),
        ("sang nay dang uy hop", "text/t#char=33,66"),
    ],
)
def test_what_is_typed_finds_what_is_meant(matcher: Matcher, typed: str, first: str) -> None:
    found = [one.iri for one in matcher.candidates(typed)]
    assert (
        found[0].removeprefix("https://data.example.org/").removeprefix("id/").removeprefix("def/") == first
    )


def test_marks_tell_apart(matcher: Matcher) -> None:
    names = {typed: matcher.candidates(typed)[0].name.text for typed in ("đường sắt", "đương sắt")}
    assert names == {"đường sắt": "Tổng công ty đường sắt", "đương sắt": "Nhóm Đương Sắt"}
    without = [one.name.text for one in matcher.candidates("duong sat")]
    assert set(names.values()) <= set(without)


def test_a_code_is_itself_and_no_other(matcher: Matcher) -> None:
    codes = [one for one in matcher.candidates("01") if one.features.code]
    assert [one.iri for one in codes] == ["https://data.example.org/id/area/t/01"]


def test_equal_is_said_of_whole_names_with_their_marks_only(matcher: Matcher) -> None:
    equal = {
        typed: matcher.candidates(typed)[0].features.equal for typed in ("đảng ủy cơ quan", "dang uy co quan")
    }
    assert equal == {"đảng ủy cơ quan": True, "dang uy co quan": False}
    both = [one.iri for one in matcher.candidates("Xã Tân Lập") if one.features.equal]
    assert len(both) == 2


def test_types_are_a_filter(matcher: Matcher) -> None:
    found = matcher.candidates("hoa duc", types=(AREA,))
    assert found
    assert all(AREA in one.types for one in found)
    assert matcher.candidates("hoa duc", types=("https://example.org/none",)) == []


@pytest.mark.parametrize("typed", ["ubnd hoa duc", "hoa duc committee", "hoa ducc district"])
def test_words_that_no_name_of_a_class_has_do_not_hide_it(matcher: Matcher, typed: str) -> None:
    assert matcher.candidates(typed, types=(AREA,))[0].iri.endswith("id/area/t/001")


def test_a_beginning_is_enough_to_suggest(matcher: Matcher) -> None:
    assert matcher.suggest("tran thi th")[0].name.text == "Trần Thị Thuý An"
    assert matcher.suggest("ubn")[0].name.text == "UBND huyện"


def test_words_of_what_it_lies_in_find_a_thing(matcher: Matcher) -> None:
    found = matcher.candidates("tan lap song da", types=(AREA,))
    assert {one.iri[-2:] for one in found[:2]} == {"01", "02"}


def test_a_things_record_says_where_it_belongs(matcher: Matcher) -> None:
    entry = matcher.entry("https://data.example.org/id/figure/r/maize/2022")
    assert entry
    assert entry.reports == ("https://data.example.org/id/report/r",)
    assert entry.years == ("2022",)
    assert [area.rpartition("/")[2] for area in entry.areas] == ["001", "01"]
    assert [quote.text for quote in entry.quotes] == ["Diện tích ngô: 1.640 ha"]
    assert matcher.entry("https://data.example.org/none") is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\0",
        '"',
        'a" OR "b',
        "NEAR(a b, 2)",
        "* ^ - + ( ) { } : ;",
        "names MATCH 'x'",
        "'; DROP TABLE name; --",
        "(a+)+$",
        "\ud800",
        "дистрикт 地区 منطقة ทดสอบ",
        "🌾🌾",
        "a" * 1_000_000,
        "huyện " * 10_000,
        "\u202e\u200f",
        "AND OR NOT",
        "\ue000t1",
    ],
)
def test_nothing_typed_is_an_error(matcher: Matcher, typed: str) -> None:
    for found in (matcher.candidates(typed), matcher.suggest(typed)):
        assert all(0 <= one.score <= 100 for one in found)


def test_the_same_things_give_the_same_file(tmp_path: pytest.TempPathFactory) -> None:
    files = [tmp_path / name for name in ("a", "b")]  # type: ignore[operator]
    writer.write(files[0], things())
    writer.write(files[1], reversed(things()))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_many_threads_may_ask(index: Index) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: Matcher(index).candidates("tan lap")[0].name.text, range(64)))
    assert set(found) == {"Xã Tân Lập"}
