"""Bytes that are no UTF-8 text: refused, with a word on what they look like."""

from __future__ import annotations

import pytest

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
    "random bytes": (bytes(range(128, 200)), "UTF-8"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_reason(name: str) -> None:
    data, word = CASES[name]
    with pytest.raises(SourceError) as wrong:
        decode(data, "file.txt")
    assert word in str(wrong.value)
    assert "file.txt" in str(wrong.value)


@pytest.mark.parametrize(
    "text", ["", "Tổng diện tích", "Hello, world", "Điều 1", "Où est l’école ?", "\ufeffBáo cáo"]
)
def test_utf8_is_read(text: str) -> None:
    assert decode(text.encode()) == text
