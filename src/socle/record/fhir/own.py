"""The submission set that Socle makes where FHIR has none: a simplified publication, a PATCH. Pure.

Source: IHE MHD 4.2.3, ITI-105 (the recipient makes the SubmissionSet); spec/dmp.md 4.5 (a set with each update).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from socle import codes
from socle.directory.actor import Actor
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import XCN, XON
from socle.wire.xds.model import Author, Code, DocumentEntry, SubmissionSet

#: The DMP itself, which makes the set when the software tells no installation. Source: spec/dmp.md 3.1.
_DMP: Final = "1.2.250.1.213.4.1.1.1"
#: contentTypeCode of a set that nothing else tells: a consultation. Source: JDV_J59.
_CONSULTATION = Code("07", "1.2.250.1.213.2.2", "Consultations soins externes")
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+")


def source_id(actor: Actor) -> str:
    """The installation of the caller's software when it is an OID."""
    installation = actor.software.installation if actor.software is not None else ""
    return installation if _OID.fullmatch(installation) else _DMP


def own_set(actor: Actor, entry: DocumentEntry, source: str, at: datetime) -> SubmissionSet:
    """A submission set about one document, by the caller; its uniqueId is still to be given."""
    return SubmissionSet(
        id="SubmissionSet",
        source_id=source,
        patient_id=entry.patient_id,
        submission_time=at.astimezone(UTC).strftime("%Y%m%d%H%M%S"),
        title=entry.title,
        authors=(author_of(actor),),
        content_type=_content_type(entry.healthcare_facility_type, at),
    )


def _content_type(facility: Code | None, at: datetime) -> Code:
    """The sector of activity where it is a contentTypeCode too; else a consultation."""
    known = codes.value_set("content_type")
    if facility is not None and known.valid_on(facility.code, facility.scheme, french_day(at)):
        return facility
    return _CONSULTATION


def author_of(actor: Actor) -> Author:
    """The caller as an author."""
    family, _, given = actor.name.partition(" ")
    person = XCN.of(actor.person_id or actor.id, family, given)
    place = XON.of(actor.structure_name, actor.structure)
    return Author(person=person, institutions=(place,) if actor.structure else ())
