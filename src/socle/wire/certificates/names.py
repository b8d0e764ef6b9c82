"""Distinguished names as parsed values: the same name is written in several ways and compared in one.

Cards write their VIHF Issuer CN first, in one multi-valued part with hexadecimal values
(`CN=8…+2.5.4.4=#0c08…,C=FR`); organisations write it C first (`C=FR, ST=…, CN=DMP-SIGN`).
Source: spec/dmp.md 2 (Issuer); RFC 2253 and RFC 4514 for the text form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from cryptography import x509

#: One part of a name: its attributes as (OID, normalised value), in no order.
Part = frozenset[tuple[str, str]]
#: A whole name, parts in the order of the certificate (C first, CN last).
Name = tuple[Part, ...]

#: Attribute keywords and their OID. Source: RFC 4514 section 3, and the keywords OpenSSL and Java write.
KEYWORDS: Final = {
    "CN": "2.5.4.3",
    "SN": "2.5.4.4",
    "SURNAME": "2.5.4.4",
    "SERIALNUMBER": "2.5.4.5",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "S": "2.5.4.8",
    "STREET": "2.5.4.9",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "T": "2.5.4.12",
    "TITLE": "2.5.4.12",
    "GN": "2.5.4.42",
    "G": "2.5.4.42",
    "GIVENNAME": "2.5.4.42",
    "DC": "0.9.2342.19200300.100.1.25",
    "UID": "0.9.2342.19200300.100.1.1",
    "E": "1.2.840.113549.1.9.1",
    "EMAILADDRESS": "1.2.840.113549.1.9.1",
}
#: The keywords that RFC 2253 (section 2.3) knows: any other attribute is written by OID and in hexadecimal.
_RFC2253: Final = {KEYWORDS[word]: word for word in ("CN", "L", "ST", "O", "OU", "C", "STREET", "DC", "UID")}
_OID = re.compile(r"(?:OID\.)?(\d+(?:\.\d+)+)", re.IGNORECASE)
_UTF8_STRING, _BMP_STRING = 0x0C, 0x1E
_LONG_FORM = 0x80  # a DER length from here on holds the number of bytes of the length
_LONGEST = 2000
#: Cards write CN, then SN, then GN in their multi-valued part.
_CARD_ORDER: Final = (KEYWORDS["CN"], KEYWORDS["SN"], KEYWORDS["GN"])


def of(name: x509.Name) -> Name:
    """The name of a certificate, compared as `parse` compares."""
    return tuple(
        frozenset((attribute.oid.dotted_string, _normal(_text(attribute.value))) for attribute in part)
        for part in name.rdns
    )


def parse(text: str) -> Name:
    """Read a name written as text, parts in the order written. Raises `ValueError` when it is not a name."""
    if len(text) > _LONGEST:
        raise ValueError("a distinguished name longer than 2,000 characters")
    parts: list[Part] = []
    for part in _split(text, ",;"):
        attributes = [_attribute(piece) for piece in _split(part, "+")]
        parts.append(frozenset(attributes))
    return tuple(parts)


def same(text: str, name: Name) -> bool:
    """Whether `text` writes `name`, from either end; False too when it is no name at all."""
    try:
        written = parse(text)
    except ValueError:
        return False
    return written in (name, name[::-1])


def card_form(name: x509.Name) -> str:
    """CN first, attributes outside RFC 2253 in hexadecimal: how cards write their Issuer."""
    return ",".join(
        "+".join(_card_attribute(attribute) for attribute in sorted(part, key=_rank)) for part in reversed(name.rdns)
    )


def organisation_form(name: x509.Name) -> str:
    """C first, a space after each comma: how organisations write their Issuer."""
    words = {oid: word for word, oid in reversed(KEYWORDS.items())}
    return ", ".join(
        "+".join(
            f"{words.get(attribute.oid.dotted_string, attribute.oid.dotted_string)}={_escape(_text(attribute.value))}"
            for attribute in part
        )
        for part in name.rdns
    )


def _rank(attribute: x509.NameAttribute[str | bytes]) -> int:
    oid = attribute.oid.dotted_string
    return _CARD_ORDER.index(oid) if oid in _CARD_ORDER else len(_CARD_ORDER)


def _card_attribute(attribute: x509.NameAttribute[str | bytes]) -> str:
    text = _text(attribute.value)
    word = _RFC2253.get(attribute.oid.dotted_string)
    if word is not None:
        return f"{word}={_escape(text)}"
    value = text.encode()
    length = bytes([len(value)]) if len(value) < _LONG_FORM else bytes([0x82]) + len(value).to_bytes(2, "big")
    return f"{attribute.oid.dotted_string}=#{(bytes([_UTF8_STRING]) + length + value).hex()}"


def _escape(value: str) -> str:
    escaped = re.sub(r'([,+"\\<>;=])', r"\\\1", value)
    if escaped.startswith((" ", "#")):
        escaped = "\\" + escaped
    return escaped[:-1] + "\\ " if escaped.endswith(" ") and not escaped.endswith("\\ ") else escaped


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.hex()


def _normal(value: str) -> str:
    """Case and runs of spaces do not count. Source: RFC 5280 section 7.1, caseIgnoreMatch."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def _split(text: str, separators: str) -> Iterator[str]:
    """Cut at separators that are neither escaped nor inside quotation marks."""
    start, quoted, escaped = 0, False, False
    for index, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character in separators and not quoted:
            yield text[start:index]
            start = index + 1
    if quoted or escaped:
        raise ValueError("a distinguished name that ends inside a quotation or an escape")
    yield text[start:]


def _attribute(piece: str) -> tuple[str, str]:
    word, sign, value = piece.partition("=")
    word = word.strip()
    match = _OID.fullmatch(word)
    oid = match.group(1) if match else KEYWORDS.get(word.upper())
    if not sign or oid is None:
        raise ValueError(f"'{piece.strip()[:60]}' is not an attribute of a distinguished name")
    return oid, _normal(_value(value))


def _value(written: str) -> str:
    written = written.lstrip()
    if written.startswith("#"):
        return _der(bytes.fromhex(written[1:].strip()))
    if written.startswith('"'):
        closed = written.rstrip()
        if len(closed) < 2 or not closed.endswith('"'):  # noqa: PLR2004 - two marks
            raise ValueError("a quotation that does not end with its value")
        return _unescape(closed[1:-1])
    return _unescape(written)


def _unescape(text: str) -> str:
    r"""Undo `\,` and `\C3\A9`, the two escapes of RFC 4514."""

    def octets(match: re.Match[str]) -> str:
        return bytes.fromhex(match.group(0).replace("\\", "")).decode()

    return re.sub(r"\\([^0-9A-Fa-f])", r"\1", re.sub(r"(?:\\[0-9A-Fa-f]{2})+", octets, text))


def _der(data: bytes) -> str:
    """The string inside a DER value: a tag, a length, its bytes."""
    if len(data) < 2:  # noqa: PLR2004 - tag and length
        raise ValueError("an empty hexadecimal value")
    tag, length, start = data[0], data[1], 2
    if length >= _LONG_FORM:
        start += length - _LONG_FORM
        length = int.from_bytes(data[2:start], "big")
    if len(data) != start + length:
        raise ValueError("a hexadecimal value whose length is not the announced one")
    return data[start:].decode("utf-16-be" if tag == _BMP_STRING else "utf-8")
