"""Sign-ins under way: begun by a service, pushed to the second screen, answered there, then worth tokens once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from socle import ledger
from socle.directory.connect import CODE, INTERVAL, WAITING_CIBA, WAITING_PAGE, Means, Status
from socle.directory.models import Attempt
from socle.directory.oidc import verdicts
from socle.directory.services.connect import pushes
from socle.directory.services.connect.authenticators import try_code
from socle.directory.services.connect.keys import digest
from socle.ledger import Act, ActCode, Author, Outcome
from socle.ledger.acting import act, as_one_act
from socle.rulebook import ALLOWED, Decision, Finding, refuse

BY_CODE, BY_CIBA = "code", "ciba"
#: Numbers of two digits that both screens show. Source: spec/identity.md d.3, d.6.
_NUMBERS: Final = 100
#: How the journal calls who signs in; nobody knows who shows a card that is worth nothing.
_KINDS: Final = {Means.CPE: "employee", None: "unknown"}
_OPEN = (Status.WAITING.value, Status.PUSHED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a service asked for, already judged."""

    client_id: str
    scope: str
    acr: str
    redirect_uri: str = ""
    state: str = ""
    nonce: str = ""
    challenge: str = ""
    challenge_method: str = ""


def begin(asked: Asked, at: datetime) -> str:
    """A sign-in in a browser begins; gives the number by which the browser knows it."""
    number = secrets.token_urlsafe(32)
    _create(BY_CODE, number, asked, f"{secrets.randbelow(_NUMBERS):02d}", at, WAITING_PAGE)
    return number


@as_one_act
def begin_ciba(asked: Asked, holder: str, means: Means, binding: str, at: datetime) -> tuple[str, Decision]:
    """A sign-in without a browser begins, already pushed; gives its `auth_req_id`, "" when it is not shown."""
    number = secrets.token_urlsafe(32)
    decision = pushes.ask(digest(number), asked.client_id, holder, BY_CIBA, at)
    if not decision.allowed:
        return "", decision
    more = {"holder": holder, "means": means.value, "status": Status.PUSHED.value}
    _create(BY_CIBA, number, asked, binding, at, WAITING_CIBA, **more)
    return number, decision


def _create(kind: str, number: str, asked: Asked, binding: str, at: datetime, life: timedelta, **more: str) -> None:
    values = {
        "client_id": asked.client_id,
        "scope": asked.scope,
        "acr": asked.acr,
        "redirect_uri": asked.redirect_uri,
        "state": asked.state,
        "nonce": asked.nonce,
        "challenge": asked.challenge,
        "challenge_method": asked.challenge_method,
        "status": Status.WAITING.value,
    } | more
    act(
        lambda: Attempt.objects.create(
            kind=kind, key=digest(number), binding=binding, created_at=at, expires_at=at + life, **values
        )
    )


def attempt_of(number: str) -> Attempt | None:
    """The sign-in under way that is known by this number."""
    return Attempt.objects.filter(key=digest(number)).first()


def waiting_for(holder: str, at: datetime) -> list[Attempt]:
    """What this person is asked on the second screen, the latest first."""
    return list(
        Attempt.objects.filter(holder=holder, status=Status.PUSHED.value, expires_at__gt=at).order_by("-created_at")
    )


@as_one_act
def push(key: str, holder: str, means: Means, at: datetime) -> Decision:
    """Ask this person on the second screen; refused when nothing waits any more, or when he was asked too often.

    What he is shown already is not shown again. Whoever was asked before is asked no more, even if the new one is not.
    """
    row = Attempt.objects.select_for_update().filter(key=key, kind=BY_CODE, status__in=_OPEN, expires_at__gt=at).first()
    if row is None:
        return refuse(verdicts.EXPIRED.at("e-CPS"))
    if (row.holder, row.means, row.status) == (holder, means.value, Status.PUSHED.value):
        return ALLOWED
    decision = pushes.ask(row.key, row.client_id, holder, row.kind, at)
    row.holder, row.means, row.status = holder, means.value, Status.PUSHED.value
    if not decision.allowed:
        row.holder, row.means, row.status = "", "", Status.WAITING.value
    row.save(update_fields=["holder", "means", "status"])
    return decision


