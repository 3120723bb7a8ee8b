"""Fast ways and pySHACL's own find the same: rules asked once of everything, core constraints behind the sieve."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import pytest
from pyoxigraph import Literal, Quad

from kg.build import rules, shacl, shapes
from kg.build.assemble import Graphs
from kg.build.checks import CHECKS
from kg.build.findings import Result
from kg.build.shapes import Rule, Shapes
from kg.build.statements import Value
from kg.build.validate import LEFT_OUT
from kg.vocab import SH

from .cases import FOLDER, Case, planted, read
from .rules import rules_of

Found = set[tuple[str, str, str, str]]
RULES = rules_of(FOLDER.parent)


@pytest.fixture(scope="module")
def known(shape_quads: list[Quad]) -> Shapes:
    return shapes.read(shape_quads)


def data(graphs: Graphs) -> list[Quad]:
    return [q for name, quads in graphs.items() if not name.startswith(LEFT_OUT) for q in quads]


def told(results: Iterable[Result]) -> Found:
    return {(r.rule, str(r.focus), str(r.path), number(r.value)) for r in results}


def number(value: Value | None) -> str:
    """A value as a string; numbers by what they are worth."""
    try:
        return str(Decimal(value.value).normalize()) if isinstance(value, Literal) else str(value)
    except InvalidOperation:
        return str(value)


def one_by_one(graphs: Graphs, wanted: Iterable[Rule]) -> Found:
    """What pySHACL finds by some rules, from the same shapes and the ontology's prefixes."""
    wanted_iris = {rule.shape.iri for rule in wanted}
    targets = (SH.targetClass, SH.targetSubjectsOf)
    ours = [q for q in graphs["shapes"] if q.predicate not in targets or q.subject.value in wanted_iris]
    return told(shacl.judge(data(graphs), [*ours, *graphs["ontology"]]))


def test_the_rules_find_the_same_both_ways_in_the_whole_good_graph(
    real: tuple[Graphs, dict[str, str]], known: Shapes
) -> None:
    assert told(rules.run(data(real[0]), known.rules)) == one_by_one(real[0], known.rules) != set()


def named(known: Shapes, names: Iterable[str]) -> list[Rule]:
    return [rule for rule in known.rules if rule.shape.iri.rpartition("/")[2] in names]


def test_the_sieve_lets_nothing_slip_in_the_whole_good_graph(
    real: tuple[Graphs, dict[str, str]], known: Shapes
) -> None:
    assert told(shacl.run(data(real[0]), known.core)) == told(shacl.judge(data(real[0]), known.core))


@pytest.mark.parametrize("case", [c for c in read() if c.expected & set(RULES)], ids=str)
def test_the_rules_find_the_same_defect_both_ways(case: Case, few: Graphs, known: Shapes) -> None:
    graphs, wanted = planted(case, few), named(known, case.expected)
    assert told(rules.run(data(graphs), wanted)) == one_by_one(graphs, wanted) != set()


@pytest.mark.parametrize("file", sorted({case.file for case in read()}))
def test_the_sieve_lets_no_defect_slip(file: str, few: Graphs, known: Shapes) -> None:
    """Every defect of a file at once: whatever pySHACL finds among all nodes, it finds behind the sieve."""
    cases = [c for c in read() if c.file == file and c.expected - set(RULES) - set(CHECKS)]
    graphs = few
    for case in cases:
        graphs = planted(case, graphs)
    found = told(shacl.run(data(graphs), known.core))
    assert found == told(shacl.judge(data(graphs), known.core))
    missing = {c.rule for c in cases} - {f[0].rpartition("/")[2] for f in found} - set(RULES) - set(CHECKS)
    assert missing == set()
