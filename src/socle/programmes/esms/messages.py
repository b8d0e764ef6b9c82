"""Messages sent by MSSanté, from the operator's rows: which flow each belongs to, of which structure it is.

An address of the citizen messaging holds a matricule: no address leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from socle.programmes.esms.counting import months_before
from socle.programmes.finess import finess
from socle.rulebook import applies

_TRUSTED = "mssante.fr"
_CITIZENS = "patient.mssante.fr"


class Flow(StrEnum):
    PROFESSIONAL = "professional"
    CITIZEN = "citizen"
    OUTSIDE = "outside"


@dataclass(slots=True)
class Sent:
    """What a structure sent: by flow, and of the citizen flow what went to users with a qualified INS.

    `qualified` is None when no row of the file says whose INS is qualified.
    """

    professional: int = 0
    citizen: int = 0
    qualified: int | None = None

    @property
    def total(self) -> int:
        return self.professional + self.citizen

    def add(self, other: Sent) -> None:
        self.professional += other.professional
        self.citizen += other.citizen
        if other.qualified is not None:
            self.qualified = (self.qualified or 0) + other.qualified

    @classmethod
    def of(cls, parts: Iterable[Sent]) -> Sent:
        """Several added up."""
        whole = cls()
        for part in parts:
            whole.add(part)
        return whole

    def as_json(self) -> dict[str, Any]:
        return {"professional": self.professional, "citizen": self.citizen, "citizen_ins_qualified": self.qualified}


@dataclass(frozen=True, slots=True)
class Traffic:
    """`by_structure`: by geographic FINESS. The others are not counted.

    `outside` left the trusted space, `received` came from a mailbox that is no professional one, `unplaced` has no
    structure, `undated` and `other_period` are not within the months counted.
    """

    by_structure: Mapping[str, Sent]
    outside: int = 0
    received: int = 0
    unplaced: int = 0
    undated: int = 0
    other_period: int = 0

    def as_json(self) -> dict[str, int]:
        return {
            "outside_mssante": self.outside,
            "not_sent_by_a_professional_mailbox": self.received,
            "without_structure": self.unplaced,
            "undated": self.undated,
            "other_period": self.other_period,
        }


@applies("MSS-001", "MSS-002")
def flow(recipient: str) -> Flow:
    """Where a message goes, from its recipient's domain, compared at the boundary of a label."""
    name, at, domain = recipient.strip().casefold().rstrip(">").rpartition("@")
    if not at or not name:
        return Flow.OUTSIDE
    if domain == _CITIZENS:
        return Flow.CITIZEN
    return Flow.PROFESSIONAL if domain == _TRUSTED or domain.endswith(f".{_TRUSTED}") else Flow.OUTSIDE


def traffic(rows: Iterable[Mapping[str, Any]], mailboxes: Mapping[str, str], at: date, months: int) -> Traffic:
    """Messages of the `months` months that end on `at` (0: all until then), by the structure of the sender.

    `mailboxes` gives the structure of a mailbox when the row does not name it. A message without a date is not counted.
    """
    held: dict[str, Sent] = {}
    counts = dict.fromkeys(("outside", "received", "unplaced", "undated", "other_period"), 0)
    since = months_before(at, months) if months else date.min
    for row in rows:
        why = _left_out(row, since, at)
        sender = (row.get("sender") or "").strip().casefold()
        structure = finess(row.get("finess_eg")) or mailboxes.get(sender, "")
        if why or not structure:
            counts[why or "unplaced"] += 1
            continue
        held.setdefault(structure, Sent()).add(_one(row))
    return Traffic(held, **counts)


def _left_out(row: Mapping[str, Any], since: date, at: date) -> str:
    if flow(row["recipient"]) is Flow.OUTSIDE:
        return "outside"
    if row.get("sender") and flow(row["sender"]) is not Flow.PROFESSIONAL:
        return "received"
    sent = row.get("sent")
    if sent is None:
        return "undated"
    day = sent.date() if isinstance(sent, datetime) else sent
    return "" if since <= day <= at else "other_period"


def _one(row: Mapping[str, Any]) -> Sent:
    if flow(row["recipient"]) is Flow.PROFESSIONAL:
        return Sent(professional=1)
    told = row.get("ins_qualified")
    return Sent(citizen=1, qualified=None if told is None else int(told))
