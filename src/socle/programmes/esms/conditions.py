"""What the programme asks for on a day, and what was announced: rows of data with their dates and rules."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from socle.rulebook import applies, rule, shows


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of use. `target` is None where no public page gives one; `unit` is percent or count."""

    code: str
    fr: str
    en: str
    numerator: str
    denominator: str
    unit: str
    judged: str
    target: Decimal | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One row in force between two days, both included; None for an open end."""

    id: str
    value: Decimal
    since: date
    until: date | None
    fields: tuple[str, ...]
    indicators: tuple[str, ...]
    rules: tuple[str, ...]

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Whether software must be referenced for a field and an object, between two days. `as_of`: said to hold then."""

    required: bool
    fields: tuple[str, ...]
    objects: tuple[str, ...]
    since: date
    until: date | None
    as_of: date | None
    rules: tuple[str, ...]

    def fits(self, field: str, object: str, day: date) -> bool:
        within = self.since <= day and (self.until is None or day <= self.until)
        return within and field in self.fields and object in self.objects


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something announced for a day; nothing says that it came."""

    id: str
    fr: str
    en: str
    fields: tuple[str, ...]
    on: date
    rules: tuple[str, ...]

    def state(self, day: date) -> str:
        """What is known on `day`: only whether the day announced is past."""
        return "the day announced is past" if self.on <= day else "announced"

    def as_json(self, day: date) -> dict[str, Any]:
        told = {"id": self.id, "fr": self.fr, "en": self.en, "on": self.on.isoformat()}
        return {**told, "state": self.state(day), "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that stands beside the figures."""

    rule: str
    fr: str
    en: str
    since: date | None


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"data/{name}.toml").read_text("utf-8"))


def _cited(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(map(rule, row["rules"]))


@cache
@applies("ESMS-007")
def indicators() -> tuple[Indicator, ...]:
    """The indicators in the order reports show them."""
    return tuple(
        Indicator(
            code=row["code"],
            fr=row["fr"],
            en=row["en"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            unit=row["unit"],
            judged=row["judged"],
            target=Decimal(row["target"]) if "target" in row else None,
            rules=_cited(row),
        )
        for row in _data("indicators")["indicator"]
    )


@cache
def conditions() -> tuple[Condition, ...]:
    """Every dated row."""
    return tuple(
        Condition(
            id=row["id"],
            value=Decimal(row["value"]),
            since=row["from"],
            until=row.get("until"),
            fields=tuple(row.get("fields", ())),
            indicators=tuple(row.get("indicators", ())),
            rules=_cited(row),
        )
        for row in _data("conditions")["condition"]
    )


def in_force(id: str, day: date) -> Condition | None:
    """The row of that name in force on `day`; None when nothing is known of that day."""
    return next((row for row in conditions() if row.id == id and row.holds(day)), None)


@cache
def _requirements() -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            required=row["required"],
            fields=tuple(row["fields"]),
            objects=tuple(row["objects"]),
            since=row["from"],
            until=row.get("until"),
            as_of=row.get("as_of"),
            rules=_cited(row),
        )
        for row in _data("conditions")["referencing"]
    )


@applies("ESMS-013", "ESMS-014", "ESMS-015", "ESMS-016", "ESMS-506")
def referencing_required(field: str, object: str, day: date) -> tuple[Requirement, ...]:
    """What was said of referenced software for this field and object on `day`: the last one decides, none: unknown."""
    return tuple(row for row in _requirements() if row.fits(field, object, day))


@applies("ESMS-020", "ESMS-022")
def milestones(field: str = "") -> tuple[Milestone, ...]:
    """What was announced, of one field or of all."""
    rows = tuple(
        Milestone(row["id"], row["fr"], row["en"], tuple(row["fields"]), row["on"], _cited(row))
        for row in _data("conditions")["milestone"]
    )
    return tuple(row for row in rows if not field or not row.fields or field in row.fields)


@shows("ESMS-005", "ESMS-011", "ESMS-018", "ESMS-021", "ESMS-024", "ESMS-025")
def notes(day: date) -> tuple[Note, ...]:
    """What the reader should know beside the figures, on `day`."""
    rows = (Note(rule(row["rule"]), row["fr"], row["en"], row.get("from")) for row in _data("notes")["note"])
    return tuple(row for row in rows if row.since is None or row.since <= day)
