"""What a line of the national directory must say, and what may be concluded from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from socle.directory.imports import verdicts
from socle.rulebook import ALLOWED, Decision, applies, refuse
from socle.rulebook.days import french_day

#: Source: AUTH-066 (answer of 2022-04-28). Professions of TRE_G15.
NURSES_IN_RPPS: Final = date(2021, 10, 28)
_NURSES: Final = frozenset({"60", "69"})


@applies("RPPS-003")
def has_civil_status(family: str, place: str) -> Decision:
    """A situation is attached to a person of whom the civil status is known: here, the name at least."""
    return ALLOWED if family.strip() else refuse(verdicts.NO_CIVIL_STATUS.at(place))


@applies("RPPS-018")
def tells_a_situation(activity: tuple[str, ...], structure: str, place: str) -> Decision:
    """A situation of practice is an activity: where one works does not tell what one does there.

    `activity` holds the codes of mode, role, kind of activity and section, empty when they are not said.
    """
    if any(activity) or not structure:
        return ALLOWED
    return Decision(findings=(verdicts.NO_SITUATION.at(place, found=structure),))


@applies("AUTH-066")
def is_under_its_number(profession: str, idnat: str, at: datetime, place: str) -> Decision:
    """From 28/10/2021 on, a nurse is known by an RPPS number."""
    if profession in _NURSES and idnat[:1] == "0" and french_day(at) >= NURSES_IN_RPPS:
        told = f"{NURSES_IN_RPPS:%d/%m/%Y}"
        return Decision(findings=(verdicts.NURSE_UNDER_ADELI.at(place, expected=told, found=idnat),))
    return ALLOWED
