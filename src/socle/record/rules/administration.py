"""Who steers the accesses of others: the holder, his médecin traitant, and the administrators he appointed.

Source: spec/dmp.md 3.2 (blocking on the web portal) and 6 (rights of an administrator).
"""

from __future__ import annotations

from socle.directory.actor import Actor, Authentication, Kind
from socle.record import words as words_of
from socle.record.facts import Action, RecordFacts
from socle.record.rules.rights import PHYSICIAN, is_health_professional
from socle.record.rules.will import is_treating_physician
from socle.record.verdicts import access, consent
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.wire.vihf.model import AccessMode

#: What the portal opens to an administrator, and no line of the functional rights knows.
STEERING = frozenset({Action.BLOCK, Action.UNBLOCK, Action.APPOINT_ADMINISTRATOR, Action.DISMISS_ADMINISTRATOR})

#: What any professional who takes care records of what the patient told him.
RECORDING = frozenset({Action.OPPOSE_CONSULTING, Action.OPPOSE_FEEDING, Action.INFORM})

#: What only a physician attests or sets, with the minor (DMP-137).
ATTENDING = frozenset({Action.REQUIRE_PHYSICIAN, Action.ATTEND})


@applies("DMP-080", "DMP-084")
def is_administrator(actor: Actor, record: RecordFacts) -> bool:
    """Whether the holder made this professional, in person, an administrator of his record."""
    return actor.kind is Kind.PROFESSIONAL and actor.id in record.administrators


@applies("DMP-081", "DMP-082")
def steering_right(actor: Actor, action: Action, record: RecordFacts | None) -> Decision:
    """Whether a professional may block others or appoint administrators: administrators may, a médecin traitant
    blocks at the patient's request; in person, with a card, in normal mode.
    """
    in_person = actor.kind is Kind.PROFESSIONAL and actor.authentication is Authentication.CARD
    if record is None or not in_person or actor.access_mode is not AccessMode.NORMAL:
        return refuse(consent.NOT_ADMINISTRATOR.at())
    if is_administrator(actor, record):
        return Decision(rules=(rule("DMP-081"), rule("DMP-082")))
    blocks = action in {Action.BLOCK, Action.UNBLOCK}
    return ALLOWED if blocks and is_treating_physician(actor, record) else refuse(consent.NOT_ADMINISTRATOR.at())


@applies("DMP-003", "DMP-137")
def recording_right(actor: Actor, action: Action) -> Decision:
    """Who records the patient's word: a health professional, in person or for his team; a physician his presence."""
    if not is_health_professional(actor):
        return refuse(access.RIGHT_REFUSED.at(expected=words_of.ACTIONS[action], found=words_of.profile(actor, "")))
    if action in ATTENDING and actor.profession != PHYSICIAN:
        return refuse(access.RIGHT_REFUSED.at(expected=words_of.ACTIONS[action], found="profession autre que médecin"))
    return ALLOWED


@applies("DMP-093")
def may_be_named(actor_id: str, profession: str, record: RecordFacts) -> Decision:
    """Whom the holder may name as his médecin traitant: a physician whom he does not block; several if he likes."""
    decision = ALLOWED if profession == PHYSICIAN else refuse(access.PHYSICIANS_ONLY.at())
    if actor_id in record.blocked:
        decision += refuse(consent.BLOCKED_NOT_TREATING.at())
    return decision


@applies("DMP-085", "DMP-086")
def may_be_blocked(actor_id: str, record: RecordFacts) -> Decision:
    """Whom the holder or an administrator may block: anyone, even before he ever came, but a médecin traitant."""
    if actor_id in record.treating_physicians:
        return refuse(consent.TREATING_PHYSICIAN_NOT_BLOCKED.at())
    return ALLOWED
