"""The hostile queries of `store/hostile.toml`: read, and each written out."""

from __future__ import annotations

import tomllib
from pathlib import Path

TABLE = tomllib.loads((Path(__file__).parent / "store" / "hostile.toml").read_text("utf-8"))


def text(case: dict[str, object]) -> str:
    """The query that a row of the table stands for."""

    def repeated(part: str) -> str:
        pattern, times = str(case.get(part, "")), int(str(case.get("times", 0)))
        return "".join(pattern.replace("{i}", str(i)).replace("{j}", str(i + 1)) for i in range(times))

    head, core, tail = (str(case.get(part, "")) for part in ("head", "core", "tail"))
    return head + repeated("open") + core + repeated("close") + tail
