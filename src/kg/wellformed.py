"""XML as a serialiser writes it, made such that a parser reads what was meant (XML 1.0, sections 2.2 and 2.11).

A parser reads a carriage return as a line feed, and other control characters cannot be written in XML at all. Imports
next to nothing, since workers use it.
"""

from __future__ import annotations

import re

_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class NotInXml(Exception):
    """A character that XML cannot carry."""


def kept(data: bytes) -> bytes:
    """Bytes of XML in which carriage returns are references, which a parser leaves alone.

    >>> kept(b"<a>1\\r2</a>")
    b'<a>1&#13;2</a>'

    :raises NotInXml: there is a character that cannot be written
    """
    if _NO_CHARACTER.search(data):
        raise NotInXml
    return data.replace(b"\r", b"&#13;")
