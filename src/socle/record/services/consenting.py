"""What professionals record of the patient's word: information given, consent, opposition, a physician's presence.

No feeding waits for any of it (DMP-010); consulting waits for a consent where the regime asks for one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from socle import storage
from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.record.facts import FOREVER, Action, OpposedTo, RecordFacts, Regime
from socle.record.models import AuthorisationRow, CareRow, OppositionRow, Record
from socle.record.rules import admitted_by, consent_ends, may_record_opposition
from socle.record.services.outcomes import Outcome
from socle.record.services.steering import decide
from socle.rulebook import applies
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX


class Channel(StrEnum):
    """How the patient was informed. Source: DMP-013 (by a member of the team), ORG notes on booklet and poster."""

    SPOKEN = "spoken"
    BOOKLET = "booklet"  # livret d'accueil
    POSTER = "poster"
    LETTER = "letter"
    DIGITAL = "digital"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """For whom a professional records something: himself, or his structure's whole team (DMP-032)."""

    id: str
    name: str
    kind: str
    profession: str = ""
    specialty: str = ""


def beneficiary(actor: Actor, *, team: bool) -> Beneficiary:
    """The professional himself, or the team of the structure he acts for when `team`."""
    if team and actor.structure:
        return Beneficiary(id=actor.structure, name=actor.structure_name, kind="structure")
    return Beneficiary(
        id=actor.id, name=actor.name, kind=actor.kind.value, profession=actor.profession, specialty=actor.specialty
    )


@applies("DMP-001", "DMP-004", "DMP-013", "DMP-021")
def inform(
    actor: Actor,
    patient: CX | None,
    channel: Channel,
    at: datetime,
    *,
    team: bool = True,
    since: datetime | None = None,
) -> Outcome:
    """Record that the patient was informed, at the beginning of an episode of care: by whom, when, through which
    channel, for whom. Information told again in an episode that goes on changes nothing.
    """
    whose = beneficiary(actor, team=team)

    def change(facts: RecordFacts) -> bool:
        if CareRow.objects.filter(record_id=facts.id, actor_id=whose.id, ended_at=None).exists():
            return False
        CareRow.objects.create(
            record_id=facts.id,
            id=uuid4().hex,
            actor_id=whose.id,
            name=whose.name,
            started_at=since or at,
            informed_by=actor.id,
            informed_at=at,
            channel=channel.value,
        )
        return True

    return decide(actor, patient, Action.INFORM, ActCode.INFORMATION_ADD, at, change, object_id=whose.id)


def end_care(actor: Actor, patient: CX | None, at: datetime, *, team: bool = True) -> Outcome:
    """The episode of care ends: the next one informs the patient again (DMP-021)."""
    whose = beneficiary(actor, team=team)

    def change(facts: RecordFacts) -> bool:
        return CareRow.objects.filter(record_id=facts.id, actor_id=whose.id, ended_at=None).update(ended_at=at) > 0

    return decide(actor, patient, Action.INFORM, ActCode.INFORMATION_REMOVE, at, change, object_id=whose.id)


@applies("DMP-023", "DMP-024", "DMP-031", "DMP-033", "DMP-042")
def declare_consent(
    actor: Actor,
    patient: CX | None,
    regime: Regime,
    at: datetime,
    *,
    team: bool = False,
    long_term: bool = False,
    given_by: str = "holder",
    means: str = "",
) -> Outcome:
    """Tick that the patient, or the minor's legal representative (`given_by`), consented, by whatever `means`.

    In the care team it is kept; outside it covers what the setting says. A member of the team may collect it for
    a colleague (`team`). Source: CSP R1111-46.
    """
    whose = beneficiary(actor, team=team)
    ends = consent_ends(regime, at, current(), long_term=long_term)

    def change(facts: RecordFacts) -> bool:
        own = AuthorisationRow.objects.filter(record_id=facts.id, actor_id=whose.id, removed_at=None)
        if own.filter(expires_at__gte=ends, granted_at__lte=at, regime=regime.value).exists():
            return False
        own.filter(expires_at__gt=at, regime=regime.value).update(removed_at=at)
        AuthorisationRow.objects.create(
            record_id=facts.id,
            id=uuid4().hex,
            actor_id=whose.id,
            actor_kind=whose.kind,
            name=whose.name,
            profession=whose.profession,
            specialty=whose.specialty,
            granted_at=at,
            expires_at=ends,
            last_action_at=at,
            regime=regime.value,
            declared_by=actor.id,
            given_by=given_by,
            means=means,
        )
        return True

    return decide(actor, patient, Action.DECLARE_AUTHORISED, ActCode.AUTHORISATION_ADD, at, change, object_id=whose.id)


