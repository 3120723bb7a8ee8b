"""The other dataset's things: from its endpoint, what is kept of that, an RDF file or a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kg.build.linking import pages, tables
from kg.build.linking.asking import Asker, Manners
from kg.build.linking.keeping import Kept
from kg.build.linking.targets import Target
from kg.build.linking.things import Thing, World
from kg.errors import EngineError, SettingsError, Where


@dataclass(frozen=True)
class Asked:
    """How a dataset is asked on this run.

    :param cache: the folder in which answers are kept
    :param told: is told what is going on
    """

    cache: Path
    today: date
    fresh: bool = False
    manners: Manners = field(default_factory=Manners)
    told: Callable[[str], None] = lambda words: None


def world(target: Target, kinds: Iterable[str], asked: Asked) -> World:
    """Its things of some kinds.

    :raises StoreError: its endpoint does not answer; what was fetched is kept
    :raises RdfError: its file cannot be read
    """
    things = {thing.iri: thing for thing in _things(target, set(kinds), asked)}
    pages.known(target, things)
    return World(things)


def _things(target: Target, kinds: set[str], asked: Asked) -> Iterator[Thing]:
    chosen = [one for one in target.kinds if one.kind in kinds]
    if not chosen:
        has = ", ".join(dict.fromkeys(one.kind for one in target.kinds))
        raise SettingsError(
            f"{target.title or target.name} has no things of this kind.", hint=f"Its kinds: {has}."
        )
    if target.file:
        file = Path(target.file)
        if target.table or file.suffix.lower() in tables.TABLES:
            yield from (thing for one in chosen for thing in tables.read(target, one, file))
        else:
            yield from (thing for one in chosen for thing in pages.read(target, one, pages.rdf(file)))
        return
    yield from _fetched(
        target, asked, lambda select: (t for one in chosen for t in pages.read(target, one, select))
    )


def _fetched(
    target: Target, asked: Asked, read: Callable[[pages.Select], Iterator[Thing]]
) -> Iterator[Thing]:
    kept = Kept(asked.cache / target.name, asked.fresh)
    select = pages.endpoint(asker(target, asked), kept, asked.today)
    try:
        yield from read(select)
    except EngineError as error:
        many = kept.asked + kept.found
        raise EngineError(
            str(error), hint=f"{_pages(many)} kept in {kept.folder}; run it again to go on."
        ) from None
    if kept.found:
        asked.told(
            f"{kept.found} of {kept.found + kept.asked} pages were kept since {kept.oldest}; --fresh asks anew."
        )


def _pages(many: int) -> str:
    return "1 page is" if many == 1 else f"{many} pages are"


def asker(target: Target, asked: Asked) -> Asker:
    """Who asks its endpoint.

    :raises SettingsError: it has none
    """
    if not target.endpoint:
        raise SettingsError(
            f"{target.title or target.name} is read from a file.", Where(field="file"), "Give it with --file."
        )
    manners = asked.manners
    if target.pause > manners.pause:
        manners = Manners(
            manners.agent, manners.timeout, manners.tries, manners.first, manners.longest, target.pause
        )
    return Asker(target.endpoint, manners, told=asked.told)
