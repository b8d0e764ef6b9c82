"""What may be taken over of a DPI's history, since when, and for whom the bonus was. Pure decisions.

Source: DOC-019, DOC-020, DOC-014, SUN-061, SUN-062; spec/programmes.md 1.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from heapq import nsmallest

from socle import codes
from socle.client.history.verdicts import (
    BEFORE_THE_GUIDE,
    BONUS_CLOSED,
    BONUS_DOMAIN,
    BONUS_NO_CALL,
    OTHER_SECTOR,
    OUT_OF_SCOPE,
    TWO_PATIENTS,
    WRONG,
)
from socle.programmes.sunes_dossier.windows import history_call
from socle.rulebook import ALLOWED, Decision, Finding, refuse, rules
from socle.rulebook.citation import applies, rule, shows

#: The guide: its version, and the rule that dates it.
GUIDE_VERSION = "1.5"
_GUIDE = rule("DOC-019")
#: What the guide speaks of: the class of syntheses, and the letter and the report that sum up a stay, which stand in
#: another class. ASSUMED: the guide's own list of types is not public.
SYNTHESIS = "11"
SUMMARIES = frozenset({"11490-0", "34112-3"})
#: Sectors that the guide was not written for, and that may use it until theirs exists.
OTHER_SECTORS = {
    "esms": "un établissement ou service médico-social (DUI)",
    "town": "un médecin de ville (LGC)",
    "biology": "un laboratoire de ville (SGL)",
    "radiology": "un cabinet de radiologie (RIS)",
}
HOSPITAL = "hospital"
_DOMAIN = "D1"


def guide_date() -> date:
    """The day of the guide."""
    return rules()[_GUIDE].valid_from or date.min


@applies("DOC-019")
def is_in_force(on: date) -> Decision:
    """Whether the guide holds on that day."""
    if on >= guide_date():
        return Decision(rules=(_GUIDE,))
    return refuse(BEFORE_THE_GUIDE.at(expected=f"{guide_date():%d/%m/%Y}", found=f"{on:%d/%m/%Y}"), rules=(_GUIDE,))


@applies("DOC-019", "DOC-014")
def may_take_over(type_code: str, label: str, *, every_type: bool) -> Decision:
    """Synthesis documents are taken over; others where it is asked, since they may serve coordinated care (DOC-014)."""
    held = codes.class_of(type_code)
    if every_type or type_code in SUMMARIES or (held is not None and held.code == SYNTHESIS):
        return ALLOWED
    return refuse(OUT_OF_SCOPE.at("type", found=label or type_code), rules=(_GUIDE,))


def of_two_patients(lines: Sequence[tuple[int, str]]) -> Mapping[int, Finding]:
    """Of lines that give one file, each with its INS: what is told of each, when they are of several patients.

    A document is about one patient (HL7 CDA R2, recordTarget): it is taken for none while it is not known whose it is.
    """
    firsts = {ins: line for line, ins in reversed(lines)}
    if len(firsts) == 1:
        return {}
    first, second = nsmallest(2, firsts.values())
    return {line: TWO_PATIENTS.at("file", found=second if firsts[ins] == first else first) for line, ins in lines}


def is_about(patient: str, said: str) -> Decision:
    """Whether a document that names a patient is of whom its line says; nothing is against what is not said."""
    if not patient or said in {"", patient}:
        return ALLOWED
    return refuse(WRONG.at("ins", expected="l'INS que porte le document", found=said))


@shows("DOC-020")
def for_sector(sector: str) -> list[Finding]:
    """What a sector other than hospitals is told of the guide."""
    told = OTHER_SECTORS.get(sector)
    return [OTHER_SECTOR.at(found=told)] if told else []


@applies("SUN-061", "SUN-062")
def may_apply_for_bonus(domain: str, window: int, on: date) -> Decision:
    """Whether an establishment could apply for the bonus of the take-over: on domain D1, while its window's call lasts.

    A call was published for windows 1 and 2 alone: of the others nothing is presumed, as in a dossier.
    """
    cited = (rule("SUN-061"), rule("SUN-062"))
    if domain != _DOMAIN:
        return refuse(BONUS_DOMAIN.at("domain", expected=_DOMAIN, found=domain), rules=cited[:1])
    call = history_call(f"F{window}")
    if call is None:
        return refuse(BONUS_NO_CALL.at("window", found=f"F{window}"), rules=cited)
    if on > call.last_day:
        expected, found = f"{call.last_day:%d/%m/%Y}", f"{on:%d/%m/%Y}"
        return refuse(BONUS_CLOSED.at("window", expected=expected, found=found), rules=cited[1:])
    return Decision(rules=cited)
