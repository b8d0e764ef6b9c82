"""The traits a header must hold as soon as it carries an INS.

Source: spec/cda.md section 2 (INS rule of the official checks) and pitfall 1; CI-SIS, annexe INS.
"""

from __future__ import annotations

from socle.documents.cda import CdaDocument
from socle.documents.identifiers import ins_of
from socle.documents.verdicts import TRAIT_MISSING, WRONG
from socle.rulebook import Finding, Said

_PATIENT = "/ClinicalDocument/recordTarget/patientRole/patient"
_QUALIFIERS = {"family": frozenset({"BR", "CL"}), "given": frozenset({"", "BR", "CL"})}


def missing(document: CdaDocument) -> list[Finding]:
    """Traits that an INS calls for and the header lacks; and name qualifiers that do not exist."""
    wrong = list(_wrong_qualifiers(document))
    if ins_of(document) is None:
        return wrong
    patient = document.patient
    gender = patient.gender.code if patient.gender else ""
    traits = (
        ("family[@qualifier='BR']", Said("le nom de naissance", "the birth name"), patient.name.family("BR"), "name"),
        (
            "given[@qualifier='BR']",
            Said("le premier prénom de naissance", "the first given name at birth"),
            patient.name.given("BR"),
            "name",
        ),
        (
            "given[not(@qualifier)]",
            Said("la liste des prénoms de naissance", "the list of given names at birth"),
            patient.name.given(""),
            "name",
        ),
        ("birthTime", Said("la date de naissance", "the birth date"), patient.birth_time, ""),
        (
            "birthplace/place/addr/county",
            Said("le code du lieu de naissance", "the code of the birth place"),
            patient.birthplace_code,
            "",
        ),
        ("administrativeGenderCode/@code", Said("le sexe", "the sex"), gender, ""),
    )
    lacking = [
        TRAIT_MISSING.at("/".join(filter(None, (_PATIENT, above, path))), expected=name)
        for path, name, value, above in traits
        if not value
    ]
    return [*wrong, *lacking]


def _wrong_qualifiers(document: CdaDocument) -> list[Finding]:
    name = document.patient.name
    parts = [("family", part) for part in name.families] + [("given", part) for part in name.givens]
    return [
        WRONG.at(f"{_PATIENT}/name/{kind}/@qualifier", expected=Said("BR ou CL", "BR or CL"), found=part.qualifier)
        for kind, part in parts
        if part.qualifier and part.qualifier not in _QUALIFIERS[kind]
    ]
