"""A saved web page: trafilatura finds the main text; headings, lists and tables stay lines of their own."""

from __future__ import annotations

from importlib.metadata import version

from kg.build.passages import find
from kg.build.reading.reader import Reading, tidy


def read(data: bytes) -> Reading:
    """The main text of a page, with its title as the first line where the text does not hold it."""
    import trafilatura

    found = trafilatura.bare_extraction(
        data, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    said = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    text, title = str(said.get("text") or ""), str(said.get("title") or "").strip()
    lines = text.splitlines()
    if text and title and find(text, title) is None:
        lines = [title, "", *lines]
    return Reading(tidy(lines), "text/html", f"trafilatura {version('trafilatura')}")
