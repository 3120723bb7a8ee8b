"""`kg serve`: the site over a release, RDF files or another engine."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from kg.cli import shell
from kg.serve import server, start
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.serve.warm import warm
from kg.settings import Settings


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@shell.path("--release", "A release folder, or the link `current`.  [default: the current one]")
@shell.path("--out", "Folder of releases.  [default: out]")
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint to serve the site over.")
@click.option(
    "--base", "base_iri", help="Base IRI of the data.  [default: the release's, or what most subjects share]"
)
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@click.option("--workers", type=int, help="Query workers of each lane.  [default: 2]")
@click.option("--timeout", type=float, help="Seconds a query may take.  [default: 30]")
@click.option(
    "--federate",
    metavar="IRI",
    multiple=True,
    help="An endpoint that SERVICE may ask; again for more.  [default: none]",
)
@click.pass_context
def serve(
    ctx: click.Context, /, files: tuple[Path, ...], release: Path | None, endpoint: str | None, **options: Any
) -> None:
    """Serves the current release, or RDF FILEs as they are, or another engine, until it is told to end."""
    if sum(map(bool, (files, release, endpoint))) > 1:
        raise click.UsageError("Give files, or --release, or --endpoint.")
    chosen = shell.settings(ctx, **{**options, "federate": options["federate"] or None})
    with closing(_site(chosen, files, release, endpoint, options["base_iri"])) as site:
        app = create_app(site)

        def ready(address: str) -> None:
            click.echo(f"ready {address}")
            warm(app)

        server.run(app, chosen, ready)


def _site(
    chosen: Settings, files: tuple[Path, ...], release: Path | None, endpoint: str | None, base: str | None
) -> Site:
    if files:
        return start.files(chosen, files, base)
    if endpoint:
        return start.endpoint(chosen, endpoint, shell.warn)
    return start.release(chosen, release, shell.warn)
