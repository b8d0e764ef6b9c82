"""What is sealed beside documents is packed: the same bytes come back, and nothing that was not packed here."""

from __future__ import annotations

import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record.submission_builders import entry

from socle import storage
from socle.storage import packing
from socle.storage.errors import CorruptDocument
from socle.storage.packing import LARGEST, pack, unpack
from socle.storage.sealing import open_sealed, seal, seal_packed

KEY = bytes(range(32))


@given(st.binary(max_size=3000))
def test_what_is_packed_comes_back(data):
    assert unpack(pack(data)) == data


def test_metadata_take_less_than_half():
    from socle.record.serial import dump  # noqa: PLC0415 - models need Django

    data = dump(entry("urn:uuid:54840e35-c13f-591b-a7ef-3c251f3f2bd7", "1.2.3"))
    assert len(pack(data)) < len(data) / 2


@pytest.mark.parametrize(
    "wrong",
    [b"", b"{}", pack(b"title")[:-1], pack(b"title") + b"more", zlib.compress(b"title")[:4]],
    ids=["nothing", "plain", "cut short", "followed", "another dictionary"],
)
def test_anything_else_is_refused(wrong):
    with pytest.raises(ValueError, match="not what was packed"):
        unpack(wrong)


def test_a_value_larger_than_any_is_refused_rather_than_unpacked():
    with pytest.raises(ValueError, match="too long"):
        unpack(pack(b"\0" * (LARGEST + 1)))


def test_the_words_are_part_of_the_format_and_never_change():
    assert zlib.crc32(packing._WORDS) == 3001995759


def test_what_was_sealed_before_packing_still_opens(data_dir):
    storage.keyring().create("r1")
    sealer = storage.sealer("r1")
    former = seal(storage.keyring().key("r1"), "r1", "entry:1", b"Compte rendu")
    assert sealer.open("entry:1", former) == sealer.open("entry:1", sealer.seal("entry:1", b"Compte rendu"))


@given(st.binary(min_size=1, max_size=40), st.data())
def test_no_single_byte_can_change_without_being_seen(data, draw):
    sealed = bytearray(seal_packed(KEY, "r", "t", data))
    sealed[draw.draw(st.integers(0, len(sealed) - 1))] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(CorruptDocument):
        open_sealed(KEY, "r", "t", bytes(sealed))


def test_bytes_that_do_not_repeat_hardly_grow():
    data = os.urandom(1000)
    assert len(pack(data)) < 1020
