"""Any text whatever: no error, exact offsets, no invented number; the same text in another spelling reads the same."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.build.extract.folded import pieces
from kg.build.extract.texts import extract
from kg.vietnamese import parse_number

WORDS = (
    "Tổng diện tích", "đạt", "là", "tăng", "giảm", "so với", "cùng kỳ", "năm 2020", "kế hoạch", "KH", "tỷ đồng",
    "triệu", "nghìn", "ha", "%", "/", "-", "–", ",", ";", ":", ".", "(", ")", "“", "”", "trong đó", "gồm", "chiếm",
    "1.234,5", "06", "12", "842,238", "2020", "Chủ tịch", "Bí thư", "UBND", "HĐND", "Huyện ủy", "tỉnh", "huyện", "xã",
    "Nguyễn Văn Mẫu", "đồng chí", "Nghị quyết", "số", "05-CT/TW", "của", "về", "ngày 15/5/2016", "Sáng 6-2", "tổ chức",
    "hội nghị", "chủ trì", "Đại hội", "lần thứ", "XII", "Công ty", "HTX", "Trung tâm", "\u00a0", "\u202e", "\x00",
    "\u0301", "\ufeff", "\n", "Ð", "hoá", "ủy", "và", "từ", "lên", "xuống còn", "phấn đấu", "ước", "tỷ lệ", "hộ nghèo",
)  # fmt: skip
REPORTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
NUMBERS = ("value", "target", "total", "percent_of_plan", "share")


def check(text: str) -> list[dict[str, Any]]:
    found = [dict(fact) for fact in extract(text)]
    for fact in found:
        assert text[fact["start"] : fact["end"]] == fact["quote"] != ""
        for name in NUMBERS:
            if name in fact:
                assert fact[f"{name}_raw"] in fact["quote"]
                assert reads(fact[f"{name}_raw"], fact[name], fact.get("scale", 1))
        for change in fact.get("change", []):
            assert change["raw"] in fact["quote"]
    assert len({fact["id"] for fact in found}) == len(found)
    return found


def reads(raw: str, value: float, scale: float) -> bool:
    """The number as written, read the Vietnamese way, is the number given; an amount in two units is left out."""
    number = parse_number(raw.rstrip("% \u00a0"))
    return number is None or value in (float(number), float(number * Decimal(scale)))


@given(REPORTS)
@settings(max_examples=300)
def test_words_of_reports_in_any_order(text: str) -> None:
    check(text)


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_any_characters(text: str) -> None:
    check(text)


@given(REPORTS)
@settings(max_examples=150)
def test_decomposed_letters_and_hard_spaces_change_no_number(text: str) -> None:
    plain = text.replace("\u0301", "").replace("\u00a0", " ")
    odd = unicodedata.normalize("NFD", plain).replace(" ", "\u00a0")
    told = [[fact.get(name) for name in ("kind", *NUMBERS)] for fact in check(plain)]
    assert [[fact.get(name) for name in ("kind", *NUMBERS)] for fact in check(odd)] == told


@given(st.text(alphabet="aăđĐÐ \u0301\u0323\u0300\u00a0\u200b\u202e\ufeff\n-–“", max_size=80))
def test_every_character_knows_where_it_stood(text: str) -> None:
    for piece in pieces(text):
        assert len(piece.text) == len(piece.key) == len(piece.shown)
        at = 0
        for n in range(len(piece.text)):
            low, high = piece.span(n, n + 1)
            assert at <= low < high <= len(text)
            at = low


HOSTILE = {
    "empty": "", "spaces": " \n\t" * 1_000, "nul": "\0" * 100_000, "brackets": "(" * 100_000, "closed": "()" * 50_000,
    "bidi": "\u202e" * 100_000, "digits": "1" * 100_000, "one word": "đ" * 100_000, "slashes": "1/" * 50_000,
    "marks": "a" + "\u0301" * 100_000, "quotes": "“" * 100_000, "dashes": "1-" * 50_000, "per cent": "1% " * 10_000,
    "names": "Nguyễn " * 10_000, "posts": "Bí thư Tỉnh ủy, " * 5_000, "heads": "UBND, " * 10_000,
    "acts": "Nghị quyết số 5 của " * 5_000, "figures": "diện tích 5 ha, " * 5_000, "surrogate": "\ud800" * 100,
    "english": "The province has 1,234 schools. " * 500, "chinese": "越南社会主义共和国" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name: str) -> None:
    check(HOSTILE[name])


def test_long_line_is_read_to_its_end() -> None:
    line = "một câu dài không có dấu chấm " * 3_000 + "sản lượng chè đạt 4.120 tấn"
    assert check(line)[-1]["value"] == 4120


def test_a_fact_told_often_is_one_fact() -> None:
    found = [
        fact for fact in check("Năm 2020, sản lượng chè đạt 4.120 tấn.\n" * 3) if fact["kind"] == "indicator"
    ]
    assert [len(fact["also"]) for fact in found] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "The district has 1,234 ha of rice and 12 schools.",
        "The province has 1,234 schools.",
        "Le préfet a réuni 12 maires à l’école, où 5 ha sont plantés.",
        "越南社会主义共和国 有 123 学校。",
        "В районе 123 школы и 5 ha леса.",
    ],
)
def test_another_language_gives_nothing(text: str) -> None:
    assert check(text * 20) == []


def test_a_foreign_sentence_leaves_the_others_be() -> None:
    text = "Rice: 1,234 ha were sown in the district.\nTổng diện tích lúa 1.234 ha.\n"
    assert [fact["value"] for fact in check(text)] == [1234]
