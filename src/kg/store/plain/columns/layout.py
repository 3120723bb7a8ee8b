"""The columns of a graph as they lie in memory: nothing in them is a Python object, so that processes can share them.

Terms are numbered. Their numbers lie in zones, in each by text, or by value where they are numbers: see `Zone`.
Triples stand twice, as pairs for each predicate: by subject and object, and by object and subject.
"""

from __future__ import annotations

import json
import re
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from mmap import mmap
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Array = NDArray[np.int32] | NDArray[np.int64] | NDArray[np.uint8]
Buffer = bytes | mmap

XSD = b"http://www.w3.org/2001/XMLSchema#"
INTEGER, DECIMAL = b'"^^<' + XSD + b"integer>", b'"^^<' + XSD + b"decimal>"
MOST_DIGITS = 9
"""How many digits behind the point a decimal may have to be counted with."""

_CANONICAL = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.([0-9]*[1-9]))?", re.ASCII)
_MAGIC = b"columns1"
_HEAD = struct.Struct("<8sQQ")
_LARGEST = 1 << 62
_ALIGNED = 64
_Key = TypeVar("_Key", bytes, int)


class Zone(IntEnum):
    """Terms of a kind have numbers that follow one another.

    INTEGERS and DECIMALS are those whose value fits 64 bits, decimals as whole numbers of a common fraction; LITERALS
    are all others. RESOURCES are what is neither a subject nor a literal.
    """

    SUBJECTS = 0
    RESOURCES = 1
    INTEGERS = 2
    DECIMALS = 3
    LITERALS = 4


class Pairs(NamedTuple):
    """Subjects and objects of a predicate, or of all, side by side."""

    subjects: Ints
    objects: Ints


def integer(text: bytes) -> int | None:
    """The value of an xsd:integer as N-Triples writes it; None where it is none, or too large."""
    if not text.endswith(INTEGER):
        return None
    found = _CANONICAL.fullmatch(text, 1, len(text) - len(INTEGER))
    return None if not found or found[1] or text.startswith(b'"-0') else _fitting(int(found[0]))


def decimal(text: bytes) -> tuple[bytes, bytes] | None:
    """The digits of an xsd:decimal, those before the point with their sign; None where it is none, or has too many."""
    if not text.endswith(DECIMAL):
        return None
    found = _CANONICAL.fullmatch(text, 1, len(text) - len(DECIMAL))
    if not found or found[0] == b"-0" or len(found[1] or b"") > MOST_DIGITS:
        return None
    return found[0].partition(b".")[0], found[1] or b""


def scaled(digits: tuple[bytes, bytes], scale: int) -> int | None:
    """A decimal in parts of 10 to the power of `scale`; None where that is no whole number, or too large."""
    whole, fraction = digits
    return None if len(fraction) > scale else _fitting(int(whole + fraction.ljust(scale, b"0")))


def _fitting(value: int) -> int | None:
    return value if abs(value) < _LARGEST else None


class Columns:
    """A graph as columns, over the bytes that `packed` gave.

    :raises ValueError: there are none, or not yet
    """

    def __init__(self, buffer: Buffer) -> None:
        magic, at, size = _HEAD.unpack_from(buffer)
        if magic != _MAGIC:
            raise ValueError("there are no columns here")
        about = json.loads(buffer[at : at + size])
        self.scale: int = about["scale"]
        self.zones: list[int] = about["zones"]
        arrays = {
            name: np.frombuffer(buffer, dtype, count, offset)
            for name, (dtype, count, offset) in about["arrays"].items()
        }
        self._buffer, self._text = buffer, int(about["arrays"]["text"][2])
        self._ends: Longs = arrays["ends"]
        self._values: Longs = arrays["values"]
        self.predicates: Ints = arrays["predicates"]
        self._starts: Longs = arrays["starts"]
        self._by_subject = Pairs(arrays["by_subject"], arrays["its_objects"])
        self._by_object = Pairs(arrays["its_subjects"], arrays["by_object"])

    def text(self, term: int) -> bytes:
        """A term as N-Triples writes it."""
        start, end = int(self._ends[term]), int(self._ends[term + 1])
        return self._buffer[self._text + start : self._text + end]

    def find(self, text: bytes) -> int | None:
        """The number of a term that N-Triples writes so; None where the graph has none such."""
        if not text.startswith(b'"'):
            found = self._find(text, Zone.SUBJECTS, self.text)
            return self._find(text, Zone.RESOURCES, self.text) if found is None else found
        if (value := integer(text)) is not None:
            return self._find(value, Zone.INTEGERS, self.value)
        if (digits := decimal(text)) and (value := scaled(digits, self.scale)) is not None:
            return self._find(value, Zone.DECIMALS, self.value)
        return self._find(text, Zone.LITERALS, self.text)

    def _find(self, key: _Key, zone: Zone, of: Callable[[int], _Key]) -> int | None:
        within = range(self.zones[zone], self.zones[zone + 1])
        at = bisect_left(within, key, key=of)
        return within[at] if at < len(within) and of(within[at]) == key else None

    def value(self, term: int) -> int:
        """The value of an integer, or of a decimal in parts of 10 to the power of `scale`."""
        return int(self._values[term - self.zones[Zone.INTEGERS]])

    def values(self, terms: Ints) -> Longs:
        """The values of integers and decimals, as `value` gives them."""
        return self._values[terms - self.zones[Zone.INTEGERS]]

    def pairs(self, predicate: int, by_object: bool = False) -> Pairs:
        """The triples of a predicate, by subject and object or by object and subject."""
        at = int(np.searchsorted(self.predicates, predicate))
        if at == len(self.predicates) or self.predicates[at] != predicate:
            start = end = 0
        else:
            start, end = int(self._starts[at]), int(self._starts[at + 1])
        found = self._by_object if by_object else self._by_subject
        return Pairs(found.subjects[start:end], found.objects[start:end])

    def everything(self) -> tuple[Ints, Pairs]:
        """All triples: their predicates, and their subjects and objects."""
        return np.repeat(self.predicates, self.uses()), self._by_subject

    def uses(self) -> Longs:
        """How many triples each predicate has."""
        return np.diff(self._starts)


def packed(scale: int, zones: list[int], arrays: Mapping[str, Array]) -> Iterator[tuple[int, bytes]]:
    """The bytes of columns, each with its place; what makes them columns comes last."""
    at = _ALIGNED
    places: dict[str, tuple[str, int, int]] = {}
    for name, array in arrays.items():
        places[name] = (array.dtype.str, len(array), at)
        yield at, array.tobytes()
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    about = json.dumps({"scale": scale, "zones": zones, "arrays": places}).encode()
    yield at, about
    yield 0, _HEAD.pack(_MAGIC, at, len(about))
