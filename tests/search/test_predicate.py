"""Whether a text has the words of a question, whichever way both are written."""

from __future__ import annotations

import pytest

from kg.search.predicate import matches


@pytest.mark.parametrize(
    ("text", "question", "has"),
    [
        ("Ủy ban nhân dân huyện", "uy ban nhan dan", True),
        ("Uỷ ban nhân dân", "ủy ban", True),
        ("UBND huyện", "Ủy ban nhân dân", True),
        ("Ủy ban nhân dân xã Tân Lập", "ubnd tan lap", True),
        ("đường sắt", "duong", True),
        ("đường sắt", "đương", False),
        ("Đắk Lắk", "ĐẮK", True),
        ("Đắk Lắk", "dak lak", True),
        ("Số 28.259 ha", "28259", True),
        ("12-HD/BTCTW", "12 hd", True),
        ("một hai", "hai ba", False),
        ("", "một", False),
        ("một", "", None),
        ("một", "(a+)+$ * .", False),
        ("một", "…", None),
    ],
)
def test_matches(text: str, question: str, has: bool | None) -> None:
    assert matches(text, question) is has


def test_a_long_text_and_a_long_question_are_only_words() -> None:
    assert matches("a " * 200_000 + "b", "b") is True
    assert matches("a" * 1_000_000, "(a|a)*b " * 100_000) is False
