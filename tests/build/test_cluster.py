"""A real cluster on this machine: the same release as without it, and a plain word for everything that is amiss."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.build.manyfold import ROOT, made, several

from kg import manifest

pytest.importorskip("distributed", reason="the extra kg[cluster] is not installed")

SOURCE = ROOT / "src"
Start = Callable[..., None]


def kg(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    surroundings = {**os.environ, "PYTHONPATH": str(SOURCE), **environment}
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=600)


def dask(folder: Path, part: str, *arguments: object, source: Path = SOURCE) -> subprocess.Popen[bytes]:
    """A scheduler, or a worker, with its log in a folder."""
    command = [
        sys.executable,
        "-m",
        "dask",
        part,
        "--host",
        "127.0.0.1",
        "--scheduler-file",
        folder / "scheduler.json",
    ]
    with (folder / f"{part}.log").open("ab") as log:
        return subprocess.Popen(
            list(map(str, [*command, "--no-dashboard", *arguments])),
            env={**os.environ, "PYTHONPATH": str(source)},
            cwd=folder,
            stdout=log,
            stderr=log,
        )


def wait_for(found: Callable[[], bool], started: subprocess.Popen[bytes]) -> None:
    """Waits until something has happened, as long as what brings it about runs."""
    while not found():
        assert started.poll() is None
        time.sleep(0.05)


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that are ended with the test, at once: a worker may wait for ever for a scheduler that has gone."""
    found: list[subprocess.Popen[bytes]] = []
    yield found
    for one in found:
        one.kill()
    for one in found:
        one.wait()


@pytest.fixture
def scheduler(tmp_path: Path, running: list[subprocess.Popen[bytes]]) -> str:
    """A scheduler; gives its address."""
    import json

    file = tmp_path / "scheduler.json"
    running.append(dask(tmp_path, "scheduler", "--port", 0))
    wait_for(lambda: file.exists() and file.read_text("utf-8").endswith("}"), running[-1])
    return str(json.loads(file.read_text("utf-8"))["address"])


@pytest.fixture
def work(tmp_path: Path, scheduler: str, running: list[subprocess.Popen[bytes]]) -> Start:
    """Starts a worker of the scheduler, and waits until it is one."""

    def start(source: Path = SOURCE) -> None:
        log = tmp_path / "worker.log"
        before = log.read_text("utf-8").count("Registered to") if log.exists() else 0
        running.append(dask(tmp_path, "worker", "--nthreads", 1, "--no-nanny", source=source))
        wait_for(lambda: log.read_text("utf-8").count("Registered to") > before, running[-1])

    return start


def test_a_cluster_makes_the_release_that_one_process_makes(
    data: Path, tmp_path: Path, scheduler: str, work: Start
) -> None:
    several(data, 4)
    work()
    work()
    out = tmp_path / "alone", tmp_path / "together"
    alone = kg("build", "--data", data, "--out", out[0])
    together = kg("build", "--data", data, "--out", out[1], "--cluster", scheduler)
    assert together.returncode == 0, together.stderr
    assert together.stderr == ""
    first, second = (manifest.current(one) for one in out)
    assert first and second and alone.returncode == 0
    assert second.name == first.name
    assert made(second) == made(first)


def test_a_mistake_in_a_source_is_told_as_without_a_cluster(
    data: Path, folder: Path, tmp_path: Path, scheduler: str, work: Start
) -> None:
    several(data, 1)
    (folder / "judgements.csv").write_text("nonsense\n", "utf-8")
    work()
    alone = kg("build", "--data", data, "--out", tmp_path / "out")
    together = kg("build", "--data", data, "--out", tmp_path / "out", "--cluster", scheduler)
    assert together.returncode == alone.returncode == 1
    assert together.stderr == alone.stderr
    assert not (tmp_path / "out" / "current").exists()


def refused(data: Path, tmp_path: Path, address: str, **environment: str) -> str:
    """The one line that a build ends with."""
    done = kg("build", "--data", data, "--out", tmp_path / "out", "--cluster", address, **environment)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not (tmp_path / "out" / "current").exists()
    return done.stderr


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:1", "No cluster answers at tcp://127.0.0.1:1"),
        ("tcp://nowhere.invalid:80", "No cluster answers at tcp://nowhere.invalid:80"),
        ("nonsense", "“nonsense” is no address of a scheduler"),
        ("ftp://127.0.0.1:80", "“ftp://127.0.0.1:80” is no address of a scheduler"),
    ],
)
def test_an_address_where_no_cluster_is(data: Path, tmp_path: Path, address: str, words: str) -> None:
    assert words in refused(data, tmp_path, address)


def test_a_cluster_without_workers(data: Path, tmp_path: Path, scheduler: str) -> None:
    assert "The cluster has no workers" in refused(data, tmp_path, scheduler)


def test_a_worker_with_another_program(data: Path, tmp_path: Path, scheduler: str, work: Start) -> None:
    other = Path(shutil.copytree(SOURCE, tmp_path / "src"))
    (other / "kg" / "__init__.py").write_text('"""Another."""\n\n__version__ = "0.0.1"\n', "utf-8")
    work(other)
    assert "has kg 0.0.1, and this process" in refused(data, tmp_path, scheduler)


def test_a_worker_without_the_program(data: Path, tmp_path: Path, scheduler: str, work: Start) -> None:
    (tmp_path / "none" / "kg").mkdir(parents=True)
    (tmp_path / "none" / "kg" / "__init__.py").write_text("", "utf-8")
    work(tmp_path / "none")
    assert "cannot run kg" in refused(data, tmp_path, scheduler)


def test_a_worker_that_does_not_see_the_folder() -> None:
    from kg.build import cluster
    from kg.errors import ClusterError

    mine = cluster.look([str(ROOT / "ontology")])
    for its, words in (("", "does not see this folder"), ("abc", "sees other files in this folder")):
        with pytest.raises(ClusterError, match=words):
            cluster._compare("tcp://10.0.0.2:1", mine, {**mine, str(ROOT / "ontology"): its})


def test_without_the_extra(data: Path, tmp_path: Path) -> None:
    (tmp_path / "hidden" / "distributed").mkdir(parents=True)
    (tmp_path / "hidden" / "distributed" / "__init__.py").write_text("raise ImportError\n", "utf-8")
    said = refused(data, tmp_path, "tcp://127.0.0.1:1", PYTHONPATH=f"{tmp_path / 'hidden'}:{SOURCE}")
    assert "needs the package distributed. Install it: pip install 'kg[cluster]'." in said
