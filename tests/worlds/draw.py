"""Worlds drawn by chance, each from a seed of its own, so that any of them can be drawn again alone."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, TypeVar

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Action, OpposedTo, RecordFacts, RecordStatus, Regime, SpaceStatus
from socle.record.store.rows import EntryRow, joined
from socle.rulebook.choices import Choices
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import APPROVED, ARCHIVED, DELETED, DEPRECATED
from tests.record import facts_builders as build

T = TypeVar("T")

#: Some are parts of others, letter for letter: a filter that compares texts carelessly takes them for each other.
PEOPLE = (build.GP, build.SPECIALIST, build.NURSE, "899880000098", "89988000001")
PLACES = (build.PRACTICE, build.HOSPITAL, "1990200107", "199010010")
TYPES = ("11502-2", "11488-4", "11490-0", "34112-3", "74207-2", "unheard-of", "")
STATUSES = (APPROVED, APPROVED, DEPRECATED, ARCHIVED, DELETED)
PROFESSIONS = ("10", "10", "10", "21", "60", "40", "70", "SECRETARIAT_MEDICAL", "")
BORN = (None, date(1984, 5, 17), date(2008, 9, 15), date(2010, 3, 9), date(2010, 3, 9))
FIRST = datetime(2026, 6, 1, tzinfo=UTC)
#: Last days of months and the days that have no counterpart in the next one: where a month is not thirty days.
EDGES = tuple(
    datetime(2026, month, day, 11, tzinfo=UTC)
    for month, day in product((6, 7, 8, 9, 10), (28, 29, 30, 31, 15))
    if (month, day) not in {(6, 31), (9, 31)}
)
#: The settings that touch who sees what; each world has one of them.
CHOICES = tuple(
    Choices(
        announcement_opening_months=months,
        announcement_opening_days=days,
        matrix_applies_to_roles=roles,
        consultation_consent=consent,
        administrator_sees_masked=sees,
        mask_towards_depositor=towards,
        habilitation_matrix=matrix,
    )
    for (months, days), roles, consent, sees, towards, matrix in product(
        ((1, 0), (1, 0), (2, 0), (12, 0), (1, 15)),
        (True, False),
        ("declared", "presumed"),
        (True, False),
        (True, False),
        ("", "demonstration"),
    )
)
MOST = 8


@dataclass(frozen=True, slots=True)
class World:
    """Who looks, into what, when, under which settings. `rows` are the record's entries as the database holds them."""

    name: str
    actor: Actor
    record: RecordFacts
    rows: tuple[EntryRow, ...]
    at: datetime
    choices: Choices


def world(seed: int, number: int) -> World:
    """The world of this number in the campaign of this seed: always the same."""
    return _Chance(seed, number).world()


