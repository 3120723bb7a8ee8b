"""What is kept is bounded, whoever chooses the keys."""

from __future__ import annotations

import tracemalloc

import pytest

from kg.serve.http.cache import Cache


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache: Cache[bytes] = Cache(3_000)
    cache.keep("a", b"1" * 800)
    cache.keep("b", b"2" * 800)
    assert cache.find("a") == b"1" * 800
    cache.keep("c", b"3" * 800)
    assert [cache.find(key) is None for key in "abc"] == [False, True, False]


def test_a_value_kept_again_is_counted_once() -> None:
    cache: Cache[bytes] = Cache(3_000)
    for _ in range(10):
        cache.keep("a", b"1" * 800)
    cache.keep("b", b"2" * 800)
    assert cache.find("a")
    assert cache.state().entries == 2


@pytest.mark.parametrize(("key", "value"), [(20_000, 10), (10, 10), (10, 20_000)])
def test_neither_long_keys_nor_many_small_values_take_more_than_the_bound(key: int, value: int) -> None:
    size = 1_000_000
    cache: Cache[bytes] = Cache(size)
    tracemalloc.start()
    try:
        for number in range(size // 200):
            cache.keep(("GET", f"{number:0{key}}"), bytes(value))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cache.state().size <= size
    assert held < 1.3 * size
