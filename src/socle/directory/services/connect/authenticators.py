"""The e-CPS and cards that people sign in with: activating one, and judging the code that somebody typed."""

from __future__ import annotations

import hmac
from datetime import datetime

from socle.directory.connect import Activation, AuthenticatorFacts, KnownContact, Means
from socle.directory.models import Authenticator, ContactPoint
from socle.directory.rules import connect as rules
from socle.directory.services.connect.keys import code_digest
from socle.ledger.acting import act, as_one_act
from socle.rulebook import Decision


def register_contact(holder: str, mail: str, mobile: str) -> None:
    """What the Annuaire Santé knows of a professional's mail and mobile."""
    row = ContactPoint(holder=holder, mail=mail, mobile=mobile)
    told = ["mail", "mobile"]
    act(
        lambda: ContactPoint.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["holder"], update_fields=told
        )
    )


@as_one_act
def activate_ecps(asked: Activation, code: str, at: datetime) -> Decision:
    """Activate an e-CPS, again if need be, with its confidential code; refused when nothing proves the person."""
    row = ContactPoint.objects.filter(holder=asked.holder).first()
    known = KnownContact(mail=row.mail, mobile=row.mobile) if row is not None else None
    decision = rules.may_activate(asked, known)
    if decision.allowed:
        by = "card" if asked.card_shown else "contact"
        _write(asked.holder, Means.E_CPS, code, by, at)
    return decision


def register_card_code(holder: str, means: Means, code: str, at: datetime) -> None:
    """The confidential code of a card (code porteur), as it came by post."""
    act(lambda: _write(holder, means, code, "card", at))


def _write(holder: str, means: Means, code: str, by: str, at: datetime) -> None:
    values = {
        "secret_hash": code_digest(holder, means.value, code),
        "activated_by": by,
        "activated_at": at,
        "failures": 0,
        "locked_at": None,
    }
    Authenticator.objects.update_or_create(holder=holder, means=means.value, defaults=values)


def means_of(holder: str) -> tuple[Means, ...]:
    """What this person can sign in with, the e-CPS first."""
    found = {Means(value) for value in Authenticator.objects.filter(holder=holder).values_list("means", flat=True)}
    return tuple(means for means in Means if means in found)


def try_code(holder: str, means: Means, code: str, at: datetime) -> Decision:
    """Judge a code typed for this e-CPS or card, and count it when it is wrong. Inside an act."""
    row = Authenticator.objects.select_for_update().filter(holder=holder, means=means.value).first()
    known = None
    if row is not None:
        known = AuthenticatorFacts(holder=holder, means=means, failures=row.failures, locked_at=row.locked_at)
    right = row is not None and hmac.compare_digest(row.secret_hash, code_digest(holder, means.value, code))
    decision = rules.code_opens(known, means, right=right)
    if row is None or row.locked_at is not None:
        return decision
    row.failures = 0 if decision.allowed else row.failures + 1
    row.locked_at = at if rules.is_locked(row.failures) else None
    row.save(update_fields=["failures", "locked_at"])
    return decision
