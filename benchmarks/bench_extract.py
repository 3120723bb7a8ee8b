"""The extractor: speed on one core, growth with the length of a text, and hostile texts."""

from __future__ import annotations

import resource
import time

from benchmarks.eval_extract import EXAMPLES
from kg.build.extract.texts import candidates

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
HOSTILE = {
    "open brackets": "(",
    "NUL": "\0",
    "bidi controls": "\u202e",
    "digits": "1",
    "combining marks": "\u0301",
    "one word": "đ",
    "slashes": "1/",
    "figures": "diện tích 5 ha, ",
    "posts": "Bí thư Tỉnh ủy, ",
    "names": "Nguyễn ",
    "acts": "Nghị quyết số 5 của ",
}
HOSTILE_SIZES = (100_000, 1_000_000)


def main() -> None:
    """Prints kB a second, and how the time grows: 10 times the text should cost about 10 times the time."""
    sample = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt")))
    cost(sample)
    print("examples, repeated           kB        s    kB/s   × before   peak MB")
    before = None
    for size in SIZES:
        text = (sample * (size // len(sample) + 1))[:size]
        seconds = cost(text)
        before = _row(f"{size:,} characters", text, seconds, before)
    print("\nhostile, 100 kB and 1 MB     kB        s    kB/s   × before")
    for name, piece in HOSTILE.items():
        before = None
        for size in HOSTILE_SIZES:
            text = piece * (size // len(piece))
            before = _row(name, text, cost(text), before)


def cost(text: str) -> float:
    """Seconds of CPU to find every candidate of a text."""
    start = time.process_time()
    candidates(text)
    return time.process_time() - start


def _row(name: str, text: str, seconds: float, before: float | None) -> float:
    size = len(text.encode("utf-8")) / 1000
    growth = f"{seconds / before:8.1f}" if before else "       –"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:22}{size:>9,.0f}{seconds:>9.2f}{size / max(seconds, 1e-6):>8,.0f}{growth}{peak:>10}")
    return seconds
