"""Settings: read once from kg.toml, KG_ variables and options, then passed as a value."""

from __future__ import annotations

import dataclasses
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import SettingsError, Where
from kg.iri import BASE

BUDGET_WINDOW = 600.0
"""Seconds in which a client's budget has come back whole."""

_PUBLIC_BUDGET = 120.0

STORES = ("auto", "memory", "disk")
"""Where the data of a release is held: in memory where it fits, there in any case, or on disk."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with its default; `docs/settings.md` says what each does."""

    base_iri: str = BASE
    public_url: str = ""
    data: Path = Path("data")
    ontology: Path = Path("ontology")
    shapes: Path = Path("shapes")
    out: Path = Path("out")
    jobs: int = 1
    cluster: str = ""
    operator: str = ""
    operator_url: str = ""
    contact: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    timeout: float = 30.0
    memory_mb: int = 1536
    store: str = "auto"
    store_mb: int = 2048
    max_query_bytes: int = 200_000
    max_result_bytes: int = 256_000_000
    max_result_rows: int = 5_000_000
    budget_seconds: float | None = None
    trusted_proxies: tuple[str, ...] = ()
    metrics_for: tuple[str, ...] = ("127.0.0.0/8", "::1")
    federate: tuple[str, ...] = ()
    federate_private: bool = False
    service_seconds: float = 10.0
    service_max_bytes: int = 10_000_000
    service_max_rows: int = 10_000
    service_max_clauses: int = 4
    service_places: int = 4

    @property
    def budget(self) -> float | None:
        """Seconds that a client's long queries may take in BUDGET_WINDOW; None for no bound.

        Where nothing is set, whoever is on this machine has none.
        """
        if self.budget_seconds is None:
            return None if is_loopback(self.host) else _PUBLIC_BUDGET
        return self.budget_seconds or None

    def with_(self, **changes: Any) -> Settings:
        """A copy with some settings changed; those given as None keep their value."""
        return dataclasses.replace(self, **{k: v for k, v in changes.items() if v is not None})


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _listed(value: Any) -> tuple[str, ...]:
    """A list as TOML has it, or words with commas or spaces between them."""
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    return tuple(str(part).strip() for part in parts if str(part).strip())


_READ: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "str": ("text", str),
    "Path": ("path", Path),
    "int": ("whole number", int),
    "float": ("number", float),
    "float | None": ("number", float),
    "tuple[str, ...]": ("list", _listed),
    "bool": ("yes or no", lambda v: str(v).lower() in ("1", "true", "yes")),
}
"""How a value of each type is called, and read."""

_BASE = re.compile(r"^[^\s<>\"{}|\\^`%#?\x00-\x20]+/$")
"""An IRI that ends in “/”, without query, fragment, percent-encoding, or what no IRI may hold (RFC 3987)."""

_ENDPOINT = re.compile(r"^https?://[^\s<>\"{}|\\^`#@\x00-\x20]+$", re.IGNORECASE)
"""An http(s) IRI without user and fragment; the sign that would part a user from the host has no place in it."""

_OF_COMMANDS = ("config", "password")
"""KG_ variables that are no settings: the settings file itself, a secret of one command."""

_FIELDS = {f.name: f for f in dataclasses.fields(Settings)}


def _value(name: str, raw: object, where: Where) -> Any:
    field = _FIELDS.get(name)
    if field is None:
        raise SettingsError(
            f"There is no setting “{name}”.", where, f"The settings are: {', '.join(_FIELDS)}."
        )
    called, read = _READ[str(field.type)]
    try:
        return read(raw)
    except (TypeError, ValueError):
        raise SettingsError(f"“{raw}” is no {called} for the setting “{name}”.", where) from None


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"This is not TOML: {error}.", Where(path)) from None
    except OSError as error:
        raise SettingsError(f"The settings file cannot be read: {error.strerror}.", Where(path)) from None
    return {name: _value(name, raw, Where(path, field=name)) for name, raw in table.items()}


