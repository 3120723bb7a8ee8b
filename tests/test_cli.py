"""The commands as a person runs them: a process, its words, its status; what was published stays."""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from commands import KG, Done, kg, process


def build(data: Path, out: Path, *more: object) -> Done:
    return kg("build", "--data", data, "--out", out, *more)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_build_says_what_it_did_and_a_second_one_does_nothing(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = json.loads(process("build", "--data", data, "--out", out, "--json").stdout)
    assert first["facts"] == 51
    assert first["statuses"] == {"curator-confirmed": 45, "curator-corrected": 5, "disputed": 1}
    assert first["findings"] == {"Violation": 0, "Warning": 1, "Info": 11}
    assert first["unchanged"] is False
    before = (out / "current").resolve()
    second = json.loads(build(data, out, "--json").stdout)
    assert second["unchanged"] is True
    assert second["release"] == first["release"]
    assert (out / "current").resolve() == before


def test_the_same_data_gives_the_same_release_in_every_process(data: Path, tmp_path: Path) -> None:
    found = []
    for seed, out in (("1", tmp_path / "a"), ("2", tmp_path / "b"), ("3", tmp_path / "b")):
        if (again := out / "releases").exists():  # from the pieces that were kept
            shutil.rmtree(again)
        seeded = {**os.environ, "PYTHONHASHSEED": seed}
        done = process("build", "--data", data, "--out", out, "--json", env=seeded)
        folder = again / json.loads(done.stdout)["release"]
        dumps = sorted(p for p in (folder / "dumps").rglob("*") if p.is_file())
        dumps += folder.glob("search-*")
        found.append([(p.relative_to(folder), p.read_bytes()) for p in dumps])
        found[-1].append((Path(folder.name), b""))
    assert len(found[0]) > 20
    assert found[0] == found[1] == found[2]


PLANTED: dict[str, tuple[Callable[[Path, Path], None], list[str]]] = {
    "checksum": (
        lambda data, folder: replace(folder / "text.txt", "lúa", "lua"),
        ["source.toml", "SHA-256", "Restore the text"],
    ),
    "quote": (
        lambda data, folder: replace(folder / "records.toml", "at = [1039, 1071]", "at = [1040, 1072]"),
        ["records.toml", "sown-area-rice", "1039–1071"],
    ),
    "judgement": (
        lambda data, folder: replace(
            folder / "judgements.csv",
            '24748756794ffe12,meeting,108,265,"Vừa qua',
            '0000000000000000,meeting,108,265,"Vừa rồi',
        ),
        ["judgements.csv:2", "is gone"],
    ),
    "turtle": (
        lambda data, folder: replace(data / "authority" / "bodies.ttl", "skos:prefLabel", "skos prefLabel"),
        ["bodies.ttl:", "Turtle"],
    ),
    "unit": (
        lambda data, folder: replace(folder / "records.toml", '"unit:HA"', '"unit:HECTARE"'),
        ["records.toml", "unit:HECTARE"],
    ),
    "class": (
        lambda data, folder: replace(folder / "records.toml", 'class = "StateBody"', 'class = "StateBdy"'),
        ["records.toml", "StateBdy", "StateBody"],
    ),
    "name": (
        lambda data, folder: replace(folder / "records.toml", 'name = "Huyện ủy"', 'name = "Huyện uỷ Lắk"'),
        ["records.toml", "Huyện uỷ Lắk", "nowhere in the text"],
    ),
    "indicator": (
        lambda data, folder: replace(
            folder / "records.toml", 'indicator = "sown-area"', 'indicator = "sown-aera"'
        ),
        ["sown-aera"],
    ),
    "link": (
        lambda data, folder: replace(data / "links" / "areas.csv", "accepted", "acepted"),
        ["areas.csv:2", "acepted"],
    ),
    "label": (
        lambda data, folder: replace(data / "labels" / "en.csv", "/huyen,", "/huyenn,"),
        ["en.csv:", "huyenn"],
    ),
    "promise": (
        lambda data, folder: replace(folder / "source.toml", "figure = 14", "figure = 15"),
        ["source.toml", "promises.figure", "14"],
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_bad_input_is_told_and_the_release_before_stays(
    name: str, data: Path, folder: Path, tmp_path: Path, out: Path
) -> None:
    plant, words = PLANTED[name]
    mine = tmp_path / "out"
    (mine / "releases").mkdir(parents=True)
    (mine / "current").symlink_to((out / "current").resolve())
    plant(data, folder)
    done = build(data, mine)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("kg: ")
    assert [word for word in words if word not in done.stderr] == []
    if name in ("quote", "turtle", "judgement", "link", "label", "checksum"):
        assert len(done.stderr.strip().splitlines()) == 1
    assert (mine / "current").resolve() == (out / "current").resolve()
    assert list((mine / "releases").iterdir()) == []


def test_a_missing_folder(tmp_path: Path) -> None:
    done = build(tmp_path / "nothing", tmp_path / "out")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "There is no folder of sources here" in done.stderr


def test_a_full_disk(data: Path, tmp_path: Path) -> None:
    """No file may grow over 100 kB: what writing to a full disk is like, without filling one."""
    done = process(
        *("build", "--data", data, "--out", tmp_path / "out"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr
    assert not (tmp_path / "out" / "current").exists()
    assert list((tmp_path / "out").glob("releases/*")) == []
    assert list((tmp_path / "out").glob("settled/.*")) == []


def test_a_port_in_use(out: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        done = kg("serve", "--out", out, "--port", port)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_to_serve(tmp_path: Path) -> None:
    done = kg("serve", "--out", tmp_path, "--port", 0)
    assert done.returncode == 1
    assert "kg build" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "environ", "says"),
    [
        (["build", "--base", "data.example.org"], {}, "base IRI"),
        (["build", "--jobs", "0"], {}, "above zero"),
        (["build"], {"KG_PROT": "1"}, "KG_PROT"),
        (["--config", "nowhere.toml", "build"], {}, "nowhere.toml"),
        (["rollback", "nothing"], {}, "no release nothing"),
    ],
)
def test_wrong_options(arguments: list[str], environ: dict[str, str], says: str, tmp_path: Path) -> None:
    done = kg(*arguments, **environ, KG_OUT=str(tmp_path))
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_release_is_passed_over_and_the_one_before_served(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = json.loads(build(data, out, "--json").stdout)["release"]
    replace(data / "labels" / "en.csv", "the district", "the unnamed district")
    second = json.loads(build(data, out, "--json").stdout)["release"]
    assert first != second
    dump = out / "releases" / second / "dumps" / "kg.nq.gz"
    dump.write_bytes(dump.read_bytes()[:-1])
    command = [str(KG), "serve", "--out", str(out), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stderr
        try:
            address = server.stdout.readline().removeprefix("ready ").strip()
            assert httpx.get(f"{address}healthz", timeout=60).json()["release"] == first
            assert "damaged" in server.stderr.readline()
        finally:
            server.terminate()
            assert server.wait(120) == 0


def test_releases_and_rollback(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = json.loads(build(data, out, "--json").stdout)["release"]
    second = json.loads(build(data, out, "--json", "--base", "https://dulieu.example.vn/").stdout)["release"]
    assert f"* {second}" in kg("releases", "--out", out).stdout
    assert process("rollback", first, "--out", out).returncode == 0
    assert f"* {first}" in process("releases", "--out", out).stdout


def test_a_query_as_a_table_and_in_a_format(out: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?f a <https://data.example.org/def/lg#Figure> }"
    table = process("query", "-e", text, "--out", out).stdout
    assert "n" in table.split()
    assert "14" in table.split()
    assert kg("query", "-e", text, "--out", out, "--format", "csv").stdout.split() == ["n", "14"]
    piped = kg("query", "-", "--out", out, "--format", "json", given=text)
    assert json.loads(piped.stdout)["results"]["bindings"][0]["n"]["value"] == "14"
    wrong = kg("query", "-e", "SELECT * WHERE { ?s ?p }", "--out", out)
    assert wrong.returncode == 1
    assert "query:1:" in wrong.stderr
    assert kg("query", "-e", text, "--out", out, "--format", "xlsx").returncode == 1


def test_validate(data: Path, folder: Path, tmp_path: Path) -> None:
    good = process("validate", "--data", data)
    assert good.returncode == 0
    assert good.stdout.startswith("0 violations, 1 warning, 11 things to do")
    assert "issuer-vs-suffix" in good.stdout
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix lg: <https://data.example.org/def/lg#> .\n"
        "<https://data.example.org/id/figure/r/sown-area/2020> a lg:Figure, lg:Fact .\n"
    )
    done = kg("validate", bad)
    assert done.returncode == 1
    assert "Violation" in done.stdout
    assert "sh:ValidationReport" in kg("validate", bad, "--format", "ttl").stdout
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> .")
    assert "broken.ttl:1" in kg("validate", broken).stderr
