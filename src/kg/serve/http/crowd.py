"""Too many connections: who has most of them gives one up, so that nobody else finds the door shut.

Without this, a client that opens as many as there may be and says nothing keeps all others out for a minute at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sized
from functools import lru_cache
from typing import Protocol

from kg.serve.http import clients


class Connection(Protocol):
    """A connection, as far as it is used here; all of it by the server's own thread."""

    addr: tuple[str, int]
    last_activity: float
    requests: Sized
    total_outbufs_len: int

    def handle_close(self) -> None:
        """Closes it."""


def make_room(connections: Iterable[Connection]) -> None:
    """Closes one connection: of the client with most, that which was idle for longest.

    One with an answer still to be sent goes after all that have none; one whose request is under way never.
    """
    by_client: dict[str, list[Connection]] = defaultdict(list)
    for connection in connections:
        by_client[_client(connection.addr[0])].append(connection)
    for crowd in sorted(by_client.values(), key=len, reverse=True):
        if idle := [connection for connection in crowd if not connection.requests]:
            min(idle, key=lambda one: (one.total_outbufs_len > 0, one.last_activity)).handle_close()
            return


@lru_cache(maxsize=4096)
def _client(peer: str) -> str:
    return clients.client(peer, "", ())
