"""What the directory's decisions rest on: plain frozen facts, read by `services`, built directly by tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from socle.directory.kinds import StructureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureFacts:
    """A structure as the rules see it. `legal_entity` is its IdNat_Struct, empty when it has none or is one."""

    idnat: str
    name: str
    kind: StructureKind
    sector: str = ""
    is_legal_entity: bool = False
    legal_entity: str = ""
    ended_on: date | None = None
    replaced_by: str = ""

    @property
    def entity(self) -> str:
        """The legal entity it belongs to: itself when it is one."""
        return self.idnat if self.is_legal_entity else self.legal_entity

    def exists_on(self, day: date) -> bool:
        return self.ended_on is None or day <= self.ended_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseFacts:
    """Where a professional exercises, both days included. `entity` is the place's legal entity, itself if it is one."""

    structure: str
    entity: str = ""
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalFacts:
    """A professional as the rules see him. `ended_on` is his last day of activity, None while nobody tells it."""

    idnat: str
    name: str
    profession: str
    specialties: frozenset[str] = frozenset()
    exercises: tuple[ExerciseFacts, ...] = ()
    ended_on: date | None = None

    def is_active_on(self, day: date) -> bool:
        return self.ended_on is None or self.ended_on >= day


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeFacts:
    idnat: str
    name: str
    structure: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareFacts:
    """A line of the homologation register."""

    homologation: str
    name: str
    version: str
    api_version: str
    valid_from: date | None = None
    valid_until: date | None = None


class HolderKind(StrEnum):
    """What a certificate stands for, in the words that a refusal shows."""

    CARD = "carte"
    ORGANISATION = "organisation"
    OTHER = "autre"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderFacts:
    """Whose a certificate is.

    `person` is the IdNat_PS of a card, `structure` an IdNat_Struct, `card_type` one of CPS, CPF, CPE, CPA.
    """

    kind: HolderKind
    person: str = ""
    structure: str = ""
    card_type: str = ""
    is_test: bool = False
    can_authenticate: bool = True
