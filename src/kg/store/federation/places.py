"""The places for queries that fetch: nobody waits for one, and no client has them all while others want one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import StoreBusy

_RETRY_AFTER = 2


class Places:
    """So many queries at a time; a client may have half, rounded up, of what the others leave.

    So there is a place for who comes next, unless many different clients have them.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._of: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Has one of them as long as the context lasts.

        :param client: whose it is, “” where nobody knows, who is bound by the number of places alone
        :raises StoreBusy: there is none
        """
        self._take(client)
        try:
            yield
        finally:
            with self._lock:
                self._of[client] -= 1
                if not self._of[client]:
                    del self._of[client]

    def _take(self, client: str) -> None:
        with self._lock:
            own, others = self._of[client], self._of.total() - self._of[client]
            if own + others >= self._size:
                raise StoreBusy(
                    "Too many queries with SERVICE are under way.", _RETRY_AFTER, "Try again later."
                )
            if client and own * 2 >= self._size - others:
                what = "Too many queries of yours with SERVICE are under way."
                raise StoreBusy(what, _RETRY_AFTER, "Wait for their answers first.")
            self._of[client] += 1
