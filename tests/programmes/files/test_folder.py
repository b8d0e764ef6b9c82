"""The folder of a computation: gone at its end, and gone at the next one's beginning when its process was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile

import pytest

from socle.programmes.files.folder import temporary

KILLED = """
import os, signal
from socle.programmes.files.folder import temporary
with temporary() as folder:
    (folder / "stays.parquet").write_text("somebody")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_a_folder_goes_with_the_work(own_place):
    with temporary() as folder:
        (folder / "x").write_text("x")
        assert folder.stat().st_uid == own_place.stat().st_uid
        assert folder.parent.stat().st_mode & 0o077 == 0
    assert not list(own_place.iterdir())


def test_what_a_killed_process_left_is_removed_by_the_next_one(own_place):
    assert subprocess.run([sys.executable, "-c", KILLED], check=False).returncode == -9
    (left,) = own_place.iterdir()
    assert (left / "files" / "stays.parquet").exists()
    with temporary() as folder:
        assert list(own_place.iterdir()) == [folder.parent]


def test_a_folder_in_which_somebody_works_is_left_alone():
    with temporary() as first, temporary():
        assert first.is_dir()
