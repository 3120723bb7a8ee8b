"""How well the extractor reads: precision, recall, F1 a kind, fields, calibration and every miss.

`python -m benchmarks.eval_extract [DIR…]` scores the curated sources, the project's own examples, and every `NN.txt`
with its `NN.gold.json` of the folders given.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.scoring import KINDS, Fact, Outcome, compare, fields, judge
from benchmarks.truth import ROOT, Truth
from kg.build.extract.texts import extract

EXAMPLES = ROOT / "data" / "examples"
SOURCES = ROOT / "data" / "sources"
CURATED = tuple(kind for kind in KINDS if kind != "organization")
"""The kinds that are facts in a source's records; bodies are things there."""


def outcomes(folder: Path) -> list[Outcome]:
    """The outcome of each annotated text of a folder."""
    found = []
    for gold in sorted(folder.glob("*.gold.json")):
        text = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
        found.append(judge(gold, list(map(dict, extract(text)))))
    return found


def curated() -> list[Outcome]:
    """The outcome of each source that people have judged: what they decided beside what the text alone gave."""
    found = []
    for folder in sorted(path.parent for path in SOURCES.glob("*/records.toml")):
        truth = Truth(folder)
        told = list(map(dict, extract(truth.document.text)))
        found.append(compare(folder.name, truth.facts(), told, CURATED))
    return found


def main() -> None:
    """Prints the figures of the sources, of the examples and of each folder given."""
    _report("data/sources, before any curation", curated())
    for folder in [EXAMPLES, *map(Path, sys.argv[1:])]:
        _report(str(folder), outcomes(folder))


def _report(title: str, scored: list[Outcome]) -> None:
    print(f"{title}: {len(scored)} {'text' if len(scored) == 1 else 'texts'}")
    _misses(scored)
    _kinds(scored)
    _fields(scored)
    _calibration(scored)
    print()


def _misses(scored: list[Outcome]) -> None:
    for one in scored:
        for kind, fact in one.missed:
            print(f"  missed {one.name} {kind} {fact['start']}-{fact['end']} {fact['quote'][:100]!r}")
        for kind, fact in one.wrong:
            print(f"  wrong  {one.name} {kind} {fact['start']}-{fact['end']} {fact['quote'][:100]!r}")
        for kind, gold, fact in one.pairs:
            for name, right in fields(kind, gold, fact):
                if not right:
                    print(f"  field  {one.name} {kind}.{name} want {gold.get(name)!r} got {fact.get(name)!r}")


def _kinds(scored: list[Outcome]) -> None:
    print(f"\n  {'kind':14}{'gold':>6}{'found':>7}{'wrong':>7}{'P':>7}{'R':>7}{'F1':>7}")
    for kind in (*KINDS, "all"):
        kinds = KINDS if kind == "all" else (kind,)
        if kind != "all" and not any(
            of == kind for one in scored for of, *_ in [*one.pairs, *one.missed, *one.wrong]
        ):
            continue
        hits = sum(of in kinds for one in scored for of, _, _ in one.pairs)
        missed = sum(of in kinds for one in scored for of, _ in one.missed)
        wrong = sum(of in kinds for one in scored for of, _ in one.wrong)
        p, r, f1 = rates(hits, missed, wrong)
        print(f"  {kind:14}{hits + missed:>6}{hits:>7}{wrong:>7}{p:>7.3f}{r:>7.3f}{f1:>7.3f}")


def rates(hits: int, missed: int, wrong: int) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    p = hits / (hits + wrong) if hits + wrong else 0.0
    r = hits / (hits + missed) if hits + missed else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def _fields(scored: list[Outcome]) -> None:
    right: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in scored:
        for kind, gold, fact in one.pairs:
            for name, ok in fields(kind, gold, fact):
                right[f"{kind}.{name}"][ok] += 1
    print()
    for name, count in sorted(right.items()):
        print(f"  {name:28}{count[True]:>5} of {count.total()}")
    good, every = sum(count[True] for count in right.values()), sum(count.total() for count in right.values())
    print(f"  fields right: {good} of {every} = {good / max(every, 1):.3f}")


def _calibration(scored: list[Outcome]) -> None:
    """How often candidates are right, by the confidence they state."""
    steps: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in scored:
        for fact, ok in [
            *((fact, True) for _, _, fact in one.pairs),
            *((fact, False) for _, fact in one.wrong),
        ]:
            steps[_step(fact)][ok] += 1
    print("\n  confidence   candidates   right")
    for step, count in sorted(steps.items(), reverse=True):
        print(f"  {step:12}{count.total():>8}{count[True] / count.total():>11.3f}")


def _step(fact: Fact) -> str:
    confidence = float(fact["confidence"])
    return "0.9 and more" if confidence >= 0.9 else "0.8 – 0.9" if confidence >= 0.8 else "below 0.8"


if __name__ == "__main__":
    main()
