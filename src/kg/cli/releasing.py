"""`kg releases`, `kg rollback`, `kg publish`: what becomes of releases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kg import manifest
from kg.cli import shell
from kg.errors import ReleaseError, Where
from kg.store import publish as publishing


@click.command()
@click.option(
    "--to", "url", required=True, help="Graph store of the engine, such as http://localhost:7878/store."
)
@shell.path("--release", "A release folder.  [default: the current one]")
@shell.path("--out", "Folder of releases.  [default: out]")
@click.option(
    "--user", help="Name for an engine that asks for one; the password is KG_PASSWORD, or asked for."
)
@click.pass_context
def publish(ctx: click.Context, /, url: str, release: Path | None, user: str | None, **options: Any) -> None:
    """Loads a release into another SPARQL engine by the Graph Store Protocol."""
    out = shell.settings(ctx, **options).out
    folder = release or manifest.current(out)
    if folder is None:
        raise ReleaseError("There is no release to publish.", Where(out), "Make one with `kg build`.")
    password = os.environ.get("KG_PASSWORD") or (click.prompt("Password", hide_input=True) if user else "")
    login = (user, password) if user else None
    made = publishing.publish(folder, url, login, lambda name, triples: click.echo(f"{triples:>9} {name}"))
    click.echo(f"published {made.id} to {url}")


@click.command()
@shell.path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def releases(ctx: click.Context, /, **options: Any) -> None:
    """Lists the releases, newest first; `*` marks the current one."""
    out = shell.settings(ctx, **options).out
    current = manifest.current(out)
    for folder in manifest.releases(out):
        made = manifest.read(folder)
        mark = "*" if current and folder.resolve() == current else " "
        click.echo(f"{mark} {made.id}  {made.modified}  {sum(made.graphs.values())} triples  {made.base}")


@click.command()
@click.argument("release")
@shell.path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def rollback(ctx: click.Context, /, release: str, **options: Any) -> None:
    """Makes an earlier RELEASE current again, after checking it."""
    out = shell.settings(ctx, **options).out
    folder = out / "releases" / release
    if folder not in manifest.releases(out):
        raise ReleaseError(f"There is no release {release}.", Where(out), "`kg releases` lists them.")
    manifest.check(folder)
    manifest.switch(out, folder)
    click.echo(f"current is {release}")
