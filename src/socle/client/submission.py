"""A submission set made of CDA files, as a hospital's software sends it. Source: spec/dmp.md 4.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from socle.client.identity import Identity
from socle.documents import CdaDocument, derive
from socle.documents.metadata import content_type
from socle.wire import ids, xades
from socle.wire.mtom import document_part
from socle.wire.xds import amend
from socle.wire.xds.model import (
    CONFIDENTIALITY_SCHEME,
    HAS_MEMBER,
    REPLACES,
    SIGNATURE_TYPE,
    SIGNS,
    Association,
    Author,
    Code,
    DocumentEntry,
    Submission,
    SubmissionSet,
)

#: What `--hide` names, and the code that says it. Source: JDV_J08.
HIDING = {
    "professionals": amend.MASKED,
    "patient": amend.HIDDEN_FROM_PATIENT,
    "representatives": amend.HIDDEN_FROM_REPRESENTATIVES,
}

#: Codes of a signature document. Source: spec/dmp.md 4.1.
SIGNATURE_CODES = {
    "class_code": Code("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN", "Digital Signature"),
    "type_code": Code(SIGNATURE_TYPE, "ASTM", "Full Document"),
    "format_code": Code("http://www.w3.org/2000/09/xmldsig#", "URN", "Default Signature Style"),
    "event_codes": (Code("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12", "Source"),),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One document ready to be sent: what was read, its bytes, its entry."""

    document: CdaDocument
    data: bytes
    entry: DocumentEntry


def oid() -> str:
    """A new unique OID, in the arc of UUIDs (ITU-T X.667)."""
    return f"2.25.{UUID(str(ids.new_uuid())).int}"


def prepare(document: CdaDocument, data: bytes, rank: int, hide: Iterable[str]) -> Prepared:
    """A document with the entry its header gives, and the visibility asked for (names of `HIDING`)."""
    entry = derive(document, data, id=f"Document{rank:02}")
    hidden = tuple(HIDING[name] for name in dict.fromkeys(hide))
    return Prepared(document, data, replace(entry, confidentiality=entry.confidentiality + hidden))


def build(prepared: Sequence[Prepared], identity: Identity, at: datetime, *, replaces: str = "") -> Submission:
    """The whole submission set, made at `at` (aware); `replaces` is the entryUUID that its (only) document replaces.

    The patient is the documents'. Raises `BadIdentity` when the identity cannot sign.
    """
    first = prepared[0].entry
    author = first.authors[0] if first.authors else Author()
    stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    package = SubmissionSet(
        id="SubmissionSet01",
        unique_id=oid(),
        source_id=identity.software.installation or oid(),
        patient_id=first.patient_id,
        submission_time=stamp,
        title=f"Lot de soumission : {first.title}",
        authors=(author,),
        content_type=content_type(prepared[0].document),
    )
    signature_bytes = xades.build(
        package.unique_id or "",
        [(item.entry.unique_id or "", item.data) for item in prepared],
        identity.signing_certificate(),
        identity.signing_key(),
        at,
        f"sig-{ids.new_uuid()}",
    )
    signature = _signature(first, author, stamp)
    entries = (*(item.entry for item in prepared), signature)
    parts = {item.entry.id: document_part(item.entry.id, "text/xml", item.data) for item in prepared}
    parts[signature.id] = document_part(signature.id, "text/xml", signature_bytes)
    return Submission(
        sets=(package,),
        entries=entries,
        associations=(*_associations(package, entries, signature), *_replacement(first, replaces)),
        parts=parts,
    )


def _signature(first: DocumentEntry, author: Author, stamp: str) -> DocumentEntry:
    return DocumentEntry(
        id="Signature01",
        unique_id=oid(),
        patient_id=first.patient_id,
        source_patient_id=first.source_patient_id,
        authors=(author,),
        legal_authenticator=first.legal_authenticator,
        healthcare_facility_type=first.healthcare_facility_type,
        practice_setting=first.practice_setting,
        confidentiality=(
            Code("N", CONFIDENTIALITY_SCHEME, "Normal"),
            HIDING["professionals"],
            HIDING["patient"],
        ),
        creation_time=stamp,
        service_start_time=stamp,
        service_stop_time=stamp,
        title="Signature du lot de soumission",
        language="art",
        mime_type="text/xml",
        **SIGNATURE_CODES,  # type: ignore[arg-type]
    )


def _associations(
    package: SubmissionSet, entries: Sequence[DocumentEntry], signature: DocumentEntry
) -> tuple[Association, ...]:
    members = tuple(
        Association(
            id=f"Member{rank:02}",
            type=HAS_MEMBER,
            source=package.id,
            target=entry.id,
            slots=(("SubmissionSetStatus", ("Original",)),),
        )
        for rank, entry in enumerate(entries, 1)
    )
    return (*members, Association(id="Signs01", type=SIGNS, source=signature.id, target=package.id))


def _replacement(entry: DocumentEntry, replaces: str) -> tuple[Association, ...]:
    if not replaces:
        return ()
    return (Association(id="Replaces01", type=REPLACES, source=entry.id, target=replaces),)
