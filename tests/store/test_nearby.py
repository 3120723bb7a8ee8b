"""A folder that is read in the server's process and goes wrong: what cannot be read is asked of a worker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.store.nearby import AskInstead, Nearby, at_most

A, P, G = (NamedNode(f"https://example.org/{name}") for name in "apg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An Oxigraph folder whose statements stand in its tables."""
    path = tmp_path / "store"
    store = Store(str(path))
    store.bulk_extend(Quad(A, P, A, graph) for graph in (DefaultGraph(), G))
    store.flush()
    store.optimize()
    return path


def garbage(folder: Path) -> None:
    """Every table has other bytes."""
    for file in folder.glob("*.sst"):
        with file.open("r+b") as table:
            table.write(os.urandom(file.stat().st_size))


def cut(folder: Path) -> None:
    """Every table ends early."""
    for file in folder.glob("*.sst"):
        os.truncate(file, file.stat().st_size // 3)


QUESTIONS: tuple[tuple[Callable[[Nearby], Sequence[Quad]], int], ...] = (
    (lambda near: near.here(A), 1),
    (lambda near: near.anywhere(A), 2),
    (lambda near: near.within(A, G), 1),
    (lambda near: near.by(A, P), 1),
    (lambda near: near.named(A), 0),
    (lambda near: near.leading(A), 1),
    (lambda near: near.heads(A, P), 1),
    (lambda near: near.pointing(A, P, G), 1),
)
"""What is asked, and how many statements answer it."""


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
@pytest.mark.parametrize("harm", [shutil.rmtree, garbage, cut])
def test_a_folder_that_goes_wrong_is_read_rightly_or_not_at_all(
    number: int, harm: Callable[[Path], object], folder: Path
) -> None:
    question, count = QUESTIONS[number]
    near = Nearby(folder)
    harm(folder)
    with suppress(AskInstead):
        assert len(question(near)) == count


def test_damage_is_left_to_workers(folder: Path) -> None:
    near = Nearby(folder)
    garbage(folder)
    for question in (near.here, near.anywhere, near.leading):
        with pytest.raises(AskInstead):
            question(A)


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_a_whole_one_is_read(number: int, folder: Path) -> None:
    question, count = QUESTIONS[number]
    assert len(question(Nearby(folder))) == count


def test_what_a_thread_looks_up_can_be_bounded(folder: Path) -> None:
    near = Nearby(folder)
    with at_most(5):
        assert len(near.anywhere(A)) == 2
        assert len(near.within(A, G)) == 1
        with pytest.raises(AskInstead):
            near.by(A, P)
    assert len(near.by(A, P)) == 1
