"""The eight indicators of SUN-ES over one establishment's lists (rules SUN-003 to 011, 020 to 028, 043 to 047; spec 1)."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.programmes.oracle.facts import Establishment, Feed, Message, Report, Stay

#: SUN-020 to 027, in per cent.
TARGETS = {
    "DS1.1": {"F1": 49, "F2": 59, "F3": 64, "F4": 69},
    "DS1.2": {"F1": 40, "F2": 48, "F3": 59, "F4": 63},
    "DS1.3": {"F1": 49, "F2": 59, "F3": 64, "F4": 69},
    "DS2.1": {"F1": 45, "F2": 54, "F3": 59, "F4": 63},
    "DS3.1": {"F1": 45, "F2": 54, "F3": 59, "F4": 63},
    "DS4.1": {"F2": 42, "F3": 49, "F4": 56},
    "DS4.2": {"F2": 42, "F3": 49, "F4": 56},
    "DS4.3": {"F2": 100, "F3": 100, "F4": 100},
}
#: The semesters of measure (spec 1.2).
WINDOWS = {
    "F1": (date(2022, 1, 1), date(2022, 6, 30)),
    "F2": (date(2022, 7, 1), date(2022, 12, 31)),
    "F3": (date(2023, 1, 1), date(2023, 6, 30)),
    "F4": (date(2023, 7, 1), date(2023, 12, 31)),
}
#: JDV_J07: what the DMP is fed with, by indicator.
TYPES = {"DS1.1": "11490-0", "DS1.2": "57833-6", "DS1.3": "34874-8", "DS2.1": "11502-2", "DS3.1": "18748-4"}
#: Particular cases that stay in the gross denominator unless their switch is on (spec 1.4).
PARTICULAR = ("died", "newborn", "anonymous", "detainee", "opposition", "ins_not_qualified")
#: Lines that are no stays, unless their switch is off.
NO_STAYS = {
    "sessions": "seance",
    "outpatient_psychiatry": "ambulatoire_psy",
    "consultations": "consultation",
    "emergencies": "urgences",
}
#: What is on when nothing is said.
DEFAULTS = frozenset({*NO_STAYS, "partial_biology"})
#: Every switch that takes something out of a denominator or reads it another way.
SWITCHES = (*PARTICULAR, *NO_STAYS, "partial_biology", "by_admission", "all_stays_operative")
#: "unqualified INS tolerated until end of 2022" for the citizen's messages.
TOLERATED_UNTIL = date(2022, 12, 31)
#: Those whose unit is the stay.
BY_STAY = ("DS1.1", "DS1.2", "DS1.3", "DS4.2")
REASONS = ("no_document", "ins_not_qualified", "rejected", "wrong_level")
#: From the one nearest to success on.
NEAREST = ("wrong_level", "rejected", "ins_not_qualified")


@dataclass(frozen=True)
class Question:
    """What is asked: the measured month of a window, the switches that are on, the day of the declaration."""

    window: str
    start: date
    end: date
    switches: frozenset[str] = DEFAULTS
    declared_on: date | None = None
    cme: date | None = None


@dataclass
class Answer:
    numerator: int
    denominator: int
    target: int | None
    missing: dict[str, set[str]] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)

    def add(self, number: str, lacks: str | None) -> None:
        """Count a stay or a report: it has what is asked, or lacks it for this reason."""
        self.denominator += 1
        if lacks is None:
            self.numerator += 1
        else:
            self.missing.setdefault(lacks, set()).add(number)

    @property
    def rate(self) -> float | None:
        """In per cent, rounded down to a tenth, "so that 58.96 % never reads 59.0 %, attained"."""
        return floor(Fraction(self.numerator, self.denominator) * 1000) / 10 if self.denominator else None

    @property
    def attained(self) -> bool | None:
        """SUN-020 to 027: at least the target, on the exact fraction; nothing can be said of nothing."""
        if self.target is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator) >= Fraction(self.target, 100)


def month_of(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def measure(house: Establishment, asked: Question) -> dict[str, Answer]:
    """All eight, by code."""
    there = _standing(house.feeds, asked)
    groups = _counted(house.stays, asked)
    found = {code: _of_stays(code, groups, there, asked) for code in ("DS1.1", "DS1.2", "DS1.3")}
    found["DS2.1"] = _of_reports("DS2.1", house.lab, there, asked)
    found["DS3.1"] = _of_reports("DS3.1", house.imaging, there, asked)
    found["DS4.1"] = _of_correspondents(house, asked)
    found["DS4.2"] = _of_citizens(house, groups, asked)
    found["DS4.3"] = Answer(int(asked.cme is not None), int(asked.cme is not None), _target("DS4.3", asked))
    return found


def _target(code: str, asked: Question) -> int | None:
    return TARGETS[code].get(asked.window)


# -- what counts as a stay


def _four_months(end: date) -> date:
    """The first of the four months that end on this day."""
    after = end + timedelta(days=1)
    months = after.year * 12 + after.month - 1 - 4
    year, month = divmod(months, 12)
    if after.day <= calendar.monthrange(year, month + 1)[1]:
        return date(year, month + 1, after.day)
    return date(year + month // 11, (month + 1) % 12 + 1, 1)


def _counted(stays: list[Stay], asked: Question) -> dict[str, list[Stay]]:
    """The counted stays: the local number (of the patient, for dialysis) and the lines of each.

    "by discharge date in the period"; "one stay per local stay identifier" (the last discharge is the one of the stay);
    "a 4-month period with >= 3 sessions in the same legal structure", whose sites are pooled.
    """
    counted = {"sejour", *(kind for switch, kind in NO_STAYS.items() if switch not in asked.switches)}
    lines = defaultdict(list)
    for stay in stays:
        if stay.kind in counted:
            lines[stay.stay].append(stay)
    groups = {number: some for number, some in lines.items() if asked.start <= _attached(some, asked) <= asked.end}
    first, sessions = _four_months(asked.end), defaultdict(list)
    for stay in stays:
        day = stay.session_date or stay.discharged
        if stay.kind == "seance_dialyse" and first <= day <= asked.end:
            sessions[stay.patient or stay.stay].append(stay)
    for patient, some in sessions.items():
        if len({(line.stay, line.session_date or line.discharged) for line in some}) >= 3:
            groups[f"dialysis:{patient}"] = some
    return groups


def _attached(lines: list[Stay], asked: Question) -> date:
    if "by_admission" in asked.switches:
        return min(line.admitted or line.discharged for line in lines)
    return max(line.discharged for line in lines)


def _particular(lines: list[Stay]) -> set[str]:
    return {name for name in PARTICULAR if any(getattr(line, name) for line in lines)}


# -- what is in the DMP


def _standing(feeds: list[Feed], asked: Question) -> list[Feed]:
    """The lines of the log at the declaration, but for those of documents that the DMP no longer shows.

    Deleted "no longer counts"; a replaced one gave its place to the one that replaces it, unless that one was rejected.
    """
    known = [feed for feed in feeds if _in_time(feed, asked)]
    gone = {feed.document for feed in known if feed.status in {"deleted", "replaced"}}
    gone |= {feed.replaces for feed in known if feed.replaces and feed.status != "rejected"}
    return [feed for feed in known if feed.document not in gone]


def _in_time(sent: Feed | Message, asked: Question) -> bool:
    """ "Document sent after the period for a stay of the period: counts until the declaration date"."""
    return asked.declared_on is None or sent.sent is None or sent.sent.date() <= asked.declared_on


def _levelled(code: str, feed: Feed) -> bool:
    """DS2.1 asks for structured reports (N3); the others for CDA R2 N1."""
    return feed.level == ("N3" if code == "DS2.1" else "N1")


def _outcome(code: str, tried: list[Feed]) -> str | None:
    """None when one of these lines counts; else why none does, by the one that came nearest."""
    found = set()
    for feed in tried:
        if feed.status != "accepted":
            found.add("rejected")
        elif not feed.ins_qualified:
            found.add("ins_not_qualified")
        elif not _levelled(code, feed):
            found.add("wrong_level")
        else:
            return None
    return _nearest(found)


def _nearest(found: set[str]) -> str:
    return next((name for name in NEAREST if name in found), "no_document")


def _of_stays(code: str, groups: dict[str, list[Stay]], there: list[Feed], asked: Question) -> Answer:
    """DS1.1, DS1.2; DS1.3 over stays with a surgical act (SUN-011)."""
    answer, fed = Answer(0, 0, _target(code, asked)), defaultdict(list)
    for feed in there:
        if feed.type_code == TYPES[code]:
            fed[feed.stay].append(feed)
    for number, lines in groups.items():
        if code == "DS1.3" and "all_stays_operative" not in asked.switches and not any(line.surgery for line in lines):
            continue
        if not _kept(lines, asked, answer):
            continue
        answer.add(number, _outcome(code, [feed for stay in {line.stay for line in lines} for feed in fed[stay]]))
    return answer


def _kept(lines: list[Stay], asked: Question, answer: Answer) -> bool:
    """Whether a particular case stays in, and how many each switch took out."""
    out = _particular(lines) & asked.switches
    for name in out:
        answer.excluded[name] = answer.excluded.get(name, 0) + 1
    return not out


def _of_reports(code: str, reports: list[Report], there: list[Feed], asked: Question) -> Answer:
    """DS2.1 and DS3.1: the unit is the report; another laboratory's does not count, nor what is never scored."""
    answer = Answer(0, 0, _target(code, asked))
    for number in sorted({one.report for one in reports if _reported(code, one, asked)}):
        tried = [feed for feed in there if feed.report == number and feed.type_code == TYPES[code]]
        answer.add(number, _outcome(code, tried))
    return answer


