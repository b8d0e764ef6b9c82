"""Who the token names: known, with the right role, linked to the structure, with a reason in an emergency."""

from __future__ import annotations

from datetime import datetime

from socle.directory import verdicts
from socle.directory.facts import ProfessionalFacts, StructureFacts
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.days import french_day
from socle.wire.vihf.model import AccessMode, Vihf
from socle.wire.xds.model import Code

#: Professions of TRE_G15 whose token also carries the specialty: physicians and pharmacists. Source: spec/dmp.md 2.
_WITH_SPECIALTY = frozenset({"10", "21"})
_PROFESSIONS = "1.2.250.1.71.1.2.7"


@applies("AUTH-042")
def structure_exists(idnat: str, known: StructureFacts | None, at: datetime) -> Decision:
    """The declared structure is in the directory, and still was on that day."""
    if known is None or not known.exists_on(french_day(at)):
        return refuse(verdicts.STRUCTURE_UNKNOWN.at("Identifiant_Structure", found=idnat))
    return Decision(rules=(rule("AUTH-042"),))


@applies("AUTH-042", "RPPS-022")
def professional_exists(idnat: str, known: ProfessionalFacts | None, at: datetime) -> Decision:
    """The professional who acts is in the directory, registered here or told by an extract of the national one, and
    still active that day.
    """
    if known is None:
        return refuse(verdicts.PROFESSIONAL_UNKNOWN.at("NameID", found=idnat))
    if known.ended_on is not None and not known.is_active_on(french_day(at)):
        return refuse(verdicts.PROFESSIONAL_INACTIVE.at("NameID", expected=f"{known.ended_on:%d/%m/%Y}", found=idnat))
    return Decision(rules=(rule("AUTH-042"), rule("RPPS-022")))


def names_its_role(roles: tuple[Code, ...]) -> Decision:
    """A token carries a role; that of a physician or pharmacist, a specialty besides."""
    if not roles:
        return refuse(verdicts.ROLE_MISSING.at("subject:role"))
    profession, *others = roles
    needs_specialty = profession.scheme == _PROFESSIONS and profession.code in _WITH_SPECIALTY
    if needs_specialty and not any(role.code for role in others):
        return refuse(verdicts.SPECIALTY_MISSING.at("subject:role"))
    return ALLOWED


def role_is_of_professional(roles: tuple[Code, ...], known: ProfessionalFacts) -> Decision:
    """The declared profession and specialty are those that the directory knows.

    Specialties are compared only where the directory knows some.
    """
    if roles and roles[0].code != known.profession:
        found = {"expected": known.profession, "found": roles[0].code}
        return refuse(verdicts.ROLE_NOT_OF_PROFESSIONAL.at("subject:role", **found))
    specialty = roles[1].code if len(roles) > 1 else ""
    if specialty and known.specialties and specialty not in known.specialties:
        expected = ", ".join(sorted(known.specialties))
        return refuse(verdicts.ROLE_NOT_OF_PROFESSIONAL.at("subject:role", expected=expected, found=specialty))
    return ALLOWED


def is_linked(known: ProfessionalFacts, structure: StructureFacts, at: datetime) -> Decision:
    """The professional exercises in the structure that day, or in another place of its legal entity."""
    day = french_day(at)
    for exercise in known.exercises:
        same_entity = bool(structure.entity) and exercise.entity == structure.entity
        if exercise.holds_on(day) and (exercise.structure == structure.idnat or same_entity):
            return ALLOWED
    return refuse(verdicts.NOT_LINKED.at("Identifiant_Structure", expected=structure.idnat, found=known.idnat))


def says_why(token: Vihf) -> Decision:
    """Break-glass access comes with the reason that the professional typed."""
    if token.access_mode is AccessMode.BREAK_GLASS and not token.reason.strip():
        return refuse(verdicts.REASON_MISSING.at("Mode_Acces_Raison"))
    return ALLOWED
