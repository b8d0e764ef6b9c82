"""Whether the results of a laboratory report may be written. Pure. Source: spec/cda.md 9 and 11 (rules 35 to 52)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from socle.documents.building.laboratory import (
    Battery,
    Chapter,
    Isolate,
    Observation,
    Range,
    Report,
    Results,
    SubChapter,
    Value,
)
from socle.documents.building.results import KINDS, kind_of
from socle.documents.building.verdicts import MISSING_KEY, WRONG_VALUE
from socle.documents.building.walking import walk
from socle.documents.building.xml import LOINC, full
from socle.rulebook import Finding, applies

_ACT_STATUSES = ("completed", "active", "aborted")
_RESULT_STATUSES = ("completed", "aborted")
#: The words that each data type of a result needs.
_NEEDED = {
    "PQ": ("quantity",),
    "INT": ("quantity",),
    "REAL": ("quantity",),
    "ST": ("text",),
    "RTO": ("numerator", "denominator"),
}


@applies("DOC-010", "DOC-011")
def check_report(report: Report) -> Iterator[Finding]:
    """Chapters with something in them, results that their data types can hold, words for each that people read."""
    if not report.chapters:
        yield MISSING_KEY.at("laboratory.chapters", expected="one chapter at least")
    for held in walk(report, "laboratory"):
        yield from _CHECKS[type(held.value)](held.place, held.value) if type(held.value) in _CHECKS else ()


def _observation(place: str, observation: Observation) -> Iterator[Finding]:
    yield from _named(place, observation)
    yield from _status(place, observation.status, _RESULT_STATUSES)
    if observation.value is None and observation.status == "completed":
        yield MISSING_KEY.at(f"{place}.value", expected='a result, or status = "aborted"')


def _battery(place: str, battery: Battery) -> Iterator[Finding]:
    yield from _named(place, battery)
    yield from _status(place, battery.status, _ACT_STATUSES)
    if not battery.observations:
        yield MISSING_KEY.at(f"{place}.observations", expected="one examination at least")


def _isolate(place: str, isolate: Isolate) -> Iterator[Finding]:
    yield from _status(place, isolate.status, _ACT_STATUSES)
    if isolate.code is None and isolate.ncbi is None:
        yield MISSING_KEY.at(f"{place}.code", expected="the germ's code, or ncbi, that of its taxonomy")
    if not isolate.observations and not isolate.batteries:
        yield MISSING_KEY.at(f"{place}.observations", expected="a count, or an antibiogram in batteries")


def _range(place: str, reference: Range) -> Iterator[Finding]:
    if not reference.low and not reference.high:
        yield MISSING_KEY.at(f"{place}.low", expected="low, high, or both")
    yield from _ends(place, reference.low, reference.high)


def _ends(place: str, low: str, high: str) -> Iterator[Finding]:
    if low and high and Decimal(low) > Decimal(high):
        yield WRONG_VALUE.at(f"{place}.high", expected=f"{low} or more", found=high)


def _chapter(place: str, chapter: Chapter) -> Iterator[Finding]:
    if chapter.parts and not chapter.is_empty:
        yield WRONG_VALUE.at(place, expected="results, or parts: never both", found="both")
    elif not chapter.parts:
        yield from _results(place, chapter)
    if not chapter.title and not full(chapter.code, "laboratory_chapter").label:
        yield MISSING_KEY.at(f"{place}.title", expected="what people read above the chapter")


def _results(place: str, results: Results) -> Iterator[Finding]:
    entries = (results.specimens, results.observations, results.batteries, results.isolates, results.images)
    if not any(entries):
        yield MISSING_KEY.at(f"{place}.observations", expected="one result at least, comments set aside")
    yield from _status(place, results.status, _ACT_STATUSES)


def _status(place: str, status: str, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if status not in allowed:
        yield WRONG_VALUE.at(f"{place}.status", expected=", ".join(allowed), found=status)


def _named(place: str, held: Observation | Battery) -> Iterator[Finding]:
    """A LOINC code with its label, or a local one with its own; and words that people read."""
    if isinstance(held, Observation) and held.code is None and held.local_code is None:
        yield MISSING_KEY.at(f"{place}.code", expected="a LOINC code, or else local_code")
    if not held.title:
        yield MISSING_KEY.at(f"{place}.name", expected="what people read")
    if held.code is not None:
        if held.code.system not in ("", LOINC):
            yield WRONG_VALUE.at(f"{place}.code.system", expected=f"LOINC ({LOINC})", found=held.code.system)
        if not held.code.label:
            yield MISSING_KEY.at(f"{place}.code.label", expected="the LOINC label of the code")
    if held.local_code is not None and not held.local_code.label:
        yield MISSING_KEY.at(f"{place}.local_code.label", expected="the label of the code")


def _value(place: str, value: Value) -> Iterator[Finding]:
    kind = kind_of(value)
    if kind not in KINDS:
        yield WRONG_VALUE.at(f"{place}.kind", expected=", ".join(KINDS), found=kind or "nothing")
        return
    for word in _NEEDED.get(kind, ()):
        if not getattr(value, word):
            yield MISSING_KEY.at(f"{place}.{word}", expected=f"needed by {kind}")
    if kind == "INT" and "." in value.quantity:
        yield WRONG_VALUE.at(f"{place}.quantity", expected="a whole number (or kind REAL)", found=value.quantity)
    yield from _ends(place, value.low, value.high)
    if kind == "IVL_PQ" and not (value.low or value.high):
        yield MISSING_KEY.at(f"{place}.low", expected="low, high, or both")
    if kind == "CD" and value.code is None and not value.text:
        yield MISSING_KEY.at(f"{place}.code", expected="the code of the result, or its words in text")
    if kind == "CD" and value.code is not None and not (value.text or value.code.label):
        yield MISSING_KEY.at(f"{place}.code.label", expected="what people read")


_CHECKS: dict[type, Callable[[str, Any], Iterator[Finding]]] = {
    Chapter: _chapter,
    SubChapter: _results,
    Observation: _observation,
    Battery: _battery,
    Isolate: _isolate,
    Value: _value,
    Range: _range,
}
