"""Reading the JSON of a FHIR message: bounded, each name once, nothing that two readers would understand in two ways.

Source: RFC 8259; FHIR R4, 2.6.2.
"""

from __future__ import annotations

import codecs
import json
from decimal import Decimal
from typing import Any, BinaryIO

from socle.rulebook import Finding
from socle.wire.fhir import verdicts

#: Bytes of one request: a document of 20 MB in base64 fits (spec README, sizes).
LARGEST = 30_000_000
#: Levels of arrays and objects; a bundle of documents has a dozen.
DEEPEST = 40
#: Digits of a number at most.
_DIGITS = 30
_CHUNK = 1 << 16

Json = dict[str, Any]


class Repeating(dict[str, Any]):
    """An object that wrote some names more than once, whose last value stands."""

    repeated: tuple[str, ...] = ()


def receive(body: BinaryIO, *, largest: int = LARGEST) -> tuple[bytes | None, list[Finding]]:
    """All the bytes of a body, or why they are not taken."""
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := body.read(_CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > largest:
                return None, [verdicts.BODY_TOO_LARGE.at(expected=largest)]
    except (OSError, ValueError) as error:  # a body cut short, or broken chunks
        return None, [verdicts.JSON_ILL_FORMED.at("1:1", found=type(error).__name__)]
    return b"".join(pieces), []


def read(data: bytes) -> tuple[Any, list[Finding]]:
    """The value that `data` writes, numbers with a fraction as `Decimal`; None with a finding when it is none."""
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refused, parse_float=_decimal, parse_int=_integer
        )
    except RecursionError:
        return None, [verdicts.TOO_DEEP.at(expected=DEEPEST)]
    except UnicodeDecodeError as error:
        place = f"1:{error.start + 1}"
        return None, [verdicts.JSON_ILL_FORMED.at(place, found="ces octets ne sont pas de l'UTF-8")]
    except json.JSONDecodeError as error:
        return None, [verdicts.JSON_ILL_FORMED.at(f"{error.lineno}:{error.colno}", found=error.msg)]
    except ValueError as error:
        return None, [verdicts.JSON_ILL_FORMED.at("1:1", found=error)]
    if _depth_exceeds(value, DEEPEST):
        return None, [verdicts.TOO_DEEP.at(expected=DEEPEST)]
    return value, []


def _object(pairs: list[tuple[str, Any]]) -> Json:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    seen: set[str] = set()
    twice = Repeating(plain)
    twice.repeated = tuple(dict.fromkeys(name for name, _ in pairs if name in seen or seen.add(name)))  # type: ignore[func-returns-value]
    return twice


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} n'est pas du JSON")


def _decimal(text: str) -> Decimal:
    if len(text) > _DIGITS:
        raise ValueError("un nombre est trop long")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("un nombre est trop long")
    return int(text)


def _depth_exceeds(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [item for held in level for item in _inside(held)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in held if isinstance(item, dict | list)]
