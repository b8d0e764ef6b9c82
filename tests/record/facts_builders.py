"""Facts that tests of the record build directly: one adult, one minor, actors of every class."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Authorisation, Care, DocumentFacts, OpposedTo, Opposition, RecordFacts, Regime
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import APPROVED

AT = datetime(2026, 9, 15, 11, 0, tzinfo=UTC)
GP = "899880000015"
SPECIALIST = "899880000023"
NURSE = "899880000049"
PRACTICE = "499880000015001"
HOSPITAL = "1990100109"
INS = CX.of("284053523899177", "1.2.250.1.213.1.4.10", "NH")


def actor(**changes: Any) -> Actor:
    """A general practitioner with her card, in normal mode."""
    base = Actor(
        kind=Kind.PROFESSIONAL,
        id=GP,
        name="KERVELEC Nolwenn",
        authentication=Authentication.CARD,
        profession="10",
        specialty="SM26",
        structure=PRACTICE,
        api_version="2.5",
    )
    return replace(base, **changes)


def specialist(**changes: Any) -> Actor:
    return actor(**{"id": SPECIALIST, "specialty": "SM59", "structure": HOSPITAL} | changes)


def nurse(**changes: Any) -> Actor:
    return actor(**{"id": NURSE, "profession": "60", "specialty": "", "structure": HOSPITAL} | changes)


def structure(**changes: Any) -> Actor:
    """The hospital's automate, in indirect mode."""
    base = {
        "kind": Kind.STRUCTURE,
        "id": HOSPITAL,
        "authentication": Authentication.CERTIFICATE,
        "profession": "AUTOMATE",
        "specialty": "",
        "structure": HOSPITAL,
    }
    return actor(**base | changes)


def employee(**changes: Any) -> Actor:
    """A secretary of the practice with an employee card."""
    base = {
        "kind": Kind.EMPLOYEE,
        "id": "699880000015001/EMP0001",
        "authentication": Authentication.EMPLOYEE_CARD,
        "profession": "SECRETARIAT_MEDICAL",
        "specialty": "",
    }
    return actor(**base | changes)


def patient(**changes: Any) -> Actor:
    base = {"kind": Kind.PATIENT, "id": "camille", "authentication": Authentication.SPACE, "profession": ""}
    return actor(**base | {"specialty": "", "structure": ""} | changes)


def representative(**changes: Any) -> Actor:
    return patient(**{"kind": Kind.REPRESENTATIVE, "id": "parent"} | changes)


def in_emergency(who: Actor, mode: AccessMode = AccessMode.BREAK_GLASS) -> Actor:
    return replace(who, access_mode=mode, reason="Patiente inconsciente")


def authorised(*ids: str, days: int = 365, regime: Regime = Regime.TEAM) -> tuple[Authorisation, ...]:
    granted = AT - timedelta(days=1)
    return tuple(Authorisation(id, granted, granted + timedelta(days=days), regime=regime) for id in ids)


def care(*ids: str, since: timedelta = timedelta(days=1), ended: datetime | None = None) -> tuple[Care, ...]:
    """Care episodes that began before `AT`."""
    return tuple(Care(id, AT - since, ended) for id in ids)


def opposition(to: OpposedTo, against: str = "", **changes: Any) -> Opposition:
    """An opposition of the day before, admitted."""
    base = Opposition(to, against, AT - timedelta(days=1), decided_by=GP)
    return replace(base, **changes)


def record(**changes: Any) -> RecordFacts:
    """An adult's open record on which the physicians, the nurse and nobody else are authorised."""
    base = RecordFacts(
        id="r1",
        person_id="camille",
        patient_ids=(INS,),
        birth_date=date(1984, 5, 17),
        authorisations=authorised(GP, SPECIALIST, NURSE),
    )
    return replace(base, **changes)


def minors_record(**changes: Any) -> RecordFacts:
    base = {"birth_date": date(2010, 3, 9), "representatives": frozenset({"parent"})}
    return record(**base | changes)


def document(**changes: Any) -> DocumentFacts:
    """A biology report of nobody in particular, deposited the day before."""
    base = DocumentFacts(
        unique_id="2.25.1.1",
        entry_uuid="urn:uuid:00000000-0000-4000-8000-000000000001",
        status=APPROVED,
        type_code="11502-2",
        author_ids=frozenset({"899880000098"}),
        author_structures=frozenset({"1990200107"}),
        deposited_at=AT - timedelta(days=1),
        deposited_by="1990200107",
    )
    return replace(base, **changes)
