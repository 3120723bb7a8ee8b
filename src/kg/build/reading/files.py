"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kg.build.reading import plain, portable, web, word
from kg.build.reading.reader import Reading
from kg.errors import SourceError, Where

READERS: Mapping[str, Callable[[bytes], Reading]] = {
    ".txt": plain.read,
    ".html": web.read,
    ".htm": web.read,
    ".pdf": portable.read,
    ".docx": word.read,
}
"""A reader for each suffix; adding one is a row."""

_MOST_BYTES = 100_000_000


def read(file: Path) -> tuple[bytes, Reading]:
    """The bytes of a file, and the text found in it.

    :raises SourceError: no such file, a suffix that nothing reads, an unknown encoding, or no text in it
    """
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise SourceError(f"“{file.suffix}” files are not read.", Where(file), f"Give one of {kinds}.")
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise SourceError("The file has more than 100 MB; no report has.", Where(file))
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"The file cannot be read: {error.strerror}.", Where(file)) from None
    try:
        reading = reader(data)
    except SourceError as error:
        raise SourceError(error.what, Where(file), error.hint) from None
    if not any(letter.isalpha() for letter in reading.text):
        hint = "A scanned page needs its text recognised first." if file.suffix.lower() == ".pdf" else None
        raise SourceError("No text was found in the file.", Where(file), hint)
    return data, reading