class _Chance:
    def __init__(self, seed: int, number: int) -> None:
        self.name = f"{seed}/{number}"
        self.chance = random.Random(self.name)

    def one(self, values: tuple[T, ...]) -> T:
        return values[int(self.chance.random() * len(values))]

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def some(self, values: tuple[str, ...]) -> frozenset[str]:
        return frozenset(self.one(values) for _ in range(self.one((0, 0, 1, 1, 2))))

    def world(self) -> World:
        at, actor = self.instant(), self.actor()
        rows = tuple(self.row(number) for number in range(1 + int(self.chance.random() * MOST)))
        return World(self.name, actor, self.record(actor), rows, at, self.one(CHOICES))

    def deposit(self) -> datetime:
        if self.often(0.3):
            return self.one(EDGES) + timedelta(microseconds=self.one((0, 0, 1)))
        return FIRST + timedelta(seconds=int(self.chance.random() * 180 * 86_400))

    def instant(self) -> datetime:
        """Often exactly a month after a last day of the month, or just before."""
        if self.often(0.3):
            return self.one(EDGES) + timedelta(days=self.one((28, 30, 31)), microseconds=self.one((0, 0, -1, 1)))
        return FIRST + timedelta(days=30, seconds=int(self.chance.random() * 180 * 86_400))

    def actor(self) -> Actor:
        if self.often(0.03):
            return build.actor(kind=Kind.SYSTEM, authentication=Authentication.NONE)
        if self.often(0.4):
            kind, id = (
                self.one((Kind.PATIENT, Kind.REPRESENTATIVE)),
                self.one(("camille", "parent", "guardian", "other")),
            )
            id = id if self.often(0.3) else {Kind.PATIENT: "camille"}.get(kind, self.one(("parent", "guardian")))
            return build.patient(kind=kind, id=id, secret_session=self.often(0.3))
        kind = self.one((*[Kind.PROFESSIONAL] * 6, Kind.EMPLOYEE, Kind.STRUCTURE))
        cards = (
            *[Authentication.CARD] * 6,
            Authentication.AIR,
            Authentication.EMPLOYEE_CARD,
            Authentication.CERTIFICATE,
        )
        return build.actor(
            kind=kind,
            id=self.one(PEOPLE if self.often(0.9) else (*PLACES, "")),
            authentication=self.one(cards),
            profession=self.one(PROFESSIONS),
            specialty=self.one(("SM26", "SM59", "SM59", "SM25", "")),
            structure=self.one((*PLACES, "")),
            legal_entity=self.one(("", "", build.HOSPITAL)),
            access_mode=self.one((*[AccessMode.NORMAL] * 4, *AccessMode)),
            secret_session=self.often(0.1),
        )

    def row(self, number: int) -> EntryRow:
        return EntryRow(
            record_id="",
            id=f"e{number}",
            lid=f"e{number}",
            unique_id=f"2.25.{number}",
            version=1,
            status=self.one(STATUSES),
            type_code=self.one(TYPES),
            creation_time="",
            author_ids=joined(self.some(PEOPLE)),
            author_structures=joined(self.some(PLACES)),
            masked=self.often(0.4),
            hidden_from_patient=self.often(0.4),
            hidden_from_representatives=self.often(0.4),
            is_signature=self.often(0.1),
            by_patient=self.often(0.2),
            deposited_by=self.one((*PEOPLE, *PLACES, "")),
            masked_from=joined(self.some(PEOPLE) | self.some(PLACES)) if self.often(0.3) else "",
            shown_apart=self.often(0.4),
            author_blocked=self.often(0.2),
            hash="",
            size=0,
            location="",
            sealed=b"",
            deposited_at=self.deposit(),
        )

    def record(self, actor: Actor) -> RecordFacts:
        """Most often open, and open to the reader: a refusal at the door says nothing of what is behind it."""
        facts: dict[str, Any] = {
            "birth_date": self.one(BORN),
            "representatives": self.one((frozenset({"parent"}), frozenset[str]())),
            "guardians": self.one((frozenset({"guardian"}), frozenset[str]())),
            "treating_physicians": self.some(PEOPLE),
            "administrators": self.some(PEOPLE),
            "masks_all": self.often(0.3),
            "shows_masked_in_emergency": self.often(0.5),
            "objects_to_break_glass": self.often(0.2),
            "objects_to_regulation": self.often(0.2),
            "emancipated": self.often(0.1),
            "blocked": self.some((*PEOPLE, *PLACES)) if self.often(0.2) else frozenset(),
            "status": self.one(tuple(RecordStatus)) if self.often(0.15) else RecordStatus.OPEN,
            "space": self.one(tuple(SpaceStatus)) if self.often(0.15) else SpaceStatus.ACTIVE,
            "physician_required": self.often(0.2),
            "physician_present_until": self.one((None, FIRST + timedelta(days=90), FIRST + timedelta(days=300))),
            "own_acts": self.one(
                (*[frozenset[Action]()] * 6, frozenset({Action.SEARCH}), frozenset({Action.RETRIEVE}))
            ),
            "authorisations": self.authorisations(actor),
        }
        if self.often(0.3):
            facts["care"] = build.care(self.one(PEOPLE), ended=self.one((None, FIRST + timedelta(days=120))))
        if self.often(0.15):
            facts["oppositions"] = (build.opposition(self.one(tuple(OpposedTo)), self.one((*PEOPLE, *PLACES, ""))),)
        return build.record(**facts)

    def authorisations(self, actor: Actor) -> Any:
        whom = {actor.id} - {""} if self.often(0.8) else set[str]()
        whom |= self.some((*PEOPLE, *PLACES))
        granted = build.authorised(*sorted(whom), days=self.one((30, 400, 400)), regime=self.one(tuple(Regime)))
        return tuple(replace(one, granted_at=FIRST) for one in granted)
