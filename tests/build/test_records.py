from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import source
from kg.build.extract import records
from kg.build.facts import key
from kg.build.model import FACTS
from kg.errors import RecordError

RICE = 'quote = "diện tích lúa 13.999,5/13.401 ha"\nat = [1039, 1071]\n'


def replaced(folder: Path, old: str, new: str) -> None:
    file = folder / records.FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_every_fact_has_a_key_of_its_own(folder: Path) -> None:
    document = source.load(folder)
    facts = [c for c in records.read(document) if c.kind in FACTS]
    assert len({key(c, document.sha256) for c in facts}) == len(facts) == 51


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (RICE, RICE.replace("1039, 1071", "1040, 1072"), "The quote stands at 1039–1071"),
        (RICE, RICE.replace("diện tích lúa", "diện tích gạo"), "nowhere in the text"),
        (RICE, RICE.replace("at = ", "ta = "), "needs “quote” and “at"),
        ('actual = "13.999,5"', 'actual = "13.999"\nplan = "x"', "cannot|TOML|Cannot|not in the quote"),
        ('actual = "13.999,5"', 'actual = "13,999.5"', "not in the quote"),
        ('actual = "13.999,5"', 'actaul = "13.999,5"', "unknown"),
        ('unit = "unit:HA"\n', "", "“unit” is missing"),
        ('person = "hoan"', 'person = "huyen"', "the id of no person"),
        ('person = "hoan"', 'person = "nobody"', "the id of no person"),
        ('date = "06/7/2018"', 'date = "06/7"', "no full date"),
        ("[[byline]]", "[[bylines]]", "is no kind"),
        ('id = "hoan"', 'id = "vy-thuy"', "Two records have one id"),
        ('id = "hoan"\n', "", "has no id"),
        ("ordinal = 2", 'ordinal = "2"', "is not a whole number"),
    ],
)
def test_a_wrong_record_is_told_with_file_record_and_field(
    folder: Path, old: str, new: str, says: str
) -> None:
    replaced(folder, old, new)
    with pytest.raises(RecordError, match=says) as caught:
        records.read(source.load(folder))
    assert "records.toml" in str(caught.value)


def test_a_number_with_the_wrong_marks_is_no_number(folder: Path) -> None:
    replaced(folder, 'actual = "28"', 'actual = "28 "')
    with pytest.raises(RecordError, match="no number as Vietnamese texts write it"):
        records.read(source.load(folder))
