"""`kg export`: a static copy of the site."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kg.cli import shell
from kg.errors import SettingsError, Where
from kg.serve.export import exporting
from kg.serve.export.exporting import Done, Progress, Wanted
from kg.settings import is_address


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@shell.path("--release", "A release folder, or the link `current`.  [default: the current one]")
@shell.path("--out", "Folder of releases.  [default: out]")
@click.option(
    "--url", default="", help="Where DIR will stand on the web, for search engines.  [default: not stated]"
)
@click.option(
    "--areas/--no-areas", help="A page for every official area, or only for those that the data come near."
)
@click.option("--jobs", type=int, help="Processes that write pages side by side.")
@click.pass_context
def export(
    ctx: click.Context, /, folder: Path, release: Path | None, url: str, areas: bool, **options: Any
) -> None:
    """Writes a static copy of a release into DIR: pages and data that need no server, from any folder.

    DIR is missing, empty or an earlier copy, which is replaced once the new one is whole.
    """
    chosen = shell.settings(ctx, **options)
    if url and not is_address(url):
        raise SettingsError(
            f"“{url}” is no address of a folder on the web.",
            Where(field="url"),
            "It begins with http and ends in “/”.",
        )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    started = time.monotonic()
    with _shown() as progress:
        done = exporting.export(chosen, release, Wanted(folder, url, areas), shell.warn, progress)
    _tell(done, folder, time.monotonic() - started)


@contextmanager
def _shown() -> Iterator[Progress]:
    """A progress bar on a terminal."""
    if not sys.stderr.isatty():
        yield lambda step, done, known: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True)) as bar:
        steps: dict[str, Any] = {}

        def show(step: str, done: int, known: int) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step)
            bar.update(steps[step], completed=done, total=known)

        yield show


def _tell(done: Done, folder: Path, seconds: float) -> None:
    crawled, checked = done.crawled, done.checked
    click.echo(f"release   {done.release}")
    click.echo(f"pages     {crawled.pages}, with {crawled.files - crawled.pages} other files")
    click.echo(f"links     {checked.links} lead to files of the copy")
    if checked.unlinked:
        click.echo(f"unlinked  {checked.unlinked}, to addresses that the site does not have")
    if checked.alike:
        shell.warn(f"{checked.alike} names differ by capitals only: some file systems keep one of each.")
    if done.left:
        click.echo(f"left out  {done.left} official areas (--areas takes them along)")
    click.echo(f"in        {folder}, {checked.bytes / 1e6:.1f} MB, {seconds:.1f} s")
