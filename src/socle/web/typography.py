"""French typography, set once on the whole page: whoever writes a sentence, or a label that others wrote, need not.

Apostrophes are curved, and what must not begin a line is held to the word before it by a no-break space:
`; : ? ! »`, and what follows `«`. What is English, or to be copied as it is written, is left alone.
Source: Imprimerie nationale, Lexique des règles typographiques (ponctuation).
"""

from __future__ import annotations

import re

_PIECES = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
#: Elements whose text is copied, typed or drawn, never read as French; and attributes that say the same.
_AS_WRITTEN = frozenset({"code", "pre", "samp", "kbd", "textarea", "script", "style", "svg"})
_MARKED = re.compile(r'\s(?:lang="en"|data-as-written)')
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])(?:'|&#x27;|&#39;)(?=[^\W_]|«)")
_BEFORE = re.compile(r" (?=[;:?!»%€](?:\W|$))")
_AFTER = re.compile(r"« ")
_WORTH = re.compile(r"['«]|&#| [;:?!»%€]")
_HELD = "\u00a0"


def typeset(page: str) -> str:
    """The same HTML, its French text set. Tags, attributes and what is as written are not touched."""
    pieces: list[str] = []
    kept, depth = "", 0
    for piece in _PIECES.findall(page):
        if not piece.startswith("<"):
            pieces.append(piece if kept or not _WORTH.search(piece) else text(piece))
            continue
        pieces.append(piece)
        name = _name(piece)
        if kept:
            depth += (name == kept) * (-1 if piece.startswith("</") else 1)
            kept = kept if depth else ""
        elif not piece.startswith("</") and (name in _AS_WRITTEN or _MARKED.search(piece)):
            kept, depth = name, 1
    return "".join(pieces)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def text(words: str) -> str:
    """A French text, set; an apostrophe may stand as HTML escapes it."""
    curved = _APOSTROPHE.sub("’", words)
    return _AFTER.sub(f"«{_HELD}", _BEFORE.sub(_HELD, curved))
