"""Loads a release into another SPARQL engine, graph by graph, by the Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from kg import manifest
from kg.errors import EngineError, ReleaseError, SettingsError, Where
from kg.formats import TURTLE
from kg.manifest import Manifest

Progress = Callable[[str, int], None]
"""Is told the name of a graph that was loaded, and its number of triples."""

_LAST = "meta"
_SECONDS = httpx.Timeout(300, connect=10)


def publish(folder: Path, url: str, login: tuple[str, str] | None, progress: Progress) -> Manifest:
    """Replaces every graph of a release in an engine (SPARQL 1.1 Graph Store HTTP Protocol, section 5.3).

    The description of the dataset goes last, so that it never speaks of a graph that is not there yet.

    :param url: address of the engine's graph store, such as http://localhost:7878/store
    :param login: name and password, where the engine asks for them
    :raises SettingsError: it is no address
    :raises ReleaseError: the release is missing or damaged
    :raises EngineError: the engine does not answer, or refuses a graph; those loaded before stay
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        hint = "Give the address of a graph store, such as http://localhost:7878/store."
        raise SettingsError(f"“{url}” is no address of a graph store.", Where(field="--to"), hint)
    made = manifest.check(folder)
    with httpx.Client(timeout=_SECONDS, auth=_auth(url, login)) as client:
        for name in sorted(made.graphs, key=lambda graph: (graph == _LAST, graph)):
            _put(client, url, f"{made.base}graph/{name}", _dump(folder, name))
            progress(name, made.graphs[name])
    return made


def _auth(url: str, login: tuple[str, str] | None) -> httpx.Auth | None:
    """Digest where the engine asks for it (Virtuoso does), else Basic."""
    if login is None:
        return None
    try:
        asked = httpx.put(url, params={"graph": url}, timeout=_SECONDS).headers.get("WWW-Authenticate", "")
    except httpx.HTTPError as error:
        raise _silent(url, error) from None
    return httpx.DigestAuth(*login) if asked.lower().startswith("digest") else httpx.BasicAuth(*login)


def _dump(folder: Path, name: str) -> Path:
    path = folder / manifest.DUMPS / "graphs" / f"{name.replace('/', '-')}.ttl"
    if not path.is_file():
        raise ReleaseError(f"The release has no dump of its graph {name}.", Where(path))
    return path


def _put(client: httpx.Client, url: str, graph: str, dump: Path) -> None:
    try:
        answer = client.put(
            url,
            params={"graph": graph},
            content=dump.read_bytes(),
            headers={"Content-Type": TURTLE.media_type},
        )
    except httpx.HTTPError as error:
        raise _silent(url, error) from None
    if not answer.is_success:
        raise EngineError(
            f"The engine at {url} refused the graph <{graph}> with status {answer.status_code}.",
            hint="Is this the address of its graph store, and may you write there? Graphs loaded before it stay.",
        )


def _silent(url: str, error: httpx.HTTPError) -> EngineError:
    return EngineError(f"The engine at {url} does not answer: {type(error).__name__}.", hint="Is it running?")
