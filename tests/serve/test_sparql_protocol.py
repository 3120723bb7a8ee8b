"""The protocol, case by case, over a real server: `protocol_cases.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from running import Endpoint

FILE = Path(__file__).with_name("protocol_cases.toml")
TABLE = tomllib.loads(FILE.read_text("utf-8"))
NAMES: dict[str, str] = TABLE["names"]


def filled(text: str, *, encoded: bool) -> str:
    for name, value in NAMES.items():
        text = text.replace(f"{{{name}}}", quote(value, safe="") if encoded else value)
    return text


def body_of(case: dict[str, Any]) -> bytes | None:
    if form := case.get("form"):
        return urlencode([(name, filled(value, encoded=False)) for name, value in form]).encode()
    return (
        filled(case["body"], encoded=False).encode(case.get("encoding", "utf-8")) if "body" in case else None
    )


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["name"])
def test_case(endpoint: Endpoint, case: dict[str, Any]) -> None:
    method, target = filled(case["request"], encoded=True).split(" ", 1)
    lines = [*case.get("headers", {}).items(), *map(tuple, case.get("lines", ()))]
    if "form" in case:
        lines.append(("Content-Type", "application/x-www-form-urlencoded"))
    reply = endpoint.ask(method, target, lines, body_of(case))
    assert reply.status == case["status"], reply.text
    if "type" in case:
        assert reply.headers["Content-Type"].split(";")[0] == case["type"]
    for name, words in case.get("has", {}).items():
        assert words in reply.headers[name]
    for name in case.get("lacks", ()):
        assert name not in reply.headers
    if "says" in case:
        assert case["says"] in reply.text
    if "is" in case:
        assert reply.text == case["is"]


def test_no_two_cases_have_one_name() -> None:
    names = [case["name"] for case in TABLE["case"]]
    assert len(names) == len(set(names))
