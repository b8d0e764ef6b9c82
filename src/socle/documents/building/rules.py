"""Whether a complete description may be written. Pure: the description, the instant and the choices in, findings out.

Source: spec/cda.md 1 to 9 and 11 (rules 4 to 53); CI-SIS, Structuration minimale, CR-BIO.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from socle import codes
from socle.documents import times
from socle.documents.building.forms import check_forms
from socle.documents.building.kinds import KINDS, LEVELS
from socle.documents.building.model import Patient, Spec
from socle.documents.building.people_rules import check_people
from socle.documents.building.values import Code
from socle.documents.building.verdicts import (
    CODE_RETIRED,
    CODE_UNKNOWN,
    INS_NOT_QUALIFIED,
    MISSING_KEY,
    NOT_COUNTED,
    NOT_OF_THE_RECORD,
    WRONG_VALUE,
)
from socle.documents.building.walking import Held, walk
from socle.documents.cda.datatypes import OID
from socle.identity import matricule, oids
from socle.rulebook import Finding, applies
from socle.rulebook.choices import Choices

_PLACE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
_SEXES = ("F", "M", "UN")


def check(spec: Spec, *, at: datetime, choices: Choices) -> list[Finding]:
    """Everything wrong with a complete description but its body, at once."""
    day = _day(spec.created) or at.astimezone(times.PARIS).date()
    return [
        *check_document(spec),
        *check_ins(spec.patient, day=day, choices=choices),
        *_patient(spec.patient),
        *check_people(spec),
        *check_codes(spec, day=day),
        *check_forms(spec),
        *check_level(spec),
    ]


@applies("DOC-014", "DOC-015")
def check_document(spec: Spec) -> Iterator[Finding]:
    """Any type of JDV_J07 is built, whether or not an indicator counts it; a ready name is one of ours."""
    if spec.document and spec.document not in KINDS:
        yield WRONG_VALUE.at("document", expected=", ".join(KINDS), found=spec.document)
    elif spec.type is None:
        yield MISSING_KEY.at("document", expected=f"one of {', '.join(KINDS)}; or else type, a code of JDV_J07")
    elif codes.value_set("type_code").contains(spec.type.code) and not codes.in_dmp_types(spec.type.code):
        yield NOT_OF_THE_RECORD.at("type", found=spec.type.code)
    named = KINDS.get(spec.document)
    if named and spec.type and spec.type.code != named.type:
        yield WRONG_VALUE.at(
            "type", expected=f"{named.type}, that of {named.name} (leave it out)", found=spec.type.code
        )
    if spec.set_id is None:
        yield MISSING_KEY.at("replaces.set_id", expected="the set_id of the first version, kept through versions")
    if spec.version < 1:
        yield WRONG_VALUE.at("version", expected="1 or more", found=spec.version)


@applies("DOC-001", "DOC-002", "DOC-003", "DOC-004", "DOC-005")
def check_level(spec: Spec) -> Iterator[Finding]:
    """A document that counts at another level than the one it is built at: told, never refused."""
    expected, _ = LEVELS.get(spec.type.code if spec.type else "", (None, ""))
    built = 1 if spec.laboratory is None else 3
    if expected is not None and expected != built:
        yield NOT_COUNTED.at("laboratory", expected=expected, found=built)


@applies("INS-017")
def check_ins(patient: Patient, *, day: date, choices: Choices) -> Iterator[Finding]:
    """The header carries the qualified INS, with its key, from the first day of the obligation on."""
    if not patient.matricule:
        if day >= choices.qualified_ins_first_day:
            yield INS_NOT_QUALIFIED.at("patient.matricule", expected="15 characters, as INSi gave it", found="nothing")
        return
    if not oids.is_qualified(patient.oid, choices.production):
        accepted = sorted(oids.PRODUCTION_OIDS if choices.production else oids.INS_OIDS)
        yield INS_NOT_QUALIFIED.at("patient.oid", expected=", ".join(accepted), found=patient.oid or "nothing")
    if not matricule.is_valid(patient.matricule):
        yield WRONG_VALUE.at("patient.matricule", expected="13 characters and their key", found=patient.matricule)
    # INS alone calls for the place of birth; every other trait is a word that the description must have.
    if not patient.birth_place:
        yield MISSING_KEY.at("patient.birth_place", expected="the INSEE code of the place of birth, with the INS")


def _patient(patient: Patient) -> Iterator[Finding]:
    if patient.sex not in _SEXES:
        yield WRONG_VALUE.at("patient.sex", expected=", ".join(_SEXES), found=patient.sex)
    if patient.birth_place and not _PLACE.fullmatch(patient.birth_place):
        yield WRONG_VALUE.at("patient.birth_place", expected="five characters: 51215, 2A004", found=patient.birth_place)
    if not f"{patient.given_names} ".startswith(f"{patient.first_given_name} "):
        expected = f"the first of given_names ({patient.given_names})"
        yield WRONG_VALUE.at("patient.first_given_name", expected=expected, found=patient.first_given_name)
    if not patient.matricule and not patient.local_ids:
        yield MISSING_KEY.at("patient.local_ids", expected="a number of the patient where there is no INS")
    for rank, each in enumerate(patient.guardians, 1):
        if bool(each.family) == (each.organisation is not None):
            yield MISSING_KEY.at(f"patient.guardians[{rank}]", expected="either family, or organisation")


@applies("DOC-017")
def check_codes(spec: Spec, *, day: date) -> Iterator[Finding]:
    """Every code is of its value set and in use on the day: retired codes are read, never written."""
    for held in walk(spec):
        code = held.value if isinstance(held.value, Code) else None
        if held.table and isinstance(held.value, str):
            code = Code(code=held.value)
        if code is None:
            continue
        if held.table:
            yield from _of_table(held, code, day)
        elif not code.system and not held.system and not codes.value_set("laboratory_chapter").contains(code.code):
            yield MISSING_KEY.at(f"{held.place}.system", expected="the OID of the code's system")


def _of_table(held: Held, code: Code, day: date) -> Iterator[Finding]:
    table = codes.value_set(held.table)
    entry = table.get(code.code, code.system or None)
    if entry is not None and not OID.fullmatch(entry.scheme):
        expected = "a type of CDA document: a signature is no CDA"
        yield WRONG_VALUE.at(held.place, expected=expected, found=code.code)
    elif entry is None or (held.word == "confidentiality" and entry.extra["in_cda"] != "yes"):
        yield CODE_UNKNOWN.at(held.place, expected=table.source.title, found=code.code)
    elif not entry.valid_on(day):
        expected = f"until {entry.until}" if entry.until and entry.until < day else f"since {entry.since}"
        yield CODE_RETIRED.at(held.place, expected=expected, found=code.code)


def _day(stamp: str) -> date | None:
    moment = times.read(stamp)
    return moment.start.astimezone(times.PARIS).date() if moment else None
