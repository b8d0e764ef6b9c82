"""Whose record a message is about: the token's patient and the message's must be one."""

from __future__ import annotations

from socle.identity import oids
from socle.record.verdicts import access
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Submission


@applies("DMP-170", "DMP-171")
def same_patient(token: CX | None, message: CX | None) -> Decision:
    """Whether token and message name one patient; one of them may be silent, not both.

    Identifier and authority are compared, never whole strings (spec/dmp.md 4.2). The INS is all that is needed:
    no carte Vitale is asked for.
    """
    if token is None and message is None:
        return refuse(access.PATIENT_MISSING.at("resource-id"))
    if token is not None and message is not None and not token.same_as(message):
        return refuse(access.OTHER_PATIENT.at("resource-id"))
    return ALLOWED


def same_patient_fed(token: CX | None, submission: Submission) -> Decision:
    """Whether the token's patient is that of the submission set: the first thing judged of a submission.

    Source: spec/dmp.md 4.1, check 1; spec/README.md (SOAP fault Sender).
    """
    if token is None:
        return refuse(access.PATIENT_MISSING.at("resource-id"))
    named = [item.patient_id for item in submission.sets if item.patient_id is not None]
    if any(not token.same_as(patient) for patient in named):
        return refuse(access.OTHER_PATIENT_FED.at("resource-id"))
    return ALLOWED


@applies("DMP-152")
def names_the_ins(submission: Submission) -> Decision:
    """Whether the submission set names its patient by an INS, as a deletion must; a former identifier is not enough."""
    patients = [item.patient_id for item in submission.sets if item.patient_id is not None]
    if patients and all(oids.names_ins(patient) for patient in patients):
        return ALLOWED
    return refuse(access.PATIENT_MISSING.at("patientId"), rules=(rule("DMP-152"),))
