"""The disk fails under load: full, read-only, no longer there. Real file systems of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import disks
from tests.failures.hospitals import DATABASE, STORAGE, at_work

pytestmark = pytest.mark.skipif(bool(disks.impossible()), reason=disks.impossible() or "-")
MB = 1024 * 1024


@pytest.fixture
def disk():
    with disks.disk(96) as found:
        yield found


def fill(path: Path) -> None:
    """Take all the room that is left."""
    with path.open("wb", buffering=0) as file:
        for size in (MB, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def test_a_full_disk_refuses_with_its_verdict_loses_nothing_and_serves_again_once_there_is_room(disk, tmp_path):
    with at_work(disk.path / "data", tmp_path) as hospital:
        hospital.feeds()
        fill(disk.path / "ballast")
        hospital.until(lambda: len(hospital.reasons()) >= 6, "refusals")
        hospital.until(lambda: not hospital.well(), "health tells")  # in whichever room needed the room first
        hospital.explained(STORAGE, *DATABASE)
        # SQLite's log stands on the same disk: where it is asked first, it is what tells.
        assert hospital.told(STORAGE) if hospital.place.database else hospital.told(STORAGE, *DATABASE)
        hospital.pause()
        (disk.path / "ballast").unlink()
        hospital.until(hospital.well, "well again")
        told = len(hospital.reasons())
        hospital.feeds()
        assert len(hospital.reasons()) == told
        hospital.audit()


def read_only(disk):
    """As the kernel makes it once it no longer trusts a disk."""
    for trigger in Path("/sys/fs/ext4").glob("loop*/trigger_fs_error"):
        backing = Path("/sys/block") / trigger.parent.name / "loop" / "backing_file"
        if backing.exists() and backing.read_text().strip() == str(disk.image):
            trigger.write_text("a test")


@pytest.mark.parametrize("failure", ["read-only", "input-output errors"])
def test_a_disk_that_no_longer_writes_refuses_with_its_verdict_and_loses_nothing_once_it_is_mended(
    disk, tmp_path, failure
):
    with at_work(disk.path / "data", tmp_path) as hospital:
        hospital.feeds()
        if failure == "read-only":
            read_only(disk)
        else:
            disk.cut()
        hospital.until(lambda: len(hospital.reasons()) >= 6, "refusals")
        hospital.until(lambda: hospital.failing("storage"), "health tells")
        hospital.explained(STORAGE, *DATABASE)
        hospital.pause()
        hospital.place.kill_all()
        disk.unmount()
        disk.mount()
        hospital.place.start()
        hospital.feeds()
        hospital.audit()
