"""Texts as they are searched: no accent, no case, one space between words. Source: FHIR R4, 3.1.1.4.8 (string)."""

from __future__ import annotations

from typing import Final

from socle.directory.models.annuaire import TEXT
from socle.web.search import plain

#: The first of the code points that stand for no character.
_HALVES: Final = 0xD800


def folded(text: str) -> str:
    """`Saint-Étienne  Métropole` → `SAINT-ETIENNE METROPOLE`, as long as a column takes."""
    known = text.upper() if text.isascii() else plain(text).upper()
    return " ".join(known.split())[:TEXT]


def after(prefix: str) -> str:
    """The first text that comes after every one that begins with `prefix`, in the order of characters."""
    last = ord(prefix[-1]) + 1
    return prefix[:-1] + chr(min(0xE000 if last == _HALVES else last, 0x10FFFF))
