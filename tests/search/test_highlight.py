"""Hits are marked where they stand, and a long text is cut down to them."""

from __future__ import annotations

import pytest

from kg.search.highlight import marked
from kg.search.index import Index
from kg.search.question import read


@pytest.mark.parametrize(
    ("typed", "text", "hits"),
    [
        ("dang uy", "Đảng uỷ cơ quan", ["Đảng uỷ"]),
        ("uy dang", "Đảng uỷ cơ quan", ["Đảng uỷ"]),
        ("1640", "Diện tích 1.640 ha", ["1.640"]),
        ("uy ban nhan dan", "UBND huyện", ["UBND"]),
        ("ngo", "Diện tích ngô, ngô nếp", ["ngô", "ngô"]),
        ("khac", "Đảng uỷ", []),
        ("dang", "Đảng bộ", ["Đảng"]),
    ],
)
def test_what_is_marked(index: Index, typed: str, text: str, hits: list[str]) -> None:
    pieces = marked(text, read(typed, index))
    assert [piece.text for piece in pieces if piece.hit] == hits
    assert "".join(piece.text for piece in pieces) == text


def test_a_long_text_is_cut_down_to_its_hits(index: Index) -> None:
    text = "đầu " * 300 + "Đảng uỷ cơ quan họp " + "cuối " * 300
    pieces = marked(text, read("dang uy co quan", index), most=200)
    assert any(piece.hit and piece.text == "Đảng uỷ cơ quan" for piece in pieces)
    assert sum(len(piece.text) for piece in pieces) < 220
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"
