"""A request to the endpoint read strictly, from its bytes (SPARQL 1.1 Protocol, section 2.1).

A query means the same however it comes: in an address, a form, or as the body itself.
"""

from __future__ import annotations

import math
import re
from binascii import a2b_qp
from collections.abc import Sequence
from typing import IO, NamedTuple, Protocol

from werkzeug.http import parse_options_header

from kg.errors import QueryForbidden
from kg.serve.problems import Problem

QUERY, FORM, UPDATE = (
    "application/sparql-query",
    "application/x-www-form-urlencoded",
    "application/sparql-update",
)
METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
BODIES = f"{QUERY}, {FORM}"
_CHARSETS = ("", "utf-8", "utf8", "us-ascii")
_AROUND_A_QUERY = 16_384
"""Bytes that a form may have beside its query."""

_BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2}).{0,2}", re.S)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_ONCE = ("query", "timeout", "version")
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
_USUAL = {
    name.encode(): name for name in ("query", "format", "output", "default-graph-uri", "named-graph-uri")
}
"""Names of parameters that need not be decoded."""


class Headers(Protocol):
    """The headers of a request."""

    def get(self, key: str) -> str | None:
        """The value of one, whatever the case of its name."""


class Message(Protocol):
    """As much of a request as is read here."""

    @property
    def method(self) -> str: ...

    @property
    def headers(self) -> Headers: ...

    @property
    def query_string(self) -> bytes: ...

    @property
    def content_length(self) -> int | None: ...

    @property
    def stream(self) -> IO[bytes]: ...


class Asked(NamedTuple):
    """What a request asks.

    :param query: its text, “” where there is none
    :param formats: names of formats, in order of preference
    :param timeout: seconds that the client wants to wait at most
    """

    query: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    timeout: float | None = None


def read(request: Message, max_query: int) -> Asked:
    """What a request asks, by its method and the media type of its body.

    :param max_query: bytes that a query may have
    :raises Problem: it is not to be understood
    :raises QueryForbidden: it is an update
    """
    pairs = parameters(request.query_string)
    if request.method in ("GET", "HEAD"):
        _no_body(request)
        return _asked(pairs)
    media_type, options = parse_options_header(request.headers.get("Content-Type"))
    match (request.method, media_type.lower()):
        case (_, "application/sparql-query"):
            pairs.append(("query", _text(_body(request, options, max_query), "query")))
        case (_, "application/x-www-form-urlencoded"):
            pairs += parameters(_body(request, options, 3 * max_query + _AROUND_A_QUERY))
        case (_, "application/sparql-update"):
            raise _read_only()
        case _:
            raise _unsupported(
                f"A query does not come as “{media_type}”." if media_type else "The body has no type."
            )
    return _asked(pairs)


def asked_by_address(query_string: bytes) -> Asked:
    """What a GET without a body asks; raises as `read` does."""
    return _asked(parameters(query_string))


def parameters(raw: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string or form, in order; strict where browsers guess.

    :raises Problem: broken percent-encoding, no UTF-8, or a NUL
    """
    pairs = []
    for part in raw.split(b"&"):
        name, _, value = part.partition(b"=")
        if part:
            shown = _USUAL.get(name) or _decoded(name, "parameter")
            pairs.append((shown, _decoded(value, shown)))
    return pairs


def is_iri(value: str) -> bool:
    """Whether this is an absolute IRI."""
    return bool(_IRI.fullmatch(value))


def iri(value: str, name: str) -> str:
    """The value of a parameter that names a graph.

    :raises Problem: it is no absolute IRI
    """
    if not is_iri(value):
        raise Problem(
            "request", f"“{value[:200]}” in “{name}” is no absolute IRI.", "Encode it, and give it whole."
        )
    return value


def _asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    if len(pairs) == 1 and pairs[0][0] == "query":
        return Asked(pairs[0][1].removeprefix("\ufeff"))
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if any(name in values for name in _UPDATES):
        raise _read_only()
    for name in _ONCE:
        if len(values.get(name, ())) > 1:
            raise Problem("request", f"There is more than one “{name}”.", "Send one query at a time.")
    return Asked(
        "".join(values.get("query", ())).removeprefix("\ufeff"),
        tuple(iri(value, "default-graph-uri") for value in values.get("default-graph-uri", ()) if value),
        tuple(iri(value, "named-graph-uri") for value in values.get("named-graph-uri", ()) if value),
        tuple(value for name in ("format", "output") for value in values.get(name, ()) if value),
        _seconds("".join(values.get("timeout", ()))),
    )


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value) if value else None
    except ValueError:
        seconds = math.nan
    if seconds is not None and not 0 < seconds < math.inf:
        raise Problem(
            "request", f"“{value[:40]}” is no time to wait.", "Give timeout in seconds, above zero."
        )
    return seconds


def _decoded(raw: bytes, name: str) -> str:
    if b"%" in raw and (broken := _BROKEN_PERCENT.search(raw)):
        shown = broken[0].decode("ascii", "replace")
        raise Problem(
            "encoding", f"“{shown}” in “{name}” is no percent-encoding.", "A percent sign itself is %25."
        )
    spaced = raw.replace(b"+", b" ")
    return _text(_unquoted(spaced) if b"%" in spaced else spaced, name)


def _unquoted(raw: bytes) -> bytes:
    """Bytes without their percent-encoding, which is right: quoted-printable text is the same with another sign."""
    return a2b_qp(raw.replace(b"=", b"=3D").replace(b"%", b"="))


def _text(raw: bytes, name: str) -> str:
    """Bytes as UTF-8; half of a surrogate pair is none, and a NUL is refused."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte {error.start + 1} of “{name}” is {raw[error.start]:#04x}"
        raise Problem("encoding", f"This is not UTF-8: {found}.", "Send UTF-8.") from None
    if "\0" in text:
        raise Problem("encoding", f"There is a NUL character in “{name}”.")
    return text


def _no_body(request: Message) -> None:
    if request.content_length:
        raise Problem("request", f"{request.method} takes no body.", "Send a body with POST or QUERY.")


def _body(request: Message, options: dict[str, str], most: int) -> bytes:
    """The whole body, of at most so many bytes.

    :raises Problem: it is compressed, in another charset, or longer
    """
    if (request.headers.get("Content-Encoding") or "identity").strip().lower() != "identity":
        raise _unsupported("The body is compressed.", {"Accept-Encoding": "identity"})
    if options.get("charset", "").lower() not in _CHARSETS:
        raise _unsupported("The body is not in UTF-8.")
    body = b"" if (request.content_length or 0) > most else request.stream.read(most + 1)
    if len(body) > most or (request.content_length or 0) > most:
        raise Problem(
            "too-large",
            f"The body may have {most} bytes.",
            "Ask for less, or in several queries.",
            limit=most,
        )
    return body


def _unsupported(detail: str, headers: dict[str, str] | None = None) -> Problem:
    hint = f"Send {QUERY} or {FORM}, in UTF-8, not compressed."
    return Problem(
        "media-type", detail, hint, {"Accept-Post": BODIES, "Accept-Query": BODIES, **(headers or {})}
    )


def _read_only() -> QueryForbidden:
    return QueryForbidden(
        "This endpoint is read only: it takes no updates.", hint="Send SELECT, ASK, CONSTRUCT or DESCRIBE."
    )
