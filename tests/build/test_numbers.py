from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import assemble, numbers, source
from kg.build.extract import records
from kg.errors import SourceError


def iris(folder: Path) -> dict[str, str]:
    one = assemble.read_source(source.load(folder))
    (folder / numbers.FILE).write_text(one.register.text(), "utf-8")
    return dict(one.iris)


def test_numbers_follow_the_offsets_at_first(folder: Path) -> None:
    (folder / numbers.FILE).unlink(missing_ok=True)
    found = iris(folder)
    assert found["trich-hd-12"].endswith("/citation/fe65192195054a7f/6")
    assert found["trich-hd-cap-uy"].endswith("/7")
    assert found["hoi-nghi"].endswith("/meeting/fe65192195054a7f/1")


def test_a_fact_found_later_takes_the_next_number_and_none_is_renumbered(folder: Path) -> None:
    file = folder / records.FILE
    whole = file.read_text("utf-8")
    first = whole[whole.index('[[citation]]\nid = "trich-nq-trung-uong-4"') :].partition("\n\n")[0]
    toml = (folder / "source.toml").read_text().replace("citation = 7", "citation = 6")
    (folder / "source.toml").write_text(toml)
    (folder / numbers.FILE).unlink(missing_ok=True)
    (folder / "judgements.csv").unlink()
    file.write_text(whole.replace(first, ""), "utf-8")
    before = iris(folder)
    assert before["trich-ct-05"].endswith("/1")
    (folder / "source.toml").write_text(toml.replace("citation = 6", "citation = 7"))
    file.write_text(whole, "utf-8")
    after = iris(folder)
    assert after["trich-nq-trung-uong-4"].endswith("/7")
    assert {name: after[name] for name in before} == before


def test_a_broken_table(folder: Path) -> None:
    (folder / numbers.FILE).write_text("group,number,key,exact\ncitation,one,x,y\n")
    with pytest.raises(SourceError, match=r"numbers\.csv"):
        assemble.read_source(source.load(folder))
