"""TOML that anyone may have written: read in the time and memory of its size, or refused. Source: TOML 1.0."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

#: Parts of one key at most (`a.b.c` has three): what `tomllib` keeps of a key grows with the square of their number.
PARTS = 64
#: Possessive, and begun at the start of a word alone: no text makes it look twice.
_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{PARTS}}}")


class TomlRefused(ValueError):  # noqa: N818 - says what was done
    """The text is no TOML, or more than TOML that someone wrote by hand ever is."""


def loads(text: str, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """What a text says. Raises `TomlRefused` with the line and why: malformed, too deep, a number or a key too long."""
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        raise TomlRefused(f"more than {PARTS} words joined by dots (at line {line})")
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except (ValueError, RecursionError) as error:  # ValueError: also a whole number of thousands of digits
        raise TomlRefused(str(error)) from error
