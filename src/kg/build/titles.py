"""Where the title of a report stands in its text: past menus, mastheads, symbols and dates."""

from __future__ import annotations

import re

from kg.build.facts import Span
from kg.vietnamese import fold

_WORDS = 4
_LOOKED_AT = 60
_ENDED = (".", ";", ",", ":")
_NO_TITLE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:cong hoa xa hoi chu nghia viet nam|doc lap tu do hanh phuc)\b|^dang cong san viet nam$",
        r"^so \d|^(?:kinh gui|noi nhan|kinh trinh)\b",
        r"^(?:[^ ]+ ){0,4}ngay \d+ thang \d+(?: nam \d+)?$",
        r"^(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)\b.*\d",
        r"\b(?:https?|www|email|gmail|dien thoai|hotline|fax|ban quyen|copyright)\b",
        r"^(?:trang|page) \d",
    )
)
_MASTHEAD = re.compile(
    r"(?:uy ban nhan dan|hoi dong nhan dan|dang bo|dang uy|chi bo|so|phong|ban)(?: \w+){0,6}"
)
_MENU = re.compile(
    r"\b(?:trang chu|gioi thieu|lien he|dang nhap|dang ky|tim kiem|so do|thu vien|tin tuc|van ban|thu tuc hanh chinh|"
    r"dich vu cong|hoi dap|english|tieng viet|chuyen muc|lich cong tac|su kien|cong khai|video|rss|home|menu)\b"
)
_MARKS = re.compile(r"[|»›>•·/]")


def title_of(text: str) -> Span:
    """The first line of four words or more that is no menu and no masthead, else the first line with letters."""
    lines = [line for line in re.finditer(r"[^\n\r]+", text) if any(map(str.isalpha, line[0]))]
    long = [line for line in lines[:_LOOKED_AT] if len(line[0].split()) >= _WORDS]
    chosen = next((line for line in long if _may_be_title(line[0])), (long or lines)[0])
    words = chosen[0].strip("\ufeff \t\u00a0")
    start = chosen.start() + chosen[0].index(words)
    return Span(start, start + len(words))


def _may_be_title(line: str) -> bool:
    key = " ".join(re.sub(r"[^\w\s]", " ", fold(line)).split())
    menu = len(_MENU.findall(key)) >= 2 or len(_MARKS.findall(line)) >= 3
    masthead = line.isupper() and _MASTHEAD.fullmatch(key) is not None
    return not menu and not masthead and not any(pattern.search(key) for pattern in _NO_TITLE)
