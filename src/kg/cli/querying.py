"""`kg query`: a query of the current release, from the shell."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from kg.cli import shell
from kg.serve import start
from kg.store import asking


@click.command()
@click.argument("file", required=False, type=click.File(encoding="utf-8"))
@click.option("-e", "--execute", "text", help="The query itself.")
@click.option(
    "--format", "form", default="table", help="table, or json, xml, csv, tsv, ttl, nt, jsonld, rdf, trig, nq."
)
@click.option("--timeout", type=float, help="Seconds it may take.")
@shell.path("--release", "A release folder.  [default: the current one]")
@shell.path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def query(
    ctx: click.Context, /, file: Any, text: str | None, form: str, release: Path | None, **options: Any
) -> None:
    """Asks a query of the current release: FILE.rq (“-” for standard input), or -e 'SELECT …'."""
    if (file is None) == (text is None):
        raise click.UsageError("Give either a file or -e with a query.")
    chosen = shell.settings(ctx, **options)
    with closing(start.release(chosen, release, shell.warn)) as site:
        asked = site.query(text if text is not None else file.read())
        for part in asking.answer(site.store, asked, form, chosen, sys.stdout.isatty()):
            sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
