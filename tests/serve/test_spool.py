"""Answers kept until they are whole: small ones in memory, large ones in room that is bounded and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.errors import QueryTimeout, StoreBusy
from kg.serve.http.spool import IN_MEMORY, Room, Spool, keep


def parts(count: int, error: Exception | None = None) -> Iterator[bytes]:
    yield from (bytes([i % 256]) * 100_000 for i in range(count))
    if error:
        raise error


def test_a_small_answer_is_bytes() -> None:
    assert keep(parts(3), Room(0)) == b"".join(parts(3))
    assert keep(iter(()), Room(0)) == b""


def test_a_large_answer_is_a_file_at_its_start_and_its_room_comes_back() -> None:
    room = Room(IN_MEMORY * 5)
    for _ in range(3):
        kept = keep(parts(30), room)
        assert isinstance(kept, Spool)
        assert kept.size == 3_000_000
        assert kept.read() == b"".join(parts(30))
        kept.close()
        kept.close()


def test_room_is_not_exceeded_by_answers_together() -> None:
    room = Room(5_000_000)
    first = keep(parts(30), room)
    assert isinstance(first, Spool)
    with pytest.raises(StoreBusy, match="large results"):
        keep(parts(30), room)
    first.close()
    second = keep(parts(30), room)
    assert isinstance(second, Spool)
    second.close()


def test_a_client_has_half_of_what_others_leave_and_leaves_half_to_who_comes_next() -> None:
    room, held = Room(16_000_000), []
    for client, most in (("a", 80), ("b", 40), ("c", 20)):
        with pytest.raises(StoreBusy, match="of yours"):
            keep(parts(most + 1), room, client)
        held.append(keep(parts(most), room, client))
        with pytest.raises(StoreBusy, match="of yours"):
            keep(parts(11), room, client)
    assert room.used == 14_000_000
    with pytest.raises(StoreBusy, match="large results are"):
        keep(parts(11), room, "d")
    for kept in held:
        assert isinstance(kept, Spool)
        kept.close()
    assert room.used == 0


def test_an_answer_that_does_not_become_whole_leaves_nothing() -> None:
    room = Room(2_000_000)
    for count in (3, 15):
        with pytest.raises(QueryTimeout):
            keep(parts(count, QueryTimeout("x")), room)
    kept = keep(parts(20), room)
    assert isinstance(kept, Spool)
    kept.close()
