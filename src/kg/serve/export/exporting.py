"""The export on one page: release → plan → pages and files → a look at every link → the folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg import __version__, manifest
from kg.errors import ReleaseError
from kg.serve import assets, start
from kg.serve.export import checking, crawling, extras
from kg.serve.export.addresses import Address
from kg.serve.export.checking import Checked
from kg.serve.export.crawling import Crawled, Source
from kg.serve.export.files import MARK, Files, staged
from kg.serve.export.rendering import Renderer
from kg.serve.export.rewriting import ABOUT, SCRIPTS, Item
from kg.serve.export.scope import Kind, Plan, Scope, official_areas
from kg.serve.language import languages
from kg.serve.site import Site
from kg.settings import Settings

Progress = Callable[[str, int, int], None]
"""Is told the name of a step, how much of it is done, and how much is known of it."""

_OF_THE_EDITOR = ("sparql.css", "sparql-editor.licences.txt", *SCRIPTS)


@dataclass(frozen=True)
class Wanted:
    """What to export.

    :param folder: where to
    :param url: where the copy will stand on the web, with “/” at its end; “” where that is not known
    :param areas: whether every official area has its page, or only those that the other data come near
    """

    folder: Path
    url: str = ""
    areas: bool = False


@dataclass(frozen=True)
class Done:
    """What came of it."""

    release: str
    crawled: Crawled
    checked: Checked
    left: int


def export(
    settings: Settings, release: Path | None, wanted: Wanted, warn: start.Warn, progress: Progress
) -> Done:
    """Writes a static copy of a release, or of the current one; what was there before stays until the copy is whole.

    :raises ReleaseError: there is no whole release
    :raises ExportError: the folder is not to be written to, or the site does not answer
    """
    own = settings.with_(store="disk", workers=1, host="127.0.0.1", budget_seconds=0.0)
    folder = wanted.folder.resolve()
    with staged(folder) as files, closing(start.release(own, release, warn)) as site:
        plan = _plan(site, wanted)
        crawled = _copied(site, plan, files, progress)
        checked = checking.check(files, _root(plan), lambda done, known: progress("links", done, known))
        files.write(MARK, [_mark(plan, wanted, crawled, checked).encode()])
        return Done(plan.release, crawled, checked, len(plan.left))


def _plan(site: Site, wanted: Wanted) -> Plan:
    if site.manifest is None or site.folder is None:
        raise ReleaseError("This is no release.", hint="Make one with `kg build`.")
    plan = Plan(site.base, wanted.url, site.settings.public_url, site.manifest.id)
    if wanted.areas:
        return plan
    left, graphs = official_areas(site)
    return replace(plan, left=left, graphs=graphs)


def _root(plan: Plan) -> str:
    """The path of the copy's root on its host."""
    return urlsplit(plan.url).path or "/"


def _copied(site: Site, plan: Plan, files: Files, progress: Progress) -> Crawled:
    """Writes all files but those about the copy."""
    assert site.folder
    here = Renderer(site, plan, files)
    mapped = _mapped(here, plan)
    roots = {*_fixed(site), *_pages(mapped), *here.missing(_root(plan))}

    def told(done: int, known: int) -> None:
        progress("addresses", done, known)

    count = site.settings.jobs
    source = Source(site.settings, site.folder, plan, files.root)
    with crawling.processes(source, count) if count > 1 else nullcontext() as jobs:
        copy = crawling.copy_here if jobs else here.copy
        crawled = crawling.crawl(roots, copy, told, jobs, 2 * count)
    there = [one for one in mapped if str(one) not in crawled.dead]
    for name, text in extras.files(there, plan):
        files.write(name, [text.encode()])
    return crawled


def _mapped(here: Renderer, plan: Plan) -> list[Address]:
    """The pages that the site's map names, but for what is left out."""
    scope = Scope(plan)
    sitemap = here.ask(Address("/sitemap.xml"), accept="*/*").text
    with here.app.app_context():
        return [one for one in extras.mapped(sitemap, plan) if scope.kind(one) is Kind.PAGE]


def _fixed(site: Site) -> Iterable[Item]:
    """What no link leads to: dumps, assets, the description where machines look for it."""
    assert site.manifest
    for path in site.manifest.files:
        if path.startswith(f"{manifest.DUMPS}/"):
            yield Item(Address(f"/{path}"), Kind.FILE)
    for file in assets.FOLDER.rglob("*"):
        if file.is_file() and file.name not in _OF_THE_EDITOR:
            yield Item(Address(assets.asset(file.relative_to(assets.FOLDER).as_posix())), Kind.FILE)
    yield Item(Address("/.well-known/void"), Kind.FILE)
    yield from _pages([Address(ABOUT)])


def _pages(found: Iterable[Address]) -> Iterator[Item]:
    """Pages in every language."""
    for address in found:
        yield from (Item(address, Kind.PAGE, language) for language in languages.LANGUAGES)


def _mark(plan: Plan, wanted: Wanted, crawled: Crawled, checked: Checked) -> str:
    """What a copy says of itself to machines, the next export among them."""
    said = {
        "by": f"kg {__version__}",
        "release": plan.release,
        "base": plan.base,
        "url": plan.url,
        "live": plan.live,
        "areas": wanted.areas,
        "pages": crawled.pages,
        "links": checked.links,
        "unlinked": checked.unlinked,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