def _reported(code: str, one: Report, asked: Question) -> bool:
    if not (asked.start <= one.produced <= asked.end and one.own):
        return False
    if code == "DS2.1" and not one.complete and "partial_biology" in asked.switches:
        return False
    return one.type_code in {None, TYPES[code]}


# -- messages


def domain(mailbox: str) -> str:
    return mailbox.strip().lower().rpartition("@")[2]


def is_citizen(mailbox: str) -> bool:
    return domain(mailbox) == "patient.mssante.fr"


def is_professional(mailbox: str) -> bool:
    """At a label's boundary: notmssante.fr is none."""
    name = domain(mailbox)
    return (name == "mssante.fr" or name.endswith(".mssante.fr")) and not is_citizen(mailbox)


def _sent(message: Message) -> bool:
    return message.status == "accepted"


def _of_correspondents(house: Establishment, asked: Question) -> Answer:
    """DS4.1: equipped correspondents who got a CDA with a qualified INS, of those equipped."""
    boxes: dict[str, set[str]] = defaultdict(set)
    for one in house.correspondents:
        if one.mailbox and is_professional(one.mailbox):
            boxes[one.correspondent].add(one.mailbox.strip().lower())
    reached = {
        recipient
        for message in house.messages
        for recipient in _recipients(message)
        if _sent(message)
        and message.ins_qualified
        and message.format in {"CDA_N1", "CDA_N3"}
        and message.sent is not None
        and asked.start <= message.sent.date() <= asked.end
    }
    got = sum(1 for mine in boxes.values() if mine & reached)
    return Answer(got, len(boxes), _target("DS4.1", asked))


