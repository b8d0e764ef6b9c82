"""Frames: every byte counts, nothing can be moved, repeated, reordered or cut off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.storage import frames
from socle.storage.errors import CorruptDocument
from socle.storage.frames import CHUNK, HEADER, TAG

AT = datetime(2026, 9, 15, 8, 30, 1, 250_000, tzinfo=UTC)
KEY = bytes(range(32))
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17)


def sealed(data, record="r1", document="1.2.3"):
    return frames.seal(KEY, record, document, data, at=AT)


def opened(frame, record="r1", document="1.2.3", key=KEY):
    header = frames.read_header(frame)
    if header is None:
        raise CorruptDocument(document, "no header")
    return b"".join(
        frames.chunks(key, record, document, header, lambda start, size: bytes(frame[start : start + size]))
    )


def data_of(size):
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


@pytest.mark.parametrize("size", [1, 40, CHUNK + 1])
def test_no_byte_can_change_without_being_seen(size):
    frame = bytearray(sealed(data_of(size)))
    positions = range(len(frame)) if size < 100 else [*range(HEADER + 40), HEADER + CHUNK + TAG, len(frame) - 1]
    for position in positions:
        frame[position] ^= 1
        with pytest.raises(CorruptDocument):
            opened(frame)
        frame[position] ^= 1


@pytest.mark.parametrize(("record", "document"), [("r2", "1.2.3"), ("r1", "1.2.4"), ("r11", ".2.3")])
def test_a_frame_opens_for_its_record_and_its_document_alone(record, document):
    with pytest.raises(CorruptDocument):
        opened(sealed(b"data"), record, document)


def test_chunks_cannot_be_exchanged():
    frame = sealed(data_of(2 * CHUNK + 5))
    one, two = frame[HEADER : HEADER + CHUNK + TAG], frame[HEADER + CHUNK + TAG : HEADER + 2 * (CHUNK + TAG)]
    with pytest.raises(CorruptDocument):
        opened(frame[:HEADER] + two + one + frame[HEADER + 2 * (CHUNK + TAG) :])


def test_a_document_cannot_be_shortened_by_whole_chunks():
    frame = sealed(data_of(2 * CHUNK))
    with pytest.raises(CorruptDocument, match="cut short"):
        opened(frame[: HEADER + CHUNK + TAG])


def test_chunks_of_another_frame_of_the_same_document_do_not_open():
    first, second = sealed(data_of(CHUNK + 9)), sealed(data_of(CHUNK + 9))
    with pytest.raises(CorruptDocument):
        opened(first[: HEADER + CHUNK + TAG] + second[HEADER + CHUNK + TAG :])


def test_the_damaged_chunk_is_named_and_those_before_it_are_given():
    frame = bytearray(sealed(data_of(3 * CHUNK)))
    frame[HEADER + CHUNK + TAG + 7] ^= 1
    header, given = frames.read_header(bytes(frame)), []
    read = lambda start, size: bytes(frame[start : start + size])  # noqa: E731
    with pytest.raises(CorruptDocument, match=f"bytes {HEADER + CHUNK + TAG} to"):
        given.extend(frames.chunks(KEY, "r1", "1.2.3", header, read))
    for size in SIZES[:1]:
        assert opened(sealed(data_of(size))) == b""


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_as_it_was_in_chunks_of_64_kib_at_most(size):
    frame = sealed(data_of(size))
    header = frames.read_header(frame)
    assert header.size == len(frame)
    assert header.at == AT
    pieces = list(frames.chunks(KEY, "r1", "1.2.3", header, lambda start, size: frame[start : start + size]))
    assert b"".join(pieces) == data_of(size)
    assert all(len(piece) <= CHUNK for piece in pieces)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_pass_for_a_header_by_accident(data):
    assert frames.read_header(data) is None
    assert frames.read_header(frames.MAGIC + data) is None


def test_nothing_of_the_document_stands_in_clear():
    assert b"0123456789abcdef" not in sealed(data_of(CHUNK))
