from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle import storage
from socle.storage.errors import CorruptDocument, KeyMissing
from socle.storage.sealing import open_sealed, seal

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_opens_as_it_was(data, record_id, thing):
    assert open_sealed(KEY, record_id, thing, seal(KEY, record_id, thing, data)) == data


@given(st.binary(min_size=1, max_size=40), st.data())
def test_no_single_byte_can_change_without_being_seen(data, draw):
    sealed = bytearray(seal(KEY, "r", "t", data))
    sealed[draw.draw(st.integers(0, len(sealed) - 1))] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(CorruptDocument):
        open_sealed(KEY, "r", "t", bytes(sealed))


@pytest.mark.parametrize(("record_id", "thing"), [("other", "t"), ("r", "other"), ("rt", ""), ("", "rt")])
def test_a_sealed_piece_moved_elsewhere_does_not_open(record_id, thing):
    with pytest.raises(CorruptDocument):
        open_sealed(KEY, record_id, thing, seal(KEY, "r", "t", b"title"))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"0" * 27])
def test_a_piece_cut_short_is_corrupt_rather_than_an_accident(sealed):
    with pytest.raises(CorruptDocument, match="cut short"):
        open_sealed(KEY, "r", "t", sealed)


def test_a_version_yet_unknown_is_told(data_dir):
    with pytest.raises(CorruptDocument, match="unknown version 9"):
        open_sealed(KEY, "r", "t", b"\x09" + seal(KEY, "r", "t", b"x")[1:])


def test_the_same_text_never_seals_to_the_same_bytes():
    assert seal(KEY, "r", "t", b"x") != seal(KEY, "r", "t", b"x")


def test_details_are_sealed_under_the_key_of_their_record(data_dir):
    storage.keyring().create("r1")
    sealed = storage.seal_text("r1", b"Compte rendu", "entry:1")
    assert b"Compte" not in sealed
    assert storage.open_text("r1", sealed, "entry:1") == b"Compte rendu"


def test_details_cannot_be_read_once_the_key_is_destroyed(data_dir):
    storage.keyring().create("r1")
    sealed = storage.seal_text("r1", b"Compte rendu")
    storage.keyring().destroy("r1")
    with pytest.raises(KeyMissing):
        storage.open_text("r1", sealed)