@applies("DMP-002", "DMP-003", "DMP-025", "DMP-026")
def oppose(
    actor: Actor,
    patient: CX | None,
    to: OpposedTo,
    at: datetime,
    *,
    against: str = "",
    name: str = "",
    motive: str = "",
    admitted: bool = True,
    about: str = "",
    associated: bool = False,
) -> Outcome:
    """Record an opposition of the patient: to consulting, without motive; to feeding, with the category of the
    motive and what the professional who records it judged of it (`admitted`).

    `against` is a national id, "" for everyone; `about` a uniqueId or typeCode, "" for all documents.
    """
    holds = admitted_by(actor, to, judged=admitted)
    action = Action.OPPOSE_CONSULTING if to is OpposedTo.CONSULTING else Action.OPPOSE_FEEDING

    def change(facts: RecordFacts) -> bool:
        held = OppositionRow.objects.filter(
            record_id=facts.id, to=to.value, against=against, about=about, until=None, admitted=holds
        )
        if held.exists():
            return False
        id = uuid4().hex
        OppositionRow.objects.create(
            record_id=facts.id,
            id=id,
            to=to.value,
            against=against,
            name=name,
            about=about,
            since=at,
            admitted=holds,
            decided_by=actor.id,
            sealed=storage.seal_text(facts.id, json.dumps({"motive": motive}).encode(), f"opposition:{id}"),
        )
        return True

    return decide(
        actor,
        patient,
        action,
        ActCode.OPPOSITION_ADD,
        at,
        change,
        object_id=against,
        check=lambda _: may_record_opposition(to, motive, current()),
        associated=associated,
    )


def withdraw_opposition(
    actor: Actor, patient: CX | None, to: OpposedTo, at: datetime, *, against: str = "", associated: bool = False
) -> Outcome:
    """The patient takes an opposition back, at any time."""
    action = Action.OPPOSE_CONSULTING if to is OpposedTo.CONSULTING else Action.OPPOSE_FEEDING

    def change(facts: RecordFacts) -> bool:
        held = OppositionRow.objects.filter(record_id=facts.id, to=to.value, against=against, until=None)
        return held.update(until=at) > 0

    return decide(
        actor, patient, action, ActCode.OPPOSITION_REMOVE, at, change, object_id=against, associated=associated
    )


@applies("DMP-137")
def require_physician(actor: Actor, patient: CX | None, at: datetime, *, lift: bool = False) -> Outcome:
    """At the minor's request, his representatives read the record only in a physician's presence, or freely again."""

    def change(facts: RecordFacts) -> bool:
        return (
            Record.objects.filter(pk=facts.id, physician_required=lift).update(
                physician_required=not lift, physician_present_until=None
            )
            > 0
        )

    return decide(actor, patient, Action.REQUIRE_PHYSICIAN, ActCode.PRESENCE_REQUIRE, at, change)


@applies("DMP-137")
def attend(actor: Actor, patient: CX | None, length: timedelta, at: datetime) -> Outcome:
    """A physician is present: the minor's representatives read the record for `length` from now on."""

    def change(facts: RecordFacts) -> bool:
        until = min(at + length, FOREVER)
        return Record.objects.filter(pk=facts.id).update(physician_present_until=until) > 0

    return decide(actor, patient, Action.ATTEND, ActCode.PRESENCE_ADD, at, change)
