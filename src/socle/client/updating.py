"""An UpdateDocumentSet as an establishment's software sends it: one document's visibility or status changes.

Source: spec/dmp.md 4.5 (TD3.3 a to d); IHE ITI TF-2 3.57.4.1.3.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from socle import codes
from socle.client.identity import Identity
from socle.client.submission import HIDING, oid
from socle.documents.metadata import CONTENT_SCHEME
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.vihf.model import Mode
from socle.wire.xds import amend
from socle.wire.xds.model import Author, Code, DocumentEntry, Submission, SubmissionSet

#: contentTypeCode of a set that only updates: what it was fed as does not matter any more. ASSUMED
CONTENT_TYPE = "07"
_SET = "SubmissionSet01"


def visibility(
    held: DocumentEntry,
    patient: CX,
    identity: Identity,
    at: datetime,
    *,
    hide: Iterable[str] = (),
    show: Iterable[str] = (),
) -> Submission:
    """The whole entry again with other visibility codes; `hide` and `show` hold names of `HIDING`."""
    hidden, shown = ([HIDING[name] for name in names] for names in (hide, show))
    entry, member = amend.revision(held, _SET, hide=hidden, show=shown)
    return Submission(sets=(_set(patient, identity, at),), entries=(entry,), associations=(member,))


def status(entry_uuid: str, patient: CX, identity: Identity, at: datetime, *, original: str, new: str) -> Submission:
    """Another availability status for the entry of this current entryUUID; `original` must be true."""
    change = amend.status_change(entry_uuid, _SET, original=original, new=new)
    return Submission(sets=(_set(patient, identity, at),), associations=(change,))


def _set(patient: CX, identity: Identity, at: datetime) -> SubmissionSet:
    """A set of its own for each update, written by who updates."""
    return SubmissionSet(
        id=_SET,
        unique_id=oid(),
        source_id=identity.software.installation or oid(),
        patient_id=CX.of(patient.id, patient.authority, patient.type),
        submission_time=at.astimezone(UTC).strftime("%Y%m%d%H%M%S"),
        title="Mise à jour d'un document",
        authors=(_author(identity),),
        content_type=Code(
            CONTENT_TYPE, CONTENT_SCHEME, codes.value_set("content_type").label(CONTENT_TYPE) or CONTENT_TYPE
        ),
    )


def _author(identity: Identity) -> Author:
    """The person with the structure he acts for; for a certificate, its structure alone."""
    where = (XON.of(identity.structure_name, identity.structure),) if identity.structure else ()
    if identity.mode is Mode.INDIRECT:
        return Author(institutions=where)
    given, _, family = identity.name.rpartition(" ")
    return Author(person=XCN.of(identity.idnat, family, given), institutions=where)
