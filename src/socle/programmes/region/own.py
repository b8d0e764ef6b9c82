"""The file of certificates straight from this Socle's own directory, through its use cases.

Source: AUTH-053; a certificate that was revoked, or is of an identifier that its structure left, serves no more.
"""

from __future__ import annotations

from datetime import datetime

from socle.directory import services
from socle.programmes.finess import finess
from socle.programmes.region import verdicts
from socle.programmes.region.certificates import Certificate, Line, Listing, Place, State, state, worst_first
from socle.programmes.region.places import department_of_finess
from socle.rulebook import Decision, applies, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day


@applies("AUTH-053")
def listing(at: datetime, choices: Choices) -> Listing:
    """Every certificate of a structure that the directory knows, and the structures without any in force."""
    told_of, missing = services.all_certificates(at)
    held = [one for one in told_of if _is_place(one.certificate.structure)]
    lines = []
    for one in held:
        told = one.certificate
        known = services.structure(told.structure)
        number = finess(told.structure)
        whole = known is None or known.is_legal_entity
        shown = Certificate(
            finess_ej=number if whole else finess(known.legal_entity if known is not None else ""),
            finess_eg="" if whole else number,
            name=told.structure_name,
            region="",
            certificate_type=told.type.value,
            serial=told.serial,
            not_after=told.not_after,
        )
        found = state(told.not_after, french_day(at), choices) if one.serves else State.EXPIRED
        lines.append(Line(shown, one.days_left, found))
    without = [_place(idnat) for idnat in missing if _is_place(idnat)]
    has_one = {finess(one.certificate.structure) for one in held}
    for place in without:
        if place.finess not in has_one:
            empty = Certificate(place.finess_ej, place.finess, place.name, "", "", "", None)
            lines.append(Line(empty, None, State.ABSENT))
    findings = tuple(verdicts.WITHOUT_CERTIFICATE.at(f"{one.name} ({one.finess})") for one in without)
    return Listing(worst_first(lines), tuple(without), Decision(findings, (rule("AUTH-053"), rule("REG-029"))))


def _is_place(idnat: str) -> bool:
    """Whether an IdNat_Struct is a FINESS or a SIRET: the one of a practice is made of a person's number."""
    return idnat[:1] in {"1", "3"}


def _place(idnat: str) -> Place:
    known, number = services.structure(idnat), finess(idnat)
    entity, name = (finess(known.legal_entity), known.name) if known is not None else ("", "")
    return Place(number, entity, name, department=department_of_finess(number))
