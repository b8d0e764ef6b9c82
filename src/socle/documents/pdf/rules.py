"""Whether a PDF says whose it is, and whether a cover page may be added to it: facts in, findings or a decision out.

Source: spec/identity.md c (Data Matrix, cartouche); spec/cda.md 8. Which finding refuses is the
business of a profile of checks: here they are warnings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from socle.documents.pdf.model import Inspection
from socle.documents.pdf.properties import PROPERTIES, Property
from socle.documents.pdf.verdicts import (
    ACTIVE,
    CARTOUCHE_DIFFERS,
    COVER_NOT_VALIDATED,
    COVER_TRANSITIONAL,
    DATA_MATRIX_DIFFERS,
    DATA_MATRIX_UNREADABLE,
    NO_CARTOUCHE,
    NO_DATA_MATRIX,
    NOT_PDFA,
    PHYSICIANS_NOT_WARNED,
)
from socle.identity.datamatrix import Code, code_of, decode
from socle.identity.traits import Traits
from socle.rulebook import Decision, Finding, Said, applies, refuse
from socle.rulebook.choices import Choices

_KIND = "IS"
_TOLD = 4
#: Characters of a page that are compared: no sheet that people read holds more, and some are many once taken apart.
_LONGEST_PAGE = 30_000
#: The fields of a code, as a reader calls them.
_FIELDS = {
    "matricule": Said("le matricule", "the matricule"),
    "oid": Said("la nature du matricule", "the nature of the matricule"),
    "birth_name": Said("le nom de naissance", "the birth name"),
    "given_names": Said("la liste des prénoms", "the list of given names"),
    "sex": Said("le sexe", "the sex"),
    "birth_date": Said("la date de naissance", "the birth date"),
    "birth_place": Said("le lieu de naissance", "the birth place"),
}
_SEXES = {"M": r"masculin|homme|\bm\b", "F": r"feminin|femme|\bf\b"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who the header of the document is about; without a matricule, whoever has no qualified identity."""

    traits: Traits
    matricule: str = ""
    oid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What a structure declares before it adds cover pages: its CME's advice, the day the physicians were warned."""

    cme_day: date | None
    cme_reference: str
    physicians_warned: date | None


def compare(
    inspection: Inspection,
    patient: Patient,
    *,
    choices: Choices,
    discharge_prescription: bool = False,
    part: int | None = 1,
) -> list[Finding]:
    """Everything in which a PDF is not what the header of its document asks.

    `part` is the part of PDF/A that the file must be of (None: any). A discharge prescription needs no code.
    """
    if inspection.findings:
        return list(inspection.findings)
    return [
        *check_archival(inspection, part),
        *check_data_matrix(inspection, patient, choices=choices, discharge_prescription=discharge_prescription),
        *check_cartouche(inspection, patient),
    ]


@applies("DOC-009")
def check_archival(inspection: Inspection, part: int | None) -> list[Finding]:
    """The file is PDF/A as it claims; what acts in it is told."""
    found = [ACTIVE.at(found=", ".join(inspection.active[:_TOLD]))] if inspection.active else []
    if inspection.pdfa is not None and part not in {None, inspection.pdfa[0]}:
        return [NOT_PDFA.at(expected=f"PDF/A-{part}", found=_claims(inspection.pdfa[0])), *found]
    if inspection.is_pdfa:
        return found
    claimed = inspection.pdfa[0] if inspection.pdfa else part or 1
    named = [PROPERTIES[name] for name in inspection.broken]
    return [NOT_PDFA.at(expected=f"PDF/A-{claimed}", found=_lacks(named, claimed)), *found]


def _claims(part: int) -> Said:
    return Said(f"il annonce PDF/A-{part}", f"it claims PDF/A-{part}")


def _lacks(named: Sequence[Property], part: int) -> Said:
    """The first properties that fail, each with its clause, and how many others."""
    clauses = [f"(ISO 19005-{part}, {one.clause(part)})" for one in named]
    fr = [f"il faut {one.fr} {clause}" for one, clause in zip(named, clauses, strict=True)]
    en = [f"it needs {one.en} {clause}" for one, clause in zip(named, clauses, strict=True)]
    others = len(named) - _TOLD
    plural = "s" if others > 1 else ""
    more = (f" ; et {others} autre{plural}", f"; and {others} other{plural}") if others > 0 else ("", "")
    return Said(" ; ".join(fr[:_TOLD]) + more[0], "; ".join(en[:_TOLD]) + more[1])


