"""Segments: appended to, shared, torn by power cuts, compacted; what was told as kept is never lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from tests.storage import house

from socle import storage
from socle.storage import segments
from socle.storage.errors import CorruptDocument, KeyMissing, StorageUnavailable
from socle.storage.place import _writer, in_segments
from socle.storage.segment_store import parsed

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
LATER = AT + timedelta(days=2)


@pytest.fixture
def store(data_dir):
    storage.keyring().create("r1")
    storage.keyring().create("r2")
    return storage.documents()


@pytest.fixture
def reopened():
    """As after a restart: no segment is open in this process."""

    def reopen():
        in_segments().writer.retire()
        _writer.cache_clear()
        return storage.documents()

    return reopen


def only_segment(data_dir):
    (path,) = (data_dir / "documents" / "segments").glob("*.seg")
    return path


def all_segments(data_dir):
    return sorted((data_dir / "documents" / "segments").glob("*.seg"))


class TestTornTail:
    def test_cut_at_every_byte_of_the_last_frame_what_stood_before_is_read_and_writing_goes_on(
        self, store, data_dir, reopened
    ):
        first = store.put("r1", "1.1", b"first", at=AT)
        last = store.put("r1", "1.2", b"the last one", at=AT)
        _, offset, length = parsed(last)
        path = only_segment(data_dir)
        whole = path.read_bytes()
        for cut in range(offset, offset + length):
            for other in all_segments(data_dir):
                other.unlink()
            path.write_bytes(whole[:cut])
            store = reopened()
            assert store.get("r1", "1.1", first) == b"first"
            with pytest.raises(CorruptDocument):
                store.get("r1", "1.2", last)
            new = store.put("r1", "1.3", b"after the cut", at=AT)
            assert store.get("r1", "1.3", new) == b"after the cut"
            assert {stored.location for stored in store.stored()} == {first, new}
            assert path.read_bytes()[:cut] == whole[:cut]

    @pytest.mark.parametrize("garbage", [b"\x00" * 5000, b"SCLF" * 40, os.urandom(3000)])
    def test_a_tail_that_was_never_written_is_left_alone_and_never_written_after(
        self, store, data_dir, reopened, garbage
    ):
        first = store.put("r1", "1.1", b"first", at=AT)
        path = only_segment(data_dir)
        path.write_bytes(path.read_bytes() + garbage)
        store = reopened()
        new = store.put("r1", "1.2", b"second", at=AT)
        assert parsed(new)[0] != parsed(first)[0]
        assert {stored.location for stored in store.stored()} == {first, new}

    def test_a_damaged_header_in_the_middle_hides_no_later_frame(self, store, data_dir, reopened):
        locations = [store.put("r1", f"1.{n}", os.urandom(500), at=AT) for n in range(3)]
        path = only_segment(data_dir)
        data = bytearray(path.read_bytes())
        data[parsed(locations[1])[1] + 9] ^= 1
        path.write_bytes(bytes(data))
        assert {stored.location for stored in reopened().stored()} == {locations[0], locations[2]}


class TestFailingDisk:
    def test_a_full_disk_is_told_and_what_was_kept_before_and_after_is_whole(self, store, monkeypatch):
        kept = store.put("r1", "1.1", b"kept", at=AT)
        pwrite = os.pwrite

        def full(descriptor, data, offset):
            pwrite(descriptor, data[:7], offset)
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(StorageUnavailable, match="No space left"):
            store.put("r1", "1.2", b"lost", at=AT)
        monkeypatch.undo()
        after = store.put("r1", "1.3", b"after", at=AT)
        assert store.get("r1", "1.1", kept) == b"kept"
        assert store.get("r1", "1.3", after) == b"after"
        assert {stored.location for stored in store.stored()} == {kept, after}

    def test_a_failed_synchronisation_fails_all_who_waited_and_is_never_asked_again(self, store, monkeypatch):
        store.put("r1", "1.0", b"before", at=AT)
        asked = []

        def failing(descriptor):
            asked.append(descriptor)
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "fdatasync", failing)
        with pytest.raises(StorageUnavailable, match="Input/output"):
            store.put("r1", "1.1", b"lost", at=AT)
        monkeypatch.undo()
        after = store.put("r1", "1.2", b"after", at=AT)
        assert len(asked) == 1
        assert store.get("r1", "1.2", after) == b"after"

    def test_a_read_only_folder_is_told(self, store, data_dir, monkeypatch):
        def refused(*_args):
            raise PermissionError(30, "Read-only file system")

        monkeypatch.setattr(segments.Writer, "_new", refused)
        with pytest.raises(StorageUnavailable, match="Read-only"):
            store.put("r1", "1.1", b"x", at=AT)


class TestWritingTogether:
    def test_several_documents_are_made_durable_by_one_synchronisation(self, store, monkeypatch):
        store.put("r1", "1.0", b"x", at=AT)
        synchronised, fdatasync = [], os.fdatasync
        monkeypatch.setattr(os, "fdatasync", lambda fd: synchronised.append(fd) or fdatasync(fd))
        pieces = [storage.Piece(f"r{1 + n % 2}", f"1.{n}", b"%d" % n) for n in range(20)]
        locations = store.put_many(pieces, at=AT)
        assert len(synchronised) == 1
        for piece, location in zip(pieces, locations, strict=True):
            assert store.get(piece.record_id, piece.document_id, location) == piece.data

    def test_threads_that_write_at_once_share_synchronisations_and_lose_nothing(self, store, monkeypatch):
        synchronised, fdatasync = [], os.fdatasync
        slow = threading.Event()

        def counted(descriptor):
            synchronised.append(descriptor)
            slow.wait(0.005)
            fdatasync(descriptor)

        monkeypatch.setattr(os, "fdatasync", counted)
        data = {f"1.{n}": os.urandom(1000 + n) for n in range(80)}
        with ThreadPoolExecutor(16) as pool:
            placed = dict(zip(data, pool.map(lambda one: store.put("r1", one, data[one], at=AT), data), strict=True))
        assert all(store.get("r1", id, location) == data[id] for id, location in placed.items())
        assert len(set(placed.values())) == 80
        assert len(synchronised) < 60

    def test_the_bytes_are_synchronised_before_the_place_is_told_and_the_first_name_too(self, store, monkeypatch):
        told = []
        fsync, fdatasync = os.fsync, os.fdatasync
        monkeypatch.setattr(os, "fsync", lambda fd: told.append("folder") or fsync(fd))
        monkeypatch.setattr(os, "fdatasync", lambda fd: told.append("bytes") or fdatasync(fd))
        store.put("r1", "1.1", b"x", at=AT)
        assert told[-2:] == ["folder", "bytes"]

    def test_a_record_without_key_stores_nothing(self, store):
        with pytest.raises(KeyMissing):
            store.put_many([storage.Piece("r1", "1.1", b"x"), storage.Piece("r9", "1.2", b"y")], at=AT)
        assert list(store.stored()) == []

    def test_a_segment_that_is_full_is_followed_by_another(self, store, data_dir, monkeypatch):
        monkeypatch.setattr(segments, "LIMIT", 1000)
        for n in range(6):
            store.put("r1", f"1.{n}", bytes(400), at=AT)
        assert len(all_segments(data_dir)) >= 2
        assert len(list(store.stored())) == 6

    def test_after_a_restart_the_last_segment_is_written_on(self, store, data_dir, reopened):
        first = store.put("r1", "1.1", b"first", at=AT)
        second = reopened().put("r1", "1.2", b"second", at=AT)
        assert parsed(first)[0] == parsed(second)[0]
        assert len(all_segments(data_dir)) == 1

    def test_a_segment_written_by_another_is_never_written_here(self, store, data_dir):
        first = store.put("r1", "1.1", b"first", at=AT)
        _writer.cache_clear()  # the store of the fixture keeps its segment locked
        second = storage.documents().put("r1", "1.2", b"second", at=AT)
        assert parsed(first)[0] != parsed(second)[0]

    def test_a_folder_put_aside_under_the_writer_is_begun_anew(self, store, data_dir):
        store.put("r1", "1.1", b"first", at=AT)
        (data_dir / "documents").rename(data_dir / "aside")
        location = store.put("r1", "1.2", b"second", at=AT)
        assert store.get("r1", "1.2", location) == b"second"


class TestSweeping:
    def sweep(self, rows, at):
        """Rows are a set of locations, as a database would hold them."""

        def moved(copies):
            for former, present in copies.items():
                rows.remove(former)
                rows.add(present)

        return storage.sweep(lambda asked: rows & set(asked), moved, at=at)

    def test_a_young_frame_is_never_swept_since_its_act_may_be_under_way(self, store):
        location = store.put("r1", "1.1", b"x", at=AT)
        assert self.sweep(set(), AT + timedelta(hours=23)) == ()
        assert store.get("r1", "1.1", location) == b"x"

    def test_a_segment_in_which_nothing_lives_goes(self, store, data_dir):
        location = store.put("r1", "1.1", b"x", at=AT)
        assert self.sweep(set(), LATER) == (location,)
        assert all_segments(data_dir) == []

    def test_what_lives_in_a_segment_mostly_dead_is_copied_on_before_the_segment_goes(self, store, data_dir):
        kept = store.put("r1", "1.1", b"kept", at=AT)
        lost = store.put("r1", "1.2", bytes(5000), at=AT)
        rows = {kept}
        assert self.sweep(rows, LATER) == ()
        (present,) = rows
        assert present != kept
        assert store.get("r1", "1.1", present) == b"kept"
        assert store.get("r1", "1.1", kept) == b"kept"  # for who read its place just before
        assert set(self.sweep(rows, LATER + timedelta(days=2))) == {kept, lost}
        assert rows == {present}
        assert store.get("r1", "1.1", present) == b"kept"

    def test_a_segment_mostly_alive_stays_as_it_is(self, store, data_dir):
        kept = store.put("r1", "1.1", bytes(5000), at=AT)
        store.put("r1", "1.2", b"dead", at=AT)
        before = only_segment(data_dir).read_bytes()
        assert self.sweep({kept}, LATER) == ()
        assert only_segment(data_dir).read_bytes() == before

    def test_a_crash_between_the_copy_and_the_rows_loses_nothing(self, store):
        kept = store.put("r1", "1.1", b"kept", at=AT)
        store.put("r1", "1.2", bytes(5000), at=AT)

        def crashed(_copies):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            storage.sweep(lambda asked: {kept} & set(asked), crashed, at=LATER)
        rows = {kept}
        self.sweep(rows, LATER)
        self.sweep(rows, LATER + timedelta(days=4))
        (present,) = rows
        assert store.get("r1", "1.1", present) == b"kept"

    def test_a_segment_that_does_not_read_cleanly_is_left_for_whoever_repairs(self, store, data_dir):
        store.put("r1", "1.1", b"x", at=AT)
        path = only_segment(data_dir)
        path.write_bytes(path.read_bytes() + b"torn")
        assert self.sweep(set(), LATER) == ()
        assert path.exists()


@pytest.mark.parametrize(
    "location", ["seg:../../etc/passwd:0:10", "seg:0000000000000000:0", "seg:", "seg:00000001abcdef01:-1:5"]
)
def test_a_location_cannot_lead_out_of_the_folder(store, location):
    with pytest.raises(ValueError, match="not a location"):
        store.get("r1", "1.1", location)


def test_a_large_document_is_read_in_chunks(store):
    data = os.urandom(1_000_000)
    location = store.put("r1", "1.1", data, at=AT)
    pieces = list(store.read("r1", "1.1", location))
    assert b"".join(pieces) == data
    assert len(pieces) == 16


def test_nothing_stands_in_clear_nor_who_it_belongs_to(store, data_dir):
    store.put("r1", "1.250.99", b"secret content", at=AT)
    data = only_segment(data_dir).read_bytes()
    assert b"secret" not in data
    assert b"1.250.99" not in data


@pytest.mark.database
def test_what_was_acknowledged_before_a_kill_is_there_whole_whenever_it_falls(tmp_path, database):
    data, acknowledged, environment = tmp_path / "data", [], database(tmp_path / "data")
    house.run("feed", data, 0, 1, **environment)
    for turn in range(3):
        feeding = house.start("feed", data, 1 + turn * 1000, 1000 + turn * 1000, **environment)
        acknowledged += [int(feeding.stdout.readline()) for _ in range(4 + turn * 3)]
        feeding.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in feeding.stdout if line.endswith("\n")]
        feeding.wait()
        feeding.stdout.close()
    documents = json.loads(house.run("read", data, **environment))["documents"]
    for number in acknowledged:
        assert documents[f"1.{number}"] == hashlib.sha1(house.content(number)).hexdigest()
    assert all(len(said) == 40 for said in documents.values())
