"""What a document is checked for: the checker's profiles, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.documents.checking import DEFAULT, profiles

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        DEFAULT: "Les règles communes à tous les documents",
        "dmp-strict": "Un envoi au DMP, sans indulgence",
        "sun-es": "Un document compté par le programme SUN-ES",
    }
)


def choices() -> list[tuple[str, str]]:
    """The profiles with their words, the default first."""
    names = sorted(profiles(), key=lambda name: (name != DEFAULT, name))
    return [(name, _WORDS.get(name, name)) for name in names]
