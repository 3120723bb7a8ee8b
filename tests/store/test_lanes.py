"""Who may run, and who waits in which order."""

from __future__ import annotations

from kg.serve.endpoint.answers import PLACES
from kg.store.budget import Budget
from kg.store.lanes import Lanes, Queue, Ticket, Track
from kg.store.pool import PoolSettings


def ticket(track: Track, client: str = "") -> Ticket:
    return Ticket(track, client, 0.0)


def lanes() -> Lanes:
    return Lanes({Track.PAGES: 1, Track.QUICK: 2, Track.SLOW: 1}, dict.fromkeys(Track, 2))


def test_each_client_comes_in_its_turn() -> None:
    queue = Queue()
    many = [ticket(Track.QUICK, "many") for _ in range(3)]
    one = ticket(Track.QUICK, "one")
    for each in (*many, one):
        queue.put(each)
    assert [queue.take() for _ in range(len(queue))] == [many[0], one, many[1], many[2]]


def test_what_a_client_asks_now_does_not_wait_for_all_that_he_asked_before() -> None:
    queue = Lanes({}, {}).waiting[Track.QUICK]
    for number in range(100):
        queue.put(Ticket(Track.QUICK, "many", number))
    queue.put(Ticket(Track.QUICK, "other", -1))
    assert [queue.take().deadline for _ in range(4)] == [0, -1, 99, 1]
    queue.put(Ticket(Track.QUICK, "many", 100))
    assert [queue.take().deadline for _ in range(97)] == [
        100,
        *(n for i in range(2, 50) for n in (i, 100 - i)),
    ]
    assert len(queue) == 1


def test_a_ticket_leaves_the_queue_wherever_it_stands() -> None:
    queue = Queue()
    first, second, third = (ticket(Track.QUICK, "a") for _ in range(3))
    for each in (first, second, third):
        queue.put(each)
    queue.remove(second)
    assert [queue.take(), queue.take()] == [first, third]
    assert len(queue) == 0


def test_pages_come_first_and_no_track_takes_the_place_of_another() -> None:
    all_lanes = lanes()
    waiting = [ticket(Track.SLOW), ticket(Track.QUICK), ticket(Track.QUICK), ticket(Track.PAGES)]
    last = ticket(Track.QUICK)
    for each in (*waiting, last, ticket(Track.PAGES)):
        all_lanes.waiting[each.track].put(each)
    assert [all_lanes.next() for _ in range(5)] == [waiting[3], waiting[1], last, waiting[0], None]


def test_a_quick_query_goes_on_as_slow_only_where_there_is_a_place() -> None:
    all_lanes = lanes()
    for _ in range(2):
        all_lanes.waiting[Track.QUICK].put(ticket(Track.QUICK))
        all_lanes.next()
    assert [all_lanes.promote(), all_lanes.promote()] == [True, False]
    assert all_lanes.running == {Track.PAGES: 0, Track.QUICK: 1, Track.SLOW: 1}
    all_lanes.leave(Track.SLOW)
    assert all_lanes.promote()


def test_a_client_has_half_of_the_seats_that_others_leave_and_leaves_one_to_who_comes_next() -> None:
    all_lanes = Lanes(dict.fromkeys(Track, 1), dict.fromkeys(Track, 8))
    all_lanes.waiting[Track.QUICK].put(ticket(Track.QUICK, "running"))
    all_lanes.next()
    sat = []
    for client in "aaaaabbbbbccccd":
        if not all_lanes.is_full(Track.QUICK, client):
            all_lanes.waiting[Track.QUICK].put(ticket(Track.QUICK, client))
            sat.append(client)
    assert "".join(sat) == "aaaabbcd"
    assert all_lanes.is_full(Track.QUICK, "e")
    assert not all_lanes.is_full(Track.SLOW, "a")


def test_sixty_of_one_client_leave_a_seat_to_its_next() -> None:
    settings = PoolSettings()
    all_lanes = Lanes(dict.fromkeys(Track, 0), dict(zip(Track, settings.waiting, strict=True)))
    for _ in range(100):
        all_lanes.waiting[Track.QUICK].put(ticket(Track.QUICK, "a"))
    assert not all_lanes.is_full(Track.QUICK, "a")
    assert sum(settings.waiting[1:]) + settings.quick + settings.slow < PLACES


def test_a_track_is_full_when_as_many_wait_as_may() -> None:
    all_lanes = Lanes(dict.fromkeys(Track, 1), {Track.PAGES: 0, Track.QUICK: 1, Track.SLOW: 0})
    assert not all_lanes.is_full(Track.SLOW, "")
    all_lanes.waiting[Track.SLOW].put(ticket(Track.SLOW))
    all_lanes.next()
    assert all_lanes.is_full(Track.SLOW, "")
    assert not all_lanes.is_full(Track.QUICK, "")


def test_slow_time_is_spent_and_comes_back() -> None:
    budget = Budget(10, 100)
    assert budget.wait("a", 0) == 0
    budget.spend("a", 15, 0)
    wait = budget.wait("a", 0)
    assert wait > 50
    assert budget.wait("a", wait - 2) > 0
    assert budget.wait("a", wait) == 0
    assert budget.wait("b", 0) == 0


def test_what_is_not_done_counts_too() -> None:
    budget = Budget(10, 100)
    assert budget.wait("a", 0, running=9) == 0
    assert budget.wait("a", 0, running=12) > 0
    assert budget.wait("a", 0) == 0


def test_without_a_bound_or_a_name_nobody_waits() -> None:
    for budget, client in ((Budget(None, 100), "a"), (Budget(1, 100), "")):
        budget.spend(client, 1000, 0)
        assert budget.wait(client, 0) == 0
