"""What search costs, in CPU time: writing an index of a million labels, asking one of 100,000 things as people type.

`python -m benchmarks search`: made-up bodies, people, places and documents with the shapes of real names; each query is
asked once, in one process, on a file that was just opened.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.iri import BASE
from kg.search import writer
from kg.search.entries import OTHER, Entry, Name
from kg.search.index import Index
from kg.search.matcher import Matcher
from kg.search.words import plain

THINGS, LABELS = 100_000, 1_000_000
_WORDS = (
    "An Ân Bắc Bảo Bình Bồng Cầm Cao Cẩm Châu Chánh Cường Đại Đắk Đăng Đình Định Đoàn Đông Đồng Đức Dương Gia Giang Hà "
    "Hải Hàm Hạnh Hậu Hiệp Hòa Hoàng Hồng Huệ Hưng Hương Khánh Khê Kiên Kim Lắk Lâm Lạc Lai Lập Lệ Liên Linh Lộc Long "
    "Lương Mai Mỹ Minh Mường Nam Nghĩa Ngọc Nhân Nhơn Ninh Phong Phú Phúc Phước Quang Quảng Quế Quý Sơn Tam Tân Tây "
    "Thạch Thái Thành Thanh Thạnh Thắng Thiện Thịnh Thới Thuận Thủy Thượng Tiên Tiến Tịnh Trà Trung Trường Tú Vạn Văn "
    "Viên Việt Vĩnh Vũ Xuân Yên Ea Krông Buôn Cư Nuê Búk Mil Glong Rlấp Hiu Hleo Súp Kar Drăng"
)
_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Y H’"
_SYLLABLES, _FAMILIES = _WORDS.split(), _SURNAMES.split()
_BODIES = (
    ("Ủy ban nhân dân {level} {place}", "UBND {level} {place}", "People’s Committee of {place}", "StateBody"),
    ("Hội đồng nhân dân {level} {place}", "HĐND {level} {place}", "People’s Council of {place}", "StateBody"),
    ("Đảng ủy {level} {place}", "Đảng uỷ {place}", "Party Committee of {place}", "PartyOrganisation"),
    (
        "Ban Thường vụ Huyện ủy {place}",
        "BTV Huyện ủy {place}",
        "Standing Board of {place}",
        "PartyOrganisation",
    ),
    ("Nghị quyết của HĐND {level} {place}", "NQ HĐND {place}", "Resolution of {place}", "NormativeDocument"),
    ("{level} {place}", "{place}", "{place} Commune", "AdministrativeArea"),
)
COMMON = ("uy ban nhan dan", "xã", "hoi dong", "nguyen thi", "ubnd xa", "dang uy", "commune", "xa tan", "van")


def things(count: int, seed: int = 7) -> Iterator[Entry]:
    """Made-up things, of three or four names each."""
    dice = random.Random(seed)
    for number in range(count):
        names, kind, code = _person(dice) if number % 3 == 0 else _body(dice, number)
        yield Entry(
            f"{BASE}id/thing/{number}",
            (f"{BASE}def/lg#{kind}", "http://www.w3.org/ns/prov#Entity"),
            (*names, *code),
            years=(str(1990 + number % 36),),
            rank=number % 13,
        )


def _person(dice: random.Random) -> tuple[tuple[Name, ...], str, tuple[Name, ...]]:
    given = " ".join(dice.sample(_SYLLABLES, dice.choice((1, 2, 2, 3))))
    name = f"{dice.choice(_FAMILIES)} {dice.choice(('Thị', 'Văn', 'Xuân', ''))} {given}".replace("  ", " ")
    return (Name(name, "vi"), Name(f"đồng chí {name}", "vi", OTHER), Name(plain(name), "en")), "Person", ()


def _body(dice: random.Random, number: int) -> tuple[tuple[Name, ...], str, tuple[Name, ...]]:
    main, other, english, kind = dice.choice(_BODIES)
    words = {
        "level": dice.choice(("xã", "xã", "phường", "huyện", "tỉnh", "thị trấn")),
        "place": " ".join(dice.sample(_SYLLABLES, dice.choice((1, 2, 2, 2, 3)))),
    }
    names = (
        Name(main.format(**words), "vi"),
        Name(other.format(**words), "vi", OTHER),
        Name(english.format(**words), "en"),
    )
    return names, kind, (Name(f"{number:06}", "", "code"),)


def typed(entries: list[Entry], count: int, seed: int = 3) -> Iterator[str]:
    """Names as people type them: whole, without marks, with a slip, by a part, in common words."""
    dice = random.Random(seed)
    for number in range(count):
        text = dice.choice(dice.choice(entries).names).text
        words = plain(text).split()
        yield (
            text,
            " ".join(words),
            _slip(" ".join(words), dice),
            " ".join(words[-2:]),
            " ".join(words[:2]),
            " ".join((*words, dice.choice(_SYLLABLES).lower())),
            dice.choice(COMMON),
        )[number % 7]


def _slip(text: str, dice: random.Random) -> str:
    at = dice.randrange(max(1, len(text) - 1))
    return dice.choice((text[:at] + text[at + 1 :], text[:at] + text[at + 1 : at + 2] + text[at:], text))


def _asked(questions: list[str], ask: Callable[[str], object]) -> list[float]:
    found = []
    for question in questions:
        started = time.process_time()
        ask(question)
        found.append((time.process_time() - started) * 1000)
    return found


def _line(what: str, found: list[float]) -> None:
    ordered = sorted(found)
    middle, most = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    print(f"  {what:34}{middle:8.2f} ms{most:10.2f} ms{ordered[-1]:10.1f} ms")


def main() -> None:
    """Writes and asks both indexes."""
    with TemporaryDirectory() as folder:
        _ask(Path(folder) / "asked.sqlite")
        _write(Path(folder) / "written.sqlite")


def _ask(path: Path) -> None:
    entries = list(things(THINGS))
    writer.write(path, entries)
    index = Index(path)
    matcher = Matcher(index, texts=True)
    questions = list(typed(entries, 1400))
    print(f"  {THINGS:,} things, {index.names:,} names, {path.stat().st_size / 1e6:.0f} MB")
    print(f"  {'':34}{'median':>11}{'p95':>13}{'most':>13}")
    _line("search", _asked(questions, matcher.candidates))
    beginnings = [question[: max(2, len(question) * 2 // 3)] for question in questions]
    _line("suggest", _asked(beginnings, matcher.suggest))
    kind = (f"{BASE}def/lg#AdministrativeArea",)
    _line("search, of one class", _asked(questions, lambda text: matcher.candidates(text, kind)))
    batches = [questions[at : at + 50] for at in range(0, 1400, 50)]
    _line("50 questions", [sum(_asked(batch, matcher.candidates)) for batch in batches])
    index.close()


def _write(path: Path) -> None:
    entries = list(things(LABELS * 3 // 11))
    names = sum(len(entry.names) for entry in entries)
    started = time.process_time()
    writer.write(path, entries)
    spent = time.process_time() - started
    print(f"  written: {names:,} names in {spent:.0f} s CPU, {path.stat().st_size / 1e6:.0f} MB")
