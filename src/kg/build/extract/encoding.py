"""Bytes to text: UTF-8 only, and a plain word on what the bytes look like when they are something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from kg.errors import SourceError, Where

_FILES = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip or DOCX file"),
    (b"\xd0\xcf\x11\xe0", "a Word file of before 2007"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"MZ", "a Windows program"),
)
_TCVN3 = frozenset("µ¶·¸¹»¼½¾Æ©ÊÇÈÉËªÐÌÎÏÑ×ØÜÝÞßãáâäåæç«¬\u00ad®¨ßïñòóôèéêëìíîðõö÷øùúûüýþåÒÓÔÕÖ¦§¢£¤¥¡")
_TCVN3_MARKS = frozenset("®¨ª«¬\u00ad¹")
_VNI = ("aù", "aø", "aõ", "eä", "oâ", "öô", "ñ", "uû", "oà", "aâ")
_VNI_LETTERS = frozenset("ùøõäâôöñûàáåãêëïíîóòûúüéèÙØÕÄÂÔÖÑÛÀÁÅÃÊËÏÍÎÓÒÚÜÉÈæÆ")
_SAMPLE = 20_000
_FEW = 5
_MOST = 0.9
_CONTROLS = bytes(code for code in range(32) if code not in (0, 9, 10, 11, 12, 13)) + b"\x7f"
_MANY_CONTROLS = 0.02
_DAMAGED = 0.01
_VIETNAMESE = frozenset("ăĂđĐơƠưƯ")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TONED = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")


def decode(data: bytes, name: str | Path | None = None) -> str:
    """The text of a file.

    :param data: its bytes
    :param name: its name, for the error
    :raises SourceError: the bytes are no UTF-8 text; the hint says what they look like
    """
    sample = data[:_SAMPLE]
    kind = next((kind for mark, kind in _FILES if data.startswith(mark)), None) or _wide(sample)
    if kind:
        raise SourceError(f"This is {kind}, not UTF-8 text.", Where(name), "Save it as UTF-8 text first.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        place = max(0, wrong.start - _SAMPLE // 2)
        raise SourceError(
            f"Byte {wrong.start} is not UTF-8.", Where(name), _guess(data[place : place + _SAMPLE])
        ) from wrong
    if old := legacy(text[:_SAMPLE]):
        raise SourceError(
            f"The letters are those of {old}, shown as another alphabet.",
            Where(name),
            "Convert it to Unicode first.",
        )
    return text


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without its mark: nearly every second byte is one of the few that begin our letters."""
    halves = sample[::2], sample[1::2]
    for one, other in (halves, halves[::-1]):
        high = sum(one.count(code) for code in (0x00, 0x01, 0x03, 0x1E, 0x20))
        if len(one) >= _FEW and high >= _MOST * len(one) and one.count(0) >= len(one) / 3:
            nuls = other.count(0)
            if nuls < len(other) / 10:
                return "UTF-16 without its mark"
            if len(other) / 3 < nuls < len(other):
                return "UTF-32 without its mark"
    return None


def _guess(sample: bytes) -> str:
    """What bytes that are no UTF-8 look like."""
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _MANY_CONTROLS * len(sample):
        return "It looks like binary data, no text at all."
    mended = sample.decode("utf-8", "replace")
    if mended.count("\ufffd") <= max(1, _DAMAGED * len(mended)) and _is_vietnamese(mended):
        return "The rest is UTF-8: the file is damaged there, or cut off."
    found = next((name for name, test in _OLD.items() if test(sample.decode("latin-1"))), None)
    if found is None and _windows(sample.decode("cp1258", "replace")):
        found = "Windows-1258"
    return f"It looks like {found}: convert it to UTF-8 first." if found else "Only UTF-8 text can be read."


def _windows(text: str) -> bool:
    """Nearly every tone mark stands on a vowel."""
    marks = len(_TONES.findall(text))
    return marks >= _FEW and len(_TONED.findall(text)) >= _MOST * marks


def legacy(sample: str) -> str | None:
    """The old Vietnamese encoding that a text was written in, if it was read as Latin-1.

    >>> legacy("Tæng diÖn tÝch gieo trång n¨m nay ®¹t kÕ ho¹ch"), legacy("Tổng diện tích đạt kế hoạch")
    ('TCVN3', None)
    """
    return (
        None if _is_vietnamese(sample) else next((name for name, test in _OLD.items() if test(sample)), None)
    )


def _is_vietnamese(text: str) -> bool:
    return any(letter in _VIETNAMESE or "\u1ea0" <= letter <= "\u1ef9" for letter in text)


def _is_tcvn3(text: str) -> bool:
    marks = sum(letter in _TCVN3_MARKS for letter in text)
    return marks > 0 and _spells(text, _TCVN3)


def _is_vni(text: str) -> bool:
    return sum(text.count(pair) for pair in _VNI) >= _FEW and _spells(text, _VNI_LETTERS)


def _spells(text: str, letters: frozenset[str]) -> bool:
    """Whether a text is words of plain letters and some of those letters, which stand within the words."""
    odd = [at for at, letter in enumerate(text) if not letter.isascii()]
    inside = [
        at for at in odd if text[at] in letters and (text[at - 1 : at] + text[at + 1 : at + 2]).isascii()
    ]
    plain = sum(letter.isascii() and (letter.isalpha() or letter.isspace()) for letter in text)
    known = sum(text[at] in letters for at in odd)
    return (
        len(odd) >= _FEW
        and known >= _MOST * len(odd)
        and len(inside) >= len(odd) / 2
        and plain >= len(text) / 2
    )


_OLD: dict[str, Callable[[str], bool]] = {"TCVN3": _is_tcvn3, "VNI": _is_vni}
