"""From a file to a page by the commands alone: `kg add`, `kg review`, `kg judge`, `kg build`."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from commands import KG, ROOT, kg, process
from kg.manifest import read
from kg.serve import start
from kg.serve.app import create_app
from kg.settings import Settings

TEXT = ROOT / "tests" / "build" / "texts" / "xa-mau-lam.txt"
URL = "https://maulam.example.org/bao-cao-2024"
KNOWN = ("--publisher", "UBND xã Mẫu Lâm", "--date", "20/12/2024", "--url", URL, "--name", "xa-mau-lam")
WHO = {"USER": "nguoi-thu"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the authorities only, and without the official areas, of which there are many."""
    folder = tmp_path / "data"
    no_areas = shutil.ignore_patterns("area*.csv")
    shutil.copytree(ROOT / "data" / "authority", folder / "authority", ignore=no_areas)
    for name in ("links", "labels"):
        (folder / name).mkdir()
    return folder


def facts(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (out / "facts" / "xa-mau-lam.jsonl").read_text("utf-8").splitlines()]


def status_of(out: Path, end: str) -> str:
    return next(row["status"] for row in facts(out) if row["iri"].endswith(end))


def test_from_a_file_to_a_page(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    added = process("add", TEXT, *KNOWN, "--data", data)
    assert added.returncode == 0, added.stderr
    assert "10 figure" in added.stdout
    assert kg("build", "--data", data, "--out", out).returncode == 0
    row = next(r for r in facts(out) if r["iri"].endswith("/sown-area/2024"))
    place = f"{row['start']},{row['end']}"

    confirmed = ("--at", place, "--kind", "figure", "confirm", "--data", data)
    judged = process("judge", "xa-mau-lam", *confirmed, env={**os.environ, **WHO})
    assert judged.returncode == 0, judged.stderr
    key = judged.stdout.split()[1]
    more = ("--field", "period", "--value", "2023", "--note-en", "The year before.")
    assert kg("judge", "xa-mau-lam", key, "correct", *more, "--data", data, **WHO).returncode == 0
    extra = ("--at", "0,7", "--kind", "remark", "--set", "type=context")
    assert kg("judge", "xa-mau-lam", *extra, "add", "--data", data, **WHO).returncode == 0

    assert kg("build", "--data", data, "--out", out).returncode == 0
    assert status_of(out, "/sown-area/2023") == "curator-corrected"
    assert {row["status"] for row in facts(out) if row["kind"] == "figure"} == {
        "curator-corrected",
        "machine-extracted",
    }
    assert "nguoi-thu" in (data / "sources" / "xa-mau-lam" / "judgements.csv").read_text("utf-8")
    assert read((out / "current").resolve()).counts["sources"] == 1
    _page_tells(out, row["iri"].replace("/2024", "/2023"))


def _page_tells(out: Path, iri: str) -> None:
    site = start.release(
        Settings(out=out, ontology=ROOT / "ontology", shapes=ROOT / "shapes"), None, pytest.fail
    )
    try:
        address = iri.replace("https://data.example.org/id/", "/doc/")
        answer = create_app(site).test_client().get(f"{address}?lang=vi", headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert "1.250,5/1.200 ha" in answer.text
    finally:
        site.close()


def test_a_second_time_is_refused(data: Path) -> None:
    assert kg("add", TEXT, *KNOWN, "--data", data).returncode == 0
    again = kg("add", TEXT, *KNOWN, "--data", data)
    assert again.returncode == 1
    assert again.stderr.startswith("kg: ")
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("0" * 16, "confirm"), "no such fact"),
        (("--at", "0,3", "confirm"), "Nothing stands"),
        (("--at", "here", "confirm"), "is no place"),
        (("--at", "0,7", "--kind", "remark", "--set", "colour=red", "add"), "no field"),
        (("--at", "0,7", "--kind", "remark", "--set", "type=praise", "add"), "not in the list"),
    ],
)
def test_a_judgement_that_does_not_fit_is_told_in_one_line(
    data: Path, arguments: tuple[str, ...], says: str
) -> None:
    kg("add", TEXT, *KNOWN, "--data", data)
    done = kg("judge", "xa-mau-lam", *arguments, "--data", data)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (data / "sources" / "xa-mau-lam" / "judgements.csv").exists()


@contextmanager
def desk(data: Path) -> Iterator[str]:
    """The desk in a process of its own, ended as Ctrl-C ends it."""
    command = [str(KG), "review", "xa-mau-lam", "--data", str(data), "--judge", "Người thử"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().removeprefix("ready ").strip()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=120) == 0


def test_the_desk_over_http(data: Path) -> None:
    kg("add", TEXT, *KNOWN, "--data", data)
    with desk(data) as address, httpx.Client(follow_redirects=True, timeout=60) as browser:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter/[\w-]{40,}", address)
        home = address.partition("/enter/")[0]
        assert browser.get(home).status_code == 403
        page = browser.get(address).text
        token = re.search(r'name="token" value="(\w+)"', browser.get(f"{home}/?new=remark").text)
        key = re.search(r"fact=(\w{16})", page)
        assert token
        assert key
        form = {"token": token[1], "fact": key[1], "action": "confirm"}
        assert (
            browser.post(f"{home}/judge", data=form, headers={"Origin": "http://evil.example"}).status_code
            == 403
        )
        assert browser.post(f"{home}/judge", data=form).status_code == 200
    lines = (data / "sources" / "xa-mau-lam" / "judgements.csv").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert key[1] in lines[1]
