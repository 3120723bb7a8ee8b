"""The house stands on floors: imports run down, none is hidden in a function, none makes a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src"

FLOORS = (
    ("kg", "kg.contexts", "kg.errors", "kg.periods", "kg.wellformed"),
    ("kg.iri",),
    ("kg.vocab",),
    ("kg.formats", "kg.settings", "kg.vietnamese", "kg.manifest"),
    ("kg.codec",),
    ("kg.search",),
    ("kg.store", "kg.build"),
    ("kg.serve",),
    ("kg.cli",),
    ("kg.__main__",),
)
"""From the ground up; rooms on one floor do not know each other, but the ground's own modules."""

SERVE_MAY_NOT = ("kg.build",)

SERVE_ROOMS = (("http", "language"), ("things",), ("lists",), ("endpoint",))
"""Rooms of the serve wing, those below first; what stands in none of them is shared by them, or puts them together."""


def modules() -> dict[str, Path]:
    found = {}
    for file in sorted(ROOT.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


MODULES = modules()


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def ours(tree: ast.AST) -> list[str]:
    return [name for name in imported(tree) if name == "kg" or name.startswith("kg.")]


def room(module: str) -> tuple[int, str]:
    """Floor and room of a module: the longest entry of the table that is its beginning."""
    rooms = [(floor, name) for floor, names in enumerate(FLOORS) for name in names]
    fitting = [(f, n) for f, n in rooms if module == n or (n != "kg" and module.startswith(f"{n}."))]
    assert fitting, f"{module} has no floor; give it one in FLOORS"
    return max(fitting, key=lambda pair: len(pair[1]))


def wrong(module: str, target: str) -> bool:
    (here, mine), (there, other) = room(module), room(target)
    return (
        there > here or (there == here and mine != other) or (mine == "kg.serve" and other in SERVE_MAY_NOT)
    )


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    up = [target for target in ours(ast.parse(MODULES[module].read_text("utf-8"))) if wrong(module, target)]
    assert up == []


def serve_room(module: str) -> tuple[int, str] | None:
    """Which room of the serve wing a module is in, and how high."""
    at = [(height, name) for height, names in enumerate(SERVE_ROOMS) for name in names]
    return next((found for found in at if module.startswith(f"kg.serve.{found[1]}.")), None)


def wrong_room(module: str, target: str) -> bool:
    mine, other = serve_room(module), serve_room(target)
    return bool(mine and other and mine != other and other[0] >= mine[0])


@pytest.mark.parametrize("module", [module for module in MODULES if serve_room(module)])
def test_no_room_of_the_serve_wing_knows_one_above(module: str) -> None:
    found = ours(ast.parse(MODULES[module].read_text("utf-8")))
    assert [target for target in found if wrong_room(module, target)] == []


def test_a_planted_import_of_a_room_above_is_seen() -> None:
    assert wrong_room("kg.serve.things.values", "kg.serve.lists.search")
    assert wrong_room("kg.serve.http.parser", "kg.serve.language.words")
    assert not wrong_room("kg.serve.lists.search", "kg.serve.things.values")


@pytest.mark.parametrize("module", MODULES)
def test_no_import_of_ours_is_hidden_in_a_function(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    functions = [
        n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    assert [name for function in functions for name in ours(function)] == []


def test_no_circle() -> None:
    graph = {m: set(ours(ast.parse(f.read_text("utf-8")))) - {m} for m, f in MODULES.items()}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("module", MODULES)
def test_every_module_opens_with_one_plain_line(module: str) -> None:
    head = ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8")))
    assert head
    assert head.splitlines()[0].strip()


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("kg.errors", "kg.iri"),
        ("kg.build.graph", "kg.store.base"),
        ("kg.serve.app", "kg.build.pipeline"),
        ("kg.store.base", "kg.serve.app"),
        ("kg.formats", "kg.settings"),
    ],
)
def test_a_planted_import_upwards_is_seen(module: str, target: str) -> None:
    assert wrong(module, target)
