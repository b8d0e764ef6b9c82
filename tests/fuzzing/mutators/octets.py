"""Bytes changed whatever they mean."""

from __future__ import annotations

import re

from tests.fuzzing.mutators import Mutator, one_of
from tests.fuzzing.words import HOSTILE, Chance

WORDS = (
    b"\0",
    b"\0\0\0\0",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe9",
    b"\x1b[2J",
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"--",
    b"<",
    b">",
    b"&",
    b'"',
    b"'",
    b"<!DOCTYPE x>",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<?x",
    b"?>",
    b"&x;",
    b"&#0;",
    b"&#xD800;",
    b"&#x10FFFF;",
    b"&#99999999999999;",
    b"<a" * 50,
    b"<a>" * 300,
    b"=",
    b"%00",
    b"%",
)
_TOKEN = re.compile(rb"[A-Za-z0-9_.:-]+|[^\s<>\"'=A-Za-z0-9]")
_NUMBER = re.compile(rb"\d+")


def _somewhere(data: bytes, chance: Chance) -> int:
    """A place; half of the time near the beginning, where what is read first stands."""
    size = len(data) if chance.random() < 0.5 else min(len(data), 4000)
    return chance.randrange(size + 1)


def flip(data: bytes, chance: Chance) -> bytes:
    damaged = bytearray(data or b" ")
    for _ in range(chance.choice((1, 1, 2, 4, 20))):
        at = min(_somewhere(data, chance), len(damaged) - 1)
        damaged[at] = chance.randrange(256) if chance.random() < 0.5 else damaged[at] ^ (1 << chance.randrange(8))
    return bytes(damaged)


def insert(data: bytes, chance: Chance) -> bytes:
    at = _somewhere(data, chance)
    word = chance.choice(WORDS) if chance.random() < 0.8 else chance.choice(HOSTILE).encode("utf-8", "surrogatepass")
    return data[:at] + word + data[at:]


def delete(data: bytes, chance: Chance) -> bytes:
    at = _somewhere(data, chance)
    return data[:at] + data[at + chance.choice((1, 1, 2, 5, 30, 300)) :]


def truncate(data: bytes, chance: Chance) -> bytes:
    return data[: _somewhere(data, chance)]


def repeat(data: bytes, chance: Chance) -> bytes:
    at = _somewhere(data, chance)
    piece = data[at : at + chance.choice((1, 3, 20, 200))]
    return data[:at] + piece * chance.choice((2, 3, 20, 300)) + data[at:]


def move(data: bytes, chance: Chance) -> bytes:
    start, size, to = _somewhere(data, chance), chance.choice((1, 10, 100, 1000)), _somewhere(data, chance)
    piece, rest = data[start : start + size], data[:start] + data[start + size :]
    return rest[:to] + piece + rest[to:]


def replace_token(data: bytes, chance: Chance) -> bytes:
    """One word becomes another word of the same input, or a hostile one."""
    at = _somewhere(data, chance)
    match = _TOKEN.search(data, at)
    if match is None:
        return insert(data, chance)
    other = _TOKEN.search(data, _somewhere(data, chance))
    word = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")
    new = other[0] if other is not None and chance.random() < 0.6 else word
    return data[: match.start()] + new + data[match.end() :]


def replace_number(data: bytes, chance: Chance) -> bytes:
    match = _NUMBER.search(data, _somewhere(data, chance))
    if match is None:
        return flip(data, chance)
    value = int(match[0][:18])
    new = chance.choice((0, value + 1, max(value - 1, 0), value * 2, 255, 65536, 2**31, 2**63, 10**30))
    return data[: match.start()] + str(new).encode() + data[match.end() :]


def twice(data: bytes, _chance: Chance) -> bytes:
    return data + data


mutate: Mutator = one_of(
    (
        (4, flip),
        (4, insert),
        (3, delete),
        (1, truncate),
        (2, repeat),
        (2, move),
        (4, replace_token),
        (2, replace_number),
    )
)
