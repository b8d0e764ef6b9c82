"""Which identifiers of a header are the patient's INS, and whether keys of identifiers hold.

Source: spec/cda.md section 2; spec/identity.md; the OIDs themselves are `socle.identity.oids`.
"""

from __future__ import annotations

from socle.documents.cda import II, CdaDocument
from socle.identity import oids
from socle.rulebook import Said
from socle.wire.hl7v2 import CX

#: INS-A, INS-C and a further test identity: national, never a local number, never an INS. Source: spec/cda.md 2.
_NATIONAL_BUT_NOT_INS = frozenset({"1.2.250.1.213.1.4.1", "1.2.250.1.213.1.4.2", "1.2.250.1.213.1.4.13"})
#: Every authority whose numbers are not local to who made the document.
PATIENT_AUTHORITIES = frozenset(oids.INS_OIDS) | _NATIONAL_BUT_NOT_INS

#: What a finding says of a patient without any identifier.
NO_IDENTIFIER = Said("aucun identifiant", "no identifier")


def is_ins(id: II) -> bool:
    """Whether an identifier is an INS, real or test."""
    return bool(id) and bool(id.extension) and oids.is_ins(id.root)


def ins_of(document: CdaDocument) -> II | None:
    """The patient's INS; None when the header has none."""
    return next((id for id in document.patient.ids if is_ins(id)), None)


def masked(id: II) -> str:
    """An identifier as a sentence may show it: a patient's number keeps only its ends."""
    if id.root not in PATIENT_AUTHORITIES:
        return str(id.extension or id.root)
    return f"{id.extension[:3]}…{id.extension[-2:]} ({id.root})"


def masked_cx(id: CX) -> str:
    """The same for the form that metadata gives an identifier."""
    return masked(II(id.authority, id.id))
