"""`kg link`: candidates for links to other datasets and between reports; whether accepted ones still hold."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from kg.build.link import Link
from kg.build.linking import book, check, ours, propose, reports, targets, theirs
from kg.build.linking.asking import AGENT, Manners
from kg.build.linking.targets import Target
from kg.build.linking.theirs import Asked
from kg.build.linking.things import KINDS, World
from kg.cli import shell
from kg.settings import Settings


@click.command()
@click.argument("target")
@click.option(
    "--kind", "kinds", type=click.Choice(sorted(KINDS)), multiple=True, help="Only things of this kind."
)
@shell.path("--file", "RDF, CSV or TSV of the dataset, in place of its endpoint.")
@click.option("--endpoint", help="Its SPARQL endpoint, where it is another than the one known.")
@click.option("--base", help="Base IRI of the other site, where the dataset is one of this kind.")
@shell.path("--targets", "TOML file with datasets of your own.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.7, show_default=True, help="Lowest score.")
@click.option(
    "--most", type=click.IntRange(1, 50), default=5, show_default=True, help="Candidates for a thing."
)
@click.option("--fresh", is_flag=True, help="Ask the endpoint anew, not what is kept of it.")
@click.option(
    "--timeout", type=click.FloatRange(1), default=60.0, show_default=True, help="Seconds for a question."
)
@click.option(
    "--tries", type=click.IntRange(1, 20), default=5, show_default=True, help="Attempts at a question."
)
@click.option("--contact", help="Who asks, told to the endpoint: an address of mail or of a page.")
@click.option(
    "--check", "checking", is_flag=True, help="Report accepted links whose targets are gone, and end with 1."
)
@shell.path("--data", "Folder of the links.  [default: data]")
@shell.path("--out", "Folder of releases, and of what endpoints answered.  [default: out]")
@click.pass_context
def link(ctx: click.Context, /, target: str, kinds: tuple[str, ...], checking: bool, **given: Any) -> None:
    """Proposes links to TARGET (wikidata, agrovoc, geonames, kg, one of your own), or between `reports`.

    Proposals go to data/links/TARGET.csv, and become links only when somebody accepts them
    (`kg review --links TARGET`).
    """
    chosen = shell.settings(ctx, data=given["data"], out=given["out"])
    asked = _asked(chosen, given)
    file = chosen.data / "links" / f"{target}.csv"
    if target == targets.REPORTS:
        wanted = propose.Wanted(kinds or reports.KINDS, given["least"], given["most"])
        _tell(book.propose(file, reports.links(ours.world(chosen.out), wanted)), file, target)
        return
    other = _target(target, chosen, given)
    if checking:
        _check(other, file, asked)
        return
    known = tuple(dict.fromkeys(one.kind for one in other.kinds))
    wanted = propose.Wanted(kinds or known, given["least"], given["most"])
    mine = ours.world(chosen.out)
    _tell(book.propose(file, _found(mine, other, wanted, asked)), file, target)


def _found(mine: World, other: Target, wanted: propose.Wanted, asked: Asked) -> Iterable[Link]:
    there = theirs.world(other, wanted.kinds, asked)
    asked.told(f"{len(there.things)} things of {other.title or other.name}")
    return list(propose.links(mine, there, wanted))


def _asked(chosen: Settings, given: dict[str, Any]) -> Asked:
    agent = f"{AGENT} {given['contact']}" if given["contact"] else AGENT
    manners = Manners(agent=agent, timeout=given["timeout"], tries=given["tries"])
    return Asked(chosen.out / "links", date.today(), given["fresh"], manners, shell.warn)


def _target(name: str, chosen: Settings, given: dict[str, Any]) -> Target:
    known = targets.choose(name, targets.read(given["targets"], chosen.data / "links")).moved(
        given["base"] or ""
    )
    if given["endpoint"] and given["file"]:
        raise click.UsageError("Give --file or --endpoint.")
    if given["endpoint"]:
        return replace(known, endpoint=given["endpoint"], file="")
    return replace(known, file=str(given["file"])) if given["file"] else known


def _tell(kept: book.Kept, file: Path, target: str) -> None:
    click.echo(f"proposed  {kept.proposed} ({kept.new} new, {kept.gone} no longer proposed)")
    click.echo(f"judged    {kept.judged}, kept as they are")
    click.echo(f"in        {file}; go on with `kg review --links {target}`")


def _check(other: Target, file: Path, asked: Asked) -> None:
    accepted = book.accepted(file)
    gone = check.check(other, accepted, asked)
    for one in gone:
        click.echo(f"{one.link.object}  {f'now {one.moved}' if one.moved else 'gone'}  ({one.link.subject})")
    click.echo(f"{len(accepted)} accepted links, {len(gone)} whose targets are gone or moved")
    if gone:
        sys.exit(1)
