"""How right extracted facts are against an annotated text: matches, fields, repeats, tolerances."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Fact = dict[str, Any]
KINDS = ("indicator", "post", "organization", "document", "meeting", "congress")
NUMBERS = ("value", "target", "total", "percent_of_plan", "share")
FIELDS = {
    "indicator": ("unit", "name", "status", "period", "area"),
    "document": ("doc_type", "date", "issuer", "subject"),
    "post": ("system",),
    "meeting": ("type", "date", "organiser", "chair", "subject"),
    "congress": ("term",),
    "organization": (),
}


def fold(text: str | None) -> str:
    """Lower case, one space, no marks, d for đ, the two commonest abbreviations: a loose key for names."""
    plain = unicodedata.normalize("NFD", re.sub("[đĐÐ]", "d", text or ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"[^0-9a-z%/]+", " ", plain).strip()
    return plain.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")


def near(a: str | None, b: str | None) -> bool:
    """Whether two names share six words of ten."""
    x, y = set(fold(a).split()), set(fold(b).split())
    return bool(x and y) and (x == y or len(x & y) / len(x | y) >= 0.6)


def within(a: str | None, b: str | None) -> bool:
    """Whether one name holds the other's words."""
    x, y = set(fold(a).split()), set(fold(b).split())
    return bool(x and y) and (x <= y or y <= x)


def same(a: float | None, b: float | None) -> bool:
    """Whether two numbers are one."""
    return a is not None and b is not None and abs(float(a) - float(b)) <= 1e-9 * max(1.0, abs(float(a)))


def overlap(a: Fact, b: Fact) -> bool:
    """Whether two passages share a character."""
    return bool(min(a["end"], b["end"]) > max(a["start"], b["start"]))


def figures(fact: Fact) -> list[float]:
    """Every number of an indicator, whatever part it plays, the leading one first."""
    got = [fact[k] for k in NUMBERS if fact.get(k) is not None] + list(fact.get("range") or [])
    for change in fact.get("change") or []:
        got += [change.get("value"), *(change.get("range") or [])]
    return [float(x) for x in got if x is not None]


def _org_names(fact: Fact, aliases: list[str]) -> set[str]:
    raw = [fact.get("name"), fact.get("quote"), *(fact.get("alt") or {}).get("name", []), *aliases]
    plain = [re.sub(r"\s*\(.*?\)", "", name) for name in raw if name]
    return {_without_term(name) for name in [*filter(None, raw), *plain]} - {""}


def _without_term(name: str | None) -> str:
    return re.sub(r" khoa [ivxlc0-9]+$", "", fold(name))


Aliases = dict[str, list[str]]


def match(kind: str, gold: Fact, found: Fact, aliases: Aliases) -> bool:
    """Whether a found fact is the annotated one."""
    if kind == "organization":
        return _without_term(found.get("name")) in _org_names(gold, aliases.get(gold.get("name", ""), []))
    if kind == "post":
        return _same_post(gold, found)
    return overlap(gold, found) and _SAME.get(kind, lambda a, b: True)(gold, found)


def _same_post(gold: Fact, found: Fact) -> bool:
    one, other = fold(gold.get("org")), fold(found.get("org"))
    held = any(near(gold.get(k), found.get("post")) for k in ("post", "post_norm") if gold.get(k))
    org = (
        not one or near(gold.get("org"), found.get("org")) or (other != "" and (one in other or other in one))
    )
    return fold(gold["person"]) == fold(found.get("person")) and held and org


def _same_indicator(gold: Fact, found: Fact) -> bool:
    return bool(figures(gold)) and any(same(figures(gold)[0], x) for x in figures(found))


def _same_document(gold: Fact, found: Fact) -> bool:
    if gold.get("symbol") or gold.get("number"):
        return fold(gold.get("symbol") or gold["number"]) in {
            fold(found.get("symbol")),
            fold(found.get("number")),
        }
    return fold(gold["doc_type"]) == fold(found.get("doc_type"))


def _same_congress(gold: Fact, found: Fact) -> bool:
    return gold.get("ordinal") is None or same(gold["ordinal"], found.get("ordinal"))


_SAME: dict[str, Callable[[Fact, Fact], bool]] = {
    "indicator": _same_indicator,
    "document": _same_document,
    "congress": _same_congress,
}


def repeat(kind: str, gold: Fact, found: Fact, aliases: Aliases) -> bool:
    """Whether a found fact says again what a matched one says."""
    if any(overlap(place, found) for place in gold.get("also") or []):
        return True
    if kind == "indicator":
        alike = fold(gold.get("unit")) == fold(found.get("unit")) and near(gold["name"], found.get("name"))
        return alike and _same_indicator(gold, found)
    if kind == "document":
        return (fold(gold["doc_type"]), fold(gold.get("number"))) == (
            fold(found.get("doc_type")),
            fold(found.get("number")),
        )
    if kind == "meeting":
        about = not found.get("subject") or near(gold.get("subject"), found.get("subject"))
        return within(gold["type"], found.get("type")) and about
    return match(kind, gold, found, aliases)


