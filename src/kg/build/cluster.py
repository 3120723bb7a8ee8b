"""Reports read on a Dask cluster: its workers must be like this process, see the same files, and then give the same."""

from __future__ import annotations

import hashlib
import logging
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from kg import __version__
from kg.errors import ClusterError, Where

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 10
"""Seconds in which a scheduler has to answer."""

_ADDRESS = re.compile(r"((tcp|tls)://)?[^\s/@?#]+:\d{1,5}")
_SUCH = "Give the address of a scheduler that runs, such as tcp://10.0.0.1:8786."

_LIKE: Mapping[str, str] = {
    "kg": "Install this version of kg there.",
    "pyoxigraph": "Install this version of pyoxigraph there.",
    "Python": "Run the workers with this version of Python.",
    "code of kg": "Install the same code of kg there.",
}
"""What a worker must have in common with this process, and what to do where it has not."""


@contextmanager
def opened(address: str, folders: Sequence[Path]) -> Iterator[Executor]:
    """The workers of a cluster, as they take tasks.

    :param address: of its scheduler, such as tcp://10.0.0.1:8786
    :param folders: absolute; what every worker has to see at the same place
    :raises ClusterError: it cannot be used, or is lost on the way
    """
    try:
        from distributed import Client
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError:
        hint = "Install it: pip install 'kg[cluster]'."
        raise ClusterError("Building on a cluster needs the package distributed.", hint=hint) from None
    if not _ADDRESS.fullmatch(address):
        raise ClusterError(f"“{address}” is no address of a scheduler.", hint=_SUCH)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong is said once, in plain words
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(f"No cluster answers at {address}: {error}.", hint=_SUCH) from None
    with client:
        _check(client, folders)
        try:
            yield client.get_executor()
        except (CommClosedError, KilledWorker, CancelledError) as error:
            hint = "Look at its logs; `kg build` without --cluster needs none."
            raise ClusterError(f"The cluster was lost on the way: {error}.", hint=hint) from None


def _check(client: Client, folders: Sequence[Path]) -> None:
    """Compares every worker with this process.

    :raises ClusterError: there is none, or one is different
    """
    found = client.run(look, [str(folder) for folder in folders], on_error="return")
    if not found:
        raise ClusterError("The cluster has no workers.", hint="Start some with `dask worker ADDRESS`.")
    mine = look([str(folder) for folder in folders])
    for worker, its in sorted(found.items()):
        if isinstance(its, Exception):
            raise ClusterError(f"The worker {worker} cannot run kg: {its}.", hint=_LIKE["kg"])
        _compare(worker, mine, its)


def _compare(worker: str, mine: Mapping[str, str], its: Mapping[str, str]) -> None:
    for name, value in mine.items():
        if its.get(name) == value:
            continue
        if name in _LIKE:
            words = f"The worker {worker} has {name} {its.get(name)}, and this process {value}."
            raise ClusterError(words, hint=_LIKE[name])
        words = "does not see this folder" if not its.get(name) else "sees other files in this folder"
        raise ClusterError(f"The worker {worker} {words}.", Where(name), "All have to share it, at one path.")


def look(folders: Sequence[str]) -> dict[str, str]:
    """What makes a process the same as another for a build: versions, the program, the files it sees."""
    return {
        "kg": __version__,
        "pyoxigraph": pyoxigraph.__version__,
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "code of kg": _contents(Path(__file__).parents[1]),
        **{folder: _contents(Path(folder)) for folder in folders},
    }


def _contents(folder: Path) -> str:
    """A hash of all files of a folder; “” where there is none."""
    if not folder.is_dir():
        return ""
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]
