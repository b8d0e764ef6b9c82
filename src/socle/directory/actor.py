"""Who acts: the person or structure that a token, a session or a test profile stands for.

Source: spec/dmp.md 2 ("Who is the actor"). Direct mode: the person of the card. Indirect mode: the
structure of the certificate. AIR: the person, vouched for by the structure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socle.wire.vihf.model import AccessMode, Software


class Kind(StrEnum):
    PROFESSIONAL = "professional"
    EMPLOYEE = "employee"  # CPE: a person of a structure, not a health professional
    STRUCTURE = "structure"
    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    SYSTEM = "system"


class Authentication(StrEnum):
    """How the actor proved himself, in the words of dmp_functional_rights.csv."""

    CARD = "direct CPS/CPF"
    EMPLOYEE_CARD = "direct CPE"
    CERTIFICATE = "indirect certificate ES"
    AIR = "AIR"
    SPACE = "Mon espace santé"  # the holder or a representative, signed in to the space
    NONE = "none"  # the neutral profile of tests, and Socle itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One actor at one instant.

    `id` is IdNat_PS for a person, IdNat_Struct for a structure, the person's internal id for a patient or a
    representative. `profession` is a TRE_G15 code (`10`), or a role such as `SECRETARIAT_MEDICAL`;
    `specialty` a code such as `SM26`. `legal_entity` is the IdNat_Struct of the structure's legal entity.
    `certificate_of` is the IdNat_Struct that an organisation's certificate carries, empty with a card.
    `person_id` is the national id of the person behind a structure, for the journal only. `means` is what a person
    signed in to the pages with (`connect.Means`), empty for an exchange.
    """

    kind: Kind
    id: str
    name: str
    authentication: Authentication
    profession: str = ""
    specialty: str = ""
    structure: str = ""
    structure_name: str = ""
    legal_entity: str = ""
    certificate_of: str = ""
    access_mode: AccessMode = AccessMode.NORMAL
    reason: str = ""
    secret_session: bool = False
    software: Software | None = None
    api_version: str = ""
    person_id: str = ""
    means: str = ""

    @property
    def is_person(self) -> bool:
        return self.kind in {Kind.PROFESSIONAL, Kind.EMPLOYEE, Kind.PATIENT, Kind.REPRESENTATIVE}
