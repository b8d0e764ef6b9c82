"""What the decisions of RPPS+ rest on: plain frozen facts, read by `services`, built directly by tests."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.directory.facts import StructureFacts


class Use(StrEnum):
    """What a registration is needed for. Source: RPPS-001, RPPS-010."""

    MAILBOX = "mssante"
    PATHWAY = "e-parcours"
    RECORD = "dmp"


class Practice(StrEnum):
    """How somebody exercises. Source: TRE_R23 (exercise.csv)."""

    EMPLOYED = "S"
    SELF_EMPLOYED = "L"
    VOLUNTEER = "B"


class Move(StrEnum):
    """What a line declares of somebody."""

    ENTRY = "entree"
    EXIT = "sortie"


class BodyKind(StrEnum):
    """Who may register for structures that do not wish to do it themselves (RPPS-006)."""

    ARS = "ars"
    GRADES = "grades"


def plain(name: str) -> str:
    """A name as two registers compare it: without accents, case, hyphens nor apostrophes."""
    letters = unicodedata.normalize("NFD", name.replace("œ", "oe").replace("Œ", "OE")).casefold()
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Civil:
    """Civil status: `sex` is F or M, `birth_place` the INSEE code of the commune or of the country."""

    birth_name: str
    given_names: str
    sex: str
    birth_date: date
    birth_place: str

    @property
    def key(self) -> tuple[str, str, date]:
        """What two registrations of one person always share: birth name, first given name, day of birth."""
        return plain(self.birth_name), plain(self.given_names).split(" ")[0], self.birth_date

    def is_same(self, other: Civil) -> bool:
        """Whether both are one person, all five traits agreeing."""
        return (self.key, self.sex, self.birth_place) == (other.key, other.sex, other.birth_place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What somebody does, where and how. `profession` is told for information; the `role` drives the rights."""

    structure: str
    role: str
    profession: str = ""
    practice: Practice | None = None
    uses: frozenset[Use] = frozenset()
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry that a structure declares. `rpps` is empty for somebody who has no number yet.

    `family` and `given` are the names in practice, the civil ones when empty. `confirmed`: the manager says that this
    is another person than those who look alike.
    """

    rpps: str = ""
    civil: Civil | None = None
    situation: Situation
    family: str = ""
    given: str = ""
    mail: str = ""
    mobile: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a form or a line of a file says, as far as it can be read; what it does not say is empty."""

    move: Move = Move.ENTRY
    rpps: str = ""
    birth_name: str = ""
    given_names: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    family: str = ""
    given: str = ""
    mail: str = ""
    mobile: str = ""
    structure: str = ""
    profession: str = ""
    role: str = ""
    practice: Practice | None = None
    uses: frozenset[Use] = frozenset()
    since: date | None = None
    until: date | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """An exit that a structure declares: `on` is the last day of presence."""

    rpps: str
    structure: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentFacts:
    """A registration: a role in a structure between two days, both included."""

    id: int = 0
    structure: str
    role: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def is_over(self, day: date) -> bool:
        return self.until is not None and self.until < day


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Somebody of the directory. `profession` is the access profile in force: what the matrix reads.

    `exercises` are the places where the directory says that he exercises today or later, whoever said it.
    """

    idnat: str
    family: str
    given: str
    profession: str
    civil: Civil | None = None
    enrolments: tuple[EnrolmentFacts, ...] = ()
    exercises: frozenset[str] = frozenset()

    @property
    def rpps(self) -> str:
        return self.idnat[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFacts:
    """An ARS or a GRADeS, authority of registration on a territory (numbers of departments) between two days."""

    structure: StructureFacts
    kind: BodyKind
    departments: frozenset[str]
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Who registers where: a manager's designation, or a structure's delegation to a body, between two days."""

    id: int = 0
    structure: StructureFacts
    holder: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A card: its type, its life in days, both included, and since when it is opposed."""

    type: str
    since: date | None = None
    until: date | None = None
    opposed_at: datetime | None = None


def covers(holder: StructureFacts, place: StructureFacts) -> bool:
    """Whether what is said of `holder` holds for `place`: itself, or one of the sites of a legal entity."""
    return holder.idnat == place.idnat or (holder.is_legal_entity and place.legal_entity == holder.idnat)


def department_of(structure: str) -> str:
    """The department that the FINESS number of an IdNat_Struct begins with; empty for another number."""
    return structure[1:3] if structure[:1] == "1" else ""


def covered(holders: Iterable[StructureFacts], places: Iterable[StructureFacts]) -> tuple[StructureFacts, ...]:
    """The places that one of the holders covers, in their order."""
    held = tuple(holders)
    return tuple(place for place in places if any(covers(holder, place) for holder in held))
