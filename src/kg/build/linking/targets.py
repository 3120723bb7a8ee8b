"""Datasets to link to, as data: where each is asked, what its properties mean, which things are of which kind."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kg.build.linking.things import KINDS
from kg.errors import SettingsError, Where
from kg.iri import BASE
from kg.vocab import PREFIXES

LANGUAGES = ("vi", "en")
REPORTS = "reports"
"""The name under which reports are linked with each other; no dataset may have it."""


@dataclass(frozen=True)
class Table:
    """How a table is read: its separator, its columns where no first line names them, what each holds.

    :param iri: a pattern of the IRI, with columns in braces
    :param several: what parts the names in one field
    :param path: columns that place a thing: one belongs to that whose path is its own without the last part
    :param parent: the column with the name of what a thing belongs to
    :param where: columns that must say this
    """

    separator: str = ","
    columns: tuple[str, ...] = ()
    iri: str = "{iri}"
    names: tuple[str, ...] = ("name",)
    several: str = ""
    codes: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    parent: str = ""
    level: str = ""
    start: str = ""
    end: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """Its things of one of our kinds: the pattern that chooses them, and its types as our levels."""

    kind: str
    select: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A dataset to link to."""

    name: str
    title: str = ""
    home: str = ""
    iris: str = ""
    prefix: str = ""
    endpoint: str = ""
    file: str = ""
    page: int = 500
    pause: float = 0.0
    prefixes: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = LANGUAGES
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    table: Table | None = None
    kinds: tuple[Chosen, ...] = ()

    @property
    def known(self) -> Mapping[str, str]:
        """Every prefix that its patterns and properties use."""
        return {**PREFIXES, **self.prefixes}

    def expand(self, name: str) -> str:
        """The IRI of a prefixed name, or of a whole IRI."""
        prefix, colon, local = name.partition(":")
        return self.known[prefix] + local if colon and prefix in self.known else name

    def moved(self, base: str) -> Target:
        """The same where a site of this kind has another base: its terms are under that."""
        if not base or base == BASE:
            return self
        prefixes = {p: base + iri.removeprefix(BASE) for p, iri in PREFIXES.items() if iri.startswith(BASE)}
        return Target(**{**_given(self), "iris": base, "prefixes": {**self.prefixes, **prefixes}})


def _given(target: Target) -> dict[str, Any]:
    return {f.name: getattr(target, f.name) for f in fields(target)}


def read(own: Path | None = None, folder: Path | None = None) -> dict[str, Target]:
    """The datasets that are known: those that come with kg, and those of a file of one's own.

    :param own: a TOML file of the form of targets.toml
    :param folder: the folder of the links, whose targets.toml is read too where there is one
    :raises SettingsError: a file that is missing, no TOML, or has a key that is not known
    """
    found = dict(_ready())
    beside = folder / "targets.toml" if folder else None
    for file in (beside if beside and beside.exists() else None, own):
        if file is not None:
            found |= {name: _target(name, said, Where(file)) for name, said in _load(file).items()}
    return found


@cache
def _ready() -> Mapping[str, Target]:
    """The datasets that come with kg."""
    content = tomllib.loads((files(__package__) / "targets.toml").read_text("utf-8"))
    return {name: _target(name, said, Where("targets.toml")) for name, said in content.items()}


def _load(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"The file cannot be read: {error.strerror}.", Where(file)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"This is not TOML: {error}.", Where(file)) from None


def _target(name: str, said: Any, where: Where) -> Target:
    place = Where(where.file, record=name)
    if not isinstance(said, dict) or name == REPORTS or not name.replace("-", "").isalnum():
        raise SettingsError("This is no dataset to link to.", place, "Give its table a name of letters.")
    table = _made(Table, said["table"], place) if isinstance(said.get("table"), dict) else None
    kinds = tuple(_made(Chosen, one, place) for one in said.get("kinds", ()))
    for one in kinds:
        if one.kind not in KINDS:
            raise SettingsError(f"“{one.kind}” is no kind.", place, f"Kinds: {', '.join(KINDS)}.")
    if not kinds:
        raise SettingsError("It has no kinds of things.", place, "Add [[NAME.kinds]].")
    made = _made(Target, {**said, "name": name, "table": None, "kinds": ()}, place)
    return Target(**{**_given(made), "table": table, "kinds": kinds})


_FITS: Mapping[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "tuple[str, ...]": (list,),
    "Mapping[str, str]": (dict,),
}
"""What a file may give for a key, by the type of its field."""


def _made(kind: Any, said: Mapping[str, Any], where: Where) -> Any:
    """A record of its keys; lists as tuples."""
    known = {f.name: f for f in fields(kind)}
    for key, value in said.items():
        if key not in known:
            hint = f"Keys: {', '.join(known)}."
            raise SettingsError(f"The key “{key}” is unknown.", Where(where.file, record=where.record), hint)
        fits = _FITS.get(str(known[key].type))
        if fits is not None and (not isinstance(value, fits) or isinstance(value, bool)):
            raise SettingsError(f"The value of “{key}” does not fit.", Where(where.file, record=where.record))
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in said.items()})


def choose(name: str, known: Mapping[str, Target]) -> Target:
    """The dataset of that name.

    :raises SettingsError: there is none
    """
    if name not in known:
        hint = f"Known: {', '.join([*sorted(known), REPORTS])}; --targets FILE adds one."
        raise SettingsError(f"There is no dataset “{name}” to link to.", Where(field="target"), hint)
    return known[name]
