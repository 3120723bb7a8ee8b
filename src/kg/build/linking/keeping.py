"""What an endpoint answered, kept in a folder: a run that broke off goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.build.files import write
from kg.build.linking.asking import Asker, Rows


@dataclass
class Kept:
    """A folder of answers, each under the hash of its endpoint and question.

    :param fresh: whether what is kept from before is asked anew
    """

    folder: Path
    fresh: bool = False
    asked: int = 0
    found: int = 0
    oldest: str = ""

    def rows(self, asker: Asker, query: str, today: date) -> Rows:
        """The rows of an answer: those that are kept, else those that the endpoint gives now, which are kept.

        :raises StoreError: the endpoint does not answer; what came before stays
        """
        name = hashlib.sha256("\n".join((asker.url, query)).encode()).hexdigest()[:24]
        file = self.folder / f"{name}.json"
        kept = None if self.fresh else _read(file)
        if kept is not None:
            day, rows = kept
            self.found += 1
            self.oldest = min(filter(None, (self.oldest, day)))
            return rows
        rows = asker.rows(query)
        self.asked += 1
        write(file, json.dumps({"day": today.isoformat(), "rows": rows}, ensure_ascii=False) + "\n")
        return rows


def _read(file: Path) -> tuple[str, Rows] | None:
    """A kept answer; None where there is none, or only a part of one."""
    try:
        said = json.loads(file.read_text("utf-8"))
        return str(said["day"]), list(said["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
