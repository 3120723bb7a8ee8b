"""OpenRefine's calls in their order, as its source makes them (version 3.10, read on 16 August 2026).

Its server matches and extends (StandardReconConfig, GuessTypesOfColumnCommand, ReconciledDataExtensionJob); its pages
ask for the manifest, for suggestions, previews and proposals (recon-manager, suggest, recon-renderer,
add-column-by-reconciliation).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import httpx

SAMPLE, SMALLEST_BATCH, EXTENDED_AT_ONCE = 10, 10, 10
BROWSER = {"Origin": "http://127.0.0.1:3333", "Accept": "application/json, text/javascript, */*; q=0.01"}
SERVER = {"User-Agent": "OpenRefine/3.10", "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


def encode_uri(text: str) -> str:
    """As a browser's encodeURI does it: what separates parts of an address is left as it is."""
    return quote(text, safe=";,/?:@&=+$-_.!~*'()#")


@dataclass
class OpenRefine:
    """A project with one service; `asked` keeps each request that was sent."""

    service: str
    client: httpx.Client
    manifest: Mapping[str, Any] = field(default_factory=dict)

    # From a page in a browser

    def _page(self, address: str, parameters: Mapping[str, str] | None = None) -> Any:
        address = address.partition("#")[0] + (f"?{urlencode(parameters)}" if parameters else "")
        answer = self.client.get(address, headers=BROWSER)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Access-Control-Allow-Origin"] in ("*", BROWSER["Origin"])
        return answer.json()

    def register(self) -> None:
        """Adds the service: recon-manager.js, registerStandardService."""
        self.manifest = self._page(self.service)

    def suggest(self, kind: str, prefix: str, cursor: int = 0) -> Any:
        """What somebody types: suggest-4_3a.js, request."""
        about = self.manifest["suggest"][kind]
        parameters = {"prefix": prefix} | ({"cursor": str(cursor)} if cursor else {})
        return self._page(about["service_url"] + about["service_path"], parameters)

    def flyout(self, kind: str, iri: str) -> Any:
        """What hovers beside a suggestion: suggest-4_3a.js, flyout_request."""
        about = self.manifest["suggest"][kind]
        address = about.get("flyout_service_url", about["service_url"]) + about["flyout_service_path"]
        return self._page(address.replace("${id}", quote(iri, safe="")))

    def preview(self, iri: str) -> httpx.Response:
        """The frame beside a candidate: recon-renderer.js, previewCandidateTopic."""
        return self.client.get(encode_uri(self.manifest["preview"]["url"].replace("{{id}}", iri)))

    def view(self, iri: str) -> httpx.Response:
        """The link of a candidate: recon-renderer.js, render."""
        address = encode_uri(self.manifest["view"]["url"].replace("{{id}}", iri))
        return self.client.get(address, follow_redirects=True, headers={"Accept": "text/html"})

    def proposed(self, type_: str) -> list[Mapping[str, str]]:
        """Properties for new columns; the type is not encoded: add-column-by-reconciliation.js, getAllProperties."""
        about = self.manifest["extend"]["propose_properties"]
        found = self._page(
            (about["service_url"] + about["service_path"] + "?type=" + type_).partition("#")[0]
        )
        return list(found["properties"])

    # From the server

    def _post(self, name: str, value: object) -> Any:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        answer = self.client.post(self.service, content=urlencode({name: text}), headers=SERVER)
        assert answer.status_code < 400, answer.text
        return answer.json()

    def guess_types(self, names: Sequence[str]) -> list[str]:
        """The likely types of a column: GuessTypesOfColumnCommand.guessTypes."""
        sample = list(dict.fromkeys(name.strip() for name in names))[:SAMPLE]
        asked = {f"q{at}": {"query": name, "limit": 3} for at, name in enumerate(sample)}
        count, score = defaultdict[str, int](int), defaultdict[str, float](float)
        for answer in self._post("queries", asked).values():
            for rank, result in enumerate(answer["result"]):
                types = result["type"]
                for at, type_ in enumerate(types):
                    count[type_["id"]] += 1
                    score[type_["id"]] += (len(types) - at) / len(types) / (1 + rank)
        return sorted(count, key=lambda t: (-min(SAMPLE, count[t]), -score[t] / count[t]))

    def reconcile(
        self, rows: Sequence[Mapping[str, str]], name: str, type_: str | None, columns: Mapping[str, str]
    ) -> Iterator[list[Mapping[str, Any]]]:
        """The candidates of each row: StandardReconConfig.createJob and batchRecon."""
        size = min(max(len(rows) // SMALLEST_BATCH, SMALLEST_BATCH), self.manifest.get("batchSize", 10))
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            asked = {f"q{at}": self._query(row, name, type_, columns) for at, row in enumerate(some)}
            answers = self._post("queries", asked)
            for at in range(len(some)):
                yield sorted(answers[f"q{at}"]["result"], key=lambda result: -float(result["score"]))

    def _query(
        self, row: Mapping[str, str], name: str, type_: str | None, columns: Mapping[str, str]
    ) -> Mapping[str, object]:
        typed = {"type": type_, "type_strict": "should"} if type_ else {}
        given = [{"pid": pid, "v": row[column]} for column, pid in columns.items() if row[column].strip()]
        return {"query": row[name], **typed, **({"properties": given} if given else {})}

    def extend(self, ids: Sequence[str], properties: Sequence[Mapping[str, object]]) -> Iterator[list[Any]]:
        """New columns for matched rows, a list of values in each: ReconciledDataExtensionJob.extend."""
        for start in range(0, len(ids), EXTENDED_AT_ONCE):
            some = list(ids[start : start + EXTENDED_AT_ONCE])
            answer = self._post("extend", {"ids": some, "properties": list(properties)})
            for iri in some:
                yield [answer["rows"][iri][meta["id"]] for meta in answer["meta"]]
