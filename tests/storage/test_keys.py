from __future__ import annotations

import os
import stat

import pytest

from socle import storage
from socle.rulebook import choices
from socle.rulebook.choices import Choices
from socle.storage.errors import CorruptDocument, KeyMissing, MasterKeyRefused
from socle.storage.keys import KeyRing


@pytest.fixture
def ring(tmp_path):
    return KeyRing(tmp_path / "keys", may_create_master=True)


def test_a_master_key_that_others_can_read_is_refused_with_the_way_out(ring):
    ring.create("r1")
    ring.master_path.chmod(0o644)
    with pytest.raises(MasterKeyRefused, match="chmod 600"):
        ring.key("r1")


def test_a_missing_master_key_is_never_replaced_silently_in_production(tmp_path):
    ring = KeyRing(tmp_path / "keys", may_create_master=False)
    with pytest.raises(MasterKeyRefused, match="no master key"):
        ring.create("r1")
    assert not ring.master_path.exists()


def test_production_is_told_by_the_choices(data_dir):
    before = choices.current()
    choices.install(Choices(production=True))
    try:
        with pytest.raises(MasterKeyRefused):
            storage.keyring().create("r1")
    finally:
        choices.install(before)


def test_a_master_key_cut_short_is_refused(ring):
    ring.create("r1")
    ring.master_path.write_bytes(b"short")
    with pytest.raises(MasterKeyRefused, match="5 bytes"):
        ring.key("r1")


def test_another_master_key_opens_no_record(ring):
    ring.create("r1")
    ring.master_path.write_bytes(os.urandom(32))
    with pytest.raises(CorruptDocument):
        ring.key("r1")


def test_a_damaged_record_key_is_told_as_corrupt(ring):
    ring.create("r1")
    path = ring.path("r1")
    damaged = bytearray(path.read_bytes())
    damaged[3] ^= 1
    path.write_bytes(bytes(damaged))
    with pytest.raises(CorruptDocument, match=r"r1\.key"):
        ring.key("r1")


def test_a_record_without_key_has_none_made_by_reading(ring):
    with pytest.raises(KeyMissing):
        ring.key("r1")
    assert not ring.exists("r1")


def test_a_destroyed_key_is_gone_and_destroying_again_is_no_fault(ring):
    ring.create("r1")
    ring.destroy("r1")
    ring.destroy("r1")
    with pytest.raises(KeyMissing):
        ring.key("r1")


def test_making_a_key_twice_keeps_the_first(ring):
    ring.create("r1")
    first = ring.key("r1")
    ring.create("r1")
    assert ring.key("r1") == first


def test_records_have_different_keys_and_none_stands_in_clear(ring, tmp_path):
    ring.create("r1")
    ring.create("r2")
    keys = {ring.key("r1"), ring.key("r2")}
    assert len(keys) == 2
    written = b"".join(path.read_bytes() for path in (tmp_path / "keys").rglob("*.key"))
    assert not any(key in written for key in keys)


def test_key_files_are_for_their_owner_alone(ring, tmp_path):
    ring.create("r1")
    for path in (tmp_path / "keys").rglob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("hostile", ["../r1", "a/b", "", "r1\x00", "r" * 65])
def test_a_record_id_cannot_lead_out_of_the_folder(ring, hostile):
    with pytest.raises(ValueError, match="not a record id"):
        ring.key(hostile)
