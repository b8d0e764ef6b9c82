"""Reading a description from TOML or JSON into `Spec`: every unknown, missing or wrong word at once, with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from socle.documents import times
from socle.documents.building.model import Spec
from socle.documents.building.values import Form
from socle.documents.building.verdicts import MISSING_KEY, UNKNOWN_KEY, WRONG_VALUE
from socle.rulebook import Finding
from socle.wire import toml

#: Characters that XML 1.0 has no place for.
_CONTROLS = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_ABSENT = object()
#: Characters of a number at most, and the greatest whole number: that of CDA's INT (XML Schema, int).
_LONGEST_NUMBER, _GREATEST = 100, 2**31 - 1
#: Unknown words of one group that are compared with those that exist.
_NEAR = 100


def read(text: str, *, is_json: bool = False) -> tuple[Spec | None, tuple[Finding, ...]]:
    """The document that `text` describes; None and what is wrong with it, all at once."""
    try:
        data = _json(text) if is_json else toml.loads(text, parse_float=_decimal)
    except (ValueError, RecursionError) as error:  # ValueError: also a whole number of thousands of digits
        kind = "JSON" if is_json else "TOML"
        return None, (WRONG_VALUE.at("(the whole file)", expected=f"well-formed {kind}", found=str(error)),)
    return from_mapping(data)


def _json(text: str) -> object:
    """What JSON says. Raises `ValueError` for a word said twice, of which it would keep the last, as TOML does."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
            raise ValueError(f"'{name}' is said twice in one group")
        return found

    return json.loads(text, parse_float=_decimal, object_pairs_hook=once)


def from_mapping(data: object) -> tuple[Spec | None, tuple[Finding, ...]]:
    """The same from values already read."""
    reader = _Reader()
    spec = reader.value(Spec, data, "")
    return (spec if not reader.findings else None), tuple(reader.findings)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind, include_extras=True)


class _Reader:
    """Reads values by the types of the model; `findings` gathers what is wrong."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def value(self, kind: Any, data: object, place: str) -> Any:
        origin = get_origin(kind)
        if origin is Annotated:
            return self._formed(get_args(kind)[1], data, place)
        if origin is UnionType:
            return self.value(next(one for one in get_args(kind) if one is not NoneType), data, place)
        if origin is tuple:
            return self._several(get_args(kind)[0], data, place)
        if is_dataclass(kind):
            return self._group(kind, data, place)  # type: ignore[arg-type]  # a class, as the model has them
        return self._plain(kind, data, place)

    def _wrong(self, place: str, expected: str, found: object) -> None:
        self.findings.append(WRONG_VALUE.at(place or "(the whole file)", expected=expected, found=_told(found)))

    def _several(self, kind: Any, data: object, place: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            self._wrong(place, "a list: [ … ], or [[…]] for groups", type(data).__name__)
            return ()
        return tuple(self.value(kind, one, f"{place}[{rank}]") for rank, one in enumerate(data, 1))

    def _group(self, kind: type, data: object, place: str) -> Any:
        made = getattr(kind, "from_text", None)
        if isinstance(data, str) and made is not None:
            text = self._plain(str, data, place)
            return made(text) if text else None
        if not isinstance(data, Mapping):
            self._wrong(place, "a group of words: { … }, or [group]", data)
            return None
        known = {each.name: each for each in fields(kind)}
        for rank, name in enumerate(name for name in data if name not in known):
            self.findings.append(_unknown(name, list(known), place, near=rank < _NEAR))
        values: dict[str, Any] = {}
        for name, each in known.items():
            given, where = data.get(name, _ABSENT), f"{place}.{name}" if place else name
            if given is not _ABSENT:
                values[name] = self.value(_hints(kind)[name], given, where)
            elif each.default is MISSING:
                self.findings.append(MISSING_KEY.at(where, expected=_meant(_hints(kind)[name])))
        return None if self.findings else kind(**values)

    def _plain(self, kind: type, data: object, place: str) -> Any:
        # A boolean is an integer for Python, not for who writes.
        if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
            self._wrong(place, _meant(kind), data)
            return None
        if isinstance(data, int) and abs(data) > _GREATEST:
            self._wrong(place, f"{_meant(kind)} of {_GREATEST} at most", data)
            return None
        if isinstance(data, str):
            data = data.strip()
            if _CONTROLS.search(data):
                self._wrong(place, "text without control characters", ascii(data))
            elif not data:
                self._wrong(place, "a text that is not empty (or leave the word out)", "(empty)")
        return data

    def _formed(self, form: Form, data: object, place: str) -> str:
        written = {Form.STAMP: _stamp, Form.DAY: _day, Form.NUMBER: _number}[form](data)
        if written is None:
            self._wrong(place, form.value, data)
        return written or ""


def _unknown(name: str, known: list[str], place: str, *, near: bool) -> Finding:
    alike = get_close_matches(name, known, n=3, cutoff=0.6) if near else []
    expected = " or ".join(alike) if alike else ", ".join(known)
    where = f"{place}.{name}" if place else name
    return UNKNOWN_KEY.at(where, expected=expected, found=name)


def _decimal(text: str) -> Decimal | str:
    """A number with its digits; as it is written when no number is of that size."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _told(data: object) -> str:
    """A value as a finding tells it; its kind alone when it is too long or too deep to be written."""
    try:
        return str(data)
    except (ValueError, RecursionError):
        return type(data).__name__


