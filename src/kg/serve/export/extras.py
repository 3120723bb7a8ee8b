"""What only machines ask for: the map of the pages, what robots may read, where the description stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from xml.sax.saxutils import escape

from kg.serve.export import addresses
from kg.serve.export.addresses import Address
from kg.serve.export.scope import Plan
from kg.serve.language import languages

_LOC = re.compile(r"<loc>([^<]*)</loc>")
_MOST = 50_000
"""Addresses of one map (sitemaps.org, protocol)."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def mapped(sitemap: str, plan: Plan) -> list[Address]:
    """The addresses that the site's own map names."""
    read = (addresses.read(unescape(url), plan.base) for url in _LOC.findall(sitemap))
    return [one[0] for one in read if one]


def files(pages: Sequence[Address], plan: Plan) -> Iterator[tuple[str, str]]:
    """What only machines look for, by file; the last has GitHub show files whose names begin with a dot."""
    yield from _sitemaps(pages, plan)
    yield "robots.txt", _robots(plan)
    yield ".nojekyll", ""


def _sitemaps(pages: Sequence[Address], plan: Plan) -> Iterator[tuple[str, str]]:
    """The maps of a copy, by file: where it is known where it stands, of its own pages, else of those of the site."""
    urls = list(_urls(pages, plan))
    parts = [urls[at : at + _MOST] for at in range(0, len(urls), _MOST)]
    if len(parts) == 1:
        yield "sitemap.xml", _urlset(parts[0])
        return
    names = [f"sitemap-{number}.xml" for number, _ in enumerate(parts, 1)]
    yield from ((name, _urlset(part)) for name, part in zip(names, parts, strict=True))
    entries = "".join(
        f"<sitemap><loc>{escape((plan.url or plan.base) + name)}</loc></sitemap>\n" for name in names
    )
    yield "sitemap.xml", f"{_HEAD}<sitemapindex {_SPACES}>\n{entries}</sitemapindex>\n"


def _urlset(urls: Sequence[str]) -> str:
    return f"{_HEAD}<urlset {_SPACES}>\n{''.join(urls)}</urlset>\n"


def _urls(pages: Sequence[Address], plan: Plan) -> Iterator[str]:
    for page in pages:
        if not plan.url:
            yield f"<url><loc>{escape(plan.base + str(page)[1:])}</loc></url>\n"
            continue
        files = {code: addresses.page_file(page, code) for code in languages.LANGUAGES}
        there = {code: escape(plan.url + addresses.url(file)) for code, file in files.items()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>' for code, url in there.items()
        )
        yield from (f"<url><loc>{url}</loc>{others}</url>\n" for url in there.values())


def _robots(plan: Plan) -> str:
    """Everything may be read; where the copy stands, its map is."""
    where = f"Sitemap: {plan.url}sitemap.xml\n" if plan.url else ""
    return f"User-agent: *\nDisallow:\n{where}"
