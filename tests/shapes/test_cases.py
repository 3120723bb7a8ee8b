"""The good graph gives what it must and no more; each planted defect is caught by the rule meant to catch it."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.build.assemble import Graphs
from kg.build.validate import Report, validate

from .cases import Case, planted, read

CASES = read()


@pytest.fixture(scope="module")
def good(real: tuple[Graphs, dict[str, str]]) -> Report:
    return validate(*real)


def test_the_untouched_source_has_one_warning(good: Report) -> None:
    assert good.render("en", "Violation").startswith("0 violations")
    assert [(f.name, f.focus.rpartition("/id/")[2]) for f in good.of("Warning")] == [
        ("issuer-vs-suffix", "citation/fe65192195054a7f/6")
    ]


def test_the_untouched_source_lists_what_is_still_to_do(good: Report) -> None:
    assert Counter(f.name for f in good.of("Info")) == {"meeting-without-date": 2, "unidentified-thing": 9}


def test_there_are_at_least_thirty_cases_of_different_names() -> None:
    assert len({str(case) for case in CASES}) == len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_planted_defect_is_caught(
    case: Case, few: Graphs, real: tuple[Graphs, dict[str, str]], known: set[str]
) -> None:
    graphs, texts = planted(case, few), real[1]
    if case.text:
        texts = {name: text.replace(*case.text) for name, text in texts.items()}
        assert texts != real[1]
    new = [f for f in validate(graphs, texts).findings if f.key not in known]
    assert {f.name for f in new} == case.expected
    assert all(f.severity == case.severity for f in new if f.name == case.rule)


@pytest.fixture(scope="module")
def known(few: Graphs, real: tuple[Graphs, dict[str, str]], good: Report) -> set[str]:
    """What is found without any defect, in the whole and in the part that the cases change."""
    keys = {f.key for f in validate(few, real[1]).findings}
    assert keys == {f.key for f in good.findings}
    return keys
