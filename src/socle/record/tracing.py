"""The journal of what a binding refused by itself, before or beside any use case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socle import ledger
from socle.directory.actor import Actor
from socle.ledger import Act, ActCode, Author, Outcome
from socle.ledger.acting import act
from socle.record.services.tracing import author_of
from socle.rulebook import Finding
from socle.wire.vihf.model import Vihf

#: A caller of whom nothing is proven.
UNKNOWN = Author(kind="unknown", id="")


def claimed_by(token: Vihf) -> Author:
    """Who a verified token says is calling, when the directory then refused the call."""
    return Author(
        kind="unknown",
        id=token.name_id,
        structure=token.structure,
        authentication=token.mode.value,
        access_mode=token.access_mode.value,
        software=f"{token.software.name} {token.software.version}" if token.software else "",
        person_id=token.name_id,
    )


def refused(
    author: Author | Actor,
    findings: Sequence[Finding],
    *,
    code: ActCode,
    service: str,
    transaction_id: str,
    at: datetime,
) -> None:
    """Tell the journal that an exchange was refused, and by which verdicts."""
    errors = [finding for finding in findings if finding.is_error]
    told = Act(
        at=at,
        code=code,
        outcome=Outcome.REFUSED,
        author=author_of(author) if isinstance(author, Actor) else author,
        rules=tuple(dict.fromkeys(rule for finding in errors for rule in finding.verdict.rules)),
        verdicts=tuple(dict.fromkeys(finding.verdict.id for finding in errors)),
        details={"service": service, "transaction": transaction_id},
    )
    act(lambda: ledger.append(told))
