"""How alike two names are: what must score above what, and the features that say why."""

from __future__ import annotations

import pytest

from kg.search.similarity import compare
from kg.search.spelling import distance, one_slip
from kg.search.telex import undone


@pytest.mark.parametrize(
    ("asked", "better", "worse"),
    [
        ("đường sắt", "đường sắt", "đương sắt"),
        ("duong sat", "Đường sắt", "Đường thuỷ"),
        ("ubnd huyen", "Ủy ban nhân dân huyện", "Ủy ban nhân dân tỉnh"),
        ("tan lap", "Xã Tân Lập", "Xã Tân Lập Đông Giang"),
        ("huyen lak", "Huyện Lắk", "Huyện Lập"),
        ("nguyen van an", "Nguyễn Văn An", "Nguyễn An Văn"),
        ("nguyen van ann", "Nguyễn Văn An", "Nguyễn Văn Bình"),
    ],
)
def test_what_is_more_alike(asked: str, better: str, worse: str) -> None:
    assert compare(asked, better).score > compare(asked, worse).score


@pytest.mark.parametrize(
    ("asked", "name", "feature"),
    [
        ("Đảng Uỷ", "đảng ủy", "equal"),
        ("dang uy", "Đảng ủy", "equal_plain"),
        ("BTV Huyện ủy", "Ban Thường vụ Huyện ủy", "abbreviation"),
    ],
)
def test_why(asked: str, name: str, feature: str) -> None:
    found = compare(asked, name).as_dict()
    assert found[feature] is True
    assert 90 < float(found["score"]) <= 100


@pytest.mark.parametrize(("code", "same"), [("01", True), ("1", False), ("001", False), (" 01 ", True)])
def test_a_code_keeps_its_zeros(code: str, same: bool) -> None:
    assert compare(code, "01", code=True).code is same


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("huyeejn", "huyện"),
        ("ddawsk", "đắk"),
        ("uyr", "ủy"),
        ("hooij", "hội"),
        ("quyeets", "quyết"),
        ("gias", "giá"),
        ("dduowngf", "đường"),
        ("duongwf", "dường"),
        ("an", None),
        ("w", None),
        ("đã", None),
        ("dat", None),
    ],
)
def test_keys_are_undone(keys: str, word: str | None) -> None:
    assert undone(keys) == word


def test_slips_and_distances_agree() -> None:
    words = ["hoach", "haoch", "hoch", "hoachs", "hoach", "loach", "lak", "", "a"]
    for first in words:
        for second in words:
            assert distance(first, second) == distance(second, first)
            if one_slip(first, second):
                assert 1 <= distance(first, second) <= 2
