"""The folder that a copy is written into: beside its place, and put there whole at the end."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from kg import manifest
from kg.errors import ExportError, Where

MARK, SUMS = "kg-export.json", "SHA256SUMS"
"""What says that a folder is a copy, and the checksums of all other files, as `sha256sum --check` reads them."""

_HINTS = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "Your share of the disk is full.",
    errno.EACCES: "This may not be written.",
    errno.EPERM: "This may not be written.",
    errno.EROFS: "This can only be read.",
    errno.EBUSY: "This is in use as a whole, as a mounted disk is; export into a folder inside it.",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Makes an error of the system one for a reader.

    :raises ExportError: in its place
    """
    try:
        yield
    except OSError as error:
        words = _HINTS.get(error.errno or 0, f"This cannot be written: {error.strerror or error}.")
        raise ExportError(words, Where(error.filename or path), "The copy that was there stays.") from None


class Files:
    """Writes the files of a copy; never outside its folder, and never the same twice."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: set[Path] = set()

    def write(self, name: str, body: Iterable[bytes]) -> None:
        """Writes a file.

        :param name: its path in the copy
        :raises ExportError: it cannot be written, or is there
        """
        path = self.root / name
        if ".." in path.parts or not path.is_relative_to(self.root):
            raise ExportError("This would stand outside the copy.", Where(name))
        with told(path):
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            with path.open("xb") as stream:
                stream.writelines(body)

    def names(self) -> list[str]:
        """The paths of all files, in order."""
        return sorted(_names(self.root))


def _names(root: Path) -> Iterator[str]:
    """The paths of all files and links below a folder."""
    for folder, folders, files in os.walk(root):
        inside = Path(folder)
        links = [one for one in folders if (inside / one).is_symlink()]
        yield from ((inside / one).relative_to(root).as_posix() for one in (*files, *links))


@contextmanager
def staged(folder: Path) -> Iterator[Files]:
    """A folder beside another, which takes its place if nothing goes wrong, and else is as if it had never been.

    :param folder: missing, empty, or an earlier copy with nothing else in it
    :raises ExportError: it is anything else, lies in a release, or cannot be written
    """
    _check(folder)
    beside = folder.with_name(f".{folder.name}.export")
    with told(folder), _alone(beside):
        shutil.rmtree(beside / "copy", ignore_errors=True)
        (beside / "copy").mkdir()
        try:
            yield Files(beside / "copy")
            _check(folder)
            _switch(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _alone(beside: Path) -> Iterator[None]:
    """Waits for nobody: a second export into one folder is refused."""
    beside.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(beside, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ExportError("Another export into this folder is under way.", Where(beside)) from None
    finally:
        os.close(descriptor)


def _switch(beside: Path, folder: Path) -> None:
    """Puts the copy in its place, and takes away what was there; puts that back where the copy cannot be put."""
    before = beside / "before"
    if folder.exists():
        folder.rename(before)
    try:
        (beside / "copy").rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise


def _check(folder: Path) -> None:
    """Whether a folder may become a copy.

    :raises ExportError: it may not
    """
    where = Where(folder)
    for above in (folder, *folder.parents):
        if (above / manifest.FILE).is_file() and (above / manifest.STORE).is_dir():
            raise ExportError("This lies in a release.", where, "A release never changes; export elsewhere.")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ExportError("This is a file.", where, "Give a folder, which need not be there yet.")
    ours = _ours(folder)
    foreign = list(islice((name for name in _names(folder) if name not in ours), 3))
    if foreign:
        shown = ", ".join(foreign)
        raise ExportError(
            f"This folder has what no export wrote: {shown}.", where, "Export into another folder."
        )


def _ours(folder: Path) -> set[str]:
    """The files of an earlier copy, as it names them; none where there was none."""
    try:
        json.loads((folder / MARK).read_text("utf-8"))
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    return {MARK, SUMS, *(line[66:] for line in lines)}
