"""What the documentation says is true: examples in docstrings run, commands and settings are described."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.settings import Settings

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
WITH_EXAMPLES = sorted(p for p in SOURCE.rglob("*.py") if ">>> " in p.read_text("utf-8"))
MARKDOWN = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda p: p.stem)
def test_examples_in_docstrings(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_and_stands_in_the_reference(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"], prog_name="kg", terminal_width=100)
    assert shown.exit_code == 0
    assert main.commands[name].help
    assert shown.output.strip() in (ROOT / "docs" / "commands.md").read_text("utf-8"), "run `make docs`"


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    described = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert described == {field.name for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []
