"""May this submission enter the record: every fault at once, each with the document it concerns.

The order is that of spec/dmp.md 4.1. What rests on the message alone (`check_submission`) is judged before the
transaction; what rests on the record (`may_feed`) inside it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.rules.software import version_may_call, version_may_feed
from socle.identity.rules import may_feed_for
from socle.record.facts import Action, KnownObjects, RecordFacts
from socle.record.profile import DMP, Profile
from socle.record.rules.access import may
from socle.record.rules.authorship import authors_match
from socle.record.rules.consent import consents_to_feeding, opposes_feeding
from socle.record.rules.metadata import check_entry, check_set
from socle.record.rules.registry import check_known
from socle.record.rules.signature import check_signature
from socle.record.rules.structure import check_structure
from socle.record.rules.will import is_minor
from socle.record.verdicts import feeding, visibility
from socle.rulebook import ALLOWED, Decision, Finding, applies, refuse
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.certificates import Trust
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import (
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    DocumentEntry,
    Folder,
    Submission,
)


@applies("DMP-059")
def feeding_action(actor: Actor) -> Action:
    """What feeding is called for this actor: a message sent with an employee card is a TD2.2 (spec/dmp.md 6)."""
    return Action.FEED_WITH_EMPLOYEE_CARD if actor.authentication is Authentication.EMPLOYEE_CARD else Action.FEED


def check_submission(
    actor: Actor,
    submission: Submission,
    at: datetime,
    choices: Choices,
    *,
    profile: Profile = DMP,
    trust: Trust | None = None,
) -> Decision:
    """What is wrong with the message itself, whatever the record holds. Reads the parts, writes nothing.

    `trust` judges the signer of the submission set's signature document; None leaves the signer aside.
    """
    findings = check_structure(submission, profile)
    day = french_day(at)
    for item in submission.sets:
        findings += check_set(item, profile, day)
    for entry in submission.entries:
        findings += [found.about(entry.unique_id or entry.id) for found in check_entry(entry, profile, day)]
    if profile.authorship:
        findings += authors_match(actor, submission)
    if profile.french_metadata:
        findings += _masks(submission, choices)
        findings += _secret_session(actor, submission)
    if profile.signature and actor.kind is not Kind.PATIENT:
        findings += check_signature(submission, at=at, choices=choices, trust=trust)
    return refuse(*findings) if findings else ALLOWED


@applies("DMP-001", "DMP-008", "DMP-010", "DMP-012", "DMP-038")
def may_feed(
    actor: Actor,
    submission: Submission,
    record: RecordFacts | None,
    known: KnownObjects,
    at: datetime,
    choices: Choices,
    *,
    profile: Profile = DMP,
    checked: Decision | None = None,
    fingerprint: str = "",
    trust: Trust | None = None,
) -> Decision:
    """Whether `submission` may enter `record` now. No consent is asked: the patient was informed.

    `checked` is what `check_submission` found before the transaction, judged here when absent; `fingerprint` is
    that of the submission, compared with `known.sets`. A refused right stands alone: nothing of the metadata is
    told to one who may not feed. An info finding `record.set-sent-again` means: answer Success, store nothing.
    """
    entitled = may(actor, feeding_action(actor), record, at=at, choices=choices)
    if profile.token and actor.kind is not Kind.SYSTEM:
        entitled += _interface_in_force(actor, at, choices)
    if record is None or not entitled.allowed:
        return entitled
    if checked is None:
        checked = check_submission(actor, submission, at, choices, profile=profile, trust=trust)
    patient = _whose(submission, record)
    will = _holders_will(actor, submission, record, at, choices)
    identity = _identity(actor, submission, at, choices) if profile.french_metadata else ALLOWED
    minor = _only_for_minors(submission, record, at, choices) if profile.french_metadata else ALLOWED
    held = check_known(submission, record, known, fingerprint)
    return entitled + patient + will + identity + checked + minor + held


@applies("DMP-006", "DMP-014", "DMP-015", "DMP-160")
def _holders_will(
    actor: Actor, submission: Submission, record: RecordFacts, at: datetime, choices: Choices
) -> Decision:
    """What the holder opposed of these very documents, and the consents that a setting asks for.

    What he deposits himself asks him nothing.
    """
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE, Kind.SYSTEM}:
        return ALLOWED
    entries = [entry for entry in submission.entries if not entry.is_signature]
    types = {entry.type_code.code for entry in entries if entry.type_code is not None}
    decision = consents_to_feeding(actor, record, frozenset(types), at, choices)
    for entry in entries:
        about = {entry.unique_id or "", entry.type_code.code if entry.type_code else ""} - {""}
        opposed = opposes_feeding(actor, record, at, frozenset(about))
        decision += Decision(tuple(found.about(entry.unique_id) for found in opposed.findings))
    return decision


def _patient_of(submission: Submission) -> CX | None:
    return next((item.patient_id for item in submission.sets if item.patient_id is not None), None)


def _whose(submission: Submission, record: RecordFacts) -> Decision:
    """The record is that of the submission set's patient; every entry and folder names the same patient."""
    patient = _patient_of(submission)
    found: list[Finding] = []
    objects: tuple[DocumentEntry | Folder, ...] = (*submission.entries, *submission.folders)
    for entry in objects:
        if entry.patient_id is None or patient is None:
            continue
        named = any(entry.patient_id.same_as(id) for id in record.patient_ids)
        if not entry.patient_id.same_as(patient) and not named:
            found.append(
                feeding.PATIENTS_DIFFER.at(
                    entry.id,
                    expected=patient.authority,
                    found=entry.patient_id.authority,
                    document=entry.unique_id or entry.id,
                )
            )
    return refuse(*found) if found else ALLOWED


@applies("DMP-176", "DMP-179", "DMP-180", "DMP-181")
def _identity(actor: Actor, submission: Submission, at: datetime, choices: Choices) -> Decision:
    """The INS of the submission set, and that of any document filed under another one of the same person."""
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return ALLOWED
    patient = _patient_of(submission)
    decision = may_feed_for(patient, actor.api_version, at, choices)
    for entry in submission.entries:
        if entry.patient_id is None or (patient is not None and entry.patient_id.same_as(patient)):
            continue
        other = may_feed_for(entry.patient_id, actor.api_version, at, choices)
        about = entry.unique_id or entry.id
        decision += replace(other, findings=tuple(found.about(about) for found in other.findings))
    return decision


@applies("DMP-173", "DMP-174", "DMP-178")
def _interface_in_force(actor: Actor, at: datetime, choices: Choices) -> Decision:
    """The version of the caller's software may still call, then feed; those without software have no version."""
    if not actor.api_version:
        return ALLOWED
    calling = version_may_call(actor.api_version, at, choices)
    return calling + version_may_feed(actor.api_version, at) if calling.allowed else calling


@applies("DMP-110", "DMP-119")
def _masks(submission: Submission, choices: Choices) -> list[Finding]:
    """Masked and invisible at once is for the signature document alone. Source: spec/dmp.md 4.1, check 8."""
    both = {MASKED_TO_PROFESSIONALS, INVISIBLE_TO_PATIENT}
    return [
        feeding.MASKED_AND_INVISIBLE.at(entry.id, document=entry.unique_id or entry.id)
        for entry in submission.entries
        if both <= entry.visibility and not entry.is_signature and not choices.allow_masked_and_invisible
    ]


@applies("DMP-130", "DMP-131", "DMP-134")
def _only_for_minors(submission: Submission, record: RecordFacts, at: datetime, choices: Choices) -> Decision:
    if is_minor(record, french_day(at), choices.age_of_majority):
        return ALLOWED
    found = [
        feeding.REPRESENTATIVES_OF_ADULT.at(entry.id, document=entry.unique_id or entry.id)
        for entry in submission.entries
        if INVISIBLE_TO_REPRESENTATIVES in entry.visibility
    ]
    return refuse(*found) if found else ALLOWED


@applies("DMP-132", "DMP-133", "DMP-134")
def _secret_session(actor: Actor, submission: Submission) -> list[Finding]:
    """In a secret session each document says for itself that the representatives do not see it."""
    if not actor.secret_session:
        return []
    return [
        visibility.OUTSIDE_SECRET_SESSION.at(entry.id, document=entry.unique_id or entry.id)
        for entry in submission.entries
        if not entry.is_signature and INVISIBLE_TO_REPRESENTATIVES not in entry.visibility
    ]
