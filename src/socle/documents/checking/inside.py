"""The PDF that a document of level 1 wraps: PDF/A, and the INS on it (cartouche, Data Matrix) against the header.

What a file is, is seen by `socle.documents.pdf`; what weighs as an error is the business of the profile.
Source: INS-015, INS-016, DOC-016; spec/cda.md 8; spec/identity.md c.
"""

from __future__ import annotations

import re
from datetime import date

from socle.documents import pdf
from socle.documents.cda import CdaDocument, embedded
from socle.documents.cda.model import Patient
from socle.documents.cda.nodes import child
from socle.documents.checking.notes import Notes
from socle.documents.identifiers import ins_of
from socle.identity.traits import Traits
from socle.rulebook import applies

#: The type of a prescription: at discharge it needs neither cartouche nor code. Source: spec/programmes.md, DS1.2.
PRESCRIPTION = "57833-6"


@applies("INS-015", "INS-016", "DOC-016")
def look(notes: Notes, document: CdaDocument) -> None:
    """Note everything in which the PDF is not what the header asks; nothing where there is no PDF to read."""
    file = embedded(document)
    patient, ins = _traits(document.patient), ins_of(document)
    if file is None or file.data is None or file.media_type != "application/pdf" or patient is None:
        return
    element = child(document.root, "component", "nonXMLBody", "text")
    if element is None or not file.data.startswith(b"%PDF"):
        return
    exempt = document.code is not None and document.code.code == PRESCRIPTION
    shown = pdf.Patient(traits=patient, matricule=ins.extension if ins else "", oid=ins.root if ins else "")
    found = pdf.compare(pdf.inspect(file.data), shown, choices=notes.choices, discharge_prescription=exempt)
    for finding in found:
        notes.adopt(finding, element)


def _traits(patient: Patient) -> Traits | None:
    """The traits of the header; None when it says too little of the patient to be compared with (told already)."""
    name, born = patient.name, _day(patient.birth_time)
    if born is None or not name.family("BR"):
        return None
    return Traits(
        birth_name=name.family("BR"),
        given_names=name.given(""),
        first_given_name=name.given("BR"),
        sex=patient.gender.code if patient.gender else "",
        birth_date=born,
        birth_place=patient.birthplace_code,
        used_name=name.family("CL"),
        used_given_name=name.given("CL"),
    )


def _day(stamp: str) -> date | None:
    match = re.match(r"(\d{4})(\d\d)(\d\d)", stamp, re.ASCII)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
