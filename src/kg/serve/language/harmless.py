"""Texts of the data whose letters do nothing to what stands around them, and whether a text has anything to be seen."""

from __future__ import annotations

import re

_OPENS, _CLOSES = "\u2066\u2067\u2068", "\u2069"
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
"""Letters that no page may have (HTML, section 13.1.4), and those that keep a direction of writing apart."""

_SEEN = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def is_seen(text: str) -> bool:
    """Whether a text has a letter that a reader sees.

    >>> is_seen(" a"), is_seen("\\u200b \\u00a0")
    (True, False)
    """
    return _SEEN.search(text) is not None


def harmless(text: str) -> str:
    """A text with pictures in the place of control letters, and in which what keeps a direction of writing apart ends
    where the text ends, and not before: an end too many would end what the page keeps it apart with.

    >>> harmless("a\\x00b\\u2069")
    'a␀b'
    """
    if not _ODD.search(text):
        return text
    kept, depth = [], 0
    for letter in text:
        if letter in _OPENS:
            depth += 1
        elif letter == _CLOSES:
            if not depth:
                continue
            depth -= 1
        kept.append(_ODD.sub(_picture, letter))
    return "".join(kept) + _CLOSES * depth


def _picture(found: re.Match[str]) -> str:
    """What stands for a letter: its picture (Unicode, Control Pictures), else the sign of a letter that is none."""
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return found.group() if 0x2066 <= code <= 0x2069 else "\ufffd"