@applies("INS-015", "INS-016")
def check_data_matrix(
    inspection: Inspection, patient: Patient, *, choices: Choices, discharge_prescription: bool
) -> list[Finding]:
    """A file carries the INS code of the patient of its header (INS-015), but for a discharge prescription (INS-016).

    A code that is there is compared whatever the document is: it would mislead whoever scans it.
    """
    codes = [matrix for matrix in inspection.matrices if matrix.text.startswith(_KIND)]
    findings: list[Finding] = []
    for matrix in codes:
        reading = decode(matrix.text, choices)
        if reading.code is None:
            faults = [finding for finding in reading.findings if finding.is_error]
            errors = Said(" ".join(one.sentence() for one in faults), " ".join(one.sentence("en") for one in faults))
            findings.append(DATA_MATRIX_UNREADABLE.at(f"page {matrix.page}", found=errors))
        elif patient.matricule:
            expected = code_of(patient.traits, patient.matricule, patient.oid)
            findings += [DATA_MATRIX_DIFFERS.at(_FIELDS[name]) for name in _different(reading.code, expected)]
    if not codes and patient.matricule and not discharge_prescription:
        findings.append(NO_DATA_MATRIX.at(_pages(inspection.scanned)))
    return [finding for number, finding in enumerate(findings) if finding not in findings[:number]]


def _pages(scanned: int) -> str:
    return Said(f"pages 1 à {scanned}", f"pages 1 to {scanned}") if scanned > 1 else "page 1"


def _different(found: Code, expected: Code) -> Iterator[str]:
    """The fields that differ; what either does not say differs from nothing."""
    for name in _FIELDS:
        read, header = getattr(found, name), getattr(expected, name)
        if read and header and read != header:
            yield name


@applies("DOC-016")
def check_cartouche(inspection: Inspection, patient: Patient) -> list[Finding]:
    """The first page shows the traits of the header: all missing, there is no cartouche; some, each is told."""
    first = _plain(inspection.text[:_LONGEST_PAGE].partition("\f")[0])
    digits = re.sub(r"[^0-9a-z]", "", first)
    missing = [name for name, shown in _shown(first, digits, patient) if not shown]
    if not missing:
        return []
    # A page that names neither the person nor the number has no cartouche, whatever date or sex is written on it.
    if "birth_name" in missing and ("matricule" in missing or not patient.matricule):
        fields = [_FIELDS[name] for name in missing]
        return [NO_CARTOUCHE.at("page 1", expected=Said(", ".join(fields), ", ".join(one.en for one in fields)))]
    return [CARTOUCHE_DIFFERS.at(_FIELDS[name]) for name in missing]


def _shown(first: str, digits: str, patient: Patient) -> Iterator[tuple[str, bool]]:
    traits = patient.traits
    yield "birth_name", _has(first, traits.birth_name)
    names = (traits.given_names, traits.first_given_name)
    yield "given_names", any(_has(first, name) for name in names if name)
    yield "birth_date", re.search(_day(traits.birth_date), first) is not None
    if traits.sex in _SEXES:
        yield "sex", re.search(_SEXES[traits.sex], first) is not None
    if patient.matricule:
        yield "matricule", patient.matricule.lower() in digits


def _has(first: str, name: str) -> bool:
    """Whether words stand in a text whatever separates them: a long name goes over several lines."""
    words = re.split(r"[\s'-]+", _plain(name))
    return re.search(r"\b" + r"[\s'-]+".join(map(re.escape, filter(None, words))) + r"\b", first) is not None


def _day(day: date) -> str:
    french = rf"\b{day.day:02d}[\s/.-]{day.month:02d}[\s/.-]{day.year:04d}\b"
    return rf"{french}|\b{day.year:04d}-{day.month:02d}-{day.day:02d}\b"


def _plain(text: str) -> str:
    """Small letters without accents, typographic signs as a keyboard has them."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‑", "-").replace("–", "-"))
    return text.translate({ord(sign): None for sign in set(text) if unicodedata.combining(sign)}).casefold()


@applies("INS-019", "INS-020")
def may_cover(validation: Validation, *, today: date) -> Decision:
    """A cover page needs the CME's validation and warned physicians (INS-020), and never stops being transitional
    (INS-019): even what is allowed says so.
    """
    findings: list[Finding] = []
    if validation.cme_day is None or validation.cme_day > today or not validation.cme_reference.strip():
        findings.append(COVER_NOT_VALIDATED.at("CME"))
    if validation.physicians_warned is None or validation.physicians_warned > today:
        findings.append(PHYSICIANS_NOT_WARNED.at(Said("médecins", "physicians")))
    if findings:
        return refuse(*findings)
    return Decision((COVER_TRANSITIONAL.at(Said("page de garde", "cover page")),), COVER_TRANSITIONAL.rules)
