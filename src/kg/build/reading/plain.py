"""Plain text: the bytes are kept as they are, so the only question is whether they are text."""

from __future__ import annotations

from kg.build.extract.encoding import decode
from kg.build.reading.reader import Reading
from kg.errors import SourceError


def read(data: bytes) -> Reading:
    """The text of a plain file, not a byte changed.

    :raises SourceError: the bytes are no UTF-8 text, or hold control characters that no text has
    """
    text = decode(data)
    odd = next((at for at, c in enumerate(text) if c < " " and c not in "\t\n\r\f"), None)
    if odd is not None:
        raise SourceError(
            f"Character {odd} is the control character U+{ord(text[odd]):04X}; this is no text.",
            hint="Take it out, or give the file that the text came from.",
        )
    return Reading(text, "text/plain")
