"""Text compared as people search: without accents, without case, word by word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def plain(text: str) -> str:
    """`Médecin d’État` → `medecin d'etat`."""
    letters = unicodedata.normalize("NFD", text.replace("’", "'").replace("œ", "oe")).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def holds(texts: Iterable[str], words: str) -> bool:
    """Whether every word of `words` stands somewhere in the texts."""
    whole = plain(" ".join(texts))
    return all(word in whole for word in plain(words).split())
