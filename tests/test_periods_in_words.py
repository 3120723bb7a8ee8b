"""Periods in words, in both languages; what is no period stays as it is."""

from __future__ import annotations

import pytest

from kg import periods


@pytest.mark.parametrize(
    ("label", "vi", "en"),
    [
        ("2020", "2020", "2020"),
        ("2020–2025", "2020–2025", "2020–2025"),
        ("2020-06", "tháng 6/2020", "June 2020"),
        ("2020-Q4", "quý IV/2020", "the fourth quarter of 2020"),
        ("2020-H1", "6 tháng đầu năm 2020", "the first half of 2020"),
        ("2020-H2", "6 tháng cuối năm 2020", "the second half of 2020"),
        ("2020-01–2020-09", "9 tháng đầu năm 2020", "January to September 2020"),
        ("2020-11–2020-12", "2 tháng cuối năm 2020", "November to December 2020"),
        ("2020-03–2020-05", "từ tháng 3 đến tháng 5/2020", "March to May 2020"),
        ("2019-06–2020-05", "từ tháng 6/2019 đến tháng 5/2020", "June 2019 to May 2020"),
        ("2019–2020-H1", "từ 2019 đến 6 tháng đầu năm 2020", "2019 to the first half of 2020"),
    ],
)
def test_a_period_is_said_in_words(label: str, vi: str, en: str) -> None:
    assert (periods.words(label, "vi"), periods.words(label, "en")) == (vi, en)


@pytest.mark.parametrize("label", ["", "2020-13", "2020-Q5", "–2025-06", "2025-07–", "1–2–3", "đầu năm"])
def test_what_is_of_another_form_stays_as_it_is(label: str) -> None:
    assert periods.words(label, "vi") == label


def test_a_language_that_has_no_words_for_it() -> None:
    assert periods.words("2020-H1", "fr") == "2020-H1"
