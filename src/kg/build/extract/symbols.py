"""What the symbol of an act says: who issued it."""

from __future__ import annotations

import re

from kg.build.extract.lexicon import entries
from kg.vietnamese import same_spelling

_YEAR = re.compile(r"(?:19|20)\d\d")


def issuer_part(symbol: str) -> str:
    """The part of a symbol that names the issuer: the last one, or the first where that is no type of act.

    >>> [issuer_part(s) for s in ("05-CT/TW", "15/2020/NĐ-CP", "1125/UBND-TH", "12/KH-UBND")]
    ['TW', 'CP', 'UBND', 'UBND']
    """
    parts = [part for part in re.split(r"[-/&\s]+", symbol)[1:] if part and not _YEAR.fullmatch(part)]
    if not parts:
        return ""
    is_type = same_spelling(parts[0]) in entries("symbols", "type")
    return parts[-1] if is_type or len(parts) == 1 else parts[0]
