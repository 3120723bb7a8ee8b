"""Values of each datatype as both languages write them; what is none, or cannot be written shorter, is left alone."""

from __future__ import annotations

import pytest

from kg.serve.language.written import is_number, written
from kg.vocab import XSD

WRITTEN = (
    ("decimal", "1234567.891", "1.234.567,891", "1,234,567.891"),
    ("integer", "-1234", "-1.234", "-1,234"),
    ("integer", "007", "7", "7"),
    ("unsignedByte", "7", "7", "7"),
    ("double", "1.5E3", "1.500", "1,500"),
    ("float", "0.1", "0,1", "0.1"),
    ("date", "2018-07-06", "6/7/2018", "6 July 2018"),
    ("gYearMonth", "2020-06", "6/2020", "June 2020"),
    ("dateTime", "2020-06-05T07:08:09", "5/6/2020, 07:08:09", "5 June 2020, 07:08:09"),
    ("dateTime", "2020-06-05T07:08:09Z", "5/6/2020, 07:08:09 UTC", "5 June 2020, 07:08:09 UTC"),
    (
        "dateTime",
        "2020-06-05T07:08:09.123+07:00",
        "5/6/2020, 07:08:09 UTC+07:00",
        "5 June 2020, 07:08:09 UTC+07:00",
    ),
)
LEFT = (
    ("decimal", "٣"),
    ("decimal", "1e5"),
    ("decimal", "9" * 60),
    ("integer", ""),
    ("double", "INF"),
    ("double", "1e400"),
    ("double", "1E80"),
    ("date", "2020-02-30"),
    ("date", "2020-W01-1"),
    ("date", "20200101"),
    ("date", "2020-01-01+07:00"),
    ("gYearMonth", "2020-13"),
    ("gYearMonth", "2020-W1"),
    ("dateTime", "2020-99-99T99:99:99"),
    ("dateTime", "2020-01-01"),
    ("dateTime", "2020-W01-1T00:00:00"),
    ("dateTime", "2020-01-01T00:00:00+99:99"),
    ("string", "12"),
)


@pytest.mark.parametrize(("datatype", "text", "vi", "en"), WRITTEN)
def test_a_value_is_written_as_the_language_does(datatype: str, text: str, vi: str, en: str) -> None:
    assert (written(XSD[datatype], text, "vi"), written(XSD[datatype], text, "en")) == (vi, en)
    assert is_number(XSD[datatype]) is ("ate" not in datatype and "Month" not in datatype)


@pytest.mark.parametrize(("datatype", "text"), LEFT)
def test_what_is_none_is_left_as_it_is(datatype: str, text: str) -> None:
    assert written(XSD[datatype], text, "vi") is None
