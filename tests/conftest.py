"""Fixtures: the real report where a test is about the whole, a copy of its folder where a test breaks something.

The smallest thing that has what a test needs is taken; nothing is mocked that can be run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest

from kg.build import assemble, pipeline, source
from kg.build.assemble import Source
from kg.serve import site as sites
from kg.serve import start
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from served import served

hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")  # the same examples in every run, however slow the machine

sites.PAGE_SECONDS, sites.GLANCE_SECONDS = (
    60.0,
    30.0,
)  # what tests ask of pages takes longer on a slow machine

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As a shell starts what runs in the background: what tests start would ignore Ctrl-C as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
REPORT = "fe65192195054a7f"
NAME = "dang-bo-co-quan-chinh-quyen-huyen-2020"

AREAS = {
    "areas-2025-06": ("66,tinh,Đắk Lắk,", "656,huyen,Lắk,66", "24580,thi-tran,Liên Sơn,656"),
    "areas-2025-07": ("66,tinh,Đắk Lắk,", "24580,xa,Liên Sơn Lắk,66"),
    "area-changes": ("66,66,only", "24580,24580,only"),
}
"""Few official areas, for tests that build again and again."""


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def report() -> Source:
    """The real report, curated."""
    return assemble.read_source(source.load(ROOT / "data" / "sources" / NAME))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the whole data folder, to break; of the official areas, only those of one province."""
    copied = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    few_areas(copied / "authority")
    return copied


def few_areas(authority: Path) -> None:
    """Leaves few official areas in a folder."""
    for name, lines in AREAS.items():
        file = authority / f"{name}.csv"
        head = file.read_text("utf-8").partition("\n")[0]
        file.write_text("\n".join([head, *lines]) + "\n", "utf-8")


@pytest.fixture
def folder(data: Path) -> Path:
    """The real report's source folder, in the copy."""
    return data / "sources" / NAME


def settings(out: Path, data: Path = ROOT / "data") -> Settings:
    """The settings of a build of this repository into some folder."""
    return Settings(data=data, ontology=ROOT / "ontology", shapes=ROOT / "shapes", out=out)


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the real release, built once, for all that run beside each other; not to be changed."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "out"
    with alone(folder.with_name("out.lock")):
        if not (folder / "current").is_symlink():
            pipeline.build(settings(folder))
    return folder


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Waits until no other process is in here."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def release_site(out: Path) -> Iterator[Site]:
    """The real release, open."""
    site = start.release(settings(out), None, pytest.fail)
    yield site
    site.close()


@pytest.fixture(scope="session")
def address(release_site: Site) -> Iterator[str]:
    """The real release, served on a free port: `http://127.0.0.1:12345/`."""
    with served(create_app(release_site), Settings(port=0)) as server:
        yield server.address
