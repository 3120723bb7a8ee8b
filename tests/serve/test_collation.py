"""Lists stand in the order of the Vietnamese alphabet, and numbers in them in the order of numbers."""

from __future__ import annotations

import random

import pytest

from kg.serve.language import collation

ORDERED = {
    "letters before tones": ["ăn", "ấn", "ba", "da", "dã", "Dân", "đa", "Đảng"],
    "the five tones": ["ma", "mà", "mả", "mã", "má", "mạ", "man"],
    "a number is one": ["Phường 1", "Phường 2", "Phường 02 b", "Phường 10", "Phường 102", "Phường Ba"],
    "numbers first": ["", "0", "1", "2 b", "12 a", "a", "b"],
    "in the middle": ["Kết quả 2: b", "Kết quả 18: a", "Kết quả a"],
    "longer than any integer": ["1" * 6000 + "2", "1" * 6000 + "3", "9" * 6001 + "0"],
    "signs last": ["z", "«x»", "日"],
}


@pytest.mark.parametrize("ordered", ORDERED.values(), ids=ORDERED.keys())
def test_order(ordered: list[str]) -> None:
    mixed = random.Random(5).sample(ordered, len(ordered))
    assert sorted(mixed, key=collation.key) == ordered


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("ấp", "Â"),
        (" Đảng", "Đ"),
        ("2nd congress", "#"),
        ("0", "#"),
        ("«x»", "#"),
        ("", "#"),
        ("e\u0301", "E"),
    ],
)
def test_letter(text: str, letter: str) -> None:
    assert collation.initial(text) == letter
