"""A Word file: python-docx reads paragraphs and tables in their order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from io import BytesIO
from typing import Any

from kg.build.reading.reader import Reading, tidy
from kg.errors import SourceError

_MOST_BYTES = 200_000_000
"""How much a file may hold once it is unpacked."""


def read(data: bytes) -> Reading:
    """The paragraphs of a Word file, one a line; items of a list open with “- ”, cells are parted by “ | ”.

    :raises SourceError: a file that is no .docx, or far too large unpacked
    """
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > _MOST_BYTES:
            raise SourceError(f"Unpacked, the file has {size} bytes, more than a report has.")
        document = docx.Document(BytesIO(data))
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError):
        raise SourceError(
            "This is no Word file (.docx), or it is damaged.", hint="Save it anew as .docx."
        ) from None
    return Reading(
        tidy(_lines(document)),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        f"python-docx {version('python-docx')}",
    )


def _lines(part: Any) -> Iterator[str]:
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (" | ".join(_cells(row)) for row in block.rows)
        else:
            item = block.style is not None and str(block.style.name).startswith("List")
            yield f"- {block.text}" if item and block.text.strip() else block.text


def _cells(row: Any) -> Iterator[str]:
    """The words of each cell, a merged one once."""
    seen: set[int] = set()
    for cell in row.cells:
        if id(cell._tc) not in seen:
            seen.add(id(cell._tc))
            yield " ".join(cell.text.split())
