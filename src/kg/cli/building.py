"""`kg build`: from the data folder to a release."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from kg import manifest
from kg.build import pipeline, validate
from kg.cli import shell


@click.command()
@shell.path("--data", "Folder of sources, authorities, links and labels.  [default: data]")
@shell.path("--out", "Folder for releases and the link `current`.  [default: out]")
@click.option("--base", "base_iri", help="Base IRI of the release.")
@click.option("--jobs", type=int, help="Sources to read side by side.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Scheduler of a Dask cluster that reads them, tcp://HOST:PORT."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def build(ctx: click.Context, /, as_json: bool, **options: Any) -> None:
    """Builds a release from the data folder, and makes it current."""
    chosen = shell.settings(ctx, **options)
    started = time.monotonic()
    gc.disable()  # millions of small objects, hardly a circle among them, and the process ends soon
    show = _progress if sys.stderr.isatty() and not as_json else lambda step, words: None
    result = pipeline.build(chosen, show)
    seconds = time.monotonic() - started
    if as_json:
        click.echo(json.dumps(_summary(result.manifest, result.unchanged, seconds), ensure_ascii=False))
    else:
        _print_summary(result.manifest, result.folder, result.unchanged, seconds)


def _progress(step: str, words: str) -> None:
    click.echo(f"  {step:<11} {words}", err=True)


def _summary(made: manifest.Manifest, unchanged: bool, seconds: float) -> dict[str, Any]:
    return {
        "release": made.id,
        "base": made.base,
        "unchanged": unchanged,
        "seconds": round(seconds, 3),
        **made.counts,
    }


def _print_summary(made: manifest.Manifest, folder: Path, unchanged: bool, seconds: float) -> None:
    counts = made.counts
    statuses = ", ".join(f"{number} {name}" for name, number in counts["statuses"].items())
    findings = ", ".join(f"{counts['findings'].get(name, 0)} {name.lower()}" for name in validate.SEVERITIES)
    click.echo(f"release   {made.id}{' (unchanged)' if unchanged else ''}")
    click.echo(f"sources   {counts['sources']}")
    click.echo(f"facts     {counts['facts']} ({statuses})")
    click.echo(f"triples   {counts['triples']}")
    click.echo(f"findings  {findings}")
    click.echo(f"in        {folder}, {seconds:.1f} s")
