"""The syntax of stored-query values. Source: IHE ITI TF-2 3.18.4.1.2.3.5; spec/dmp.md 4.3.

What each query asks for is the record's business (`record.queries`).
"""

from __future__ import annotations

import re

RETURN_TYPES = ("LeafClass", "ObjectRef", "LeafClassWithRepositoryItem")

#: Ends of the names of parameters whose values are numbers, written bare. Source: IHE ITI TF-2 3.18.4.1.2.3.7.
BARE = ("TimeFrom", "TimeTo", "$MetadataLevel")
#: Ends of the names of parameters that take one value and no parentheses; any other takes a list. Same source.
SINGLE = ("PatientId", "$patientId", "$homeCommunityId")

_ITEM = re.compile(r"\s*(?:'((?:[^']|'')*)'|([+-]?[0-9]+(?:\.[0-9]+)?))\s*")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def parse_value(text: str) -> tuple[str, ...] | None:
    """Read `'x'`, `('a','b')` or `123` (a list may hold one value); None when it is none of these."""
    text = text.strip()
    listed = text.startswith("(")
    if listed:
        if not text.endswith(")"):
            return None
        text = text[1:-1]
    return _items(text, many=listed)


def _items(text: str, *, many: bool) -> tuple[str, ...] | None:
    values: list[str] = []
    position = 0
    while match := _ITEM.match(text, position):
        quoted, number = match.group(1), match.group(2)
        values.append(number if quoted is None else quoted.replace("''", "'"))
        position = match.end()
        if position == len(text):
            return tuple(values)
        if not many or text[position] != ",":
            return None
        position += 1
    return None


def write_value(name: str, values: tuple[str, ...]) -> str:
    """The text of one Value of the parameter `name`, as its kind asks; `parse_value` reads it back."""
    bare = name.endswith(BARE) and all(map(_NUMBER.fullmatch, values))
    items = [value if bare else "'" + value.replace("'", "''") + "'" for value in values]
    single = len(items) == 1 and (bare or name.endswith(SINGLE))
    return items[0] if single else f"({','.join(items)})"
