"""Makes columns of the default graph of a store, as its N-Triples say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count

import numpy as np
from pyoxigraph import DefaultGraph, RdfFormat, Store

from kg.store.plain.columns.layout import Array, Columns, Ints, Longs, Zone, decimal, integer, packed, scaled

Part = tuple[int, bytes]


class Unsuited(Exception):
    """A graph cannot be had as columns."""


def columns_of(store: Store) -> Columns:
    """The columns of the default graph of a store, in this process."""
    data = bytearray()
    for at, part in parts_of(store):
        data.extend(bytes(max(0, at + len(part) - len(data))))
        data[at : at + len(part)] = part
    return Columns(bytes(data))


def parts_of(store: Store) -> Iterator[Part]:
    """The bytes of the columns of the default graph, each with its place.

    :raises Unsuited: there is something in it that they cannot carry
    """
    reader = _Reader()
    store.dump(reader, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())  # type: ignore[arg-type]
    triples = np.array(reader.found, np.int32).reshape(-1, 3)
    reader.found.clear()
    terms = list(reader.numbers)
    reader.numbers.clear()
    order = _ordered(terms, triples[:, 0])
    numbers = np.empty(len(terms), np.int32)
    numbers[order.terms] = np.arange(len(terms), dtype=np.int32)
    arrays = {**_triples(numbers[triples]), **_texts(terms, order.terms), "values": order.numbers}
    yield from packed(order.scale, order.starts, arrays)


class _Reader:
    """Takes N-Triples as a serialiser writes them, and gives each term a number."""

    def __init__(self) -> None:
        self.numbers: defaultdict[bytes, int] = defaultdict(count().__next__)
        self.found: list[int] = []
        self._rest = b""

    def write(self, data: bytes) -> int:
        """Takes some bytes."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        numbers, found = self.numbers, self.found
        for line in lines:
            subject, predicate, object_ = line.split(b" ", 2)
            found += (numbers[subject], numbers[predicate], numbers[object_[:-2]])
        return len(data)

    def flush(self) -> None:
        """Does nothing."""


@dataclass(frozen=True)
class _Order:
    """Terms in the order of their new numbers, by their old ones."""

    zones: Mapping[Zone, Sequence[int]]
    values: Mapping[int, int]
    scale: int

    @property
    def terms(self) -> Longs:
        """All terms, zone by zone."""
        return np.fromiter(chain.from_iterable(self.zones[zone] for zone in Zone), np.int64)

    @property
    def starts(self) -> list[int]:
        """Where each zone begins, and where the last ends."""
        return [0, *accumulate(len(self.zones[zone]) for zone in Zone)]

    @property
    def numbers(self) -> Longs:
        """The values of the terms that have some."""
        terms = chain(self.zones[Zone.INTEGERS], self.zones[Zone.DECIMALS])
        return np.fromiter(map(self.values.__getitem__, terms), np.int64)


def _ordered(terms: list[bytes], subjects: Ints) -> _Order:
    """Puts terms in zones, and these in order; see `Zone`.

    :raises Unsuited: a subject is neither an IRI nor a blank node
    """
    is_subject = np.zeros(len(terms), np.bool_)
    is_subject[subjects] = True
    zones: dict[Zone, list[int]] = {zone: [] for zone in Zone}
    for number, (text, first) in enumerate(zip(terms, is_subject.tolist(), strict=True)):
        zones[Zone.SUBJECTS if first else _zone(text)].append(number)
    if any(terms[number].startswith((b"<<", b'"')) for number in zones[Zone.SUBJECTS]):
        raise Unsuited
    digits = {number: decimal(terms[number]) or (b"0", b"") for number in zones[Zone.DECIMALS]}
    scale = max((len(fraction) for _, fraction in digits.values()), default=0)
    values = {number: integer(terms[number]) for number in zones[Zone.INTEGERS]}
    values.update((number, scaled(found, scale)) for number, found in digits.items())
    known = {number: value for number, value in values.items() if value is not None}
    zones[Zone.LITERALS] += [number for number in digits if number not in known]
    zones[Zone.DECIMALS] = [number for number in digits if number in known]
    for zone, found in zones.items():
        found.sort(key=known.__getitem__ if zone in (Zone.INTEGERS, Zone.DECIMALS) else terms.__getitem__)
    return _Order(zones, known, scale)


def _zone(text: bytes) -> Zone:
    """The zone of a term that is no subject; a decimal may turn out to be none to count with."""
    if not text.startswith(b'"'):
        return Zone.RESOURCES
    if integer(text) is not None:
        return Zone.INTEGERS
    return Zone.LITERALS if decimal(text) is None else Zone.DECIMALS


def _triples(triples: Ints) -> dict[str, Array]:
    subjects, predicates, objects = triples.T
    by_subject = np.lexsort((objects, subjects, predicates))
    by_object = np.lexsort((subjects, objects, predicates))
    found, starts = np.unique(predicates[by_subject], return_index=True)
    return {
        "predicates": found,
        "starts": np.append(starts, len(triples)).astype(np.int64),
        "by_subject": subjects[by_subject],
        "its_objects": objects[by_subject],
        "its_subjects": subjects[by_object],
        "by_object": objects[by_object],
    }


def _texts(terms: list[bytes], order: Longs) -> dict[str, Array]:
    text = b"".join([terms[number] for number in order.tolist()])
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))[order]
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    return {"ends": ends, "text": np.frombuffer(text, np.uint8)}
