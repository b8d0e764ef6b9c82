"""The copies of the keys: apart, complete, and gone when their time has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from socle.storage.backup import keybox
from socle.storage.errors import BackupRefused, KeyMissing
from socle.storage.keys import KeyRing
from socle.storage.rotation import rotate

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ring(tmp_path):
    ring = KeyRing(tmp_path / "keys", may_create_master=True)
    ring.create("r1")
    ring.create("r2")
    return ring


def keep(tmp_path, ring, at=AT, life=30 * DAY, with_master=True):
    return keybox.keep(tmp_path / "box", ring, at=at, expires=at + life, with_master=with_master)


def brought_back(tmp_path, at, name="twin"):
    keybox.lay_out(keybox.latest(tmp_path / "box", at, None), tmp_path / name)
    return KeyRing(tmp_path / name, may_create_master=False)


def test_keys_that_expired_open_nothing_any_more(tmp_path, ring):
    keep(tmp_path, ring)
    with pytest.raises(BackupRefused, match="expired on 2026-10-15"):
        keybox.latest(tmp_path / "box", AT + 30 * DAY, None)


def test_a_destroyed_key_is_in_no_copy_once_the_copies_from_before_have_expired(tmp_path, ring):
    keep(tmp_path, ring)
    key = ring.wrapped("r1").hex().encode()
    ring.destroy("r1")
    keep(tmp_path, ring, at=AT + 29 * DAY)
    assert any(key in path.read_bytes() for path in keybox.copies(tmp_path / "box"))
    keep(tmp_path, ring, at=AT + 31 * DAY)
    assert not any(key in path.read_bytes() for path in keybox.copies(tmp_path / "box"))
    twin = brought_back(tmp_path, AT + 31 * DAY)
    with pytest.raises(KeyMissing):
        twin.key("r1")
    assert twin.key("r2") == ring.key("r2")


def test_a_destroyed_key_does_not_come_back_even_before_its_copies_expire(tmp_path, ring):
    keep(tmp_path, ring)
    ring.destroy("r1")
    keep(tmp_path, ring, at=AT + DAY)
    twin = brought_back(tmp_path, AT + DAY)
    assert not twin.exists("r1")
    assert list(twin.destroyed()) == ["r1"]


def test_a_copy_that_was_altered_is_refused(tmp_path, ring):
    path = keep(tmp_path, ring)
    path.write_bytes(path.read_bytes().replace(b'"r1"', b'"r3"'))
    with pytest.raises(BackupRefused, match="altered"):
        keybox.latest(tmp_path / "box", AT, None)


def test_no_copy_at_all_is_told(tmp_path):
    with pytest.raises(BackupRefused, match="--keys"):
        keybox.latest(tmp_path / "box", AT, None)


def test_every_key_comes_back_as_it_was(tmp_path, ring):
    keep(tmp_path, ring)
    twin = brought_back(tmp_path, AT)
    assert {twin.key(id) for id in twin.known()} == {ring.key(id) for id in ring.known()}


def test_a_copy_from_before_a_rotation_still_opens(tmp_path, ring):
    keep(tmp_path, ring)
    before = ring.key("r1")
    rotate(ring)
    assert brought_back(tmp_path, AT).key("r1") == before


def test_a_copy_taken_in_the_middle_of_a_rotation_holds_both_masters(tmp_path, ring, monkeypatch):
    def stopped(_ring):
        raise OSError("power cut")

    monkeypatch.setattr("socle.storage.rotation._replace", stopped)
    with pytest.raises(OSError, match="power cut"):
        rotate(ring)
    ring.create("r4")
    keep(tmp_path, ring)
    twin = brought_back(tmp_path, AT)
    assert all(twin.key(id) == ring.key(id) for id in ("r1", "r2", "r4"))
