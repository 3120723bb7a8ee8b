"""`kg extract`: the candidate facts of report texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from kg.build.extract import many
from kg.cli import shell


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", help="What to print.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Files to read side by side.  [default: one a processor]"
)
def extract(files: tuple[str, ...], form: str, jobs: int | None) -> None:
    """Prints the candidate facts of report FILEs (“-” for standard input), one JSON object a line."""
    if files == ("-",):
        _print_lines(many.lines(sys.stdin.buffer.read(), "standard input"))
        return
    failed = False
    found = many.many([Path(file) for file in files], jobs or os.cpu_count() or 1)
    for each in _with_bar(found, len(files)):
        _print_lines(each.lines)
        failed = failed or each.error is not None
        if each.error is not None:
            shell.warn(each.error)
    if failed:
        sys.exit(1)


def _print_lines(lines: Iterable[str]) -> None:
    sys.stdout.buffer.writelines(f"{line}\n".encode() for line in lines)
    sys.stdout.buffer.flush()


def _with_bar(found: Iterable[many.Extracted], count: int) -> Iterable[many.Extracted]:
    """The same, with a progress bar on a terminal where there are several."""
    if count == 1 or not sys.stderr.isatty():
        return found
    from rich.console import Console
    from rich.progress import track

    return track(found, "extract", total=count, console=Console(stderr=True))
