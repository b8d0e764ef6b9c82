"""The calendar as a dossier needs it: windows by name, who may still ask for the history bonus.

Pure, dated data. Source: sunes/data/windows.csv, data/calendar.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from socle.programmes.sunes import programme
from socle.programmes.sunes.rules.periods import months_later
from socle.rulebook import applies, shows

#: Months that applications stay open, and that the ARS may take.
APPLICATION_MONTHS, INSTRUCTION_MONTHS = 2, 4
_FIRST_SEMESTER = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def told(self) -> dict[str, str]:
        return {"start": self.first.isoformat(), "end": self.last.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window of funding: who applies when (volets), when the ARS selects, when indicators are measured.

    `drawn` are the first and last month of the bar in the published calendar: narrower, shown, never decided on.
    `latest_measure` and `verified_by` are told for the first window alone: a later answer accepts June too.
    """

    id: str
    volets: tuple[int, ...]
    application: Span
    selection: Span
    measure: Span
    drawn: tuple[str, str]
    bounds: str
    latest_measure: date | None = None
    verified_by: date | None = None

    @property
    def semester(self) -> str:
        """The semester of measure, in French."""
        half = "premier" if self.measure.first.month < _FIRST_SEMESTER else "second"
        return f"{half} semestre {self.measure.first.year}"

    def told(self) -> dict[str, Any]:
        """The window as a report shows it."""
        return {
            "window": self.id,
            "semester": self.semester,
            "volets": list(self.volets),
            "application": self.application.told(),
            "selection": self.selection.told(),
            "measure": self.measure.told(),
            "drawn_measure_months": list(self.drawn),
            "bounds": self.bounds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryCall:
    """Until when, and by which form, establishments of these windows ask for the history bonus."""

    windows: tuple[str, ...]
    last_day: date
    form: str


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/calendar.toml").read_text("utf-8"))


@cache
@applies("SUN-029", "SUN-030", "SUN-036", "SUN-039")
@shows("SUN-031", "SUN-034", "SUN-035")
def windows() -> tuple[Window, ...]:
    """Every window, in the order of time, with the volets that it is open to."""
    by_name: dict[str, list[programme.Window]] = {}
    for one in programme.windows():
        by_name.setdefault(one.window, []).append(one)
    return tuple(
        Window(
            id=name,
            volets=tuple(sorted(one.volet for one in rows)),
            application=Span(*rows[0].application),
            selection=Span(*rows[0].selection),
            measure=Span(*rows[0].measure),
            drawn=rows[0].bar,
            bounds=rows[0].bounds,
            latest_measure=rows[0].latest_measure,
            verified_by=rows[0].verified_by,
        )
        for name, rows in by_name.items()
    )


def window(name: str) -> Window | None:
    """The window of this name, None when there is none."""
    return next((one for one in windows() if one.id == name), None)


def next_window(volet: int, day: date) -> Window | None:
    """The first window whose applications to the volet have not closed that day; None after the last."""
    return next((one for one in windows() if volet in one.volets and one.application.last >= day), None)


@applies("SUN-032")
def application_closes(opened: date) -> date:
    """The last day of a period of application that opened that day: two months."""
    return months_later(opened, APPLICATION_MONTHS) - timedelta(days=1)


@applies("SUN-033")
def instruction_ends(filed: date, opened: date, reckoned_from: str) -> date:
    """The last day on which the ARS tells which files it keeps: four months from the filing, or from the opening.

    From the opening, the four months are those of the published calendar: September to December.
    """
    if reckoned_from == "opening":
        return months_later(opened, INSTRUCTION_MONTHS) - timedelta(days=1)
    return months_later(filed, INSTRUCTION_MONTHS)


@applies("SUN-062")
def history_call(window_id: str) -> HistoryCall | None:
    """The call for the history bonus that is open to establishments of the window; None where none was published."""
    for one in _book()["history"]:
        if window_id in one["windows"]:
            return HistoryCall(windows=tuple(one["windows"]), last_day=one["last_day"], form=one["form"])
    return None
