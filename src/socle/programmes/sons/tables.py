"""The SONS tables: deadlines, scale, VAT, perimeter, mentions. Data of the package, read once.

Sources stand in each file; a row that is not CONFIRMED says so and is shown so.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date of one couloir, wave and event as stated on a day (`as_of`).

    `bound`: `last` (that day included), `before` (excluded) or `first`. `time` is the hour of that day, "" when the
    whole day counts. An empty `families` stands for all kinds of software of the couloir, wave `*` for all.
    """

    couloirs: tuple[str, ...]
    families: tuple[str, ...]
    wave: str
    event: str
    bound: str
    day: date
    time: str
    as_of: date
    rule: str
    status: str
    source: str
    note: str

    def admits(self, day: date) -> bool:
        """Whether an act of that day keeps to this date."""
        if self.bound == "first":
            return day >= self.day
        return day < self.day if self.bound == "before" else day <= self.day

    def as_json(self) -> dict[str, Any]:
        """The row as every answer shows it."""
        return {
            "event": self.event,
            "bound": self.bound,
            "day": self.day.isoformat(),
            "time": self.time,
            "as_of": self.as_of.isoformat(),
            "rule": self.rule,
            "status": self.status,
            "source": self.source,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Tranche:
    """One tier of the medico-social scale: `least` to `most` ESSMS of the managing body (None: no end), € TTC each."""

    name: str
    least: int
    most: int | None
    ttc: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Territory:
    """The VAT rate of a territory, in percent, and how sure it is."""

    id: str
    label: str
    percent: Decimal
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of line, by the expressions that name it; `inside` the funded perimeter or not."""

    kind: str
    inside: bool
    expressions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that contradict the scheme: one of each group of `every` stands in a sentence, and none of `none`."""

    id: str
    rule: str
    every: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]
    fr: str


def _csv(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(f"data/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"data/{name}.toml").read_text("utf-8"))


@cache
def deadlines() -> tuple[Deadline, ...]:
    """Every dated row, in the order of the file."""
    return tuple(
        Deadline(
            couloirs=tuple(row["couloir"].split("|")),
            families=tuple(filter(None, row["family"].split("|"))),
            wave=row["wave"],
            event=row["event"],
            bound=row["bound"],
            day=date.fromisoformat(row["day"]),
            time=row["time"],
            as_of=date.fromisoformat(row["as_of"]),
            rule=row["rule"],
            status=row["status"],
            source=row["source"],
            note=row["note"],
        )
        for row in _csv("deadlines")
    )


@cache
def tranches() -> tuple[Tranche, ...]:
    """The six tiers, smallest bodies first."""
    return tuple(
        Tranche(
            row["tranche"],
            int(row["essms_min"]),
            int(row["essms_max"]) if row["essms_max"] else None,
            Decimal(row["ttc"]),
            row["rule"],
        )
        for row in _csv("tranches")
    )


@cache
def territories() -> dict[str, Territory]:
    """VAT rates by territory."""
    return {
        row["territory"]: Territory(
            row["territory"], row["label"], Decimal(row["percent"]), row["status"], row["source"]
        )
        for row in _csv("vat")
    }


@cache
def services() -> tuple[Service, ...]:
    """Kinds of lines in the order in which they are looked for."""
    return tuple(
        Service(entry["kind"], entry.get("inside", False), tuple(entry["words"]))
        for entry in _toml("services")["service"]
    )


@cache
def clauses() -> tuple[Clause, ...]:
    """What contradicts the scheme in annexed conditions."""
    return tuple(
        Clause(entry["id"], entry["rule"], tuple(map(tuple, entry["all"])), tuple(entry["none"]), entry["fr"])
        for entry in _toml("clauses")["clause"]
    )


@cache
def mention(name: str) -> str:
    """The text of a mention: `conditional` or `funded`."""
    return str(_toml("mentions")[name]["text"])


@cache
def checklist() -> tuple[tuple[str, str], ...]:
    """What a person signs because no file shows it: rule and sentence in French."""
    return tuple((point["rule"], point["fr"]) for point in _toml("checklist")["point"])
