"""Bytes to text: UTF-8 only, and a plain word on what the bytes look like when they are something else."""

from __future__ import annotations

from pathlib import Path

from kg.errors import SourceError, Where

_BOMS = (
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip or DOCX file"),
)
_TCVN3 = frozenset("µ¶·¸¹»¼½¾Æ©ÊÇÈÉËªÐÌÎÏÑ×ØÜÝÞßãáâäåæç«¬­®¨ßïñòóô")
_VNI = ("aù", "aø", "aõ", "eä", "oâ", "öô", "ñ", "uû", "oà", "aâ")
_SAMPLE = 20_000
_FEW = 5
_VIETNAMESE = frozenset("ăĂđĐơƠưƯ")


def decode(data: bytes, name: str | Path | None = None) -> str:
    """The text of a file.

    :param data: its bytes
    :param name: its name, for the error
    :raises SourceError: the bytes are no UTF-8 text; the hint says what they look like
    """
    for mark, kind in _BOMS:
        if data.startswith(mark):
            raise SourceError(f"this is {kind}, not UTF-8 text", Where(name), "Save it as UTF-8 text first.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        old = legacy(data[:_SAMPLE].decode("latin-1"))
        hint = f"It looks like {old}: convert it to UTF-8 first." if old else "Only UTF-8 text can be read."
        raise SourceError(f"byte {wrong.start} is not UTF-8", Where(name), hint) from wrong
    old = legacy(text[:_SAMPLE])
    if old:
        raise SourceError(
            f"the letters are those of {old}, shown as another alphabet",
            Where(name),
            "Convert it to Unicode first.",
        )
    return text


def legacy(sample: str) -> str | None:
    """The old Vietnamese encoding that a text was written in, if it was read as Latin-1.

    >>> legacy("Tæng diÖn tÝch gieo trång n¨m nay ®¹t kÕ ho¹ch"), legacy("Tổng diện tích đạt kế hoạch")
    ('TCVN3', None)
    """
    if any(letter in _VIETNAMESE or "\u1ea0" <= letter <= "\u1ef9" for letter in sample):
        return None
    if sum(letter in _TCVN3 for letter in sample) >= _FEW and any(mark in sample for mark in "®¨ª«¬­¹"):
        return "TCVN3"
    if sum(sample.count(pair) for pair in _VNI) >= _FEW:
        return "VNI"
    return None
