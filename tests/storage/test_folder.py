from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from socle import storage
from socle.storage import disk
from socle.storage.errors import CorruptDocument, KeyMissing
from socle.storage.folder import FolderStore

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
DOCUMENT = b"<ClinicalDocument>secret</ClinicalDocument>"


@pytest.fixture
def store(data_dir):
    storage.keyring().create("r1")
    storage.keyring().create("r2")
    return FolderStore(data_dir / "documents", storage.keyring())


def _file(data_dir, location):
    record, name = location.split("/")
    return data_dir / "documents" / record[:2] / record / name


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_one_byte_changed_on_disk_is_seen_and_named(store, data_dir, position):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    path = _file(data_dir, location)
    data = bytearray(path.read_bytes())
    data[position] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(CorruptDocument) as caught:
        store.get("r1", "1.2.3", location)
    assert caught.value.place == location


def test_a_file_cut_short_is_corrupt(store, data_dir):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    os.truncate(_file(data_dir, location), 10)
    with pytest.raises(CorruptDocument):
        store.get("r1", "1.2.3", location)


def test_a_file_that_vanished_is_corrupt(store, data_dir):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    _file(data_dir, location).unlink()
    with pytest.raises(CorruptDocument, match="no file"):
        store.get("r1", "1.2.3", location)


def test_a_document_put_in_the_place_of_another_does_not_open(store, data_dir):
    first = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    second = store.put("r1", "1.2.4", b"other", at=AT)
    _file(data_dir, second).write_bytes(_file(data_dir, first).read_bytes())
    with pytest.raises(CorruptDocument):
        store.get("r1", "1.2.4", second)


def test_a_document_of_one_record_does_not_open_under_another(store):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    with pytest.raises(CorruptDocument):
        store.get("r2", "1.2.3", location)


def test_a_record_without_key_stores_nothing(store, data_dir):
    with pytest.raises(KeyMissing):
        store.put("r3", "1.2.3", DOCUMENT, at=AT)
    assert list(store.stored()) == []


def test_destroying_the_key_makes_the_bytes_unreadable_wherever_they_are(store):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    storage.keyring().destroy("r1")
    with pytest.raises(KeyMissing):
        store.get("r1", "1.2.3", location)


@pytest.mark.parametrize("location", ["../../etc/passwd", "r1/../../x", "r1", "r1/xyz", ""])
def test_a_location_cannot_lead_out_of_the_folder(store, location):
    with pytest.raises(ValueError, match="not a location"):
        store.get("r1", "1.2.3", location)


def test_nothing_stands_in_clear(store, data_dir):
    store.put("r1", "1.2.3", DOCUMENT, at=AT)
    assert not any(b"secret" in path.read_bytes() for path in data_dir.rglob("*") if path.is_file())


def test_what_is_put_is_given_back_byte_for_byte(store):
    for data in (b"", DOCUMENT, os.urandom(300_000)):
        assert store.get("r1", "1.2.3", store.put("r1", "1.2.3", data, at=AT)) == data


def test_putting_twice_never_overwrites(store):
    assert store.put("r1", "1.2.3", DOCUMENT, at=AT) != store.put("r1", "1.2.3", DOCUMENT, at=AT)


def test_a_power_cut_while_writing_leaves_no_document(tmp_path, monkeypatch):
    def cut(*_args):
        raise OSError("power cut")

    monkeypatch.setattr(os, "link", cut)
    with pytest.raises(OSError, match="power cut"):
        disk.write_new(tmp_path / "folder" / "name", b"data")
    assert not (tmp_path / "folder" / "name").exists()


def test_the_bytes_and_their_name_are_synchronised_before_the_place_is_told(store, monkeypatch):
    synchronised = []
    fsync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: synchronised.append(os.fstat(descriptor).st_mode) or fsync(descriptor)
    )
    store.put("r1", "1.2.3", DOCUMENT, at=AT)
    kinds = ["folder" if mode & 0o040000 else "file" for mode in synchronised]
    assert kinds[-2:] == ["file", "folder"]


def sweep(referenced, at):
    return storage.sweep(referenced, lambda _: None, at=at)


def test_an_orphan_is_swept_only_after_the_delay(store):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    assert sweep(lambda _: (), AT + timedelta(hours=23)) == ()
    assert sweep(lambda _: (), AT + timedelta(hours=25)) == (location,)
    with pytest.raises(CorruptDocument):
        store.get("r1", "1.2.3", location)


def test_what_a_record_refers_to_is_never_swept(store):
    kept = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    lost = store.put("r1", "1.2.4", DOCUMENT, at=AT)
    assert sweep(lambda _: (kept,), AT + timedelta(days=30)) == (lost,)
    assert store.get("r1", "1.2.3", kept) == DOCUMENT


def test_what_was_written_in_files_stays_readable_beside_the_segments(store):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    assert storage.documents().get("r1", "1.2.3", location) == DOCUMENT
    assert storage.documents().put("r1", "1.2.4", b"new", at=AT).startswith("seg:")
    assert len(list(storage.documents().stored())) == 2


def test_an_unfinished_file_is_swept_too(store, data_dir):
    location = store.put("r1", "1.2.3", DOCUMENT, at=AT)
    path = _file(data_dir, location)
    unfinished = path.parent / f".{'0' * 32}.abc.tmp"
    path.rename(unfinished)
    assert list(store.stored()) == []
    sweep(lambda _: (), AT + timedelta(days=2))
    assert not unfinished.exists()


def test_the_age_of_a_file_goes_by_the_clock_of_socle(store):
    store.put("r1", "1.2.3", DOCUMENT, at=AT)
    (stored,) = store.stored()
    assert stored.at == AT
    assert isinstance(store, FolderStore)
