"""The whole site over an engine that is not ours: every kind of page, from the real release."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import engines
import pytest

from kg.serve import start
from kg.serve.app import create_app
from kg.settings import Settings
from kg.store.publish import publish
from kinds import KINDS
from patience import until

NOT_YET = {503, 504}
"""What a page answers that may come later: its index is being made, or the machine is slow."""


def nothing(name: str, triples: int) -> None:
    """Says nothing."""


@pytest.mark.engines
def test_every_kind_of_page_is_there_over_virtuoso(out: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.nq").touch()
    with engines.virtuoso(tmp_path / "empty.nq", tmp_path) as url:
        publish(out / "current", f"{url}-graph-crud-auth", ("dba", "dba"), nothing)
        with closing(start.endpoint(Settings(), url, pytest.fail)) as site:
            client = create_app(site).test_client()

            def status(path: str) -> int:
                return client.get(path, headers={"Accept": "text/html"}).status_code

            until(lambda: status("/search?q=huyen") not in NOT_YET)
            for kind in KINDS:
                until(lambda path=kind.path: status(path) not in NOT_YET)
                assert status(kind.path) == kind.status, kind.name
