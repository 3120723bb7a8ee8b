"""Writes the tables of official areas in data/authority/ from the pinned package `vietnamadminunits` (make areas).

The package is read, never imported: its dataset of units before and after 1 July 2025, and its conversion of communes.
Names and codes are taken as they stand; only capitals in the word for the kind (“Thị Xã” → “Thị xã”) are evened out.
What the package has from a geocoding service (coordinates, bounds) is not taken.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

OUT = Path(__file__).parents[1] / "data" / "authority"

LEVELS: Mapping[str, Mapping[str, str]] = {
    "province": {"Tỉnh": "tinh", "Thành phố": "thanh-pho-truc-thuoc-trung-uong"},
    "district": {
        "Huyện": "huyen",
        "Quận": "quan",
        "Thị xã": "thi-xa",
        "Thành phố": "thanh-pho-thuoc-tinh",
    },
    "ward": {"Xã": "xa", "Phường": "phuong", "Thị trấn": "thi-tran", "Đặc khu": "dac-khu"},
}
"""Column of the package → first words of a full name → entry of the code list def/area-level."""

FILLED = {
    "tinhhagiang_huyenbacquang_xathuongbinh",
    "tinhtuyenquang_huyenyenson_xatrungmon",
}
"""Two communes that the package's official source does not name: its author took their successor from elsewhere
(scripts/processing_data/s3_mapping_63_vs_34_v2.ipynb in its repository)."""

Row = Mapping[str, str]
Unit = tuple[str, str, str, str]
"""Code, kind, name without the kind, code of the unit that it is part of."""


def tables(package: Path) -> dict[str, list[tuple[str, ...]]]:
    """Every table by the name of its file, from the folder of the package."""
    with closing(sqlite3.connect(package / "data" / "dataset.db")) as store:
        store.row_factory = sqlite3.Row
        before, after = (
            [dict(row) for row in store.execute(f"SELECT * FROM {table}")]
            for table in ("admin_units_legacy", "admin_units")
        )
    conversion = json.loads((package / "data" / "converter_2025.json").read_text("utf-8"))
    return {
        "areas-2025-06.csv": [
            ("code", "kind", "name", "part_of"),
            *units(before, ("province", "district", "ward")),
        ],
        "areas-2025-07.csv": [("code", "kind", "name", "part_of"), *units(after, ("province", "ward"))],
        "area-changes.csv": [("before", "after", "certainty"), *changes(before, after, conversion)],
    }


def units(rows: Iterable[Row], columns: tuple[str, ...]) -> list[Unit]:
    """The units of a list, each once, by level and code.

    :raises SystemExit: two units with one code, or a name that does not begin with its kind
    """
    found: dict[str, Unit] = {}
    for row in rows:
        above = ""
        for column in columns:
            if not row[column]:
                continue
            kind, name = _name(column, row[column], row)
            unit = (row[f"{column}Code"], kind, name, above)
            if found.setdefault(unit[0], unit) != unit:
                sys.exit(f"Two units have the code {unit[0]}: {found[unit[0]]}, {unit}.")
            above = unit[0]
    return sorted(found.values(), key=lambda unit: (len(unit[0]), unit[0]))


def _name(column: str, full: str, row: Row) -> tuple[str, str]:
    """The kind and the rest of a full name; a city below a city is told from one below a province."""
    for words, kind in LEVELS[column].items():
        if full.lower().startswith(words.lower() + " "):
            if kind == "thanh-pho-thuoc-tinh" and row["province"].startswith("Thành phố"):
                kind = "thanh-pho-thuoc-thanh-pho"
            return kind, full[len(words) + 1 :].strip()
    sys.exit(f"“{full}” begins with no kind of {column}.")


def changes(
    before: list[Row], after: list[Row], conversion: Mapping[str, Mapping[str, object]]
) -> list[tuple[str, ...]]:
    """Which unit became which, and how certain that is."""
    edges = [*_provinces(before, after, conversion), *_communes(before, after, conversion)]
    return sorted(edges, key=lambda edge: (len(edge[0]), edge))


def _provinces(
    before: list[Row], after: list[Row], conversion: Mapping[str, object]
) -> Iterator[tuple[str, ...]]:
    old = {row["provinceKey"]: row["provinceCode"] for row in before}
    new = {row["provinceKey"]: row["provinceCode"] for row in after}
    for province, parts in conversion["DICT_PROVINCE"].items():  # type: ignore[attr-defined]
        yield from ((old[part], new[province], "only") for part in parts)


def _communes(
    before: list[Row], after: list[Row], conversion: Mapping[str, object]
) -> Iterator[tuple[str, ...]]:
    old = {f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r for r in before}
    new = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in after}
    edges = [(one, new[where], said) for one, where, said in _edges(conversion)]
    rivals = Counter((to, (old[one]["ward"] or one).lower()) for one, to, _ in edges)
    for one, to, said in edges:
        alone = rivals[to, (old[one]["ward"] or one).lower()] == 1
        certainty = "filled" if one in FILLED else said if said == "only" or alone else "name"
        yield (old[one]["wardCode"] or old[one]["districtCode"], to, certainty)


def _edges(conversion: Mapping[str, object]) -> Iterator[tuple[str, tuple[str, str], str]]:
    """The conversion as old key, new province and key, and what the package says: only one, or one of several."""
    for province, wards in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():  # type: ignore[attr-defined]
        for ward, parts in wards.items():
            yield from ((part, (province, ward), "only") for part in parts)
    for province, parts in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():  # type: ignore[attr-defined]
        for part, wards in parts.items():
            for ward in wards:
                said = "main" if ward["isDefaultNewWard"] else "part"
                yield part, (province, ward["newWardKey"]), said


def installed() -> Path | None:
    """The folder of the installed package, found without running it."""
    found = importlib.util.find_spec("vietnamadminunits")
    return Path(str(found.origin)).parent if found else None


def text(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as they are written."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="\n")
    writer.writerows(rows)
    return "".join(lines)


class _Lines:
    """A file that is a list of lines."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


if __name__ == "__main__":
    package = Path(sys.argv[1]) if len(sys.argv) > 1 else installed()
    if package is None:
        sys.exit("The package is not installed; `make areas` installs it.")
    for name, rows in tables(package).items():
        (OUT / name).write_text(text(rows), "utf-8")
        sys.stdout.write(f"{name}: {len(rows) - 1} rows\n")
