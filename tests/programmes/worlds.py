"""Small establishments drawn by chance from a seed and a number, with all that goes wrong in real files.

Duplicates, deleted and replaced documents, rejections, wrong levels, unqualified INS, dialysis across sites, dates at the
bounds of the month, transferred stays, mailboxes that only look like MSSanté. A number draws its establishment again.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from tests.programmes.oracle.facts import Correspondent, Establishment, Feed, Message, Report, Stay
from tests.programmes.oracle.sunes import PARTICULAR, TARGETS, TYPES, WINDOWS, Question, month_of

SEED = 2026
OTHER_TYPE = "11506-3"
#: Anatomic pathology: never scored.
PATHOLOGY = "11526-1"
#: One in so many establishments stands exactly at the target, or one stay under it.
AT_TARGET = 40
INS_STATUSES = (None, "qualified", "qualified", "qualified", "validated", "provisional", "not_qualified")


def question(seed: int, number: int) -> Question:
    """What is asked of a batch of establishments: a window, a calendar or a rolling month of it, a day of declaration."""
    draw = random.Random(f"{seed}:question:{number}")
    window = draw.choice(list(WINDOWS))
    first, last = WINDOWS[window]
    start, end = month_of(first.year, draw.randint(first.month, last.month))
    if draw.random() < 0.3:
        start = start.replace(day=draw.randint(2, 28))
        end = (start + timedelta(days=31)).replace(day=start.day) - timedelta(days=1)
        if end > last:
            start, end = month_of(last.year, last.month)
    declared = draw.choice((None, end, end + timedelta(days=1), end + timedelta(days=draw.randint(2, 60))))
    cme = draw.choice((None, start - timedelta(days=20), end))
    return Question(window, start, end, declared_on=declared, cme=cme)


def establishment(seed: int, number: int, asked: Question) -> Establishment:
    """The establishment of this number."""
    draw = random.Random(f"{seed}:{number}")
    house = Establishment(f"{number:09d}")
    if draw.randrange(AT_TARGET) == 0:
        _at_target(draw, house, asked)
        return house
    making = _Making(draw, house, asked)
    for _ in range(draw.choice((0, 1, 2, 3, 5, 8, 12))):
        making.stay()
    for _ in range(draw.choice((0, 0, 0, 1, 2))):
        making.dialysis()
    for _ in range(draw.choice((0, 0, 1, 3, 6))):
        making.report(house.lab, "DS2.1", "L")
    for _ in range(draw.choice((0, 0, 1, 3, 6))):
        making.report(house.imaging, "DS3.1", "I")
    for _ in range(draw.choice((0, 0, 1, 4))):
        making.correspondent()
    draw.shuffle(house.feeds)
    draw.shuffle(house.stays)
    return house


def _at_target(draw: random.Random, house: Establishment, asked: Question) -> None:
    """A hundred stays, of which as many as the target, or one less, have their letter and their prescription."""
    short = draw.choice((0, 1))
    for rank in range(100):
        number = f"S{rank}"
        house.stays.append(Stay(number, asked.end - timedelta(days=rank % 28)))
        for code in ("DS1.1", "DS1.2"):
            if rank < TARGETS[code][asked.window] - short:
                at = datetime.combine(asked.start, time(8))
                house.feeds.append(Feed(f"1.2.250.1.999.{house.finess_ej}.{code}.{rank}", TYPES[code], number, sent=at))


class _Making:
    """One establishment in the making."""

    def __init__(self, draw: random.Random, house: Establishment, asked: Question) -> None:
        self.draw, self.house, self.asked = draw, house, asked
        self.made = 0
        self.sites = [f"{house.finess_ej[1:]}{rank}" for rank in range(1, 3)]

    def _number(self, letter: str) -> str:
        """A local number: other establishments have the same. A document's is nobody else's, as a uniqueId is."""
        self.made += 1
        return f"{letter}{self.made}" if letter != "F" else f"1.2.250.1.999.{self.house.finess_ej}.{self.made}"

    def _chance(self, part: float) -> bool:
        return self.draw.random() < part

    def _day(self) -> date:
        """Often a bound of the month, or the day beside it."""
        start, end = self.asked.start, self.asked.end
        inside = start + timedelta(days=self.draw.randint(0, (end - start).days))
        near = (start, end, start - timedelta(days=1), end + timedelta(days=1), inside + timedelta(days=45))
        return self.draw.choice(near) if self._chance(0.35) else inside

    def _instant(self, after: date) -> datetime:
        """Often at the last second of the declaration's day, or the first of the next."""
        limit = self.asked.declared_on
        if limit is not None and self._chance(0.25):
            return self.draw.choice(
                (datetime.combine(limit, time(23, 59, 59)), datetime.combine(limit + timedelta(days=1), time(0)))
            )
        moment = time(self.draw.randint(0, 23), self.draw.randint(0, 59))
        return datetime.combine(after + timedelta(days=self.draw.randint(-1, 20)), moment)

    # -- stays

    def stay(self) -> None:
        draw, number, day = self.draw, self._number("S"), self._day()
        kind = draw.choice(("sejour",) * 12 + ("seance", "ambulatoire_psy", "consultation", "urgences"))
        flags = {name: self._chance(0.06) for name in PARTICULAR if name != "ins_not_qualified"}
        line = Stay(
            number,
            day,
            day - timedelta(days=draw.randint(0, 12)),
            kind,
            draw.choice(("MCO", "SSR", "PSY", "HAD")),
            draw.choice(self.sites),
            patient=self._number("P"),
            surgery=self._chance(0.4),
            ins_status=draw.choice(INS_STATUSES),
            **flags,
        )
        self.house.stays.append(line)
        if self._chance(0.08):  # transferred to the other site of the same legal entity, or told twice
            other = {"finess_eg": draw.choice(self.sites)}
            if self._chance(0.5):  # the line of the first site ends at the transfer
                other |= {"discharged": line.admitted}
            again = Stay(**vars(line) | other)
            self.house.stays.append(again)
        self._letters(number, day)

    def dialysis(self) -> None:
        """Two to five sessions of one patient over some five months, on both sites."""
        patient, end, shared = self._number("P"), self.asked.end, self._number("D")
        one_number = self._chance(0.3)  # a single local number for the whole series
        for _ in range(self.draw.randint(2, 5)):
            day = end - timedelta(
                days=self.draw.choice((0, 1, 30, 60, 90, 110, 118, 119, 120, 121, 122, 123, 124, 150))
            )
            number = shared if one_number else self._number("D")
            site = self.draw.choice(self.sites)
            line = Stay(number, day, day, "seance_dialyse", "DIALYSE", site, day, patient)
            self.house.stays.append(line)
            if self._chance(0.1):  # the same line twice is one session
                self.house.stays.append(Stay(**vars(line)))
            if self._chance(0.4):
                self._letters(number, day)

    def _letters(self, number: str, day: date) -> None:
        for code in ("DS1.1", "DS1.2", "DS1.3"):
            for _ in range(self.draw.choice((0, 1, 1, 1, 2, 3))):
                self._feed(code, day, stay=number)
        if self._chance(0.1):
            self.house.feeds.append(Feed(self._number("F"), OTHER_TYPE, number, sent=self._instant(day)))
        for _ in range(self.draw.choice((0, 1, 1, 2))):
            self._to_the_patient(number, day)

    # -- what is sent

    def _feed(self, code: str, day: date, *, stay: str | None = None, report: str | None = None) -> None:
        draw, right = self.draw, "N3" if code == "DS2.1" else "N1"
        level = right if self._chance(0.85) else {"N1": "N3", "N3": "N1"}[right]
        status = draw.choices(("accepted", "rejected", "deleted", "replaced"), (80, 12, 4, 4))[0]
        feed = Feed(
            self._number("F"),
            TYPES[code],
            stay,
            report,
            level,
            self._chance(0.85),
            status,
            self._instant(day),
            finess_eg=draw.choice(self.sites),
        )
        self.house.feeds.append(feed)
        kind = draw.random()
        if kind < 0.07:  # the same once more: refused as a duplicate, or accepted at last
            other = "rejected" if status == "accepted" else "accepted" if status == "rejected" else status
            self.house.feeds.append(Feed(**vars(feed) | {"status": other, "sent": feed.sent + timedelta(minutes=5)}))
        elif kind < 0.12:  # a later version, which may itself be refused or spoiled
            later = vars(feed) | {
                "document": self._number("F"),
                "replaces": feed.document,
                "status": draw.choice(("accepted", "accepted", "rejected", "deleted")),
                "ins_qualified": self._chance(0.7),
                "sent": feed.sent + timedelta(hours=2),
            }
            self.house.feeds.append(Feed(**later))

    def report(self, where: list[Report], code: str, letter: str) -> None:
        draw, day, number = self.draw, self._day(), self._number(letter)
        kind = draw.choices((TYPES[code], None, PATHOLOGY), (8, 3, 1))[0]
        line = Report(number, day, self._chance(0.9), self._chance(0.9), kind)
        where.append(line)
        if self._chance(0.05):
            where.append(Report(**vars(line)))
        for _ in range(draw.choice((0, 1, 1, 1, 2))):
            self._feed(code, day, report=number)

    def _to_the_patient(self, number: str, day: date) -> None:
        draw = self.draw
        recipient = draw.choice(
            (
                "1@patient.mssante.fr",
                "1@PATIENT.MSSANTE.FR",
                "1@patient.mssante.fr",
                "1@nepatient.mssante.fr",
                "1@patient.mssante.fr; dr.a@medecin.mssante.fr",
                "1@free.fr",
            )
        )
        status = draw.choice(("accepted", "accepted", "accepted", "rejected"))
        self.house.messages.append(
            Message(
                self._number("M"),
                recipient,
                number,
                self._instant(day),
                draw.choice(("none", "PDF", "CDA_N1")),
                self._chance(0.85),
                status,
            )
        )

    def correspondent(self) -> None:
        draw, number = self.draw, self._number("C")
        name = number.lower()
        box = draw.choice(
            (
                f"{name}@medecin.mssante.fr",
                f"{name}@mssante.fr",
                f"{name}@notmssante.fr",
                None,
                f"{name}@patient.mssante.fr",
            )
        )
        self.house.correspondents.append(Correspondent(number, box))
        if box and self._chance(0.15):  # a second mailbox of the same person
            self.house.correspondents.append(Correspondent(number, f"{name}.2@chu.mssante.fr"))
            box = draw.choice((box, f"{name}.2@chu.mssante.fr"))
        for _ in range(draw.choice((0, 1, 1, 2)) if box else 0):
            self.house.messages.append(
                Message(
                    self._number("M"),
                    draw.choice((box, box.upper(), f"autre@chu.mssante.fr;{box}", f"{box}, autre@chu.mssante.fr")),
                    None,
                    self._instant(self._day()),
                    draw.choice(("CDA_N1", "CDA_N1", "CDA_N3", "PDF", "none")),
                    self._chance(0.85),
                    draw.choice(("accepted", "accepted", "accepted", "rejected")),
                )
            )
