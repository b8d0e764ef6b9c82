"""The file of all certificates: their state, the first to expire first, and the structures without any.

Source: AUTH-053, REG-029; spec/programmes.md 5.3 (thresholds ASSUMED: settings).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from socle.programmes.finess import finess
from socle.programmes.region import verdicts
from socle.programmes.region.access import nobody_named
from socle.programmes.region.counts import Structure, in_region
from socle.programmes.region.places import FRANCE, department_of_finess, region_of
from socle.rulebook import Decision, Finding, applies, rule, shows
from socle.rulebook.choices import Choices

if TYPE_CHECKING:
    from socle.programmes.files import Row


class State(StrEnum):
    """What a reader must know of a certificate, the worst first."""

    ABSENT = "absent"
    EXPIRED = "expired"
    LAST_NOTICE = "<30 d"
    FIRST_NOTICE = "<90 d"
    OK = "ok"


#: The states in the French of a report.
IN_FRENCH = {
    State.ABSENT: "absent",
    State.EXPIRED: "expiré",
    State.LAST_NOTICE: "expire sous peu",
    State.FIRST_NOTICE: "à renouveler",
    State.OK: "en vigueur",
}
_WORST = tuple(State)


@dataclass(frozen=True, slots=True)
class Place:
    """A structure that should have a certificate: its FINESS, that of its legal entity, its name."""

    finess: str
    finess_ej: str = ""
    name: str = ""
    region: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    finess_ej: str
    finess_eg: str
    name: str
    region: str
    certificate_type: str
    serial: str
    not_after: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: a certificate, or a structure that has none (`serial` and `not_after` empty)."""

    certificate: Certificate
    days_left: int | None
    state: State

    def as_dict(self) -> dict[str, Any]:
        """The columns of the list."""
        one = self.certificate
        return {
            "finess_ej": one.finess_ej,
            "finess_eg": one.finess_eg,
            "name": one.name,
            "region": one.region,
            "certificate_type": one.certificate_type,
            "serial": one.serial,
            "not_after": one.not_after,
            "days_left": self.days_left,
            "state": self.state.value,
        }


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole file on a day."""

    lines: tuple[Line, ...]
    without: tuple[Place, ...]
    decision: Decision

    @property
    def states(self) -> Mapping[str, int]:
        found = Counter(line.state for line in self.lines)
        return {state.value: found[state] for state in State}

    def as_json(self) -> dict[str, Any]:
        return {
            "states": dict(self.states),
            "certificates": [line.as_dict() for line in self.lines],
            "without_certificate": [
                {"finess": one.finess, "finess_ej": one.finess_ej, "name": one.name, "department": one.department}
                for one in self.without
            ],
        }


def of_row(row: Row) -> Certificate:
    """A line of the file of certificates."""
    text = {name: str(value or "") for name, value in row.values.items() if name != "not_after"}
    text |= {name: finess(text[name]) for name in ("finess_ej", "finess_eg")}
    return Certificate(**text, not_after=row["not_after"])


@applies("REG-024")
def named(rows: Iterable[Row], file: str) -> tuple[list[Certificate], Decision]:
    """The certificates of a file; a line that a person's number or mailbox names is left out, and told by its place."""
    held, decisions = [], []
    for row in rows:
        place = f"{file}, ligne {row.line}"
        decisions.append(nobody_named(place, (row["finess_ej"], row["finess_eg"], row["name"])))
        if decisions[-1].allowed:
            held.append(of_row(row))
    return held, Decision.all(decisions)


def of_structure(one: Structure) -> Place:
    return Place(one.finess, one.finess_ej, one.name, one.region, one.department)


@applies("REG-016")
def of_region(one: Certificate, region: str, accompanied: Collection[str]) -> bool:
    """Whether a region's report holds a certificate: one that serves a structure that it accompanies (the numbers of
    the structures and of their legal entities), or of a place in the region, or of no place that is told.
    """
    numbers = {one.finess_ej, one.finess_eg} - {""}
    if region == FRANCE or numbers & set(accompanied):
        return True
    told = region_of(one.region) if one.region else None
    if told is not None:
        return told == region
    departments = {department_of_finess(number) for number in numbers} - {""}
    return not departments or any(in_region(department, region) for department in departments)


@applies("AUTH-053")
def state(not_after: date | None, day: date, choices: Choices) -> State:
    """The state of a certificate on a day. It serves to the end of its last day."""
    if not_after is None:
        return State.ABSENT
    left = (not_after - day).days
    if left < 0:
        return State.EXPIRED
    if left < choices.certificate_last_notice_days:
        return State.LAST_NOTICE
    return State.FIRST_NOTICE if left < choices.certificate_first_notice_days else State.OK


@applies("AUTH-053")
@shows("REG-029")
def listing(certificates: Iterable[Certificate], places: Sequence[Place], day: date, choices: Choices) -> Listing:
    """Every certificate with its state, then every structure of `places` with none at all; the worst first.

    A certificate of the legal entity serves all its sites; one of a site serves that site alone. A structure whose
    certificates have all expired is without one, and its expired certificate is told.
    """
    told = [_line(one, day, choices) for one in certificates]
    serving = {number for one in told if one.state not in {State.ABSENT, State.EXPIRED} for number in _numbers(one)}
    known = {number for one in told if one.state is not State.ABSENT for number in _numbers(one)}
    without = [one for one in places if one.finess not in serving and (one.finess_ej or one.finess) not in serving]
    missing = {one.finess: one for one in without if one.finess not in known and (one.finess_ej or "-") not in known}
    absent = [one for one in told if one.state is State.ABSENT]
    said = {number for one in absent for number in _numbers(one)}
    lines = [*told, *(_absent(one) for number, one in missing.items() if number not in said)]
    findings: list[Finding] = [
        verdicts.WITHOUT_CERTIFICATE.at(f"{one.name or 'La structure'} ({one.finess})") for one in without
    ]
    return Listing(worst_first(lines), tuple(without), Decision(tuple(findings), (rule("AUTH-053"), rule("REG-029"))))


def worst_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    """By state, then by end, then by name."""

    def order(one: Line) -> tuple[int, date, str]:
        return _WORST.index(one.state), one.certificate.not_after or date.min, one.certificate.name

    return tuple(sorted(lines, key=order))


def _numbers(line: Line) -> tuple[str, ...]:
    """Whom a certificate serves: its site when it names one, else its legal entity."""
    one = line.certificate
    return (one.finess_eg,) if one.finess_eg else (one.finess_ej,) if one.finess_ej else ()


def _line(one: Certificate, day: date, choices: Choices) -> Line:
    left = (one.not_after - day).days if one.not_after is not None else None
    return Line(one, left, state(one.not_after, day, choices))


def _absent(one: Place) -> Line:
    return Line(Certificate(one.finess_ej, one.finess, one.name, one.region, "", "", None), None, State.ABSENT)
