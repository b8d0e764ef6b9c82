"""The documented settings of Pro Santé Connect's second screen: how many requests one telephone is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from socle.rulebook.declaring import choice
from socle.rulebook.regional import RegionalChoices


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingChoices(RegionalChoices):
    """From which number on a request is not shown any more: only those that nobody confirmed count."""

    connect_asks_span: timedelta = choice(
        timedelta(minutes=10),
        "For how long a sign-in request that its person did not confirm counts against the next ones",
        "no public figure: ASSUMED",
    )
    connect_asks_of_service: int = choice(
        3,
        "How many sign-in requests of one service one person is shown without confirming any, in that time",
        "no public figure: ASSUMED",
    )
    connect_asks_of_person: int = choice(
        5,
        "How many sign-in requests of all services together one person is shown without confirming any, in that time",
        "no public figure: ASSUMED",
    )
    connect_asks_by_service: int = choice(
        600,
        "How many sign-in requests of one service may stand unconfirmed, of everybody together, in that time",
        "no public figure: ASSUMED; a national peak is some 50 sign-ins a second of all services",
    )
