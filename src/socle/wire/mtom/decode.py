"""Undoing the transfer encoding of a part as it streams by. Source: RFC 2045, 6."""

from __future__ import annotations

import binascii
import re
from typing import Protocol

_BLANKS = re.compile(rb"[ \t\r\n]+")


class Decoder(Protocol):
    """Takes the bytes of a part in order and gives the decoded ones; raises `ValueError` for what is no such code."""

    def feed(self, data: bytes) -> bytes: ...

    def close(self) -> bytes: ...


class Plain:
    """binary, 8bit and 7bit: bytes are what they are."""

    def feed(self, data: bytes) -> bytes:
        return data

    def close(self) -> bytes:
        return b""


class Base64:
    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        held = self._rest + _BLANKS.sub(b"", data)
        whole = len(held) - len(held) % 4
        # The last group may be padded; it is kept back until it is known to be the last.
        whole = max(whole - 4, 0)
        self._rest = held[whole:]
        if b"=" in held[:whole]:
            raise ValueError("padding before the end")
        return binascii.a2b_base64(held[:whole], strict_mode=True) if whole else b""

    def close(self) -> bytes:
        return binascii.a2b_base64(self._rest, strict_mode=True) if self._rest else b""


class QuotedPrintable:
    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        held = self._rest + data
        end = held.rfind(b"\n") + 1
        self._rest = held[end:]
        return binascii.a2b_qp(held[:end])

    def close(self) -> bytes:
        return binascii.a2b_qp(self._rest)


def decoder(encoding: str) -> Decoder | None:
    """The decoder for a Content-Transfer-Encoding, None when it is unknown. None named means 7bit."""
    match encoding.strip().lower():
        case "" | "binary" | "8bit" | "7bit":
            return Plain()
        case "base64":
            return Base64()
        case "quoted-printable":
            return QuotedPrintable()
    return None
