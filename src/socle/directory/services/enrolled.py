"""What a manager reads: who is registered and who left, the files sent, the trace of every act (RPPS-014, RPPS-015)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle import ledger
from socle.directory.enrolment import roles, tracing
from socle.directory.facts import StructureFacts
from socle.directory.models import CivilStatus, Employee, Enrolment, EnrolmentFile, Professional
from socle.ledger import ActCode, Entry

#: Acts read at most by register: the latest.
MOST_ACTS = 1000
_CODES = (
    ActCode.ENROLMENT_ADD,
    ActCode.ENROLMENT_END,
    ActCode.ENROLMENT_FILE,
    ActCode.PROFILE_CHANGE,
    ActCode.MANAGER_ADD,
    ActCode.MANAGER_REMOVE,
    ActCode.DELEGATION_ADD,
    ActCode.DELEGATION_REMOVE,
    ActCode.PORTAL_REFUSE,
)


class State(StrEnum):
    """Where a registration is on a day."""

    TO_COME = "a-venir"
    HERE = "en-poste"
    LEFT = "parti"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One registration as its manager sees it. `profile` is the person's one access profile, as a code."""

    id: int
    rpps: str
    family: str
    given: str
    structure: str
    structure_name: str
    role: str
    profession: str
    practice: str
    uses: tuple[str, ...]
    since: date
    until: date | None
    profile: str
    enrolled_by: str
    enrolled_at: datetime
    left_by: str
    left_at: datetime | None

    def state(self, day: date) -> State:
        if self.since > day:
            return State.TO_COME
        return State.LEFT if self.until is not None and self.until < day else State.HERE

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}".strip()


def enrolled(places: Iterable[StructureFacts], enrolment: int | None = None) -> tuple[Enrolled, ...]:
    """Every registration in these structures, those that are over too, by name; one alone when its id is given."""
    rows = Enrolment.objects.select_related("professional", "structure").filter(
        structure__idnat__in=[place.idnat for place in places]
    )
    if enrolment is not None:
        rows = rows.filter(pk=enrolment)
    return tuple(
        _enrolled(row) for row in rows.order_by("professional__family", "professional__given", "-since", "-pk")
    )


def _enrolled(row: Enrolment) -> Enrolled:
    person = row.professional
    return Enrolled(
        id=row.pk,
        rpps=person.rpps,
        family=person.family,
        given=person.given,
        structure=row.structure.idnat,
        structure_name=row.structure.name,
        role=row.role,
        profession=row.profession,
        practice=row.practice,
        uses=tuple(row.uses),
        since=row.since,
        until=row.until,
        profile=person.profession,
        enrolled_by=row.enrolled_by,
        enrolled_at=row.enrolled_at,
        left_by=row.left_by,
        left_at=row.left_at,
    )


def civil_status(rpps: str) -> CivilStatus | None:
    """The civil status kept for this number, None when the directory has it elsewhere."""
    return CivilStatus.objects.filter(professional__idnat=f"8{rpps}").first()


def files_of(sender: str) -> tuple[EnrolmentFile, ...]:
    """The files that a manager sent, the latest first."""
    return tuple(EnrolmentFile.objects.filter(sent_by=sender).order_by("-sent_at", "-pk")[:50])


def file_of(sender: str, id: int) -> EnrolmentFile | None:
    """One of them."""
    return EnrolmentFile.objects.filter(sent_by=sender, pk=id).first()


def trace(places: Iterable[StructureFacts]) -> tuple[Entry, ...]:
    """The acts on these structures, refused ones too, the latest first (RPPS-015)."""
    seen = {place.idnat: place for place in places}
    registers = dict.fromkeys(tracing.register_of(place) for place in seen.values())
    found = [
        entry
        for register in registers
        for entry in ledger.acts(register, codes=_CODES, limit=MOST_ACTS)
        if entry.details.get("structure") in seen
    ]
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.sequence), reverse=True))


def names_of(numbers: Iterable[str]) -> dict[str, str]:
    """What people called by these identifiers are named, for a trace to be read."""
    wanted = [number for number in dict.fromkeys(numbers) if number]
    found = {}
    for model in (Professional, Employee):
        for idnat, family, given in model.objects.filter(idnat__in=wanted).values_list("idnat", "family", "given"):
            found[idnat] = f"{family} {given}".strip()
    return found


def role_name(code: str) -> str:
    """A role or a profession in words."""
    return roles.label(code) if code else ""
