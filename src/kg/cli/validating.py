"""`kg validate`: RDF files, or what a build would publish, held against the shapes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kg.build import pipeline
from kg.build import validate as judging
from kg.cli import shell


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@shell.path("--shapes", "Folder of the shapes.  [default: shapes]")
@shell.path("--data", "Folder that a build would read, where no FILE is given.  [default: data]")
@click.option(
    "--format", "form", type=click.Choice(["text", "ttl", "json"]), default="text", help="What to print."
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="en", help="Language of the text.")
@click.option("--base", "base_iri", help="Base IRI of the FILEs, where it is not that of the shapes.")
@click.pass_context
def validate(ctx: click.Context, /, files: tuple[Path, ...], form: str, lang: str, **options: Any) -> None:
    """Validates RDF FILEs, or what a build would publish; ends with status 1 on a violation."""
    chosen = shell.settings(ctx, **options)
    report = (
        judging.validate_files(files, chosen.shapes, chosen.base_iri) if files else pipeline.judge(chosen)
    )
    shown = {"text": lambda: report.render(lang), "ttl": report.turtle, "json": report.json}
    click.echo(shown[form](), nl=form != "ttl")
    if not report.conforms:
        sys.exit(1)
