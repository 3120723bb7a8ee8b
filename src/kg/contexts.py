"""What to say of a JSON-LD file whose context is somewhere else: nothing is fetched while a file is read."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import IO, cast

_REMOTE = "LoadDocumentCallback"
_ADDRESS = re.compile(r'"@(?:context|import)"\s*:\s*(?:\[\s*(?:\{[^{}]*\}\s*,\s*)*)?"([^"\\\s]{1,200})"')
_LONGEST = 10_000_000


def elsewhere(message: str, file: Path) -> tuple[str, int, int] | None:
    """What is wrong, its line and its column, 0 where they are not known; None where it is something else.

    :param message: what the parser says
    """
    if _REMOTE not in message:
        return None
    text = _beginning(file)
    found = _ADDRESS.search(text)
    at = f"at <{found[1]}>" if found else "somewhere else"
    line, column = _place(text, found.start(1)) if found else (0, 0)
    do = "write the context into the file, or give it as Turtle or N-Triples"
    return f"its @context is {at}, and nothing is fetched while a file is read; {do}", line, column


def _beginning(file: Path) -> str:
    packed = file.name.lower().endswith(".gz")
    with cast("IO[bytes]", gzip.open(file) if packed else file.open("rb")) as stream:
        return stream.read(_LONGEST).decode("utf-8", "replace")


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
