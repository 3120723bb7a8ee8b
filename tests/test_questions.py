"""Every question in ontology/questions gets its answer, through the endpoint, as a client would ask it."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

QUESTIONS = sorted((Path(__file__).parents[1] / "ontology" / "questions").glob("*.rq"))


def table(tsv: str) -> tuple[str, list[str]]:
    head, *rows = tsv.splitlines()
    return head, rows


def ordered(query: str) -> bool:
    return bool(re.search(r"\bORDER\s+BY\b[^}]*$", query))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.stem)
def test_question(question: Path, address: str) -> None:
    query = question.read_text("utf-8")
    if re.search(r"^ASK\b", query, re.M):
        answer = httpx.post(
            f"{address}sparql",
            data={"query": query},
            headers={"Accept": "application/sparql-results+json"},
            timeout=60,
        )
        assert (
            str(answer.json()["boolean"]).lower()
            == question.with_suffix(".tsv").read_text("utf-8").split()[1]
        )
        return
    answer = httpx.post(
        f"{address}sparql",
        data={"query": query},
        headers={"Accept": "text/tab-separated-values"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    (head, found), (wanted_head, wanted) = (
        table(answer.text),
        table(question.with_suffix(".tsv").read_text("utf-8")),
    )
    assert head == wanted_head
    assert found == wanted if ordered(query) else sorted(found) == sorted(wanted)


def test_there_are_questions_of_every_level_in_both_languages() -> None:
    texts = [question.read_text("utf-8") for question in QUESTIONS]
    assert len(texts) >= 40
    assert all(re.match(r"# vi: \S.*\n# en: \S.*\n# level: (easy|medium|hard)\n", text) for text in texts)
    for level in ("easy", "medium", "hard"):
        assert sum(f"# level: {level}\n" in text for text in texts) >= 5


def test_no_answer_is_left_without_its_question() -> None:
    folder = QUESTIONS[0].parent
    assert {p.stem for p in folder.glob("*.tsv")} == {p.stem for p in QUESTIONS}
