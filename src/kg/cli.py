"""The commands; the only place that reads the environment, prints and exits."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg import __version__, manifest, settings
from kg.build import pipeline
from kg.errors import KgError, ReleaseError, Where
from kg.settings import Settings


class Commands(click.Group):
    """A group whose commands end with status 1 and one plain line where something is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {error}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file.  [default: kg.toml, where there is one]"
)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Turns Vietnamese local-government reports into a knowledge graph, and publishes it."""
    named = config or os.environ.get("KG_CONFIG")
    ctx.obj = Path(named) if named else Path("kg.toml") if Path("kg.toml").exists() else None


def _settings(ctx: click.Context, **options: Any) -> Settings:
    return settings.load(ctx.obj, os.environ, **options)


def _path(name: str, help_: str) -> Callable[[Any], Any]:
    return click.option(name, type=click.Path(path_type=Path), help=help_)


@main.command()
@_path("--data", "Folder of sources, authorities, links and labels.  [default: data]")
@_path("--out", "Folder for releases and the link `current`.  [default: out]")
@click.option("--base", "base_iri", help="Base IRI of the release.")
@click.option("--jobs", type=int, help="Sources to read side by side.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def build(ctx: click.Context, as_json: bool, **options: Any) -> None:
    """Builds a release from the data folder, and makes it current."""
    chosen = _settings(ctx, **options)
    started = time.monotonic()
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
    findings = ", ".join(f"{number} {name.lower()}" for name, number in counts["findings"].items())
    click.echo(f"release   {made.id}{' (unchanged)' if unchanged else ''}")
    click.echo(f"sources   {counts['sources']}")
    click.echo(f"facts     {counts['facts']} ({statuses})")
    click.echo(f"triples   {counts['triples']}")
    click.echo(f"findings  {findings}")
    click.echo(f"in        {folder}, {seconds:.1f} s")


@main.command()
@_path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def releases(ctx: click.Context, **options: Any) -> None:
    """Lists the releases, newest first; `*` marks the current one."""
    out = _settings(ctx, **options).out
    current = manifest.current(out)
    for folder in manifest.releases(out):
        made = manifest.read(folder)
        mark = "*" if current and folder.resolve() == current else " "
        click.echo(f"{mark} {made.id}  {made.modified}  {sum(made.graphs.values())} triples  {made.base}")


@main.command()
@click.argument("release")
@_path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def rollback(ctx: click.Context, release: str, **options: Any) -> None:
    """Makes an earlier RELEASE current again, after checking it."""
    out = _settings(ctx, **options).out
    folder = out / "releases" / release
    if folder not in manifest.releases(out):
        raise ReleaseError(f"There is no release {release}.", Where(out), "`kg releases` lists them.")
    manifest.check(folder)
    manifest.switch(out, folder)
    click.echo(f"current is {release}")
