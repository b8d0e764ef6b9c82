"""Which documents a reader sees: the table of spec/dmp.md 6, line by line.

`record.visible_to` states the same as a database filter; a property test compares the two.
"""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import DocumentFacts, RecordFacts
from socle.record.rules.administration import is_administrator
from socle.record.rules.matrix import readable_types
from socle.record.rules.rights import functional_right
from socle.record.rules.will import ids_authorised_with, is_minor, is_treating_physician
from socle.record.verdicts import consent, visibility
from socle.rulebook import ALLOWED, Decision, Obligation, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import (
    DELETED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
)

#: The ways of proving oneself that open consultation (DMP-064).
CONSULTING_CARDS = frozenset({Authentication.CARD, Authentication.AIR})


def document_shows(
    actor: Actor, record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices
) -> Decision:
    """Whether this one document shows itself to this reader; nothing here about the record as a whole."""
    if document.is_signature:
        return refuse(visibility.SIGNATURE_HIDDEN.at(document=document.unique_id))
    if actor.kind is Kind.SYSTEM:
        return ALLOWED
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return _to_the_patient(actor, record, document, at, choices)
    if actor.secret_session and INVISIBLE_TO_REPRESENTATIVES not in document.visibility:
        return refuse(visibility.OUTSIDE_SECRET_SESSION.at(document=document.unique_id))
    author = is_author(actor, document)
    if masked_from(actor, document) and not (author and not choices.mask_towards_depositor):
        return refuse(consent.MASKED_FROM_YOU.at(document=document.unique_id))
    if author:
        return Decision(rules=(rule("DMP-091"), rule("DMP-092"))) + _mark(record, document)
    return _through_the_mask(actor, record, document, at, choices) + _within_matrix(actor, document, at, choices)


@applies("DMP-090", "DMP-098", "DMP-099")
def is_masked(record: RecordFacts, document: DocumentFacts) -> bool:
    """Whether the document is masked to professionals: by itself, or because the holder masks everything, documents
    to come included, and did not show this one apart.
    """
    return MASKED_TO_PROFESSIONALS in document.visibility or (record.masks_all and not document.shown_apart)


@applies("DMP-102")
def masked_from(actor: Actor, document: DocumentFacts) -> bool:
    """Whether the holder masked this document from this very professional, or from his structure."""
    return not document.masked_from.isdisjoint(ids_authorised_with(actor))


@applies("DMP-092")
def is_author(actor: Actor, document: DocumentFacts) -> bool:
    """Whether the actor wrote or deposited the document: in person, or as the structure that bears it."""
    if actor.kind is Kind.PROFESSIONAL:
        return actor.id in document.author_ids or (bool(actor.id) and actor.id == document.deposited_by)
    return is_structure_author(actor, document)


def is_structure_author(actor: Actor, document: DocumentFacts) -> bool:
    """Whether the structure the actor acts for is among the authors' institutions."""
    return bool(actor.structure or actor.id) and (actor.structure or actor.id) in document.author_structures


@applies("DMP-080", "DMP-090", "DMP-091", "DMP-093", "DMP-104")
def sees_masked(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> bool:
    """Whether a professional sees masked documents that are not his own: the médecin traitant does, and an
    administrator in normal mode; in an emergency, those whom the patient allowed.
    """
    in_normal_mode = actor.access_mode is AccessMode.NORMAL and actor.authentication in CONSULTING_CARDS
    if in_normal_mode and choices.administrator_sees_masked and is_administrator(actor, record):
        return True
    treating = is_treating_physician(actor, record)
    right = functional_right(actor, "retrieve: masked to professionals", treating=treating, day=french_day(at))
    if right is None or not right.allowed:
        return False
    if right.condition == "only if the patient allowed it":
        return record.shows_masked_in_emergency
    return right.condition != "own documents only"


def _through_the_mask(
    actor: Actor, record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices
) -> Decision:
    if not is_masked(record, document):
        return ALLOWED
    if sees_masked(actor, record, at, choices):
        return _mark(record, document)
    return refuse(visibility.MASKED.at(document=document.unique_id))


@applies("DMP-050", "DMP-057", "DMP-083", "DMP-112")
def _within_matrix(actor: Actor, document: DocumentFacts, at: datetime, choices: Choices) -> Decision:
    """The matrix goes by the document's type, and holds for the médecin traitant and in emergencies too."""
    if readable_types(actor, french_day(at), choices).allows(document.type_code):
        return ALLOWED
    found = visibility.OUTSIDE_MATRIX.at(
        "typeCode", expected=actor.profession, found=document.type_code, document=document.unique_id
    )
    return refuse(found)


def _mark(record: RecordFacts, document: DocumentFacts) -> Decision:
    """Source: spec/dmp.md 4.4 (EX_3.2-1025): the reader is warned that others do not see this document."""
    return Decision(obligations=(Obligation.WARN_MASKED,)) if is_masked(record, document) else ALLOWED


@applies("DMP-112", "DMP-116", "DMP-117", "DMP-130", "DMP-136", "DMP-147")
def _to_the_patient(
    actor: Actor, record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices
) -> Decision:
    """The holder and his representatives: never masked, kept back for an announcement, silent about a secret act."""
    if document.status == DELETED:
        return refuse(visibility.DOCUMENT_DELETED.at(document=document.unique_id))
    if INVISIBLE_TO_PATIENT in document.visibility:
        opening = opens_at(document.deposited_at, choices)
        if at < opening:
            day = opening.strftime("%d/%m/%Y")
            return refuse(visibility.INVISIBLE_TO_PATIENT.at(expected=day, document=document.unique_id))
    if INVISIBLE_TO_REPRESENTATIVES in document.visibility and not _keeps_his_secrets(actor, record, at, choices):
        return refuse(visibility.INVISIBLE_TO_REPRESENTATIVES.at(document=document.unique_id))
    return ALLOWED


@applies("DMP-130", "DMP-136", "DMP-147")
def _keeps_his_secrets(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> bool:
    """Whether the reader is the holder, alone with his record: of age, or a minor in his secret session.

    Never a representative, nor the guardian of an adult for what was secret before.
    """
    if actor.kind is not Kind.PATIENT:
        return False
    return actor.secret_session or not is_minor(record, french_day(at), choices.age_of_majority)


@applies("DMP-116", "DMP-117")
def opens_at(deposited_at: datetime, choices: Choices) -> datetime:
    """When a document kept back for an announcement opens by itself: so many months to the day, or the month's last.

    Or so many days, where the choice of the FAQ is made. Source: CSP R1111-53 (one month); DMP-116 (fifteen days).
    """
    if choices.announcement_opening_days:
        return deposited_at + timedelta(days=choices.announcement_opening_days)
    months = deposited_at.month - 1 + choices.announcement_opening_months
    year, month = deposited_at.year + months // 12, months % 12 + 1
    day = min(deposited_at.day, calendar.monthrange(year, month)[1])
    return deposited_at.replace(year=year, month=month, day=day)
