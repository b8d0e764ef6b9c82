"""Functional rights: authentication x actor x access mode x action, from the table of the GIE SESAM-Vitale.

The table is dated data; what it does not hold is refused. Source: data/functional_rights.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from socle import codes
from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Action
from socle.rulebook import applies
from socle.wire.vihf.model import AccessMode

PHYSICIAN = "10"

#: Specialties of occupational medicine. Source: author_specialty_codes.csv (G15_10/SM25, C41, CAPA11).
OCCUPATIONAL = frozenset({"SM25", "C41", "CAPA11"})

#: What the table calls otherwise. Becoming médecin traitant is declaring oneself authorised with a role (TD0.3);
#: TD3.3b has one line for patient and representatives; the history is read with the right to search.
_SAME_RIGHT: Mapping[Action, str] = MappingProxyType(
    {
        Action.BECOME_TREATING_PHYSICIAN: Action.DECLARE_AUTHORISED.value,
        Action.SHOW_TO_REPRESENTATIVES: Action.SHOW_TO_PATIENT.value,
        Action.READ_HISTORY: Action.SEARCH.value,
    }
)


@dataclass(frozen=True, slots=True)
class Right:
    """One cell of the table: allowed or not, under which condition, between which days."""

    allowed: bool
    condition: str
    valid_from: date | None
    valid_until: date | None

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


Key = tuple[str, str, str, str]


@cache
def table() -> Mapping[Key, tuple[Right, ...]]:
    """The whole table, by (action, authentication, actor class, access mode)."""
    text = files("socle.record").joinpath("data/functional_rights.csv").read_text("utf-8")
    cells: dict[Key, tuple[Right, ...]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        key = (row["action"], row["authentication"], row["actor"], row["access_mode"])
        right = Right(row["allowed"] == "yes", row["condition"], _day(row["valid_from"]), _day(row["valid_until"]))
        cells[key] = (*cells.get(key, ()), right)
    return MappingProxyType(cells)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def is_health_professional(actor: Actor) -> bool:
    """Whether the actor's profession is one of TRE_G15, and still there (psychologists left it)."""
    entry = codes.value_set("profession").get(actor.profession)
    return actor.kind is Kind.PROFESSIONAL and entry is not None and entry.extra["active"] == "yes"


@applies("DMP-061")
def actor_class(actor: Actor, *, treating: bool) -> str:
    """The table's word for this actor; '' for one it does not know (patients have no line in it).

    A regulating médecin traitant has no line in mode centre_15: he acts there as any physician.
    """
    if actor.authentication is Authentication.CERTIFICATE:
        return "structure"
    if actor.authentication is Authentication.EMPLOYEE_CARD:
        return "non PS"
    if not is_health_professional(actor):
        return "non PS of the establishment" if actor.authentication is Authentication.AIR else ""
    if actor.profession != PHYSICIAN:
        return "PS non medecin"
    if is_occupational_physician(actor):
        return "medecin du travail"
    return "medecin traitant" if treating and actor.access_mode is not AccessMode.REGULATION else "medecin non MT"


def is_occupational_physician(actor: Actor) -> bool:
    """Whether the actor practises occupational medicine (he searches and feeds, and never reads content)."""
    return actor.profession == PHYSICIAN and actor.specialty in OCCUPATIONAL


@applies("DMP-061", "DMP-062", "DMP-151")
def functional_right(actor: Actor, action: str, *, treating: bool, day: date) -> Right | None:
    """The cell that decides `action` (a word of the table) for this actor on this day; None when there is none."""
    kind = actor_class(actor, treating=treating)
    mode = "-" if kind == "medecin du travail" else actor.access_mode.value
    cells = table().get((action, actor.authentication.value, kind, mode), ())
    return next((cell for cell in cells if cell.in_force(day)), None)


def words(action: Action) -> str:
    """The table's word for an action that bears on no particular document."""
    return _SAME_RIGHT.get(action, action.value)
