"""What the values of search parameters mean: tokens, dates, texts. Pure; each gives a test on one value.

Source: FHIR R4, 3.1.1.4 (search parameter types).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from socle.rulebook import Finding
from socle.rulebook.days import FRANCE
from socle.wire.fhir import verdicts
from socle.wire.fhir.shape import is_time
from socle.wire.fhir.values import scheme_of
from socle.wire.xds.model import Code

_DATE = re.compile(
    r"(?P<prefix>eq|ne|gt|lt|ge|le|sa|eb)?"
    r"(?P<time>\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?)"
)
EXPECTED_DATE: Final = "une date AAAA-MM-JJ, ou un instant, avec eq, ne, gt, lt, ge, le, sa ou eb devant"
_WHOLE: Final = "00010101000000"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start`, included, to `end`, excluded."""

    start: datetime
    end: datetime


def split(value: str) -> list[str]:
    """The alternatives of a value: commas that no backslash precedes."""
    parts = re.split(r"(?<!\\),", value)
    return [re.sub(r"\\([,|$\\])", r"\1", part) for part in parts]


def token(value: str) -> Callable[[Iterable[Code | None]], bool]:
    """Whether one of several codes is among those that a token parameter names."""
    wanted = [part.rpartition("|") for part in split(value)]

    def matches(codes: Iterable[Code | None]) -> bool:
        held = [(code.code, code.scheme) for code in codes if code is not None]
        return any(
            (code == asked and (not bar or scheme == scheme_of(system))) or (not asked and scheme == scheme_of(system))
            for system, bar, asked in wanted
            for code, scheme in held
        )

    return matches


def text(value: str) -> Callable[[Iterable[str]], bool]:
    """Whether one of several texts begins with one of those asked, capitals and accents apart."""
    wanted = [_folded(part) for part in split(value) if part]
    return lambda texts: any(_folded(held).startswith(start) for held in texts for start in wanted)


def _folded(held: str) -> str:
    plain = unicodedata.normalize("NFKD", held.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def date(name: str, values: Sequence[str]) -> tuple[Callable[[Span | None], bool], list[Finding]]:
    """Whether a span of time answers every one of `values`, and what is wrong with these."""
    tests: list[list[Callable[[Span], bool]]] = []
    findings: list[Finding] = []
    for value in values:
        asked = [_date(part) for part in split(value)]
        if None in asked:
            findings.append(verdicts.PARAMETER_MALFORMED.at(name, expected=EXPECTED_DATE, found=value))
        tests.append([test for test in asked if test is not None])

    def matches(held: Span | None) -> bool:
        return held is not None and all(any(test(held) for test in alternatives) for alternatives in tests)

    return matches, findings


def _date(value: str) -> Callable[[Span], bool] | None:
    asked = asked_span(value)
    return _test(*asked) if asked is not None else None


def asked_span(value: str) -> tuple[str, Span] | None:
    """The prefix of a date (`eq` without one) and the span that it names; None for what is no date."""
    found = _DATE.fullmatch(value)
    span = _span_of(found["time"]) if found is not None else None
    return (found["prefix"] or "eq", span) if found is not None and span is not None else None


def _test(prefix: str, asked: Span) -> Callable[[Span], bool]:
    def equal(held: Span) -> bool:
        return asked.start <= held.start and held.end <= asked.end

    return {
        "eq": equal,
        "ne": lambda held: not equal(held),
        "gt": lambda held: held.end > asked.end,
        "lt": lambda held: held.start < asked.start,
        "ge": lambda held: held.end > asked.end or equal(held),
        "le": lambda held: held.start < asked.start or equal(held),
        "sa": lambda held: held.start >= asked.end,
        "eb": lambda held: held.end <= asked.start,
    }[prefix]


def _span_of(written: str) -> Span | None:
    """The span of a parameter; a time without offset is a time in Paris."""
    day, _, clock = written.partition("T")
    clock = re.sub(r"\.\d+", "", clock)
    if "T" not in written:
        return _calendar(day.replace("-", ""), FRANCE)
    seconds = len(re.match(r"[\d:]+", clock)[0]) > len("hh:mm")  # type: ignore[index]
    filled = clock if seconds else clock[:5] + ":00" + clock[5:]
    zoned = filled if re.search(r"(Z|[+-]\d\d:\d\d)$", filled) else f"{filled}Z"
    if not is_time(f"{day}T{zoned}"):
        return None
    start = datetime.fromisoformat(f"{day}T{filled}")
    start = start if start.tzinfo is not None else start.replace(tzinfo=FRANCE)
    return _lasting(start, timedelta(seconds=1 if seconds else 60))


def span_of(dtm: str | None) -> Span | None:
    """The span of an XDS time, in UTC; None when there is none."""
    if not dtm:
        return None
    if len(dtm) <= len("AAAAMMJJ"):
        return _calendar(dtm, UTC)
    try:
        start = datetime.strptime((dtm[:14] + _WHOLE[len(dtm) :]), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return _lasting(start, {10: timedelta(hours=1), 12: timedelta(minutes=1)}.get(len(dtm), timedelta(seconds=1)))


def _calendar(digits: str, zone: object) -> Span | None:
    """A year, a month or a day."""
    try:
        start = datetime.strptime((digits + "00010101"[len(digits) :]), "%Y%m%d").replace(tzinfo=zone)  # type: ignore[arg-type]
        if len(digits) == len("AAAA"):
            return Span(start, start.replace(year=start.year + 1))
        if len(digits) == len("AAAAMM"):
            following = (start.year + start.month // 12, start.month % 12 + 1)
            return Span(start, start.replace(year=following[0], month=following[1]))
    except ValueError:
        return None
    return _lasting(start, timedelta(days=1))


def _lasting(start: datetime, length: timedelta) -> Span | None:
    try:
        return Span(start, start + length)
    except OverflowError:
        return None


def between(start: str | None, end: str | None) -> Span | None:
    """From the first instant of one time to the last of another; open to the last instant when there is no end."""
    first, last = span_of(start), span_of(end)
    if first is None:
        return None
    return Span(first.start, last.end if last is not None else datetime.max.replace(tzinfo=UTC))