def _meant(kind: Any) -> str:
    """What a type is called by who writes it."""
    if get_origin(kind) is Annotated:
        return str(get_args(kind)[1].value)
    if get_origin(kind) is tuple:
        return "one at least, as [[…]]"
    if is_dataclass(kind):
        known: Iterator[str] = (each.name for each in fields(kind) if each.default is MISSING)
        return f"a group with {', '.join(known) or 'its words'}"
    return {str: 'a text in quotes: "…"', int: "a whole number", bool: "true or false"}.get(kind, str(kind))


def _stamp(data: object) -> str | None:
    """An HL7 TS; without an offset a time is of Paris."""
    if isinstance(data, datetime):
        aware = data if data.tzinfo else data.replace(tzinfo=times.PARIS)
        stamp = f"{aware.year:04d}{aware:%m%d%H%M%S%z}"
        return stamp if times.read(stamp) else None
    if isinstance(data, date):
        return _day(data)
    if not isinstance(data, str):
        return None
    text = data.strip()
    if _DAY.fullmatch(text):
        return _day(text)
    if times.read(text) is not None:
        is_coarse = text.isdigit() and len(text) <= len("20260915")  # 1984-017 is a year with an odd offset
        return text if is_coarse or text[-5] in "+-" else None
    try:
        return _stamp(datetime.fromisoformat(text))
    except ValueError:
        return None


def _day(data: object) -> str | None:
    """YYYY, YYYYMM or YYYYMMDD."""
    if isinstance(data, datetime):
        return None
    if isinstance(data, date):
        digits = f"{data.year:04d}{data:%m%d}"
        return digits if times.read(digits) else None
    if not isinstance(data, str) or not _DAY.fullmatch(data.strip()):
        whole = isinstance(data, str) and data.isdigit() and len(data) == len("20260915")
        return str(data) if whole and times.read(str(data)) else None
    digits = data.strip().replace("-", "")
    return digits if times.read(digits) else None


def _number(data: object) -> str | None:
    if isinstance(data, bool) or not isinstance(data, str | int | Decimal | float):
        return None
    if isinstance(data, Decimal):
        if not data.is_finite() or abs(data.adjusted()) > _LONGEST_NUMBER:
            return None
        text = format(data, "f")
    else:
        text = _told(data).strip().replace(",", ".")
    return text if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) else None
