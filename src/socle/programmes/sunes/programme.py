"""The programme as data: windows, targets, indicators. A later programme only adds rows to `data/`.

Source: spec/programmes.md 1.1 to 1.3; SUN-001, SUN-002, SUN-013, SUN-020 to SUN-031, SUN-034 to SUN-036.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from socle.rulebook.citation import applies, shows
from socle.rulebook.finding import Language

#: What is measured, domain by domain. Source: SUN-013; spec/programmes.md 1.1.
DOMAINS: Mapping[str, str] = MappingProxyType(
    {"D1": "Documents de sortie", "D2": "Biologie", "D3": "Imagerie", "D4": "Messageries sécurisées de santé"}
)
#: What each part of the programme pays for. Source: SUN-001.
VOLETS: Mapping[int, str] = MappingProxyType(
    {1: "Alimentation du DMP", 2: "Messagerie professionnelle et messagerie citoyenne"}
)
#: How an establishment follows its own figures before a control does. Source: SUN-050, SUN-051; spec/programmes.md 1.5.
_ADVICE: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "fr": (
            "Suivez vos alimentations dans Elastic : demandez vos codes d’accès à votre CPAM de rattachement.",
            "Supervisez les alimentations dans votre système d’information hospitalier : chaque refus y a un motif.",
            "Pour la messagerie, demandez ses statistiques à votre opérateur MSSanté.",
        ),
        "en": (
            "Follow your feeds in Elastic, what the national service counted: ask your CPAM for access (SUN-050).",
            "Supervise your feeds in your own information system: `socle sunes compute --missing` (SUN-051).",
            "For messages, ask your MSSanté operator for its statistics.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Window:
    """One window of one volet: its dates, first and last day included; `bar_*` are the months drawn in the calendar.

    `latest_measure` and `verified_by` are told for the first window alone. `bounds` says whether the days of the
    measure are confirmed or assumed to be those of the semester.
    """

    window: str
    volet: int
    application: tuple[date, date]
    selection: tuple[date, date]
    measure: tuple[date, date]
    bar: tuple[str, str]
    latest_measure: date | None
    verified_by: date | None
    bounds: str

    def state(self, at: date) -> str:
        """Where the window stands that day: to come, applications, selection, measure, between, over."""
        if at < self.application[0]:
            return "to come"
        for name in ("application", "measure", "selection"):
            start, end = getattr(self, name)
            if start <= at <= end:
                return name
        return "over" if at > self.measure[1] else "between"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: what it counts, which type of document, at which CDA level, and who controls it nationally."""

    code: str
    volet: int
    domain: str
    role: str
    unit: str
    type_code: str
    level: str
    national_source: str
    rule: str
    label_fr: str
    label_en: str


def _rows(name: str) -> Iterable[Mapping[str, str]]:
    text = files(__package__).joinpath(f"data/{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _days(row: Mapping[str, str], name: str) -> tuple[date, date]:
    return date.fromisoformat(row[f"{name}_start"]), date.fromisoformat(row[f"{name}_end"])


@cache
@applies("SUN-029", "SUN-030", "SUN-034", "SUN-035", "SUN-036")
def windows() -> tuple[Window, ...]:
    """Every window of every volet, in time order: which application period leads to which semester of measure."""
    return tuple(
        Window(
            row["window"],
            int(row["volet"]),
            _days(row, "application"),
            _days(row, "selection"),
            _days(row, "measure"),
            (row["bar_first_month"], row["bar_last_month"]),
            _day(row["latest_measure"]),
            _day(row["verified_by"]),
            row["bounds"],
        )
        for row in _rows("windows")
    )


def window(name: str, volet: int = 1) -> Window | None:
    """That window of that volet; None when the programme has none (no volet 2 in the first one)."""
    return next((one for one in windows() if one.window == name and one.volet == volet), None)


@applies("SUN-029", "SUN-030")
def window_of_application(day: date, volet: int) -> Window | None:
    """The window an application deposited that day belongs to; None outside every application period."""
    return next(
        (one for one in windows() if one.volet == volet and one.application[0] <= day <= one.application[1]), None
    )


@cache
@shows("SUN-002")
def indicators() -> Mapping[str, Indicator]:
    """The eight indicators, by code, in the programme's order."""
    found = {
        row["indicator"]: Indicator(
            row["indicator"], int(row["volet"]), *(row[name] for name in Indicator.__slots__[2:])
        )
        for row in _rows("indicators")
    }
    return MappingProxyType(found)


@cache
@applies("SUN-020", "SUN-021", "SUN-022", "SUN-023", "SUN-024", "SUN-025", "SUN-026", "SUN-027")
def targets() -> Mapping[tuple[str, str], int]:
    """The target of each (window, indicator), in percent; 100 for the yes of DS4.3. Absent where there is none."""
    return MappingProxyType({(row["window"], row["indicator"]): int(row["target"]) for row in _rows("targets")})


@cache
def target_rules() -> Mapping[tuple[str, str], str]:
    """The rule that sets each target."""
    return MappingProxyType({(row["window"], row["indicator"]): row["rule"] for row in _rows("targets")})


def target(window_name: str, code: str) -> int | None:
    """The target in percent, None where the window has none for this indicator."""
    return targets().get((window_name, code))


@applies("SUN-028")
def falling(of: Mapping[tuple[str, str], int] | None = None) -> tuple[tuple[str, str], ...]:
    """The (window, indicator) whose target is below that of an earlier window. Empty for the data carried here."""
    of = targets() if of is None else of
    names = sorted({name for name, _ in of})
    return tuple(
        (later, code)
        for later, code in sorted(of)
        if any(of.get((earlier, code), 0) > of[later, code] for earlier in names if earlier < later)
    )


@applies("SUN-049")
def national_source(code: str) -> str | None:
    """Who controls the declared value nationally: the CNAM for the DMP, the ANS for MSSanté; None for DS4.3."""
    return indicators()[code].national_source or None


@shows("SUN-050", "SUN-051")
def advice(language: Language = "fr") -> tuple[str, ...]:
    """Where an establishment finds its own figures before a control does."""
    return _ADVICE[language]


@applies("SUN-013")
def domains_of(volet: int) -> tuple[str, ...]:
    """The domains of that part of the programme; none for a part that it has not."""
    return tuple(dict.fromkeys(one.domain for one in indicators().values() if one.volet == volet))
