"""The small site of things.trig: its base, and how a test asks it for a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HERE = "https://x.example/kg/"

Match = Callable[..., list[dict[str, Any]]]
"""Asks for one name; gives its candidates."""
