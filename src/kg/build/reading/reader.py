"""What a reader gives: the text of a report, and what the file was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """The text that a file holds.

    :param media_type: what the file is; where it is no plain text, the file is kept beside the text
    :param reader: the library that found the text, with its version
    """

    text: str
    media_type: str
    reader: str = ""


_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_BLANK = re.compile(r"[ \t]+\n")
_GAP = re.compile(r"\n{3,}")


def tidy(lines: Iterable[str]) -> str:
    """Lines as a stored text: no control characters, no spaces at a line's end, one empty line at most."""
    text = _ODD.sub("", "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n"))
    text = _GAP.sub("\n\n", _BLANK.sub("\n", text + "\n")).strip("\n")
    return f"{text}\n" if text.strip() else ""
