"""Where a copy may be written, and what becomes of the one that was there."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from copies import Export, tree

from kg.errors import ExportError

KG = Path(sys.executable).with_name("kg")


def test_an_earlier_copy_is_replaced_whole(export: Export, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    export(folder, areas=True)
    with_areas = tree(folder)
    export(folder)
    assert set(tree(folder)) < set(with_areas)
    assert list(tmp_path.iterdir()) == [folder]


def test_an_empty_folder_becomes_a_copy_that_others_may_read(export: Export, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er" / "copy"
    folder.mkdir(parents=True)
    export(folder)
    assert (folder / "index.html").is_file()
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777


def test_a_folder_with_anything_of_somebody_else_is_refused(export: Export, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"no export wrote: mine\.txt"):
        export(tmp_path)
    folder = tmp_path / "copy"
    export(folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref")
    before = tree(folder)
    with pytest.raises(ExportError, match=r"no export wrote: \.git/HEAD"):
        export(folder)
    assert tree(folder) == before


def test_a_file_and_a_place_in_a_release_are_refused(export: Export, odd: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="a file"):
        export(tmp_path / "file")
    with pytest.raises(ExportError, match="in a release"):
        export(odd / "dumps" / "copy")
    assert not (odd / "dumps" / "copy").exists()


def test_a_second_export_into_one_folder_is_refused(export: Export, tmp_path: Path) -> None:
    beside = tmp_path / ".copy.export"
    beside.mkdir()
    descriptor = os.open(beside, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="under way"):
            export(tmp_path / "copy")
    finally:
        os.close(descriptor)
    export(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == [tmp_path / "copy"]


def standing_still(command: list[str], begun: Path) -> subprocess.Popen[bytes]:
    """An export that was stopped on its way, once something of its new copy was there; one may be over before."""
    for _ in range(20):
        started = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
        while started.poll() is None and not begun.exists():
            time.sleep(0.01)
        started.send_signal(signal.SIGSTOP)
        if begun.exists():
            return started
        started.send_signal(signal.SIGCONT)
        _, said = started.communicate()
        assert started.returncode == 0, said
    pytest.fail("each was over too soon")


@pytest.mark.parametrize(
    ("sent", "jobs"), [(signal.SIGTERM, "1"), (signal.SIGINT, "2"), (signal.SIGKILL, "2")]
)
def test_what_is_ended_on_its_way_leaves_the_copy_that_was_there(
    odd: Path, export: Export, tmp_path: Path, sent: signal.Signals, jobs: str
) -> None:
    folder, beside = tmp_path / "copy", tmp_path / ".copy.export"
    export(folder)
    before = tree(folder)
    command = [str(KG), "export", str(folder), "--release", str(odd), "--jobs", jobs]
    with standing_still(command, beside / "copy" / "doc") as started:
        started.send_signal(sent)
        started.send_signal(signal.SIGCONT)
        _, said = started.communicate()
        assert started.returncode != 0, said
    assert tree(folder) == before
    export(folder)
    assert tree(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_that_cannot_be_written_ends_it_with_a_plain_line(
    odd: Path, export: Export, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    export(folder)
    before = tree(folder)
    done = subprocess.run(
        [str(KG), "export", str(folder), "--release", str(odd)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert tree(folder) == before


def test_the_command_says_what_it_did(odd: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(KG), "export", str(tmp_path / "copy"), "--release", str(odd)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said = dict(line.split(None, 1) for line in done.stdout.splitlines())
    assert set(said) == {"release", "pages", "links", "left", "in"} or "unlinked" in said
    refused = subprocess.run(
        [str(KG), "export", str(tmp_path / "other"), "--release", str(odd), "--url", "pages.example"],
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert "no address of a folder on the web" in refused.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "copy"]
