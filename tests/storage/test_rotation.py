"""Rotating the master key: no crash, at any moment, costs a key; whoever reads or opens meanwhile sees nothing."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from tests.servers import socle
from tests.storage import house

from socle.storage import disk, rotation
from socle.storage.errors import CorruptDocument, KeyMissing, StorageError
from socle.storage.keys import KeyRing

RECORDS = ("r1", "r2", "r3")


class PowerCut(BaseException):
    pass


@pytest.fixture
def ring(tmp_path):
    ring = KeyRing(tmp_path / "keys", may_create_master=True)
    for record in RECORDS:
        ring.create(record)
    return ring


def keys(ring):
    return {record: ring.key(record) for record in RECORDS}


@pytest.mark.parametrize("call", range(12))
def test_a_crash_before_any_step_leaves_every_key_readable_and_rotating_again_ends_it(ring, monkeypatch, call):
    """Every durable step goes through one of these three: the n-th call of any is where the power goes."""
    before, master, calls = keys(ring), ring.master_path.read_bytes(), []

    def cutting(step):
        def cut(*words, **named):
            calls.append(step)
            if len(calls) == call + 1:
                raise PowerCut
            return step(*words, **named)

        return cut

    monkeypatch.setattr(disk, "write_new", cutting(disk.write_new))
    monkeypatch.setattr(disk, "sync_folder", cutting(disk.sync_folder))
    monkeypatch.setattr(Path, "replace", cutting(Path.replace))
    try:
        rotation.rotate(ring)
    except PowerCut:
        monkeypatch.undo()
        assert keys(ring) == before
        rotation.rotate(ring)
    monkeypatch.undo()
    assert keys(ring) == before
    assert ring.master_path.read_bytes() != master
    assert not ring.next_path.exists()


def test_a_key_that_no_master_opens_stops_the_rotation_and_the_others_stay_readable(ring):
    before = keys(ring)
    ring.path("r2").write_bytes(os.urandom(40))
    with pytest.raises(CorruptDocument, match=r"r2\.key"):
        rotation.rotate(ring)
    assert (ring.key("r1"), ring.key("r3")) == (before["r1"], before["r3"])


def test_the_former_master_key_opens_nothing_any_more(ring, tmp_path):
    former = ring.master_path.read_bytes()
    rotation.rotate(ring)
    ring.master_path.write_bytes(former)
    with pytest.raises(CorruptDocument):
        ring.key("r1")


def test_records_opened_and_read_while_keys_rotate_lose_nothing(ring):
    before, stop, faults, made = keys(ring), threading.Event(), [], []

    def live():
        number = 0
        while not stop.is_set():
            try:
                assert keys(ring) == before
                ring.create(f"new{number}")
                made.append((f"new{number}", ring.key(f"new{number}")))
                number += 1
            except (AssertionError, OSError, StorageError) as error:
                faults.append(error)
                return

    thread = threading.Thread(target=live)
    thread.start()
    for _ in range(8):
        rotation.rotate(ring)
    stop.set()
    thread.join()
    assert faults == []
    assert made
    assert all(ring.key(record) == key for record, key in made)


def test_a_destroyed_key_is_not_brought_back_by_a_rotation(ring):
    ring.destroy("r2")
    rotation.rotate(ring)
    with pytest.raises(KeyMissing):
        ring.key("r2")
    assert not ring.path("r2").exists()


def test_a_destruction_cut_between_the_intention_and_the_effect_holds_and_is_completed(ring):
    ring.mark_destroyed("r2")
    assert not ring.exists("r2")
    with pytest.raises(KeyMissing):
        ring.key("r2")
    assert ring.path("r2").exists()
    rotation.rotate(ring)
    assert not ring.path("r2").exists()
    assert list(ring.destroyed()) == ["r2"]


def test_the_intention_is_durable_before_the_key_goes(ring, monkeypatch):
    def stopped(_path):
        raise PowerCut

    monkeypatch.setattr(disk, "remove", stopped)
    with pytest.raises(PowerCut):
        ring.destroy("r2")
    assert list(ring.destroyed()) == ["r2"]


@pytest.mark.database
def test_the_command_rotates_the_keys_of_a_data_folder(tmp_path, database):
    data = tmp_path / "data"
    house.run("feed", data, 0, 3, **database(data))
    before, read = (data / "keys" / "master.key").read_bytes(), house.run("read", data, **database(data))
    done = socle("keys", "rotate", "--json", "--data", str(data), **database(data))
    assert done.returncode == 0, done.stderr
    assert '"rotated": 3' in done.stdout
    assert (data / "keys" / "master.key").read_bytes() != before
    assert house.run("read", data, **database(data)) == read
