"""What is asked of the units, and the scale on which each stands.

Scores, the nearest to success of all lines of a unit: 4 it counts; 3 the level or format is another; 2 rejected; 1 the
INS is not qualified; 0 nothing was sent (the order of interfaces.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from socle.programmes.sunes.rules.periods import Period
from socle.programmes.sunes.switches import exclusions

GOOD, WRONG_LEVEL, REJECTED, NOT_QUALIFIED, NOTHING = 4, 3, 2, 1, 0
#: Why a unit does not count, by its score.
REASONS = {
    NOTHING: "no_document",
    NOT_QUALIFIED: "ins_not_qualified",
    REJECTED: "rejected",
    WRONG_LEVEL: "wrong_level",
}
#: The indicators whose unit is the stay, and the column of their score.
BY_STAY = {"DS1.1": "s11", "DS1.2": "s12", "DS1.3": "s13", "DS4.2": "s42"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: periods, switches that are on, the last day on which something sent counts (None: any).

    `by_day` counts each day of the periods apart, under its date; dialysis stays, which have none, are left out.
    """

    periods: tuple[Period, ...]
    on: frozenset[str]
    declared_on: date | None = None
    by_day: bool = False

    @property
    def taken_out(self) -> tuple[str, ...]:
        return exclusions(self.on)