def _recipients(message: Message) -> list[str]:
    """Everyone a line names: each got the message."""
    return message.recipient.lower().replace(";", " ").replace(",", " ").split()


def _of_citizens(house: Establishment, groups: dict[str, list[Stay]], asked: Question) -> Answer:
    """DS4.2: stays for which a message went to the patient, with or without a document."""
    answer, sent = Answer(0, 0, _target("DS4.2", asked)), defaultdict(list)
    for message in house.messages:
        sent[message.stay].append(message)
    for number, lines in groups.items():
        if not _kept(lines, asked, answer):
            continue
        answer.add(number, _told([message for stay in {line.stay for line in lines} for message in sent[stay]], asked))
    return answer


def _told(messages: list[Message], asked: Question) -> str | None:
    """None when one of them reached the patient; else why none did, by the one that came nearest."""
    found = set()
    for message in messages:
        if not (any(map(is_citizen, _recipients(message))) and _in_time(message, asked)):
            continue
        tolerated = message.sent is not None and message.sent.date() <= TOLERATED_UNTIL
        if not _sent(message):
            found.add("rejected")
        elif not (message.ins_qualified or tolerated):
            found.add("ins_not_qualified")
        else:
            return None
    return _nearest(found)


# -- domains and money


def domains(found: dict[str, Answer]) -> dict[str, bool | None]:
    """D1 needs both, D4 all three (spec 1.5); None: not measurable, and nothing else failed."""

    def both(*codes: str) -> bool | None:
        states = [found[code].attained for code in codes]
        return False if False in states else None if None in states else True

    return {
        "D1": both("DS1.1", "DS1.2"),
        "D2": both("DS2.1"),
        "D3": both("DS3.1"),
        "D4": both("DS4.1", "DS4.2", "DS4.3"),
    }


def bonus(found: dict[str, Answer]) -> bool:
    """SUN-011 and 012: operative reports at their target in an establishment with surgery, D1 attained."""
    return domains(found)["D1"] is True and found["DS1.3"].attained is True
