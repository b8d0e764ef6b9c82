"""What an UpdateDocumentSet holds of one document: its entry again with other visibility codes, or another status.

Source: IHE ITI TF-2 3.57.4.1.3.3; spec/dmp.md 4.5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from socle.wire.xds.model import (
    HAS_MEMBER,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    UPDATES_STATUS,
    VISIBILITY_SCHEME,
    Association,
    Code,
    DocumentEntry,
)

#: The visibility codes with their labels. Source: JDV_J08.
MASKED = Code(MASKED_TO_PROFESSIONALS, VISIBILITY_SCHEME, "Masqué aux professionnels de santé")
HIDDEN_FROM_PATIENT = Code(INVISIBLE_TO_PATIENT, VISIBILITY_SCHEME, "Non visible par le patient")
HIDDEN_FROM_REPRESENTATIVES = Code(
    INVISIBLE_TO_REPRESENTATIVES, VISIBILITY_SCHEME, "Non visible par les représentants légaux du patient"
)


def revision(
    held: DocumentEntry, set_id: str, *, hide: Iterable[Code] = (), show: Iterable[Code] = ()
) -> tuple[DocumentEntry, Association]:
    """The whole entry again, and what makes it a member of the set and names the version it follows.

    `held` is the current version, as the registry gave it: the server refuses any other.
    """
    hidden = tuple(dict.fromkeys(hide))
    gone = {code.code for code in (*hidden, *show)}
    kept = tuple(code for code in held.confidentiality if code.scheme != VISIBILITY_SCHEME or code.code not in gone)
    entry = replace(
        held,
        id="Document01",
        logical_id=held.logical_id or held.id,
        confidentiality=(*kept, *hidden),
        status=None,
        document_availability=None,
    )
    slots = (("SubmissionSetStatus", ("Original",)), ("PreviousVersion", (str(held.version),)))
    return entry, Association(id="Member01", type=HAS_MEMBER, source=set_id, target=entry.id, slots=slots)


def status_change(target: str, set_id: str, *, original: str, new: str) -> Association:
    """Another availability status for the entry of this current entryUUID; `original` must be true."""
    slots = (("OriginalStatus", (original,)), ("NewStatus", (new,)))
    return Association(id="Status01", type=UPDATES_STATUS, source=set_id, target=target, slots=slots)
