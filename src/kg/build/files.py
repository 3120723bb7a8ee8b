"""Writes files so that nobody ever sees a half of one, and no two write one at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Holds a folder against every other desk and run on this machine, from reading to writing.

    :raises ReleaseError: the folder cannot be used
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ReleaseError(f"The folder cannot be used: {error.strerror}.", Where(folder)) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def link(file: Path, to: Path) -> None:
    """Gives a file that nobody writes to any more a second place; a copy where the disk cannot.

    :raises OSError: neither can be done
    """
    try:
        to.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, to)
