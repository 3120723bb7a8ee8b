from __future__ import annotations

import pytest

from kg.build import periods
from kg.errors import InputError


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-Q3", "2021-07-01", "2021-09-30"),
        ("2021-H2", "2021-07-01", "2021-12-31"),
        ("2020-01--2020-09", "2020-01-01", "2020-09-30"),
        ("2020--2025", "2020-01-01", "2025-12-31"),
    ],
)
def test_bounds(name: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in periods.bounds(name)] == [first, last]


@pytest.mark.parametrize("name", ["20", "2020-13", "2020-Q5", "năm 2020", "2020-"])
def test_what_is_no_period(name: str) -> None:
    with pytest.raises(InputError, match="no period"):
        periods.bounds(name)
