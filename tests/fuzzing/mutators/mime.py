"""MIME messages spoiled: boundaries, part headers, content identifiers, transfer encodings, parts moved."""

from __future__ import annotations

import re

from tests.fuzzing.mutators import Mutator, octets, one_of
from tests.fuzzing.words import Chance

_LINE = re.compile(rb"(?m)^--[^\r\n]+")
_FIELD = re.compile(rb"(?mi)^content-[^\r\n]*")
_VALUES = (
    b"",
    b"Content-ID: <x>",
    b"Content-ID: x",
    b"Content-ID:",
    b"Content-ID: <<x>>",
    b"content-id : <x>",
    b"Content-ID: <\xff\xe9>",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: 7bit",
    b"Content-Transfer-Encoding: x-gzip",
    b"Content-Transfer-Encoding: \xe9",
    b"Content-Type: text/xml; charset=utf-16",
    b"Content-Type: text/xml; charset=EBCDIC-CP-FR",
    b'Content-Type: application/xop+xml; charset=\xff; type="',
    b"Content-Type: multipart/mixed; boundary=x",
    b"Content-Type: " + b"a" * 20_000,
    b"Content-Type: text/xml\r\n folded\r\n\tagain",
    b" folded first",
    b"X",
    b": x",
    b"A: \0",
    b"A: b\rC: d",
    b"A: b\n\n",
    b"A: b\r\n" * 3000,
)
_TYPE_VALUES = (
    "",
    "multipart/related",
    "multipart/related; boundary=",
    'multipart/related; boundary="',
    "multipart/related; boundary=x",
    'multipart/related; boundary="a b"',
    'multipart/related;;;boundary = "\\x"',
    "MULTIPART/RELATED; BOUNDARY=x; boundary=y",
    "multipart/mixed; boundary=x",
    "application/soap+xml",
    "application/soap+xml; charset=utf-16",
    'application/soap+xml; charset=""',
    "text/xml; charset=latin-1",
    "text/xml;" + "a=b;" * 3000,
    "multipart/related; boundary=" + "x" * 300,
    "multipart/related; boundary=\xe9",
    "application/json",
)


def boundary(data: bytes, chance: Chance) -> bytes:
    found = [match.span() for match in _LINE.finditer(data)]
    if not found:
        return octets.mutate(data, chance)
    start, end = chance.choice(found)
    line = data[start:end]
    new = (
        b"",
        line[:-1],
        line + b"x",
        line + b"--",
        line + b"-",
        line + b" \t",
        line + b" " * 300,
        b"-" + line,
        line[2:],
        line * 2,
        line + b"\r\n" + line,
        line + b"\n\n" + line,
        line.lower(),
    )
    return data[:start] + chance.choice(new) + data[end:]


def field(data: bytes, chance: Chance) -> bytes:
    found = [match.span() for match in _FIELD.finditer(data)]
    if not found:
        return octets.mutate(data, chance)
    start, end = chance.choice(found)
    own = data[start:end]
    return data[:start] + chance.choice((*_VALUES, own + b"\r\n" + own, own.lower())) + data[end:]


def line_ends(data: bytes, chance: Chance) -> bytes:
    """LF alone, as copied files have it, everywhere or at one place."""
    if chance.random() < 0.5:
        return data.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r\n")))
    found = [match.start() for match in re.finditer(b"\r\n", data[:5000])]
    at = chance.choice(found) if found else 0
    return data[:at] + chance.choice((b"\n", b"\r", b"", b"\r\n\r\n", b" \r\n")) + data[at + 2 :]


def parts(data: bytes, chance: Chance) -> bytes:
    """Whole parts lost, repeated, or in another order."""
    match = _LINE.search(data)
    if match is None:
        return octets.mutate(data, chance)
    pieces = data.split(match[0])
    middle = pieces[1:-1]
    if not middle:
        return octets.mutate(data, chance)
    one = chance.choice(middle)
    small = min(middle, key=len)
    new = chance.choice(
        (
            [each for each in middle if each is not one],
            [*middle, one],
            middle[::-1],
            middle + [small] * 105,
            [*middle, b"\r\n\r\n"],
            [b"", *middle],
            [*middle, b"\r\nContent-ID: <n>\r\n\r\n" + b"x" * chance.choice((0, 1, 70_000))],
        )
    )
    return match[0].join([pieces[0], *new, pieces[-1]])


mutate: Mutator = one_of(((4, boundary), (5, field), (2, line_ends), (3, parts), (4, octets.mutate)))


def content_type(value: str, chance: Chance) -> str:
    """A Content-Type header spoiled."""
    if chance.random() < 0.3:
        return chance.choice(_TYPE_VALUES)
    return octets.mutate(value.encode("latin-1", "replace"), chance).decode("latin-1")[:60_000]
