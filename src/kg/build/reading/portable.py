"""A PDF file: PDFium reads the text layer; lines that were broken by the width of the page are joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version

from kg.build.reading.reader import Reading, tidy
from kg.errors import SourceError

_FULL = 0.7
"""From which part of the longest line on, a line may have been broken by the width of the page."""
_BROKEN = re.compile("[\x02\ufffe]")
"""What PDFium writes in place of a hyphen at the end of a line and the break after it."""
_ENDED = (".", ":", ";", "!", "?", "…")
_OPENING = re.compile(r"\s*(?:[-–—•*+●]|\d+[.)/]|[a-zđ][.)]|[IVX]+[.)])(?:\s|$)")


def read(data: bytes) -> Reading:
    """The text layer of a PDF, page after page.

    :raises SourceError: a file that is damaged or locked
    """
    import pypdfium2  # type: ignore[import-untyped]

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise SourceError(
            f"The PDF cannot be opened: {error}.", hint="Save it anew, without a password."
        ) from None
    try:
        lines = [line for page in pdf for line in [*_unwrapped(_lines(page)), ""]]
    finally:
        pdf.close()
    return Reading(tidy(lines), "application/pdf", f"pypdfium2 {version('pypdfium2')}")


def _lines(page: object) -> list[str]:
    text_page = page.get_textpage()  # type: ignore[attr-defined]
    try:
        text = str(text_page.get_text_bounded())
        return [line.rstrip() for line in _BROKEN.sub("-\n", text).splitlines()]
    finally:
        text_page.close()
        page.close()  # type: ignore[attr-defined]


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """Lines joined where the first is full and unfinished, and the second opens nothing of its own.

    A hyphen at the end of a line stays: Vietnamese parts no words, so that it belongs to a symbol (“15/KH-UBND”).
    """
    longest = max(map(len, lines), default=0)
    joined, last = "", ""
    for line in lines:
        full = len(last) >= _FULL * longest and not last.endswith(_ENDED)
        hyphen = last[-1:] == "-" and last[-2:-1].isalnum() and line[:1].isalnum()
        goes_on = hyphen or (not _OPENING.match(line) and (line[:1].islower() or full))
        if joined and line and goes_on:
            joined = f"{joined.rstrip()}{'' if hyphen else ' '}{line.lstrip()}"
        else:
            yield joined
            joined = line
        last = line
    yield joined
