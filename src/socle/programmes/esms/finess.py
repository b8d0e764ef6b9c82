"""FINESS numbers as spreadsheets leave them."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[0-9][0-9A-Z]{8}")
_SHORT = re.compile(r"[0-9]{8}")


def finess(text: object) -> str:
    """A number without blanks, with the zero that a spreadsheet took from its head; empty for nothing."""
    bare = re.sub(r"\s", "", str(text or "")).upper()
    return f"0{bare}" if _SHORT.fullmatch(bare) else bare


def is_finess(number: str) -> bool:
    """Whether it has the nine characters of a FINESS number. Its key is not looked at. Source: FINESS extracts."""
    return _SHAPE.fullmatch(number) is not None
