"""The process of `kg.store.template` for data that is worth columns: its forks answer from these what they can.

A program of its own, because numpy takes a tenth of a second to be there, and memory.
"""

from __future__ import annotations

import sys

from kg.store import template
from kg.store.plain.columns import share

if __name__ == "__main__":
    template.main(sys.argv[1:], share.begin)
