"""FINESS numbers as files, spreadsheets and directories write them: one reading for every programme."""

from __future__ import annotations

import re
from typing import Final

_SHAPE: Final = re.compile(r"[0-9][0-9A-Z]{8}")
#: Nine characters less the zero at their head.
_SHORT: Final = re.compile(r"[0-9]{8}")
#: The `1` of a national identifier of structure. Source: spec/identity.md (type of identifier of a structure).
_PREFIXED: Final = re.compile(r"1(?=(?:[0-9]{2}|2[AB])[0-9]{7}$)")


def finess(text: object) -> str:
    """A number without blanks, points and national prefix, with the zero that a spreadsheet took from its head.

    Empty for nothing; what is no FINESS number is given back in capitals, without blanks.
    """
    bare = re.sub(r"[\s.]", "", str(text or "")).upper()
    bare = _PREFIXED.sub("", bare) if len(bare) > len("000000000") else bare
    return f"0{bare}" if _SHORT.fullmatch(bare) else bare


def is_finess(number: str) -> bool:
    """Whether it has the nine characters of a FINESS number. Its key is not looked at. Source: FINESS extracts."""
    return _SHAPE.fullmatch(number) is not None
