"""What RPPS+ tells the journal: every registration, opening of rights and grant of access, refusals too (RPPS-015)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socle import ledger
from socle.directory.actor import Actor
from socle.directory.facts import StructureFacts
from socle.ledger import Act, ActCode, Author, Outcome
from socle.rulebook import Decision, applies, rule


def register_of(place: StructureFacts | None) -> str:
    """The name under which the journal keeps what is done in a structure: one register by legal entity."""
    return f"rpps-plus-{place.entity or place.idnat}" if place is not None else "rpps-plus"


@applies("RPPS-015")
def tell(
    actor: Actor,
    code: ActCode,
    decision: Decision,
    at: datetime,
    *,
    place: StructureFacts | None,
    about: str = "",
    details: Mapping[str, str] | None = None,
) -> None:
    """Write one act to the journal, in the transaction that does it. `about` is whom it concerns."""
    where = {"structure": place.idnat} if place is not None else {}
    ledger.append(
        Act(
            at=at,
            code=code,
            outcome=Outcome.DONE if decision.allowed else Outcome.REFUSED,
            author=_author(actor),
            record_id=register_of(place),
            object_id=about,
            rules=tuple(dict.fromkeys((*decision.rules, rule("RPPS-015")))),
            verdicts=tuple(dict.fromkeys(finding.verdict.id for finding in decision.findings)),
            details={**where, **{name: value for name, value in (details or {}).items() if value}},
        )
    )


def _author(actor: Actor) -> Author:
    return Author(
        kind=actor.kind.value,
        id=actor.id,
        name=actor.name,
        structure=actor.structure,
        structure_name=actor.structure_name,
        profession=actor.profession,
        authentication=actor.authentication.value,
        person_id=actor.person_id,
    )
