"""Creating, reopening, changing and closing a record by software (TD1.1 to TD1.4): who may, and which records.

Source: spec/dmp.md 3.1; PDT-INF-526 v1.8 note 10. The table of functional rights has no line for them: ASSUMED, a
health professional with his own card, in normal mode, authorised on the record that he changes or closes.
"""

from __future__ import annotations

from socle.directory.actor import Actor, Authentication
from socle.identity.traits import Traits
from socle.record import words as words_of
from socle.record.facts import Action, RecordFacts, RecordStatus, SpaceStatus
from socle.record.rules.rights import is_health_professional
from socle.record.verdicts import access, administration
from socle.rulebook import ALLOWED, Decision, applies, refuse
from socle.wire.hl7v3 import PatientFound
from socle.wire.hl7v3.registration import Writer
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import Code

#: What acts on a record that is there, and what software could ask for before Mon espace santé.
CHANGING = frozenset({Action.CHANGE_ADMINISTRATIVE_DATA, Action.CLOSE_RECORD, Action.MANAGE_ACCOUNT})
REGISTERING = CHANGING | {Action.CREATE_RECORD, Action.REOPEN_RECORD}

#: Why a professional closes a record, and how it is told. Source: spec/dmp.md 3.1 (TD1.4).
MOTIVES = {"FERMETURE_DEMANDE_PATIENT": "Fermeture à la demande du patient"}

#: Why a record closes without any software asking for it; the codes are ASSUMED.
CLOSED_BY_DEATH, CLOSED_BY_HOLDER = "FERMETURE_DECES", "FERMETURE_MON_ESPACE_SANTE"
OWN_MOTIVES = {
    CLOSED_BY_DEATH: "Fermeture après le décès du titulaire",
    CLOSED_BY_HOLDER: "Fermeture demandée par le titulaire dans Mon espace santé",
}

#: The longest reason of a closing that is kept.
LONGEST_REASON = 300


def registration_right(actor: Actor, action: Action) -> Decision:
    """Whether this actor may ask for this at all."""
    by_card = actor.authentication is Authentication.CARD and actor.access_mode is AccessMode.NORMAL
    if by_card and is_health_professional(actor):
        return ALLOWED
    return refuse(access.RIGHT_REFUSED.at(expected=words_of.ACTIONS[action], found=words_of.profile(actor, "")))


@applies("DMP-207", "MES-009", "MES-010")
def registers(record: RecordFacts | None, action: Action) -> Decision:
    """Whether the state of the record, or its absence, lets software do this.

    Records are born with Mon espace santé; once attached to it, their holder manages and closes them there.
    """
    if record is None or record.status is RecordStatus.DELETED:
        absent = access.NO_RECORD if record is None else access.DELETED
        return refuse((administration.CREATION_WITHDRAWN if action is Action.CREATE_RECORD else absent).at())
    closed = record.status is RecordStatus.CLOSED
    if action in {Action.CREATE_RECORD, Action.REOPEN_RECORD}:
        reopened = action is Action.REOPEN_RECORD and closed
        return refuse((administration.REOPENING_WITHDRAWN if reopened else administration.ALREADY_THERE).at())
    if closed:
        return refuse((administration.ALREADY_CLOSED if action is Action.CLOSE_RECORD else access.CLOSED).at())
    if record.space is not SpaceStatus.NONE:
        ended = action is Action.CLOSE_RECORD
        return refuse((administration.CLOSED_IN_THE_SPACE if ended else administration.CHANGED_IN_THE_SPACE).at())
    return ALLOWED


def same_person(asked: PatientFound, traits: Traits | None, writer: Writer | None, actor: Actor) -> Decision:
    """Whether the request is about whom the INS names, and written by who sends it.

    The traits of the INS come from INSi alone: what the request repeats of them must agree. Source: spec/identity.md a.
    """
    if writer is not None and writer.id and writer.id != actor.id:
        return refuse(administration.OTHER_WRITER.at(expected=actor.id, found=writer.id))
    if traits is None:
        return ALLOWED
    said = {
        "family": ({name.birth.upper() for name in asked.names if name.birth}, traits.birth_name),
        "given": ({name.given[0].upper() for name in asked.names if name.given}, traits.first_given_name),
        "administrativeGenderCode": ({asked.gender} - {"", "UN"}, traits.sex),
        "birthTime": ({asked.birth_date} - {""}, traits.birth_date.strftime("%Y%m%d")),
        "birthPlace": ({asked.birth_place} - {""}, traits.birth_place),
    }
    wrong = [place for place, (values, known) in said.items() if values - {known}]
    return refuse(*(administration.TRAITS_OF_THE_INS.at(place) for place in wrong)) if wrong else ALLOWED


def closing_told(motive: Code | None, reason: str) -> Decision:
    """Whether a closing says a motive that is known, and a reason short enough to be kept."""
    if motive is None or motive.code not in MOTIVES:
        found = motive.code if motive is not None else "aucun"
        return refuse(
            administration.MOTIVE_UNKNOWN.at("detectedIssueEvent/code", expected=", ".join(MOTIVES), found=found)
        )
    if len(reason) > LONGEST_REASON:
        return refuse(administration.REASON_TOO_LONG.at("text", expected=str(LONGEST_REASON), found=str(len(reason))))
    return ALLOWED
