"""Texts as they are searched: no accent, no case, one space between words. Source: FHIR R4, 3.1.1.4.8 (string)."""

from __future__ import annotations

from socle.directory.models.annuaire import TEXT
from socle.web.search import plain


def folded(text: str) -> str:
    """`Saint-Étienne  Métropole` → `SAINT-ETIENNE METROPOLE`, as long as a column takes."""
    known = text.upper() if text.isascii() else plain(text).upper()
    return " ".join(known.split())[:TEXT]


def after(prefix: str) -> str:
    """The first text that comes after every one that begins with `prefix`, in the order of characters."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
