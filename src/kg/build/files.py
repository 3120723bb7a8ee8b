"""Writes files so that nobody ever sees a half of one."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.errors import ReleaseError, Where


def write(file: Path, text: str) -> None:
    """Writes a text beside its file and renames it.

    :raises ReleaseError: the disk is full, or the folder cannot be written
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(file)
    except OSError as error:
        raise ReleaseError(f"The file cannot be written: {error.strerror}.", Where(file)) from None


def link(file: Path, to: Path) -> None:
    """Gives a file that nobody writes to any more a second place; a copy where the disk cannot.

    :raises OSError: neither can be done
    """
    try:
        to.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, to)
