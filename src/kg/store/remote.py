"""A store over any SPARQL 1.1 endpoint: asked by form POST, its answer read whole, checked, and written anew.

What an engine sends is parsed and written again by the one serialiser, so that two engines give the same bytes for
the same answer, and a cut-off answer or a page of HTML is an error before its first byte reaches anybody. A large
answer is kept in a file without a name while it is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import IO

from kg.settings import Settings
from kg.store import explain, ours, transcode
from kg.store.base import Answer, Form, Lane, Limits, Query, Wanted
from kg.store.dataset import plain
from kg.store.endpoint import Endpoint
from kg.store.guard import MAX_DEPTH, Facts, facts_of
from kg.store.sink import ROWS, Sink, TooLarge
from kg.store.spooled import FileBody, spooled
from kg.wellformed import NotInXml


@dataclass(frozen=True)
class RemoteSettings:
    """What is asked of an engine, and how much.

    :param default_graphs: the graphs that are the default graph where neither query nor client chose any; empty
        for an engine that has the right default graph itself
    :param named_graphs: the named graphs, told along with them
    :param pages: connections that only pages use
    :param public: connections for everybody
    :param buffer_bytes: an answer up to this size stays in memory
    :param prefixes: names for Turtle, TriG and RDF/XML beside those that a query declares
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    pages: int = 4
    public: int = 8
    max_query_bytes: int = Settings.max_query_bytes
    max_depth: int = MAX_DEPTH
    buffer_bytes: int = 1_000_000
    prefixes: Mapping[str, str] = field(default_factory=dict)


class RemoteStore:
    """Answers queries through an endpoint; any number of threads may ask at once."""

    place = "engine"

    def __init__(self, url: str, settings: RemoteSettings | None = None) -> None:
        """A store over the endpoint at an address.

        :raises SettingsError: it is no address of an endpoint
        """
        self._settings = settings or RemoteSettings()
        self.choose(self._settings.default_graphs, self._settings.named_graphs)
        sizes = {Lane.PAGES: self._settings.pages, Lane.PUBLIC: self._settings.public}
        self._endpoints = {lane: Endpoint(url, size) for lane, size in sizes.items()}

    def choose(self, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]) -> None:
        """Has other graphs be those of the engine, as in its settings, for every query from now on."""
        self._graphs = default_graphs, named_graphs

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`."""
        facts = facts_of(query, self._settings.max_query_bytes, self._settings.max_depth)
        chosen = wanted.to_write(facts.form)
        ours.check_none(facts)
        with spooled(self._settings.buffer_bytes) as raw:
            asked = replace(query, text=facts.text)
            asked = plain(asked, *self._graphs)
            read_as = self._endpoints[limits.lane].ask(asked, facts.form, limits, raw)
            output = spooled(self._settings.buffer_bytes)
            try:
                self._write(facts, raw, read_as, chosen.media_type, limits, output)
            except BaseException:
                output.close()
                raise
        output.seek(0)
        return Answer(facts.form, chosen, FileBody(output), facts.stable)

    def _write(
        self, facts: Facts, raw: IO[bytes], read_as: str, write_as: str, limits: Limits, output: IO[bytes]
    ) -> None:
        """Writes what came in the format that was chosen, counted and whole."""
        sink = Sink(output.write, limits.max_bytes)
        try:
            if facts.form in (Form.SELECT, Form.ASK):
                transcode.write_results(raw, facts.form, read_as, write_as, sink, limits.max_rows)
            else:
                prefixes = {**self._settings.prefixes, **dict(facts.prefixes)}
                transcode.write_graph(raw, read_as, write_as, sink, limits.max_rows, prefixes)
        except NotInXml:
            raise explain.not_in_xml() from None
        except TooLarge as error:
            if error.args[0] == ROWS:
                raise explain.too_many_rows(limits.max_rows) from None
            raise explain.too_many_bytes(limits.max_bytes) from None
        output.write(sink.rest())

    def close(self) -> None:
        """Closes its connections."""
        for endpoint in self._endpoints.values():
            endpoint.close()
