"""What is asked of whoever works on PDFs: see what a file carries, put the cartouche on it, make it PDF/A, cover it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from socle.documents.building.model import Cover, Patient
from socle.identity.traits import Traits
from socle.rulebook import Finding

_SEXES = ("F", "M")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A PDF worked on; `data` is None when that could not be done, `findings` then say why."""

    data: bytes | None
    findings: tuple[Finding, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a file is: whether an INS Data Matrix is on it, in what it is not this patient's, whether it is PDF/A."""

    carries_matrix: bool = False
    differs: tuple[Finding, ...] = ()
    is_archival: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the cartouche says: the patient's traits and INS."""

    traits: Traits
    matricule: str
    oid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What allows a cover page: the CME's advice, and the day on which the physicians were warned."""

    cme_day: date
    cme_reference: str
    physicians_warned: date


class Press(Protocol):
    """Works on PDFs."""

    def look(self, data: bytes, label: Label | None) -> Look:
        """What is seen of the file as it came."""
        ...

    def stamp(self, data: bytes, label: Label, *, at: datetime) -> Pressed:
        """The file with the cartouche and the Data Matrix on its first page."""
        ...

    def archive(self, data: bytes, *, title: str, author: str, at: datetime) -> Pressed:
        """The file as PDF/A-1."""
        ...

    def cover(self, data: bytes, label: Label, advice: Advice, *, title: str, at: datetime) -> Pressed:
        """The file behind a page that carries the Data Matrix and says when and why it was added."""
        ...


def label_of(patient: Patient) -> Label | None:
    """What the cartouche says of this patient; None without an INS, a whole date of birth, and F or M."""
    if not patient.matricule or len(patient.birth_date) != len("19790328") or patient.sex not in _SEXES:
        return None
    traits = Traits(
        birth_name=patient.birth_name,
        given_names=patient.given_names,
        first_given_name=patient.first_given_name,
        sex=patient.sex,
        birth_date=whole_day(patient.birth_date),
        birth_place=patient.birth_place,
        used_name=patient.used_name,
        used_given_name=patient.used_given_name,
    )
    return Label(traits=traits, matricule=patient.matricule, oid=patient.oid)


def advice_of(cover: Cover) -> Advice:
    """What a description says of its cover page, once that is allowed (`files.check_cover`)."""
    return Advice(
        cme_day=whole_day(cover.cme_validated_on),
        cme_reference=cover.cme_reference,
        physicians_warned=whole_day(cover.physicians_warned_on),
    )


def whole_day(digits: str) -> date:
    """The day of YYYYMMDD."""
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
