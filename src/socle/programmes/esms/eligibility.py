"""Whether a project may be funded by ESMS numérique: one pure decision for each ESSMS, one for the project.

A project whose agreement is of 2021 keeps the rules of the start phase: what came later does not touch it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.esms.conditions import in_force, milestones, referencing_required
from socle.programmes.esms.grappes import grappe_size, hours_known
from socle.programmes.esms.shapes import told
from socle.programmes.esms.verdicts import (
    ANSWER_DATED,
    DMP_FUNDED,
    EQUIPMENT_CEILING,
    FINESS_SHAPE,
    FINESS_TWICE,
    FIRST_PHASE,
    FORM_MISSING,
    GRAPPE_AWAITED,
    HEALTH_SECTOR,
    INSTRUCTION_AWAITED,
    INSTRUCTION_UNKNOWN,
    NO_FINESS,
    NO_SPECIFICATION,
    NOT_REFERENCED,
    OBJECT_NOT_FUNDED,
    PHASE_UNKNOWN,
    REFERENCING_UNKNOWN,
    SONS_BESIDES,
    SONS_CATEGORY,
    SONS_CORRIDOR,
    SONS_OVERLAP,
    TARGETS_REFUSED,
)
from socle.programmes.finess import finess, is_finess
from socle.rulebook import ALLOWED, Decision, applies, refuse

_FIRST_PHASE_YEAR = 2021
#: Aggregated FINESS categories of PA, PH and Dom. ASSUMED: 41xx, 43xx and 44xx are subdivisions of the first three.
SONS_CATEGORIES = ("4100", "4300", "4400", "4605")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One ESSMS of a project. None: the file does not say. `equipment` in euros."""

    project: str
    field: str
    object: str
    finess_eg: str = ""
    category: str = ""
    applied: date | None = None
    convention: date | None = None
    phase: str = ""
    in_grappe: bool | None = None
    form: bool | None = None
    referenced: bool | None = None
    targets_accepted: bool | None = None
    dmp_funded: bool | None = None
    scopes: tuple[str, ...] = ()
    equipment: Decimal | None = None
    hours: int | None = None
    eligible_hours: int | None = None

    @property
    def keeps_first_rules(self) -> bool:
        return self.convention is not None and self.convention.year == _FIRST_PHASE_YEAR


def applicant(values: Mapping[str, Any]) -> Applicant:
    """An applicant from a line of the shape `projects`."""
    texts = ("project", "field", "object", "category", "phase")
    others = ("applied", "convention", "equipment", "hours", "eligible_hours")
    flags = ("in_grappe", "form", "referenced", "targets_accepted", "dmp_funded")
    scopes = (values.get("scopes") or "").replace("+", ",").replace("/", ",").replace(";", ",").split(",")
    held: dict[str, Any] = {name: (values.get(name) or "").strip() for name in texts}
    held |= {name: values.get(name) for name in others} | {name: told(values.get(name)) for name in flags}
    return Applicant(
        **held,
        finess_eg=finess(values.get("finess_eg")),
        scopes=tuple(scope.strip() for scope in scopes if scope.strip()),
    )


def may_be_funded(one: Applicant, at: date, *, instruction: date | None, sons_funded: Collection[str] = ()) -> Decision:
    """Everything that stands against one ESSMS on `at` (the day of the application when the file gives it)."""
    day = one.applied or at
    always = (funds(one), reaches(one), sons_corridor(one), sons_overlap(one, sons_funded))
    if one.keeps_first_rules:
        return Decision.all((*always, first_phase(one)))
    later = (
        *(applies_in_time(instruction, day), grappe_formed(one), software(one, day)),
        *(dmp_perimeter(one), equipment(one, day), specification(one, day), home_hours(one)),
    )
    return Decision.all((*always, *later))


@applies("ESMS-004")
def funds(one: Applicant) -> Decision:
    """What the money is for, and the commitment it is subject to."""
    if one.object == "other":
        return refuse(OBJECT_NOT_FUNDED.at("object", found="autre"))
    if one.targets_accepted is False:
        return refuse(TARGETS_REFUSED.at("targets_accepted"))
    return Decision(rules=("ESMS-004",))


@applies("ESMS-006", "ESMS-507")
def reaches(one: Applicant) -> Decision:
    """Whether the money can reach the ESSMS: it goes to a geographic FINESS of the medico-social or social sector."""
    if not one.finess_eg:
        return refuse(NO_FINESS.at("finess_eg", found=one.project))
    if not is_finess(one.finess_eg):
        return refuse(FINESS_SHAPE.at("finess_eg", found=one.finess_eg))
    return refuse(HEALTH_SECTOR.at("field")) if one.field == "USLD" else ALLOWED


@applies("ESMS-006")
def asked_once(one: Applicant, lines: Mapping[str, int]) -> Decision:
    """Whether no other line, of this project or of another, asks for its geographic FINESS; `lines` by number."""
    times = lines.get(one.finess_eg, 0) if one.finess_eg else 0
    return refuse(FINESS_TWICE.at("finess_eg", expected=times, found=one.finess_eg)) if times > 1 else ALLOWED


