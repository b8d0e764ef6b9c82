"""`socle backup`, `socle restore`: whole processes, whole folders, compared byte for byte."""

from __future__ import annotations

import json
import stat

import pytest
from tests.storage import house

pytestmark = pytest.mark.database


def test_what_is_restored_is_what_was_there_byte_for_byte_row_for_row(place):
    place.feed(0, 8)
    place.backup()
    place.restore()
    assert place.read(place.twin) == place.read(place.data)
    assert len(place.read(place.twin)["documents"]) == 8
    assert place.socle("check", data=place.twin)["valid"]


def test_a_backup_taken_while_documents_come_in_is_whole(place, database):
    place.feed(0, 4)
    feeding = house.start("feed", place.data, 4, 20_000, **database(place.data))
    try:
        for _ in range(6):
            feeding.stdout.readline()
        place.backup()
        assert feeding.poll() is None, "the feeding ended before the backup did"
    finally:
        feeding.kill()
        feeding.wait()
        feeding.stdout.close()
    place.restore()
    assert place.socle("check", data=place.twin)["valid"]
    restored, lived = place.read(place.twin), place.read(place.data)
    assert 10 <= len(restored["documents"]) <= len(lived["documents"])
    assert restored["documents"].items() <= lived["documents"].items()


def test_documents_already_there_are_not_copied_again(place):
    place.feed(0, 6)
    first = place.backup()
    again = place.backup()
    place.feed(6, 7)
    third = place.backup()
    assert first["copied"] >= sum(len(house.content(number)) for number in range(6))
    assert again["copied"] == 0
    assert len(house.content(6)) <= third["copied"] < len(house.content(6)) + 1000
    place.restore("--snapshot", first["name"])
    assert len(place.read(place.twin)["documents"]) == 6


def test_an_older_backup_is_restored_as_it_was(place):
    place.feed(0, 3)
    first = place.backup()
    then = place.read(place.data)
    place.feed(3, 6)
    place.backup()
    place.restore("--snapshot", first["name"])
    assert place.read(place.twin) == then


def test_nothing_stands_in_clear_in_a_backup_and_all_of_it_is_for_its_owner_alone(place):
    place.feed(0, 2)
    place.backup()
    files = [path for root in (place.backups, place.keys) for path in root.rglob("*") if path.is_file()]
    assert not any(house.content(1) in path.read_bytes() for path in files)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_a_record_whose_key_was_destroyed_stays_unreadable_in_the_restored_old_backup(place, database):
    place.feed(0, 6)
    old = place.backup()
    record = json.loads(house.run("read", place.data, **database(place.data)))["rows"]["record_record"][0].split("'")[1]
    house.run("destroy", place.data, record, **database(place.data))
    place.backup()
    place.restore("--snapshot", old["name"])
    documents = place.read(place.twin)["documents"].values()
    assert sorted(documents).count("storage.key-destroyed") == 2
    checked = place.socle("check", data=place.twin)
    assert (checked["valid"], checked["destroyed"]) == (True, 1)


def test_a_master_key_kept_elsewhere_is_asked_for(place, tmp_path):
    place.feed(0, 1)
    place.backup("--without-master")
    assert "--master" in place.restore(status=1)
    place.restore("--master", place.data / "keys" / "master.key")
    assert place.socle("check", data=place.twin)["valid"]


def test_a_folder_that_is_not_empty_is_left_as_it_is(place):
    place.feed(0, 1)
    place.backup()
    place.twin.mkdir()
    (place.twin / "thesis.txt").write_text("mine")
    assert "not empty" in place.restore(status=1)
    assert [path.name for path in place.twin.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("what", ["documents", "snapshots", "keys"])
def test_any_file_of_a_backup_that_was_altered_is_refused_and_named(place, what):
    place.feed(0, 3)
    place.backup()
    root = place.keys if what == "keys" else place.backups / what
    path = max((path for path in root.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    said = place.restore(status=1)
    assert path.name in said
    assert "altered" in said


def test_a_backup_that_does_not_exist_is_told(place):
    place.feed(0, 1)
    place.backup()
    assert "holds no backup 2001" in place.restore("--snapshot", "2001", status=1)
