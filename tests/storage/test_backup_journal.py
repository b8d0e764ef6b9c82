"""The journal goes through a backup whole: its signing key, its exported heads, and sealing that goes on after."""

from __future__ import annotations

import json

import pytest

from socle.ledger import signing

pytestmark = pytest.mark.database


def heads(folder):
    return (folder / "heads.jsonl").read_text().splitlines()


def public(data):
    return signing.load(signing.path(data), may_create=False).public_key().public_bytes_raw()


def test_a_restored_journal_verifies_and_is_sealed_on_under_the_same_key(place):
    place.feed(0, 3)
    place.seal()
    place.backup()
    before = place.socle("ledger", "verify")
    place.restore()
    assert place.socle("ledger", "verify", data=place.twin) == before
    place.feed(3, 5, data=place.twin)
    place.seal(data=place.twin)
    after = place.socle("ledger", "verify", data=place.twin)
    assert after["valid"]
    assert (after["waiting"], after["size"] > before["size"]) == (0, True)
    assert heads(place.twin / "heads")[: before["exported"]] == heads(place.data / "heads")
    assert public(place.twin) == public(place.data)


def test_an_older_state_is_sealed_on_and_the_heads_of_what_was_lost_are_kept(place, tmp_path):
    elsewhere = {"SOCLE_HEADS": str(tmp_path / "elsewhere")}
    place.feed(0, 2, **elsewhere)
    place.seal(**elsewhere)
    place.backup(**elsewhere)
    place.feed(2, 4, **elsewhere)
    place.seal(**elsewhere)
    lost = heads(tmp_path / "elsewhere")
    place.restore(**elsewhere)
    place.feed(4, 5, data=place.twin, **elsewhere)
    place.seal(data=place.twin, **elsewhere)
    assert place.socle("ledger", "verify", data=place.twin, **elsewhere)["valid"]
    (kept,) = (tmp_path / "elsewhere").glob("until-*-heads.jsonl")
    assert kept.read_text().splitlines() == lost
    last = json.loads(lost[-1])
    since = f"{last['size']},{last['root']}"
    said = place.socle("ledger", "verify", "--since", since, data=place.twin, status=1, **elsewhere)
    assert said["first_bad"]["place"] == "since"


def test_a_backup_taken_while_the_journal_is_sealed_on_is_restored_without_a_head_too_many(place, database):
    place.feed(0, 2)
    place.seal()
    place.backup()
    sealed = len(heads(place.data / "heads"))
    # What was exported between the two steps of a backup is what the next one would hold: heads first, database after.
    place.feed(2, 3)
    place.seal()
    assert len(heads(place.data / "heads")) > sealed
    place.restore()
    assert len(heads(place.twin / "heads")) == sealed
    assert place.socle("ledger", "verify", data=place.twin)["valid"]


def test_the_key_that_signs_stands_with_the_copies_of_the_keys_and_nowhere_else(place):
    place.feed(0, 1)
    place.seal()
    place.backup()
    secret = signing.path(place.data).read_bytes()
    assert not any(
        secret in path.read_bytes() or secret.hex().encode() in path.read_bytes()
        for path in place.backups.rglob("*")
        if path.is_file()
    )
    place.restore()
    assert signing.path(place.twin).read_bytes() == secret
    assert signing.path(place.twin).stat().st_mode & 0o077 == 0


def test_the_key_that_signs_is_left_out_with_the_master_key(place):
    place.feed(0, 1)
    place.seal()
    place.backup("--without-master")
    (copy,) = place.keys.glob("*.keys")
    assert signing.path(place.data).read_bytes().hex().encode() not in copy.read_bytes()
    place.restore("--master", place.data / "keys" / "master.key")
    assert not signing.path(place.twin).exists()
    assert place.socle("ledger", "verify", data=place.twin)["valid"]


def test_what_a_backup_cut_short_left_behind_is_removed_by_the_next(place):
    place.feed(0, 1)
    place.backup()
    left = place.backups / "snapshots" / ".20010101T000000000000Z.begun"
    left.mkdir()
    (left / "database").write_bytes(b"half of it")
    place.backup()
    assert not left.exists()
    assert len(list((place.backups / "snapshots").iterdir())) == 2
