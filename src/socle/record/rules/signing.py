"""With what a professional opens the record's pages, by day: a nominative card, or its form on a telephone (e-CPS)."""

from __future__ import annotations

from datetime import datetime, timedelta

from socle.directory.actor import Actor, Kind
from socle.directory.connect import Means
from socle.directory.facts import ProfessionalFacts
from socle.directory.rules.people import professional_exists
from socle.record.verdicts import access
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day

#: A pharmacist. Source: TRE_G15.
_PHARMACIST = "21"


@applies("DMP-064", "DMP-065", "DMP-066", "DMP-067")
def opens_portal(actor: Actor, at: datetime, choices: Choices) -> Decision:
    """Whether what this person signed in with opens the portal: a card always, an e-CPS from its first day on."""
    if actor.means != Means.E_CPS.value:
        return Decision(rules=(rule("DMP-064"),))
    first = choices.ecps_first_day
    if french_day(at) < first:
        return refuse(access.ECPS_TOO_EARLY.at(expected=f"{first:%d/%m/%Y}"), rules=(rule("DMP-066"),))
    return Decision(rules=(rule("DMP-064"), rule("DMP-065")))


@applies("DMP-068", "DMP-069")
def calls_by_context(actor: Actor, at: datetime, choices: Choices) -> Decision:
    """Whether a pharmacy's contextual call opens the record with an e-CPS that day."""
    if actor.means != Means.E_CPS.value or actor.profession != _PHARMACIST:
        return ALLOWED
    first = choices.contextual_ecps_first_day
    if french_day(at) < first:
        return refuse(access.CONTEXTUAL_ECPS_TOO_EARLY.at(expected=f"{first:%d/%m/%Y}"), rules=(rule("DMP-069"),))
    return Decision(rules=(rule("DMP-068"),))


@applies("AUTH-042")
def session_goes_on(
    actor: Actor, since: datetime | None, lasts: timedelta | None, known: ProfessionalFacts | None, at: datetime
) -> Decision:
    """Whether somebody signed in `since` then still is: no longer than a session lasts, nor than he is active.

    `since` is None for a session that no sign-in of the portal opened (the sandbox's choice of a person, who may be
    nobody of the directory), `lasts` where sessions have no bound. A clock that went back ends it too.
    """
    if since is not None and lasts is not None and not timedelta(0) <= at - since < lasts:
        return refuse(access.SESSION_ENDED.at(expected=_duration(lasts)))
    if actor.kind is not Kind.PROFESSIONAL:
        return ALLOWED
    if known is not None:
        return professional_exists(actor.id, known, at)
    return refuse(access.HOLDER_LEFT.at(found=actor.id)) if since is not None else ALLOWED


def _duration(lasts: timedelta) -> str:
    """A duration in words of French and of English alike."""
    minutes = round(lasts.total_seconds() / 60)
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"