def _numbers_right(gold: Fact, found: Fact) -> Iterator[tuple[str, bool]]:
    """(field, right) for each number, counting a number that has two right roles once."""
    roles = [set(x) for x in (gold.get("alt") or {}).get("roles", [])]
    if gold.get("status") == "target":
        roles.append({"value", "target"})
    seen: set[frozenset[str]] = set()
    for k in NUMBERS:
        names = next((frozenset(x) for x in roles if k in x), frozenset({k}))
        want, got = _in_roles(gold, names), _in_roles(found, names)
        if names not in seen and (want or got):
            seen.add(names)
            yield k, bool(want) and any(same(want[0], x) for x in got)


def _in_roles(fact: Fact, names: frozenset[str]) -> list[float]:
    got = [fact[k] for k in names if k in NUMBERS and fact.get(k) is not None]
    return got + ([c.get("value") for c in fact.get("change") or []] if "change" in names else [])


def _text_right(gold: Fact, found: Fact, name: str) -> bool:
    a, b = gold[name], found.get(name)
    if isinstance(a, list) or isinstance(b, list):
        want, got = (a if isinstance(a, list) else [a]), (b if isinstance(b, list) else [b])
        return {fold(x) for x in want} == {fold(x) for x in got if x}
    if a == b or near(a, b) or any(near(x, b) for x in (gold.get("alt") or {}).get(name, [])):
        return True
    if name in ("area", "type"):
        return within(a, b)
    return name == "unit" and (fold(a).startswith(fold(b) + " ") or fold(b).startswith(fold(a) + " "))


def fields(kind: str, gold: Fact, found: Fact) -> Iterator[tuple[str, bool]]:
    """(field, right) for each field that the annotation states."""
    if kind == "indicator":
        yield from _numbers_right(gold, found)
        want = [
            (c.get("direction"), c["value"]) for c in gold.get("change") or [] if c.get("value") is not None
        ]
        got = [(c.get("direction"), c.get("value")) for c in found.get("change") or []]
        if want:
            yield "change", all(any(d == e and same(v, w) for e, w in got) for d, v in want)
    for name in FIELDS[kind]:
        if gold.get(name):
            yield name, _text_right(gold, found, name)


@dataclass
class Outcome:
    """What became of the facts of one text.

    :param pairs: (kind, annotated, found) of each match
    :param missed: (kind, annotated)
    :param wrong: (kind, found) of what is neither annotated nor a repeat nor marked as neutral
    """

    name: str
    pairs: list[tuple[str, Fact, Fact]] = field(default_factory=list)
    missed: list[tuple[str, Fact]] = field(default_factory=list)
    wrong: list[tuple[str, Fact]] = field(default_factory=list)


def judge(gold_path: Path, found: list[Fact]) -> Outcome:
    """The found facts of one text beside its annotation and the files beside that."""
    meta = _beside(gold_path, ".json", {})
    gold = json.loads(gold_path.read_text(encoding="utf-8"))
    spare = Spare(
        meta.get("org_aliases") or {},
        _beside(gold_path, ".optional.json", []),
        meta.get("neutral_spans") or [],
    )
    return compare(gold_path.name.removesuffix(".gold.json"), gold, found, KINDS, spare)


@dataclass(frozen=True)
class Spare:
    """What an annotation says beside its facts: other names of bodies, and what is neither required nor wrong."""

    aliases: Aliases = field(default_factory=dict)
    optional: list[Fact] = field(default_factory=list)
    neutral: list[Fact] = field(default_factory=list)


def compare(
    name: str, gold: list[Fact], found: list[Fact], kinds: tuple[str, ...], spare: Spare | None = None
) -> Outcome:
    """Annotated facts beside found ones, kind by kind; only the kinds given are looked at."""
    spare, out = spare or Spare(), Outcome(name)
    for kind in kinds:
        left = _once(kind, [fact for fact in found if fact["kind"] == kind])
        for fact in (one for one in gold if one["kind"] == kind):
            best = _best(kind, fact, left, spare.aliases)
            if best is None:
                out.missed.append((kind, fact))
            else:
                left.remove(best)
                out.pairs.append((kind, fact, best))
        out.wrong += [(kind, fact) for fact in left if not _is_spared(kind, fact, out, spare)]
    return out


def _is_spared(kind: str, fact: Fact, out: Outcome, spare: Spare) -> bool:
    """Whether a fact that nothing annotated matches is no error."""
    known = any(one["kind"] == kind and match(kind, one, fact, spare.aliases) for one in spare.optional)
    again = any(of == kind and repeat(kind, one, fact, spare.aliases) for of, one, _ in out.pairs)
    return known or again or any(one["kind"] == kind and overlap(one, fact) for one in spare.neutral)


def _best(kind: str, gold: Fact, left: list[Fact], aliases: Aliases) -> Fact | None:
    hits = [fact for fact in left if match(kind, gold, fact, aliases)]

    def worth(fact: Fact) -> tuple[int, int]:
        return sum(ok for _, ok in fields(kind, gold, fact)), -abs(fact["start"] - gold["start"])

    return max(hits, key=worth) if hits else None


def _once(kind: str, found: list[Fact]) -> list[Fact]:
    """Bodies and posts count once however often they are named."""
    if kind == "organization":
        return list({fold(fact.get("name")): fact for fact in reversed(found)}.values())[::-1]
    if kind == "post":
        keyed = {
            tuple(fold(fact.get(k)) for k in ("person", "post", "org")): fact for fact in reversed(found)
        }
        return list(keyed.values())[::-1]
    return list(found)


def _beside(gold_path: Path, suffix: str, default: Any) -> Any:
    path = gold_path.with_name(gold_path.name.replace(".gold.json", suffix))
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default