@applies("ESMS-009")
def grappe_formed(one: Applicant) -> Decision:
    """Whether the ESSMS is in a grappe, or on its way into one."""
    if one.in_grappe is not False:
        return ALLOWED
    return refuse(GRAPPE_AWAITED.at("in_grappe") if one.form else FORM_MISSING.at("form"))


@applies("ESMS-010")
def applies_in_time(instruction: date | None, day: date) -> Decision:
    """Applications open when the instruction is published; `day`: that of the application, else the one asked about."""
    if instruction is None:
        return refuse(INSTRUCTION_UNKNOWN.at("instruction"))
    if day < instruction:
        return refuse(INSTRUCTION_AWAITED.at("applied", expected=instruction, found=day))
    return Decision(rules=("ESMS-010",))


@applies("ESMS-012")
def first_phase(one: Applicant) -> Decision:
    """A project of 2021 keeps the rules of its stage."""
    if not one.phase:
        return refuse(PHASE_UNKNOWN.at("phase"))
    return refuse(FIRST_PHASE.at("convention", found=f"temps {one.phase}"))


@applies("ESMS-013", "ESMS-014", "ESMS-015", "ESMS-016", "ESMS-506")
def software(one: Applicant, day: date) -> Decision:
    """Whether the software must be referenced for this field, this object and this day."""
    rows = referencing_required(one.field, one.object, day)
    cited = tuple(dict.fromkeys(rule for row in rows for rule in row.rules))
    if not rows:
        return ALLOWED if one.referenced else refuse(REFERENCING_UNKNOWN.at(expected=day, found=one.field))
    if rows[-1].required:
        findings = () if one.referenced else (NOT_REFERENCED.at("referenced", found=one.field),)
        return Decision(findings, cited)
    as_of = rows[-1].as_of
    if as_of is not None and day.year > as_of.year and not one.referenced:
        return refuse(ANSWER_DATED.at("referenced", expected=as_of, found=day), rules=cited)
    return refuse(*([SONS_BESIDES.at("referenced")] if "ESMS-013" in cited else []), rules=cited)


@applies("ESMS-017")
def dmp_perimeter(one: Applicant) -> Decision:
    """An EHPAD helped for the DMP may apply for something besides the DMP."""
    if not one.dmp_funded:
        return ALLOWED
    if any(scope.casefold() != "dmp" for scope in one.scopes):
        return Decision(rules=("ESMS-017",))
    return refuse(DMP_FUNDED.at("scopes", found=", ".join(one.scopes) or "DMP"))


@applies("ESMS-503")
def equipment(one: Applicant, day: date) -> Decision:
    """The ceiling of equipment in force on the day, for each ESSMS."""
    row = in_force("equipment-ceiling", day)
    if row is None or one.equipment is None:
        return ALLOWED
    if one.equipment > row.value:
        return refuse(EQUIPMENT_CEILING.at("equipment", expected=row.value, found=one.equipment))
    return Decision(rules=row.rules)


@applies("ESMS-019")
def sons_corridor(one: Applicant) -> Decision:
    """Whether SONS also funds the DUI of this category of FINESS."""
    if not one.category:
        return ALLOWED
    if in_sons_corridor(one.category):
        return refuse(SONS_CORRIDOR.at("category", found=one.category))
    return refuse(SONS_CATEGORY.at("category", expected=", ".join(SONS_CATEGORIES), found=one.category))


@applies("ESMS-019")
def in_sons_corridor(category: str) -> bool:
    """Whether an aggregated FINESS category is one of those of the DUI corridor."""
    code = category.strip()
    return code in SONS_CATEGORIES or (len(code) == 4 and code[:2] in {"41", "43", "44"})  # noqa: PLR2004


def sons_overlap(one: Applicant, sons_funded: Collection[str]) -> Decision:
    """An ESSMS found in both lists: told when it acquires referenced software outside the start phase."""
    both = one.finess_eg in sons_funded and one.object == "acquisition" and one.referenced is True
    return refuse(SONS_OVERLAP.at("finess_eg")) if both and not one.keeps_first_rules else ALLOWED


@applies("ESMS-020")
def specification(one: Applicant, day: date) -> Decision:
    """Before the day announced for the specifications of a field, no software of it is referenced."""
    awaited = [stone for stone in milestones(one.field) if one.field in stone.fields and day < stone.on]
    return refuse(*(NO_SPECIFICATION.at("field", expected=stone.on) for stone in awaited))


@applies("ESMS-509")
def home_hours(one: Applicant) -> Decision:
    """A home service is funded for its eligible hours: they must be known, and no more than all its hours."""
    return hours_known("eligible_hours", one.hours, one.eligible_hours) if one.field == "DOM" else ALLOWED


def project_size(applicants: Iterable[Applicant], at: date) -> Decision:
    """Whether the ESSMS of a project are enough, by the rules of its own day; those of 2021 keep theirs."""
    members = list(applicants)
    if any(one.keeps_first_rules for one in members):
        return ALLOWED
    day = min((one.applied for one in members if one.applied), default=at)
    return grappe_size((one.finess_eg for one in members if one.field != "USLD"), day)
