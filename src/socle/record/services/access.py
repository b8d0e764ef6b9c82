"""Whether a record exists, and who may enter it (TD0.2, TD0.3)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, AuthorisationState, RecordFacts, Regime, SpaceStatus
from socle.record.models import AuthorisationRow, InternetAccount, TreatingPhysician
from socle.record.rules import authorisation_holder, authorisation_state, is_treating_physician, may
from socle.record.rules.rights import is_occupational_physician
from socle.record.services.outcomes import Existence, Outcome
from socle.record.services.tracing import Trace
from socle.record.store.facts import locked_facts_of
from socle.record.store.writing import touch
from socle.rulebook import Decision
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX

#: The only role that TD0.3 knows. Source: spec/dmp.md 3.2.
TREATING_PHYSICIAN = "MEDECIN_TRAITANT"


def facts_of(patient: CX | None, *, shared: bool = False) -> RecordFacts | None:
    """The facts of this patient's record, locked (`shared` to read only) until the transaction ends; None without."""
    return locked_facts_of(patient, shared=shared) if patient is not None else None


def existence(actor: Actor, patient: CX, at: datetime) -> Existence:
    """TD0.2: whether there is a record, and how this actor stands there."""

    def command() -> tuple[RecordFacts | None, Decision]:
        facts = facts_of(patient, shared=True)
        decision = may(actor, Action.TEST_EXISTENCE, facts, None, at=at, choices=current())
        Trace(code=ActCode.RECORD_TEST, actor=actor, at=at, record_id=facts.id if facts else None).tell(decision)
        return facts, decision

    facts, decision = act(command)
    if facts is None or not decision.allowed:
        return Existence(decision=decision)
    outside = facts.space is SpaceStatus.NONE
    return Existence(
        has_account=outside and InternetAccount.objects.filter(record_id=facts.id).exists(),
        decision=decision,
        record=facts,
        authorisation=authorisation_state(actor, facts, at),
        is_treating_physician=is_treating_physician(actor, facts),
    )


#: What TD0.3 asks for, by whether a role is named and whether it is taken back. Source: spec/dmp.md 3.2.
_ASKED = {
    (False, False): (Action.DECLARE_AUTHORISED, ActCode.AUTHORISATION_ADD),
    (False, True): (Action.REMOVE_AUTHORISATION, ActCode.AUTHORISATION_REMOVE),
    (True, False): (Action.BECOME_TREATING_PHYSICIAN, ActCode.PHYSICIAN_ADD),
    (True, True): (Action.DROP_TREATING_PHYSICIAN, ActCode.PHYSICIAN_REMOVE),
}


def authorise(
    actor: Actor, patient: CX | None, at: datetime, *, role: str | None = None, remove: bool = False
) -> Outcome:
    """TD0.3: authorise oneself (or one's structure), become or stop being médecin traitant.

    Asking again for what already holds succeeds and changes nothing (`already`). An authorisation that ran out
    is renewed. Becoming médecin traitant authorises too; ceasing to be keeps the authorisation; removing the
    authorisation ends both.
    """
    action, code = _ASKED[role == TREATING_PHYSICIAN, remove]

    def command() -> Outcome:
        facts = facts_of(patient)
        decision = may(actor, action, facts, None, at=at, choices=current())
        already = False
        if facts is not None and decision.allowed:
            already = not _CHANGES[action](actor, facts, at)
        trace = Trace(code=code, actor=actor, at=at, record_id=facts.id if facts else None)
        trace.tell(decision, object_ids=[authorisation_holder(actor)], details={"already": "yes"} if already else {})
        return Outcome(decision=decision, already=already)

    return act(command)


def _grant(actor: Actor, facts: RecordFacts, at: datetime) -> bool:
    """Whether anything changed."""
    holder = authorisation_holder(actor)
    own = AuthorisationRow.objects.filter(record_id=facts.id, actor_id=holder, removed_at=None)
    if own.filter(expires_at__gt=at, granted_at__lte=at).exists():
        return False
    is_person = holder == actor.id
    AuthorisationRow.objects.create(
        record_id=facts.id,
        id=uuid4().hex,
        actor_id=holder,
        actor_kind=actor.kind.value if is_person else "structure",
        name=actor.name if is_person else actor.structure_name,
        profession=actor.profession if is_person else "",
        specialty=actor.specialty if is_person else "",
        granted_at=at,
        expires_at=at + current().authorisation_life,
        last_action_at=at,
        regime=(Regime.CONSENT if is_occupational_physician(actor) else Regime.TEAM).value,
        declared_by=actor.id,
    )
    return True


def _withdraw(actor: Actor, facts: RecordFacts, at: datetime) -> bool:
    holder = authorisation_holder(actor)
    own = AuthorisationRow.objects.filter(record_id=facts.id, actor_id=holder, removed_at=None)
    changed = own.update(removed_at=at, last_action_at=at) > 0
    return _resign(actor, facts, at) or changed


def _appoint(actor: Actor, facts: RecordFacts, at: datetime) -> bool:
    granted = _grant(actor, facts, at)
    if is_treating_physician(actor, facts):
        return granted
    TreatingPhysician.objects.create(record_id=facts.id, id=uuid4().hex, actor_id=actor.id, name=actor.name, since=at)
    return True


def _resign(actor: Actor, facts: RecordFacts, at: datetime) -> bool:
    own = TreatingPhysician.objects.filter(record_id=facts.id, actor_id=actor.id, until=None)
    return own.update(until=at) > 0


_CHANGES = {
    Action.DECLARE_AUTHORISED: _grant,
    Action.REMOVE_AUTHORISATION: _withdraw,
    Action.BECOME_TREATING_PHYSICIAN: _appoint,
    Action.DROP_TREATING_PHYSICIAN: _resign,
}


def touch_authorisation(actor: Actor, facts: RecordFacts, at: datetime) -> None:
    """The last action of an authorised actor, as the list of authorisations shows it (TD1.6)."""
    if authorisation_state(actor, facts, at) is AuthorisationState.VALID:
        touch(facts.id, authorisation_holder(actor), at)
