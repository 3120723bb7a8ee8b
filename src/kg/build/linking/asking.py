"""Asks a SPARQL endpoint politely: named, in turn, again after a while where it fails, and never for what is kept."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import warnings
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from SPARQLWrapper import JSON, POST, SPARQLExceptions, SPARQLWrapper

from kg import __version__
from kg.errors import EngineError, QuerySyntaxError, SettingsError, Where

AGENT = f"kg/{__version__} (linked data of local-government reports; one question at a time)"
"""How we call ourselves; what to add is asked for with `--contact`."""

_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_MOST_BYTES = 200_000_000
_CUT = "x-sparql-maxrows"

Rows = list[dict[str, dict[str, str]]]
"""The rows of an answer, as SPARQL's JSON has them."""


@dataclass(frozen=True)
class Manners:
    """How an endpoint is asked.

    :param timeout: seconds that one question may take
    :param tries: how often one is asked before it is given up
    :param first: seconds after which it is asked again; each time twice as long
    :param longest: the longest wait, also where the endpoint asks for a longer one
    :param pause: seconds between two questions
    """

    agent: str = AGENT
    timeout: float = 60.0
    tries: int = 5
    first: float = 1.0
    longest: float = 120.0
    pause: float = 0.0


class Failed(Exception):
    """One attempt failed; whether to try again, and after how many seconds at least."""

    def __init__(self, what: str, again: bool = True, after: float = 0.0) -> None:
        super().__init__(what)
        self.what, self.again, self.after = what, again, after


class Asker:
    """One endpoint, asked one question after another.

    :raises SettingsError: it is no address of an endpoint
    """

    def __init__(
        self,
        url: str,
        manners: Manners | None = None,
        wait: Callable[[float], None] = time.sleep,
        told: Callable[[str], None] = lambda words: None,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            hint = "Give an http(s) address, such as https://query.wikidata.org/sparql."
            raise SettingsError(f"“{url}” is no address of an endpoint.", Where(field="endpoint"), hint)
        self.url, self._manners, self._wait, self._told = url, manners or Manners(), wait, told
        self._asked = False

    def rows(self, query: str) -> Rows:
        """The rows of a SELECT query.

        :raises EngineError: the endpoint is down, slow, or answers something else, time and again
        :raises QuerySyntaxError: it refuses the query
        """
        if self._asked and self._manners.pause:
            self._wait(self._manners.pause)
        self._asked = True
        back_off = self._manners.first
        for left in range(self._manners.tries - 1, -1, -1):
            try:
                return _read(*self._answer(query))
            except Failed as failed:
                seconds = max(back_off, failed.after)
                if not failed.again or not left or failed.after > self._manners.longest:
                    raise self._given_up(failed) from None
                seconds = min(seconds, self._manners.longest)
                self._told(f"{failed.what} Asking again in {seconds:g} s.")
                self._wait(seconds)
                back_off *= 2
        raise AssertionError

    def _given_up(self, failed: Failed) -> EngineError:
        later = failed.after > self._manners.longest
        hint = f"It asks to come back after {failed.after:g} seconds." if later else None
        return EngineError(f"{self.url}: {failed.what}", hint=hint)

    def _answer(self, query: str) -> tuple[str, bytes]:
        """The media type and the bytes of one answer, whole."""
        asked = SPARQLWrapper(self.url, agent=self._manners.agent)
        asked.setMethod(POST)
        asked.setOnlyConneg(True)
        asked.setTimeout(max(1, int(self._manners.timeout)))
        asked.setReturnFormat(JSON)
        asked.setQuery(query)
        deadline = time.monotonic() + self._manners.timeout
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                result = asked.query()
            with closing(result.response) as response:
                if limit := response.headers.get(_CUT):
                    raise Failed(f"It gives {limit} rows at most; make `page` smaller.", again=False)
                return str(response.headers.get("Content-Type", "")), _whole(response, deadline)
        except SPARQLExceptions.QueryBadFormed as error:
            raise QuerySyntaxError(f"{self.url} refuses the query: {_short(error)}.") from None
        except SPARQLExceptions.SPARQLWrapperException as error:
            raise _refused(type(error).__name__) from None
        except urllib.error.HTTPError as error:
            with closing(error):
                raise _status(error) from None
        except TimeoutError:
            raise Failed(f"It did not answer within {self._manners.timeout:g} seconds.") from None
        except urllib.error.URLError as error:
            raise _unreached(error, self._manners.timeout) from None
        except (http.client.HTTPException, OSError):
            raise Failed("The connection broke off.") from None


def _whole(response: Any, deadline: float) -> bytes:
    """The body, read until its end, the deadline, or too much of it."""
    body = bytearray()
    while part := response.read1(65_536):
        body += part
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > _MOST_BYTES:
            raise Failed("Its answer is too large; make `page` smaller.", again=False)
    if response.length:
        raise Failed("Its answer broke off.")
    return bytes(body)


_NAMES = {
    "EndPointNotFound": ("There is nothing at this address (status 404).", False),
    "EndPointInternalError": ("It failed (status 500).", True),
    "Unauthorized": ("It asks for a name and a password (status 401).", False),
    "URITooLong": ("The query is too long for it (status 414).", False),
}
"""SPARQLWrapper's errors: what each says, and whether asking again may help."""


def _refused(name: str) -> Failed:
    what, again = _NAMES.get(name, ("It refuses the query.", False))
    return Failed(what, again)


def _status(error: urllib.error.HTTPError) -> Failed:
    after = _seconds(error.headers.get("Retry-After", "") if error.headers else "")
    return Failed(f"It answers with the status {error.code}.", error.code in _AGAIN, after)


def _seconds(said: str) -> float:
    """The seconds of a Retry-After: a number, or a date (RFC 9110, section 10.2.3)."""
    if said.strip().isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _unreached(error: urllib.error.URLError, timeout: float) -> Failed:
    if isinstance(error.reason, TimeoutError):
        return Failed(f"It did not answer within {timeout:g} seconds.")
    said = getattr(error.reason, "strerror", None) or error.reason
    return Failed(f"It cannot be reached: {said}.")


def _short(error: Exception) -> str:
    """The first words that an endpoint says of a query, without what SPARQLWrapper says before them."""
    said = str(error.args[0] if error.args else "").rpartition("Response:")[2].strip().strip("b'\"")
    return re.sub(r"\s+", " ", said)[:200].rstrip(".") or "it does not say why"


def _read(media_type: str, body: bytes) -> Rows:
    """The rows of a JSON answer; anything else is told as what it is."""
    kind = media_type.partition(";")[0].strip().lower()
    if "html" in kind or body.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        raise Failed("It answers with a web page (HTML), not with a result.", again=False)
    try:
        found = json.loads(body)
    except ValueError:
        json_said = "json" in kind
        what = (
            "Its answer broke off, or is no JSON."
            if json_said
            else f"It answers with “{kind}”, not with JSON."
        )
        raise Failed(what, again=json_said) from None
    try:
        rows = found["results"]["bindings"]
        return [
            {name: dict(term) for name, term in row.items() if term["type"] and term["value"] is not None}
            for row in rows
        ]
    except (KeyError, TypeError, AttributeError):
        raise Failed("Its answer is JSON, but no result of a query.", again=False) from None
