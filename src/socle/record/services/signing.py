"""The use cases of signing in to the portal and out of it: who acts, whether he may, told to the journal."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

from socle.directory import services as directory
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.connect import Means
from socle.directory.oidc import claims, portal
from socle.directory.oidc.account import Account, account
from socle.directory.services import connect
from socle.directory.services.cards import Shown
from socle.directory.sessions import actor_of, sign_in, sign_out
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.rules.signing import opens_portal
from socle.record.services.tracing import Trace
from socle.rulebook import ALLOWED, Decision
from socle.rulebook.choices import current
from socle.rulebook.days import french_day


def account_of_card(shown: Shown, at: datetime) -> Account | None:
    """The person of a card with every situation that the directory knows, as Pro Santé Connect would tell them."""
    person = connect.person(shown.holder, french_day(at))
    return account(claims.userinfo(person, "")) if person is not None else None


def open_portal(session: SessionBase, who: Account, means: Means, at: datetime, id_token: str = "") -> Decision:
    """Sign in this person in the first of his situations, or say why not; either is told to the journal.

    `id_token` is that of Pro Santé Connect, which the web session keeps and nothing else of before: who was signed in
    there by another one is not any more.
    """
    actor = _actor(who, means)
    decision = opens_portal(actor, at, current())
    former = portal.held(session) - {id_token}

    def command() -> None:
        if decision.allowed:
            sign_in(session, actor, since=at)
            session[portal.SIGNED_IN] = id_token
        Trace(code=ActCode.SIGN_IN, actor=actor, at=at).tell(decision, object_ids=[actor.id])

    act(command)
    if decision.allowed:
        portal.end(former)
    return decision


def close_portal(session: SessionBase, at: datetime) -> bool:
    """Forget who was signed in, here and at Pro Santé Connect; told to the journal when somebody was.

    False when Pro Santé Connect did not answer: the session there ends by itself.
    """
    actor, id_tokens = actor_of(session), portal.held(session)
    sign_out(session)
    if actor is not None:
        act(lambda: Trace(code=ActCode.SIGN_OUT, actor=actor, at=at).tell(ALLOWED, object_ids=[actor.id]))
    return portal.end(id_tokens)


def _actor(who: Account, means: Means) -> Actor:
    """The person in the situation chosen. An employee of a structure is one whom the directory knows as such."""
    chosen = who.situations[0]
    employed = directory.employee(who.id) is not None
    place = directory.structure(chosen.structure) if chosen.structure else None
    return Actor(
        kind=Kind.EMPLOYEE if employed else Kind.PROFESSIONAL,
        id=who.id,
        name=who.name,
        authentication=Authentication.EMPLOYEE_CARD if employed else Authentication.CARD,
        profession=chosen.profession,
        specialty=chosen.specialty,
        structure=chosen.structure,
        structure_name=place.name if place is not None else chosen.structure_name,
        legal_entity=place.legal_entity if place is not None else "",
        person_id=who.id,
        means=Means.CPE.value if employed and means is not Means.E_CPS else means.value,
    )
