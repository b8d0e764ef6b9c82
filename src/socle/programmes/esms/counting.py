"""Who counts, and for what: pure decisions on one person, then whole numbers over the persons of a structure."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from socle.programmes.esms.persons import Person
from socle.programmes.esms.rates import Rate
from socle.programmes.esms.settings import Judged, Settings
from socle.programmes.esms.verdicts import NOT_QUALIFIABLE
from socle.rulebook import ALLOWED, Decision, applies, refuse

#: Percent indicators counted from persons, in the order of reports.
CODES = ("EN.1", "EN.2", "EN.3", "EN.4")
#: Documents fed, by typeCode: the personalised project, the DLU, and of any type.
FED = ("80788-3", "74207-2", "all")
#: A person's local number and, by indicator, why he does not count.
Reasons = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The rates of one structure, by indicator, over both readings of the denominator, and what is missing.

    `missing`: by indicator and reason, the local numbers of the persons judged. `left`: why persons left the
    denominator, with how many. `fed`: documents by type.
    """

    listed: int
    supported: int
    qualifiable: int
    active: int
    qualified: int
    undecided: int
    left: dict[str, int]
    rates: dict[Judged, dict[str, Rate]]
    missing: dict[str, dict[str, tuple[str, ...]]]
    fed: dict[str, int] = field(default_factory=dict)


@applies("ESMS-003")
def qualifiability(person: Person) -> Decision:
    """Why the person's INS is not qualifiable, as a finding; none when it is.

    A qualified INS proves the identity and its document. What the file does not say excludes nobody.
    """
    if person.anonymous:
        return refuse(NOT_QUALIFIABLE.at(found="anonymous"))
    if person.ins_status == "qualified":
        return ALLOWED
    if person.identity_known is False:
        return refuse(NOT_QUALIFIABLE.at(found="identity_unknown"))
    if person.identity_document is False:
        return refuse(NOT_QUALIFIABLE.at(found="no_identity_document"))
    return ALLOWED


def is_undecided(person: Person) -> bool:
    """Whether nothing in the file tells that an INS which nothing excludes is qualifiable."""
    silent = person.identity_known is None or person.identity_document is None
    return silent and person.ins_status != "qualified"


@applies("ESMS-002")
def file_missing(person: Person, at: date) -> str:
    """Why the person has no active file on that day; empty when there is one: activated in the DUI, and by then."""
    if person.active is False:
        return "file_closed"
    if person.activated is not None:
        return "" if person.activated <= at else "activated_later"
    return "" if person.active else "no_file"


def dated_missing(day: date | None, at: date, months: int, word: str) -> str:
    """Why a project or an event does not count: none, after the day, or older than `months` months (0: any age)."""
    if day is None:
        return f"no_{word}"
    if day > at:
        return f"{word}_later"
    return f"{word}_too_old" if months and day < months_before(at, months) else ""


def fed_missing(person: Person, settings: Settings) -> str:
    """Why no document of the person counts in the DMP."""
    if person.fed(named_only=settings.named_documents_only):
        return ""
    return "ins_not_qualified" if person.ins_status not in {"", "qualified"} else "no_document"


@lru_cache(64)
def months_before(day: date, months: int) -> date:
    """The same day that many months earlier, the last of its month when there is no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@applies("ESMS-001", "ESMS-003", "ESMS-007")
def count(persons: Iterable[Person], at: date, settings: Settings) -> Counted:
    """The indicators of one geographic FINESS on a day."""
    listed = list(persons)
    supported = [one for one in listed if one.supported(at)]
    left: Counter[str] = Counter()
    undecided = 0
    everyone, kept = [], []
    for one in supported:
        reasons = one.id, _reasons(one, at, settings)
        everyone.append(reasons)
        findings = qualifiability(one).findings
        if findings:
            left[findings[0].found] += 1
        else:
            kept.append(reasons)
            undecided += is_undecided(one)
    rates = {Judged.QUALIFIABLE: _rates(kept), Judged.EVERYONE: _rates(everyone)}
    rates[Judged.EVERYONE]["EN.4"] = rates[Judged.QUALIFIABLE]["EN.4"]
    judged = kept if settings.judged is Judged.QUALIFIABLE else everyone
    return Counted(
        listed=len(listed),
        supported=len(supported),
        qualifiable=len(kept),
        active=rates[Judged.EVERYONE]["EN.1"].numerator,
        qualified=sum(one.ins_status == "qualified" for one in supported),
        undecided=undecided,
        left=dict(left),
        rates=rates,
        missing={**_missing(judged, CODES[:3]), **_missing(kept, CODES[3:])},
        fed={
            "80788-3": sum(one.projects_fed for one in supported),
            "74207-2": sum(one.liaison_fed for one in supported),
            "all": sum(one.fed(named_only=False) for one in supported),
        },
    )


def added(parts: Iterable[Counted]) -> Counted:
    """Several structures as one: numerators and denominators added up, never rates."""
    held = list(parts)
    missing: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in CODES}
    for code in CODES:
        for why in sorted({why for one in held for why in one.missing[code]}):
            missing[code][why] = tuple(id for one in held for id in one.missing[code].get(why, ()))
    return Counted(
        listed=sum(one.listed for one in held),
        supported=sum(one.supported for one in held),
        qualifiable=sum(one.qualifiable for one in held),
        active=sum(one.active for one in held),
        qualified=sum(one.qualified for one in held),
        undecided=sum(one.undecided for one in held),
        left=dict(sum((Counter(one.left) for one in held), Counter[str]())),
        rates={
            reading: {code: sum((one.rates[reading][code] for one in held), Rate(0, 0)) for code in CODES}
            for reading in Judged
        },
        missing=missing,
        fed={kind: sum(one.fed[kind] for one in held) for kind in FED},
    )


def _reasons(person: Person, at: date, settings: Settings) -> dict[str, str]:
    """By indicator in whose denominator the person stands, the reason why he is not in its numerator."""
    reasons = {"EN.1": file_missing(person, at), "EN.4": fed_missing(person, settings)}
    if not reasons["EN.1"]:
        months = settings.freshness_months
        reasons["EN.2"] = dated_missing(person.project, at, months, "project")
        reasons["EN.3"] = dated_missing(person.event, at, months, "event")
    return reasons


def _rates(persons: list[Reasons]) -> dict[str, Rate]:
    tallies = {code: [0, 0] for code in CODES}
    for _, reasons in persons:
        for code, reason in reasons.items():
            tallies[code][0] += not reason
            tallies[code][1] += 1
    return {code: Rate(met, asked) for code, (met, asked) in tallies.items()}


def _missing(persons: list[Reasons], codes: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, list[str]]] = {code: defaultdict(list) for code in codes}
    for id, reasons in persons:
        for code, by in found.items():
            if reasons.get(code):
                by[reasons[code]].append(id)
    return {code: {why: tuple(ids) for why, ids in sorted(by.items())} for code, by in found.items()}