def checked(settings: Settings) -> Settings:
    """The same settings, or SettingsError where one makes no sense."""
    if not is_address(settings.base_iri):
        raise SettingsError(
            f"The base IRI “{settings.base_iri}” does not do.",
            Where(field="base_iri"),
            "Give an absolute http(s) IRI that ends in “/”, such as https://data.example.org/.",
        )
    if settings.public_url and not is_address(settings.public_url):
        raise SettingsError(
            f"The public address “{settings.public_url}” does not do.",
            Where(field="public_url"),
            "Give the absolute http(s) address of the site's root, such as https://data.example.org/.",
        )
    _check_operator(settings)
    if not 0 <= settings.port <= 65535:
        raise SettingsError(f"There is no port {settings.port}.", Where(field="port"))
    if settings.store not in STORES:
        raise SettingsError(
            f"There is no store “{settings.store}”.", Where(field="store"), f"Choose {', '.join(STORES)}."
        )
    for name in ("jobs", "workers", "timeout", "memory_mb", "store_mb"):
        if not 0 < getattr(settings, name) < math.inf:
            raise SettingsError(f"“{name}” must be above zero.", Where(field=name))
    if not 0 <= (settings.budget_seconds or 0) < math.inf:
        raise SettingsError(
            "“budget_seconds” is a number of seconds, or 0 for no bound.", Where(field="budget_seconds")
        )
    for endpoint in settings.federate:
        _check_endpoint(endpoint)
    for name in (
        "service_seconds",
        "service_max_bytes",
        "service_max_rows",
        "service_max_clauses",
        "service_places",
    ):
        if not 0 < getattr(settings, name) < math.inf:
            raise SettingsError(f"“{name}” must be above zero.", Where(field=name))
    for name in ("trusted_proxies", "metrics_for"):
        for network in getattr(settings, name):
            _check_network(network, name)
    return settings


def _check_endpoint(iri: str) -> None:
    try:
        parts = urlsplit(iri)
        fits = bool(_ENDPOINT.match(iri) and parts.hostname and parts.port != 0)
    except ValueError:
        fits = False
    if not fits:
        raise SettingsError(
            f"“{iri}” is no address of an endpoint.",
            Where(field="federate"),
            "Give absolute http(s) IRIs without user and fragment, such as https://query.example.org/sparql.",
        )


_MAIL = re.compile(r"^[^\s<>()\[\],;:@\"?&%\\]+@[^\s<>()\[\],;:@\"?&%\\]+$")
"""An address of mail that needs no sign escaped in a link."""


def _check_operator(settings: Settings) -> None:
    """Who runs the site is named on its pages: nothing but an address of the web or of mail becomes a link."""
    if settings.operator_url and not _ENDPOINT.match(settings.operator_url):
        raise SettingsError(
            f"“{settings.operator_url}” is no address on the web.",
            Where(field="operator_url"),
            "Give the http(s) address of whoever runs the site.",
        )
    if settings.contact and not (_MAIL.match(settings.contact) or _ENDPOINT.match(settings.contact)):
        raise SettingsError(
            f"“{settings.contact}” is no address for corrections.",
            Where(field="contact"),
            "Give an address of mail, or the http(s) address of a page with a form.",
        )


def is_address(text: str) -> bool:
    """Whether this is the absolute address of a folder on the web."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and bool(_BASE.match(text))


def _check_network(network: str, name: str) -> None:
    try:
        ip_network(network, strict=False)
    except ValueError:
        raise SettingsError(
            f"“{network}” is no address or network.",
            Where(field=name),
            "Give IP addresses or networks, as in 127.0.0.1, 10.0.0.0/8.",
        ) from None


def load(file: Path | None, environ: Mapping[str, str], **options: Any) -> Settings:
    """Settings from a TOML file, overridden by KG_ variables, overridden by options that are not None.

    :param file: path of the settings file, None for none
    :param environ: the environment
    :raises SettingsError: an unknown name, a value of the wrong type or out of range
    """
    values = _from_toml(file) if file else {}
    for key, raw in environ.items():
        name = key[3:].lower()
        if key.startswith("KG_") and name not in _OF_COMMANDS:
            values[name] = _value(name, raw, Where("environment", field=key))
    return checked(Settings(**values).with_(**options))
