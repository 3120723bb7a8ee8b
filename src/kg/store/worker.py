"""A worker: a process of its own that opens a store, gives up all it does not need, and answers one query at a time.

Started as `python -m kg.store.worker PARENT MEMORY_MB RECYCLE_BYTES FOLDER`; queries come on standard input, frames
go to standard output. It imports next to nothing, so that a fresh one is there in milliseconds.
"""

from __future__ import annotations

import os
import resource
import select
import sys
import threading
from collections.abc import Callable
from functools import partial

from pyoxigraph import QuerySolutions, Store

from kg.store import sandbox, tables, wire
from kg.store.run import Look, Request, run
from kg.store.sink import ROWS, TooLarge
from kg.wellformed import NotInXml

Run = Callable[[Request, Callable[[bytes], None]], tuple[int, bytes]]

_STACK = 64 << 20
_GROWTH_KB = 256 << 10


def main(arguments: list[str]) -> None:
    """Opens the store of a folder and serves it until the pipe closes."""
    parent, memory_mb, recycle_bytes = (int(value) for value in arguments[:3])
    sandbox.die_with(parent)
    filtered = sandbox.can_lock()
    if not filtered:
        sandbox.leave_network()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    confined = filtered and sandbox.confine(arguments[3])
    try:
        store = Store.read_only(arguments[3])
        if not confined:
            tables.touch(store)
    except (OSError, ValueError) as error:
        wire.write(1, wire.frame(wire.FAIL, str(error).encode()))
        return
    serve(store, memory_mb, recycle_bytes, filtered, confined)


class _Looks:
    """What is asked before the engine, and whether it knew the last answer."""

    def __init__(self, look: Look) -> None:
        self._look, self.knew = look, False

    def __call__(self, text: str) -> QuerySolutions | None:
        found = self._look(text)
        self.knew = found is not None
        return found


def serve(
    store: Store,
    memory_mb: int,
    recycle_bytes: int,
    filtered: bool,
    confined: bool = False,
    look: Look | None = None,
) -> None:
    """Answers queries from standard input, in a thread with a large stack, until that pipe closes.

    :param filtered: whether the filter of system calls is to be set
    :param confined: whether files may still be opened, since only those of the store can be
    :param look: what is asked before the engine
    """
    sandbox.offer_to_oom_killer()
    threading.stack_size(_STACK)
    begin = threading.Event()
    looks = _Looks(look) if look else None
    answer = partial(run, store, looks)
    threading.Thread(target=_answer_all, args=(answer, looks, recycle_bytes, begin), daemon=True).start()
    sandbox.bound(memory_mb)
    if filtered:
        filtered = sandbox.lock(reading=confined)
    wire.write(1, wire.frame(wire.READY, wire.FILTERED if filtered else b""))
    begin.set()
    hung_up = select.poll()
    hung_up.register(0, 0)
    hung_up.poll()
    os._exit(0)


def _answer_all(answer: Run, looks: _Looks | None, recycle_bytes: int, begin: threading.Event) -> None:
    begin.wait()
    grown = _peak_kb() + _GROWTH_KB
    while True:
        try:
            _, payload = wire.read(0)
        except (EOFError, OSError):
            os._exit(0)
        if looks:
            looks.knew = False
        size, rest, failure = _answer(answer, payload)
        spent = bytes((size > recycle_bytes or _peak_kb() > grown,))
        looked = wire.LOOKED if looks and looks.knew else b""
        last = wire.frame(wire.FAIL, spent + failure) if failure else wire.frame(wire.END, spent + looked)
        _send((wire.frame(wire.DATA, rest) if rest else b"") + last)


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _answer(answer: Run, payload: bytes) -> tuple[int, bytes, bytes]:
    """Sends the answer to one request but for its last bytes; gives its size, those bytes, or why it failed."""
    try:
        return *answer(Request(payload), _send), b""
    except SyntaxError as error:
        failure = wire.SYNTAX + str(error).encode()
    except TooLarge as error:
        failure = wire.ROWS if error.args[0] == ROWS else wire.BYTES
    except NotInXml:
        failure = wire.XML
    except (ValueError, OSError, RuntimeError) as error:
        failure = wire.OTHER + str(error).encode("utf-8", "replace")
    except BaseException:
        os._exit(1)
    return 0, b"", failure


def _send(data: bytes) -> None:
    try:
        wire.write(1, data)
    except OSError:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
