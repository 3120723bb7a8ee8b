"""The commands; the only place that reads the environment, prints and exits."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from kg import __version__, manifest, settings
from kg.build import add as adding
from kg.build import judge as deciding
from kg.build import pipeline
from kg.build import validate as judging
from kg.build.desk import app as desk
from kg.build.desk.board import open_case
from kg.build.extract import many
from kg.build.facts import FACTS, Span
from kg.errors import JudgementError, KgError, ReleaseError, Where
from kg.serve import server, start
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from kg.store import asking
from kg.store import publish as publishing


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
def main(ctx: click.Context, /, config: Path | None) -> None:
    """Turns Vietnamese local-government reports into a knowledge graph, and publishes it."""
    named = config or os.environ.get("KG_CONFIG")
    ctx.obj = Path(named) if named else Path("kg.toml") if Path("kg.toml").exists() else None


def _settings(ctx: click.Context, /, **options: Any) -> Settings:
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
def build(ctx: click.Context, /, as_json: bool, **options: Any) -> None:
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
    findings = ", ".join(f"{counts['findings'].get(name, 0)} {name.lower()}" for name in judging.SEVERITIES)
    click.echo(f"release   {made.id}{' (unchanged)' if unchanged else ''}")
    click.echo(f"sources   {counts['sources']}")
    click.echo(f"facts     {counts['facts']} ({statuses})")
    click.echo(f"triples   {counts['triples']}")
    click.echo(f"findings  {findings}")
    click.echo(f"in        {folder}, {seconds:.1f} s")


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_path("--shapes", "Folder of the shapes.  [default: shapes]")
@_path("--data", "Folder that a build would read, where no FILE is given.  [default: data]")
@click.option(
    "--format", "form", type=click.Choice(["text", "ttl", "json"]), default="text", help="What to print."
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="en", help="Language of the text.")
@click.option("--base", "base_iri", help="Base IRI of the FILEs, where it is not that of the shapes.")
@click.pass_context
def validate(ctx: click.Context, /, files: tuple[Path, ...], form: str, lang: str, **options: Any) -> None:
    """Validates RDF FILEs, or what a build would publish; ends with status 1 on a violation."""
    chosen = _settings(ctx, **options)
    report = (
        judging.validate_files(files, chosen.shapes, chosen.base_iri) if files else pipeline.judge(chosen)
    )
    shown = {"text": lambda: report.render(lang), "ttl": report.turtle, "json": report.json}
    click.echo(shown[form](), nl=form != "ttl")
    if not report.conforms:
        sys.exit(1)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_path("--release", "A release folder, or the link `current`.  [default: the current one]")
@_path("--out", "Folder of releases.  [default: out]")
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint to serve the site over.")
@click.option(
    "--base", "base_iri", help="Base IRI of the data.  [default: the release's, or what most subjects share]"
)
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@click.option("--workers", type=int, help="Query workers of each lane.  [default: 2]")
@click.option("--timeout", type=float, help="Seconds a query may take.  [default: 30]")
@click.pass_context
def serve(
    ctx: click.Context, /, files: tuple[Path, ...], release: Path | None, endpoint: str | None, **options: Any
) -> None:
    """Serves the current release, or RDF FILEs as they are, or another engine, until it is told to end."""
    if sum(map(bool, (files, release, endpoint))) > 1:
        raise click.UsageError("Give files, or --release, or --endpoint.")
    chosen = _settings(ctx, **options)
    with closing(_site(chosen, files, release, endpoint, options["base_iri"])) as site:
        server.run(create_app(site), chosen, lambda address: click.echo(f"ready {address}"))


def _site(
    chosen: Settings, files: tuple[Path, ...], release: Path | None, endpoint: str | None, base: str | None
) -> Site:
    if files:
        return start.files(chosen, files, base)
    if endpoint:
        return start.endpoint(chosen, endpoint, _warn)
    return start.release(chosen, release, _warn)


@main.command()
@click.argument("file", required=False, type=click.File(encoding="utf-8"))
@click.option("-e", "--execute", "text", help="The query itself.")
@click.option(
    "--format", "form", default="table", help="table, or json, xml, csv, tsv, ttl, nt, jsonld, rdf, trig, nq."
)
@click.option("--timeout", type=float, help="Seconds it may take.")
@_path("--release", "A release folder.  [default: the current one]")
@_path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def query(
    ctx: click.Context, /, file: Any, text: str | None, form: str, release: Path | None, **options: Any
) -> None:
    """Asks a query of the current release: FILE.rq (“-” for standard input), or -e 'SELECT …'."""
    if (file is None) == (text is None):
        raise click.UsageError("Give either a file or -e with a query.")
    chosen = _settings(ctx, **options)
    with closing(start.release(chosen, release, _warn)) as site:
        asked = site.query(text if text is not None else file.read())
        for part in asking.answer(site.store, asked, form, chosen, sys.stdout.isatty()):
            sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def _warn(words: str) -> None:
    click.echo(f"kg: {words}", err=True)


@main.command()
@click.option(
    "--to", "url", required=True, help="Graph store of the engine, such as http://localhost:7878/store."
)
@_path("--release", "A release folder.  [default: the current one]")
@_path("--out", "Folder of releases.  [default: out]")
@click.option(
    "--user", help="Name for an engine that asks for one; the password is KG_PASSWORD, or asked for."
)
@click.pass_context
def publish(ctx: click.Context, /, url: str, release: Path | None, user: str | None, **options: Any) -> None:
    """Loads a release into another SPARQL engine by the Graph Store Protocol."""
    out = _settings(ctx, **options).out
    folder = release or manifest.current(out)
    if folder is None:
        raise ReleaseError("There is no release to publish.", Where(out), "Make one with `kg build`.")
    password = os.environ.get("KG_PASSWORD") or (click.prompt("Password", hide_input=True) if user else "")
    login = (user, password) if user else None
    made = publishing.publish(folder, url, login, lambda name, triples: click.echo(f"{triples:>9} {name}"))
    click.echo(f"published {made.id} to {url}")


@main.command()
@_path("--out", "Folder of releases.  [default: out]")
@click.pass_context
def releases(ctx: click.Context, /, **options: Any) -> None:
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
def rollback(ctx: click.Context, /, release: str, **options: Any) -> None:
    """Makes an earlier RELEASE current again, after checking it."""
    out = _settings(ctx, **options).out
    folder = out / "releases" / release
    if folder not in manifest.releases(out):
        raise ReleaseError(f"There is no release {release}.", Where(out), "`kg releases` lists them.")
    manifest.check(folder)
    manifest.switch(out, folder)
    click.echo(f"current is {release}")


@main.command()
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
            _warn(each.error)
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


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", help="The title, as it stands in the text.  [default: the first line]")
@click.option("--publisher", help="Who published it.")
@click.option(
    "--date", "published", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="The day of publication."
)
@click.option("--url", help="The address at which it was published.")
@click.option("--name", help="Name of the folder.  [default: from the title, else the file’s name]")
@_path("--data", "Folder in which the source is made.  [default: data]")
@click.pass_context
def add(
    ctx: click.Context, /, file: Path, published: datetime | None, data: Path | None, **known: Any
) -> None:
    """Makes a source folder of FILE (.txt, .html, .pdf, .docx), which `kg build` takes all the way."""
    chosen = _settings(ctx, data=data)
    about = adding.About(published=published.date() if published else None, **known)
    made = adding.add(file, about, chosen.data, chosen.ontology, date.today())
    counts = Counter(c.kind for c in made.proposal.candidates if c.kind in FACTS)
    for words in made.remarks:
        _warn(words)
    click.echo(f"source    {made.document.name}")
    click.echo(f"report    {made.document.report_iri}")
    click.echo(f"title     {made.document.exact(*made.document.meta['title'])}")
    click.echo(f"facts     {', '.join(f'{n} {kind}' for kind, n in sorted(counts.items())) or 'none'}")
    click.echo(f"left      {len(made.proposal.left)}")
    click.echo(f"in        {made.document.folder}; go on with `kg review {made.document.name}`")


_JUDGE = click.option(
    "--judge", "who", default=lambda: os.environ.get("USER", "curator"), help="Who decides.  [default: you]"
)


@main.command()
@click.argument("name")
@click.option("--port", type=int, default=0, help="Port to listen on.  [default: any that is free]")
@_JUDGE
@_path("--data", "Folder of the sources.  [default: data]")
@_path("--out", "Folder of releases, for the findings of the last one.  [default: out]")
@click.pass_context
def review(ctx: click.Context, /, name: str, port: int, who: str, **options: Any) -> None:
    """Opens the curator’s desk for the source NAME, on this machine only, until it is told to end."""
    chosen = _settings(ctx, host="127.0.0.1", port=port, **options)
    token = secrets.token_urlsafe(32)
    app = desk.create_app(desk.Desk(open_case(chosen, name), chosen, who, date.today), token)
    server.run(app, chosen, lambda address: click.echo(f"ready {address}enter/{token}"))


@main.command()
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
@_path("--data", "Folder of the sources.  [default: data]")
@click.pass_context
def judge(
    ctx: click.Context, /, name: str, what: tuple[str, ...], at: str | None, kind: str | None, **told: Any
) -> None:
    """Decides on a fact of the source NAME: `kg judge NAME KEY ACTION`, or `kg judge NAME --at 12,40 ACTION`.

    Actions: confirm, correct, dispute, retract, note, undo, and add (with --at, --kind and --set).
    """
    if len(what) != (1 if at else 2):
        raise click.UsageError("Give NAME KEY ACTION, or NAME --at START,END ACTION.")
    case = open_case(_settings(ctx, data=told["data"]), name)
    notes = {part: told[part] for part in ("note_vi", "note_en", "settles")}
    decision = deciding.Decision(what[-1], told["who"], told["field"] or "", told["value"], **notes)
    if decision.action == "add":
        fields = deciding.values(kind or "", dict(pair.partition("=")[::2] for pair in told["given"]))
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
