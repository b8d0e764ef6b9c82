"""What an establishment's files tell, as plain values. None: the cell is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class Stay:
    """One line of the stays file; a dialysis session is a line of its own."""

    stay: str
    discharged: date
    admitted: date | None = None
    kind: str = "sejour"
    activity: str = "MCO"
    finess_eg: str = ""
    session_date: date | None = None
    patient: str | None = None
    surgery: bool = False
    died: bool = False
    newborn: bool = False
    anonymous: bool = False
    detainee: bool = False
    opposition: bool = False
    ins_status: str | None = None

    @property
    def ins_not_qualified(self) -> bool:
        return self.ins_status not in {None, "qualified"}


@dataclass
class Feed:
    """One line of the log of what was sent to the DMP."""

    document: str
    type_code: str
    stay: str | None = None
    report: str | None = None
    level: str = "N1"
    ins_qualified: bool = True
    status: str = "accepted"
    sent: datetime | None = None
    replaces: str | None = None
    finess_eg: str = ""


@dataclass
class Message:
    """One line of the log of MSSanté."""

    message: str
    recipient: str
    stay: str | None = None
    sent: datetime | None = None
    format: str = "none"
    ins_qualified: bool = True
    status: str = "accepted"


@dataclass
class Correspondent:
    correspondent: str
    mailbox: str | None


@dataclass
class Report:
    """One report that the laboratory or the imaging unit produced."""

    report: str
    produced: date
    own: bool = True
    complete: bool = True
    type_code: str | None = None


@dataclass
class Establishment:
    """One legal entity (EJ) and its files."""

    finess_ej: str
    stays: list[Stay] = field(default_factory=list)
    feeds: list[Feed] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    correspondents: list[Correspondent] = field(default_factory=list)
    lab: list[Report] = field(default_factory=list)
    imaging: list[Report] = field(default_factory=list)
