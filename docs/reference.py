"""Writes docs/commands.md from the commands' own help: `make docs`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kg.cli import main

HEAD = "# Commands\n\nWritten by `make docs` from the commands' own help; a test holds the two together.\n"


def page() -> str:
    """The page: every command's help, in the order of their names."""
    parts = [HEAD]
    for name in sorted(main.commands):
        shown = CliRunner().invoke(main, [name, "--help"], prog_name="kg", terminal_width=100)
        parts.append(f"## kg {name}\n\n```text\n{shown.output.strip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path(__file__).with_name("commands.md").write_text(page(), "utf-8")
