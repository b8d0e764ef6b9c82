"""XML spoiled as text: its declaration, its encoding, its references, what may stand between two tags."""

from __future__ import annotations

import re

from tests.fuzzing.mutators import Mutator, one_of
from tests.fuzzing.mutators.octets import mutate as octets
from tests.fuzzing.words import Chance

ENCODINGS = (
    "UTF-8",
    "utf8",
    "ISO-8859-1",
    "ISO-8859-15",
    "windows-1252",
    "US-ASCII",
    "UTF-16",
    "UTF-16LE",
    "UTF-32",
    "UTF-7",
    "EBCDIC-CP-FR",
    "cp037",
    "rot13",
    "base64",
    "idna",
    "unicode_escape",
    "x" * 60,
    "",
)
_DECLARATION = re.compile(rb"\A\s*<\?xml.*?\?>\s*", re.DOTALL)
_VALUE = re.compile(rb"=\"([^\"<]*)\"|>([^<>]+)<")
_TAG = re.compile(rb"<[A-Za-z/][^<>]*>")

INSIDE = (
    b"<!-- -->",
    b"<?x y?>",
    b"<![CDATA[ ]]>",
    b"<![CDATA[]]>",
    b"&#13;",
    b"&#0;",
    b"&#x1F;",
    b"&#xD800;",
    b"&#xFFFE;",
    b"&#x10FFFF;",
    b"&#9;",
    b"&nbsp;",
    b"&amp;amp;",
    b"&lt;script&gt;",
    b"\xe9",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"\0",
    b"\x0b",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"<x/>",
    b"<x xmlns=''/>",
    b"<x xmlns='urn:x' xml:lang='%' xml:id='a'/>",
)
PROLOGS = (
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>",
    b"<!doctype x>",
    b"<!-- a --><!DOCTYPE x>",
    b"<?xml-stylesheet href='http://127.0.0.1/'?>",
    b"<?xml version='1.0'?>",
    b"\n\n",
    b"\xef\xbb\xbf",
    b"<!---->" * 300,
    b"<?a?>" * 300,
)


def declare(data: bytes, chance: Chance) -> bytes:
    """Another declaration before the same bytes."""
    name = chance.choice(ENCODINGS)
    version = chance.choice(("1.0", "1.0", "1.0", "1.1", "2.0", ""))
    standalone = chance.choice(("", "", " standalone='no'", " standalone='x'"))
    line = f"<?xml version='{version}' encoding='{name}'{standalone}?>".encode()
    return line + _DECLARATION.sub(b"", data)


def encode(data: bytes, chance: Chance) -> bytes:
    """The same text in another encoding, declared or not."""
    try:
        text = _DECLARATION.sub(b"", data).decode()
    except UnicodeDecodeError:
        return declare(data, chance)
    name = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "cp037"))
    said = chance.choice((name, "UTF-8", chance.choice(ENCODINGS)))
    line = f"<?xml version='1.0' encoding='{said}'?>" if chance.random() < 0.7 else ""
    return (line + text).encode(name, "xmlcharrefreplace" if name in {"latin-1", "cp1252"} else "replace")


def prolog(data: bytes, chance: Chance) -> bytes:
    found = _DECLARATION.match(data)
    end = found.end() if found and chance.random() < 0.7 else 0
    return data[:end] + chance.choice(PROLOGS) + data[end:]


def epilog(data: bytes, chance: Chance) -> bytes:
    return data + chance.choice((*PROLOGS, b"<x/>", b"x", b"\0", b"</x>"))


def inside(data: bytes, chance: Chance) -> bytes:
    """Something put into a value: a comment, a reference, bytes of another encoding."""
    found = [match.span() for match in _VALUE.finditer(data)]
    if not found:
        return octets(data, chance)
    start, end = chance.choice(found)
    at = chance.randrange(start + 1, end)
    return data[:at] + chance.choice(INSIDE) + data[at:]


def tag(data: bytes, chance: Chance) -> bytes:
    """A tag lost, written twice, or with one attribute more."""
    found = [match.span() for match in _TAG.finditer(data)]
    if not found:
        return octets(data, chance)
    start, end = chance.choice(found)
    one = data[start:end]
    more = chance.choice((b" x='1'", b" xmlns='urn:x'", b" xmlns:hl7='urn:x'", b" ID='_x'", b" xml:space='preserve'"))
    new = chance.choice((b"", one * 2, one * 200, one.rstrip(b"/>") + more + b">", b"</" + one[1:], one[:-1]))
    return data[:start] + new + data[end:]


mutate: Mutator = one_of(((2, declare), (1, encode), (1, prolog), (1, epilog), (6, inside), (4, tag)))
