"""The organisation of identitovigilance of a structure: declared, read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from socle import ledger
from socle.identity import rules
from socle.identity.clerk import Clerk
from socle.identity.facts import Organisation
from socle.identity.models import Vigilance
from socle.ledger import Act, ActCode
from socle.ledger.act import Outcome as Ended
from socle.ledger.acting import act
from socle.rulebook import Decision

_COLUMNS = (
    *("charter", "charter_on", "referent", "referent_name", "cluster", "super_referent", "validated_on"),
    "declared_at",
)


def organisation_of(clerk: Clerk) -> Organisation | None:
    """What this clerk's structure declared; None when it never did."""
    row = Vigilance.objects.filter(pk=clerk.structure).first()
    return Organisation(**{name: getattr(row, name) for name in _COLUMNS}) if row is not None else None


def declare_organisation(clerk: Clerk, organisation: Organisation, at: datetime) -> Decision:
    """Declare who looks after identities. Refused, and nothing kept, without a charter or a referent (ORG-002)."""

    def command() -> Decision:
        decision = rules.in_order(organisation)
        if decision.allowed:
            dated = replace(organisation, declared_at=at)
            values = {name: getattr(dated, name) for name in _COLUMNS}
            Vigilance.objects.update_or_create(pk=clerk.structure, defaults=values)
        ledger.append(
            Act(
                at=at,
                code=ActCode.VIGILANCE_DECLARE,
                outcome=Ended.DONE if decision.allowed else Ended.REFUSED,
                author=clerk.author,
                object_id=clerk.structure,
                rules=decision.rules,
                verdicts=tuple(finding.verdict.id for finding in decision.findings),
            )
        )
        return decision

    return act(command)
