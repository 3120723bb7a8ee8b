"""How well the extractor reads: precision, recall, F1 a kind, fields, calibration and every miss.

`python -m benchmarks.eval_extract [DIR…]` scores every `NN.txt` with its `NN.gold.json` of the folders given, and the
project's own examples where none is given.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.scoring import KINDS, Fact, Outcome, fields, judge
from kg.build.extract.texts import extract

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"


def outcomes(folder: Path) -> list[Outcome]:
    """The outcome of each annotated text of a folder."""
    found = []
    for gold in sorted(folder.glob("*.gold.json")):
        text = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
        found.append(judge(gold, list(map(dict, extract(text)))))
    return found


def main() -> None:
    """Prints the figures of each folder."""
    for folder in [Path(argument) for argument in sys.argv[1:]] or [EXAMPLES]:
        scored = outcomes(folder)
        print(f"{folder}: {len(scored)} texts")
        _misses(scored)
        _kinds(scored)
        _fields(scored)
        _calibration(scored)


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
