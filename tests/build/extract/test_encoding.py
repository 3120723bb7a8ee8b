"""Bytes that are no UTF-8 text: refused, with a word on what they look like."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build.extract.encoding import decode
from kg.errors import SourceError

TCVN3 = "Tæng diÖn tÝch gieo trång n¨m nay ®¹t kÕ ho¹ch, t¨ng so víi cïng kú"
VNI = "Toång dieän tích gieo troàng naêm nay ñaït keá hoaïch, taêng so vôùi cuøng kyø, ñaûng boä, ñoàng chí"
CASES = {
    "TCVN3 bytes": (TCVN3.encode("latin-1"), "TCVN3"),
    "TCVN3 shown as Latin-1": (TCVN3.encode(), "TCVN3"),
    "VNI shown as Latin-1": (VNI.encode(), "VNI"),
    "UTF-16": ("Báo cáo".encode("utf-16"), "UTF-16"),
    "a PDF": (b"%PDF-1.7 ...", "PDF"),
    "a DOCX": (b"PK\x03\x04....", "DOCX"),
    "UTF-16 without its mark": ("Diện tích lúa: 5 ha".encode("utf-16-le"), "UTF-16"),
    "UTF-16 the other way": ("Diện tích lúa: 5 ha".encode("utf-16-be"), "UTF-16"),
    "Windows-1258": (
        unicodedata.normalize("NFD", "Kết quả của xã: đã đạt kế hoạch năm").encode("cp1258", "ignore"),
        "1258",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n", "PNG"),
    "random bytes": (Random(5).randbytes(5_000), "binary"),
    "a few random bytes": (Random(7).randbytes(120), "binary"),
    "bytes above 127": (bytes(range(128, 200)), "Only UTF-8"),
    "Latin-1": ("Le préfet a réuni 12 maires, où est l’école ?".encode("cp1252") * 9, "Only UTF-8"),
    "cut off": ("Tổng diện tích gieo trồng ".encode() * 20 + b"\xe1\xba", "cut off"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_reason(name: str) -> None:
    data, word = CASES[name]
    with pytest.raises(SourceError) as wrong:
        decode(data, "file.txt")
    assert word in str(wrong.value)
    assert "file.txt" in str(wrong.value)


@given(st.binary(min_size=40, max_size=4_000))
def test_bytes_of_any_kind_are_no_old_encoding(data: bytes) -> None:
    """Whatever the bytes: text, or an error in one line that claims no Vietnamese encoding for noise."""
    try:
        decode(data, "file")
    except SourceError as wrong:
        plain = sum(byte < 128 for byte in data)
        assert "TCVN3" not in str(wrong) or plain >= len(data) / 2


@pytest.mark.parametrize(
    "text", ["", "Tổng diện tích", "Hello, world", "Điều 1", "Où est l’école ?", "\ufeffBáo cáo"]
)
def test_utf8_is_read(text: str) -> None:
    assert decode(text.encode()) == text
