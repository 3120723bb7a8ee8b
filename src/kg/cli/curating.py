"""`kg add`, `kg review`, `kg judge`: a curator's work on sources."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask

from kg.build import add as adding
from kg.build import fitting
from kg.build import judge as deciding
from kg.build.desk import app as desk
from kg.build.desk import linkdesk
from kg.build.desk.board import open_case
from kg.build.facts import Span
from kg.build.model import FACTS
from kg.cli import shell
from kg.errors import JudgementError, Where
from kg.serve import server
from kg.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", help="The title, as it stands in the text.  [default: the first line]")
@click.option("--publisher", help="Who published it.")
@click.option(
    "--date", "published", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="The day of publication."
)
@click.option("--url", help="The address at which it was published.")
@click.option("--name", help="Name of the folder.  [default: from the title, else the file’s name]")
@shell.path("--data", "Folder in which the source is made.  [default: data]")
@click.pass_context
def add(
    ctx: click.Context, /, file: Path, published: datetime | None, data: Path | None, **known: Any
) -> None:
    """Makes a source folder of FILE (.txt, .html, .pdf, .docx), which `kg build` takes all the way."""
    chosen = shell.settings(ctx, data=data)
    about = adding.About(published=published.date() if published else None, **known)
    made = adding.add(file, about, chosen.data, chosen.ontology, date.today())
    counts = Counter(c.kind for c in made.proposal.candidates if c.kind in FACTS)
    for words in made.remarks:
        shell.warn(words)
    click.echo(f"source    {made.document.name}")
    click.echo(f"report    {made.document.report_iri}")
    click.echo(f"title     {made.document.exact(*made.document.meta['title'])}")
    click.echo(f"facts     {', '.join(f'{n} {kind}' for kind, n in sorted(counts.items())) or 'none'}")
    click.echo(f"left      {len(made.proposal.left)}")
    click.echo(f"in        {made.document.folder}; go on with `kg review {made.document.name}`")


_JUDGE = click.option(
    "--judge", "who", default=lambda: os.environ.get("USER", "curator"), help="Who decides.  [default: you]"
)


@click.command()
@click.argument("name", required=False)
@click.option("--links", "target", metavar="TARGET", help="The links to TARGET, in place of a source.")
@click.option("--port", type=int, default=0, help="Port to listen on.  [default: any that is free]")
@_JUDGE
@shell.path("--data", "Folder of the sources.  [default: data]")
@shell.path("--out", "Folder of releases, for the findings of the last one.  [default: out]")
@click.pass_context
def review(
    ctx: click.Context, /, name: str | None, target: str | None, port: int, who: str, **options: Any
) -> None:
    """Opens the curator’s desk for the source NAME, or for links, on this machine only, until it is told to end."""
    if bool(name) == bool(target):
        raise click.UsageError("Give NAME, or --links TARGET.")
    chosen = shell.settings(ctx, host="127.0.0.1", port=port, **options)
    token = secrets.token_urlsafe(32)
    app = _links(chosen, target, who, token) if target else _source(chosen, name or "", who, token)
    server.run(app, chosen, lambda address: click.echo(f"ready {address}enter/{token}"))


def _source(chosen: Settings, name: str, who: str, token: str) -> Flask:
    return desk.create_app(desk.Desk(open_case(chosen, name), chosen, who, date.today), token)


def _links(chosen: Settings, target: str, who: str, token: str) -> Flask:
    file = linkdesk.open_links(chosen, target)
    return linkdesk.create_app(linkdesk.LinkDesk(target, file, who, date.today), token)


@click.command()
@click.argument("name")
@click.argument("what", nargs=-1, required=True)
@click.option("--at", help="The place of the fact, START,END, in place of its key.")
@click.option("--kind", help="The kind of the fact at that place, or of the one to add.")
@click.option("--field", help="The field to correct.")
@click.option("--value", default="", help="What it is to be; nothing takes it away.")
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="A field of a fact to add.")
@click.option("--note-vi", default="", help="A note in Vietnamese.")
@click.option("--note-en", default="", help="A note in English.")
@click.option("--settles", default="", help="The rules whose warnings this settles.")
@_JUDGE
@shell.path("--data", "Folder of the sources.  [default: data]")
@click.pass_context
def judge(
    ctx: click.Context, /, name: str, what: tuple[str, ...], at: str | None, kind: str | None, **told: Any
) -> None:
    """Decides on a fact of the source NAME: `kg judge NAME KEY ACTION`, or `kg judge NAME --at 12,40 ACTION`.

    Actions: confirm, correct, dispute, retract, note, undo, and add (with --at, --kind and --set).
    """
    if len(what) != (1 if at else 2):
        raise click.UsageError("Give NAME KEY ACTION, or NAME --at START,END ACTION.")
    case = open_case(shell.settings(ctx, data=told["data"]), name)
    notes = {part: told[part] for part in ("note_vi", "note_en", "settles")}
    decision = deciding.Decision(what[-1], told["who"], told["field"] or "", told["value"], **notes)
    if decision.action == "add":
        fields = fitting.values(kind or "", dict(pair.partition("=")[::2] for pair in told["given"]))
        click.echo(f"added {deciding.add(case, kind or '', _span(at), fields, decision, date.today())}")
        return
    fact_key = deciding.find_at(case, _span(at), kind).key if at else what[0]
    deciding.decide(case, fact_key, [decision], date.today())
    click.echo(f"{decision.action} {fact_key}")


def _span(at: str | None) -> Span:
    start, _, end = (at or "").partition(",")
    if not (start.isdecimal() and end.isdecimal()):
        raise JudgementError(f"“{at or ''}” is no place.", Where(field="at"), "Give START,END, as in 12,40.")
    return Span(int(start), int(end))
