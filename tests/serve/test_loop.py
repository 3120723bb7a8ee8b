"""The loop deals with every event, and looks again at no connection that nothing happened to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from running import Endpoint

from kg.serve.http import loop
from kg.serve.http.connections import Channel
from kg.serve.http.loop import Descriptors, Loop


class Side(Channel):
    """One side of a pair: a connection that notes what is done with it."""

    accepting = False

    def __init__(self, socket: socket.socket) -> None:
        self.socket, self.looks, self.got = socket, 0, b""
        self.wants_to_write = self.wants_nothing = False

    def readable(self) -> bool:
        self.looks += 1
        return not self.wants_nothing

    def writable(self) -> bool:
        return self.wants_to_write

    def handle_read_event(self) -> None:
        self.got += self.socket.recv(100)

    def handle_write_event(self) -> None:
        self.wants_to_write = False
        self.socket.sendall(b"written")


class Waker:
    """What a thread wakes the loop up with."""

    accepting = False

    def __init__(self, socket: socket.socket) -> None:
        self.socket = socket

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        self.socket.recv(100)


class Table:
    """A loop with three connections and what wakes it up, and the other side of each."""

    def __init__(self, stack: ExitStack) -> None:
        pairs = [socket.socketpair() for _ in range(4)]
        for one in (one for pair in pairs for one in pair):
            stack.enter_context(one)
            one.settimeout(30)
        self.descriptors = Descriptors()
        self.loop = Loop(self.descriptors)
        self.sides = [Side(mine) for mine, _ in pairs[:3]]
        self.others = [other for _, other in pairs]
        for side in (*self.sides, Waker(pairs[3][0])):
            self.descriptors[side.socket.fileno()] = side


@pytest.fixture
def table() -> Iterator[Table]:
    with ExitStack() as stack:
        yield Table(stack)


def test_only_who_has_something_is_looked_at_again(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "_ALL_AFTER", 1e9)
    table.others[0].send(b"a")
    table.loop.turn(30)
    looks = [side.looks for side in table.sides]
    for _ in range(3):
        table.others[1].send(b"b")
        table.loop.turn(30)
    assert [side.got for side in table.sides] == [b"a", b"bbb", b""]
    assert [side.looks for side in table.sides] == [looks[0], looks[1] + 3, looks[2]]


def test_a_thread_that_changes_a_connection_wakes_the_loop_up(table: Table) -> None:
    table.others[0].send(b"a")
    table.loop.turn(30)
    table.sides[2].wants_to_write = True
    table.others[3].send(b"wake up")
    table.loop.turn(30)
    table.loop.turn(30)
    assert table.others[2].recv(100) == b"written"


def test_who_comes_is_waited_for_and_who_goes_is_not(table: Table) -> None:
    table.loop.turn(0)
    gone = table.sides[0]
    del table.descriptors[gone.socket.fileno()]
    table.others[0].send(b"to nobody")
    table.others[1].send(b"b")
    table.loop.turn(30)
    assert (gone.got, table.sides[1].got) == (b"", b"b")
    table.descriptors[gone.socket.fileno()] = gone
    table.loop.turn(30)
    assert gone.got == b"to nobody"


def test_who_wants_nothing_is_not_waited_for(table: Table) -> None:
    quiet = table.sides[0]
    table.others[0].send(b"a")
    quiet.wants_nothing = True
    table.others[1].send(b"b")
    table.loop.turn(30)
    assert quiet.got == b""
    quiet.wants_nothing = False
    table.others[3].send(b"wake up")
    table.loop.turn(30)
    table.loop.turn(30)
    assert quiet.got == b"a"


def test_a_connection_goes_away_in_its_own_event(table: Table) -> None:
    class Leaving(Side):
        def handle_read_event(self) -> None:
            super().handle_read_event()
            table.descriptors.pop(self.socket.fileno(), None)

    leaving = Leaving(table.sides[0].socket)
    table.descriptors[leaving.socket.fileno()] = leaving
    table.others[0].send(b"a")
    table.loop.turn(30)
    table.others[0].send(b"b")
    table.others[1].send(b"c")
    table.loop.turn(30)
    assert (leaving.got, table.sides[1].got) == (b"a", b"c")


def test_many_connections_at_once_are_all_answered(endpoint: Endpoint) -> None:
    """Some ask what is answered at once, some what a worker is asked, and each of them again and again."""
    found: list[int] = []

    def ask(number: int) -> None:
        for turn in range(5):
            query = f"SELECT * {{ <urn:x:{number}> ?p ?o {'FILTER(?o != 1)' * (number % 2)} }} # {turn}"
            found.append(endpoint.query(query).status)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [200] * 60