@as_one_act
def answer(key: str, holder: str, means: Means, code: str, at: datetime) -> Decision:
    """The person confirms on the second screen, with the confidential code; refused when it is not the one."""
    row = _pushed(key, holder, at)
    if row is None or (row.means and row.means != means.value):
        return refuse(verdicts.EXPIRED.at("e-CPS"))
    decision = try_code(holder, means, code, at)
    if decision.allowed:
        row.means, row.status, row.proved_at = means.value, Status.ACCEPTED.value, at
        row.save(update_fields=["means", "status", "proved_at"])
        pushes.confirm(key, holder)
    return _told(ActCode.LOGIN_CONFIRM, row, holder, means, decision, at)


@as_one_act
def decline(key: str, holder: str, at: datetime) -> Decision:
    """The person says no on the second screen."""
    row = _pushed(key, holder, at)
    if row is None:
        return refuse(verdicts.EXPIRED.at("e-CPS"))
    row.status = Status.REFUSED.value
    row.save(update_fields=["status"])
    return _told(ActCode.LOGIN_DECLINE, row, holder, Means(row.means or Means.E_CPS), ALLOWED, at)


def _pushed(key: str, holder: str, at: datetime) -> Attempt | None:
    found = Attempt.objects.select_for_update().filter(key=key, holder=holder, status=Status.PUSHED.value)
    return found.filter(expires_at__gt=at).first()


@as_one_act
def accept_card(key: str, holder: str, means: Means, at: datetime) -> bool:
    """The person showed a card, whose certificate was judged; whether the sign-in still waited for one."""
    row = Attempt.objects.select_for_update().filter(key=key, kind=BY_CODE, status__in=_OPEN, expires_at__gt=at).first()
    if row is None:
        return False
    row.holder, row.means, row.status, row.proved_at = holder, means.value, Status.ACCEPTED.value, at
    row.save(update_fields=["holder", "means", "status", "proved_at"])
    _told(ActCode.LOGIN_CONFIRM, row, holder, means, ALLOWED, at)
    return True


@as_one_act
def refuse_card(key: str, decision: Decision, at: datetime) -> None:
    """The card that was shown signs nobody in; the journal knows why, and not whose it may be."""
    row = Attempt.objects.filter(key=key).first()
    if row is not None:
        _told(ActCode.LOGIN_CONFIRM, row, "", None, decision, at)


def _told(code: ActCode, row: Attempt, holder: str, means: Means | None, decision: Decision, at: datetime) -> Decision:
    """Tell the journal, in the act that judges it, who proved himself to which service and with what, or did not."""
    ledger.append(
        Act(
            at=at,
            code=code,
            outcome=Outcome.DONE if decision.allowed else Outcome.REFUSED,
            author=Author(kind=_KINDS.get(means, "professional"), id=holder),
            object_id=row.client_id,
            rules=decision.rules,
            verdicts=tuple(dict.fromkeys(finding.verdict.id for finding in decision.findings)),
            details={"means": means.value if means is not None else "", "kind": row.kind},
        )
    )
    return decision


@as_one_act
def code_for(key: str, at: datetime) -> str:
    """The one code that an accepted sign-in is worth; "" when it is not accepted, or gave its code already."""
    row = Attempt.objects.select_for_update().filter(key=key, kind=BY_CODE, status=Status.ACCEPTED.value).first()
    if row is None or row.code_hash is not None or row.expires_at <= at:
        return ""
    code = secrets.token_urlsafe(32)
    row.code_hash, row.code_until = digest(code), at + CODE
    row.save(update_fields=["code_hash", "code_until"])
    return code


def poll(row: Attempt, at: datetime) -> Finding | None:
    """Why a service gets no tokens yet for a CIBA sign-in; None when it gets them. Inside an act."""
    early = row.polled_at is not None and at - row.polled_at < INTERVAL
    row.polled_at = at
    row.save(update_fields=["polled_at"])
    if row.status == Status.REFUSED.value:
        return verdicts.REFUSED.at("auth_req_id")
    if row.status == Status.SPENT.value:
        return verdicts.GRANT_REFUSED.at("auth_req_id", found="it was used already")
    if row.expires_at <= at:
        return verdicts.EXPIRED.at("auth_req_id")
    if row.status != Status.ACCEPTED.value:
        return (verdicts.SLOW_DOWN if early else verdicts.PENDING).at("auth_req_id")
    return None
