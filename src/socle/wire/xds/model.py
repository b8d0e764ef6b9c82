"""XDS.b objects as frozen values, with the profile's own names.

What a sender wrote is kept as text; what is missing is None or empty. Nothing here judges: `wire.xds`
reads and writes these values, `documents` derives them from a CDA header, `record` decides on them.
Source: IHE ITI TF-3 4.2; spec/dmp.md 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from socle.wire.hl7v2 import CX, XCN, XON

if TYPE_CHECKING:
    from socle.wire.content import Content

#: Availability statuses. Source: ebRIM 3.0; the last two are French (spec/dmp.md 4.2, xds_ebrim_values.csv).
APPROVED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
DEPRECATED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated"
SUBMITTED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Submitted"
ARCHIVED = "urn:asip:ci-sis:2010:StatusType:Archived"
DELETED = "urn:asip:ci-sis:2010:StatusType:Deleted"

#: Association types. Source: IHE ITI TF-3 4.2.2.2; ITI TF Supplement Metadata Update.
HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
REPLACES = "urn:ihe:iti:2007:AssociationType:RPLC"
TRANSFORMS = "urn:ihe:iti:2007:AssociationType:XFRM"
APPENDS = "urn:ihe:iti:2007:AssociationType:APND"
TRANSFORMS_AND_REPLACES = "urn:ihe:iti:2007:AssociationType:XFRM_RPLC"
SIGNS = "urn:ihe:iti:2007:AssociationType:signs"
IS_SNAPSHOT_OF = "urn:ihe:iti:2010:AssociationType:IsSnapshotOf"
UPDATES_STATUS = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus"

#: Object types of a document entry. Source: IHE ITI TF-3 4.2.5.2.
STABLE = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
ON_DEMAND = "urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248"

#: Visibility codes beside N, R, V, and their scheme. Source: JDV_J08, confidentiality_codes.csv.
CONFIDENTIALITY_SCHEME = "2.16.840.1.113883.5.25"
VISIBILITY_SCHEME = "1.2.250.1.213.1.1.4.13"
MASKED_TO_PROFESSIONALS = "MASQUE_PS"
INVISIBLE_TO_PATIENT = "INVISIBLE_PATIENT"
INVISIBLE_TO_REPRESENTATIVES = "INVISIBLE_REPRESENTANTS_LEGAUX"

#: typeCode of the signature document of a submission set. Source: spec/dmp.md 4.1.
SIGNATURE_TYPE = "E1762"


@dataclass(frozen=True, slots=True)
class Code:
    """A coded value with its scheme (an OID, or a literal such as ASTM) and label."""

    code: str
    scheme: str = ""
    label: str = ""

    def same_as(self, other: Code) -> bool:
        """Code and scheme compared; labels never are."""
        return (self.code, self.scheme) == (other.code, other.scheme)


@dataclass(frozen=True, slots=True)
class Author:
    person: XCN | None = None
    institutions: tuple[XON, ...] = ()
    roles: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    telecommunications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """The metadata of one document. Times are UTC `YYYYMMDDhhmmss`, possibly shorter, as text.

    `id` is the entryUUID, symbolic in a submission. `extra` holds slots outside the profile, as received.
    """

    id: str
    unique_id: str | None = None
    patient_id: CX | None = None
    source_patient_id: CX | None = None
    source_patient_info: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    legal_authenticator: XCN | None = None
    class_code: Code | None = None
    type_code: Code | None = None
    format_code: Code | None = None
    healthcare_facility_type: Code | None = None
    practice_setting: Code | None = None
    confidentiality: tuple[Code, ...] = ()
    event_codes: tuple[Code, ...] = ()
    reference_ids: tuple[str, ...] = ()
    creation_time: str | None = None
    service_start_time: str | None = None
    service_stop_time: str | None = None
    title: str | None = None
    comments: str | None = None
    language: str | None = None
    mime_type: str | None = None
    hash: str | None = None
    size: int | None = None
    repository_unique_id: str | None = None
    home_community_id: str | None = None
    uri: str | None = None
    document_availability: str | None = None
    object_type: str = STABLE
    logical_id: str | None = None
    version: int = 1
    status: str | None = None
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def visibility(self) -> frozenset[str]:
        """The visibility codes it carries, among MASQUE_PS, INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX."""
        return frozenset(code.code for code in self.confidentiality if code.scheme == VISIBILITY_SCHEME)

    @property
    def is_signature(self) -> bool:
        """Whether it describes the XAdES signature of its submission set, which readers never see."""
        return self.type_code is not None and self.type_code.code == SIGNATURE_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionSet:
    id: str
    unique_id: str | None = None
    source_id: str | None = None
    patient_id: CX | None = None
    submission_time: str | None = None
    title: str | None = None
    comments: str | None = None
    authors: tuple[Author, ...] = ()
    content_type: Code | None = None
    intended_recipients: tuple[str, ...] = ()
    home_community_id: str | None = None
    status: str | None = None
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder: the DMP does not use them, the neutral profile of the tests does."""

    id: str
    unique_id: str | None = None
    patient_id: CX | None = None
    codes: tuple[Code, ...] = ()
    title: str | None = None
    comments: str | None = None
    last_update_time: str | None = None
    home_community_id: str | None = None
    status: str | None = None
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """A link between two objects; `slots` holds SubmissionSetStatus, PreviousVersion, OriginalStatus, NewStatus."""

    id: str
    type: str
    source: str
    target: str
    slots: tuple[tuple[str, tuple[str, ...]], ...] = ()
    documentation: Code | None = None
    status: str | None = None

    def slot(self, name: str) -> str | None:
        """The first value of a slot, None when absent."""
        for key, values in self.slots:
            if key == name and values:
                return values[0]
        return None


RegistryObject = DocumentEntry | SubmissionSet | Folder | Association


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a request, spooled: `file` stands at any position, `read()` gives all its bytes anew."""

    id: str
    media_type: str
    size: int
    file: BinaryIO
    _content: list[Content] = field(default_factory=list, init=False, repr=False, compare=False)

    def read(self) -> bytes:
        self.file.seek(0)
        return self.file.read()

    @property
    def content(self) -> Content:
        """Its bytes, read once for all who judge them."""
        if not self._content:
            from socle.wire.content import Content  # noqa: PLC0415 - loaded where documents are judged

            self._content.append(Content(self.read()))
        return self._content[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One ProvideAndRegisterDocumentSet request. `parts` are keyed by the id of the entry they belong to."""

    sets: tuple[SubmissionSet, ...] = ()
    entries: tuple[DocumentEntry, ...] = ()
    folders: tuple[Folder, ...] = ()
    associations: tuple[Association, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)

    def entry(self, id: str) -> DocumentEntry | None:
        return next((entry for entry in self.entries if entry.id == id), None)


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """An ITI-18 request. `parameters` maps `$Name` to its values: one inner tuple per slot (AND), OR inside."""

    query_id: str
    parameters: Mapping[str, tuple[tuple[str, ...], ...]]
    return_type: str = "LeafClass"
    home_community_id: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """One document asked for by ITI-43."""

    repository_unique_id: str
    document_unique_id: str
    home_community_id: str | None = None


@dataclass(frozen=True, slots=True)
class RetrievedDocument:
    """One document given by ITI-43."""

    repository_unique_id: str
    document_unique_id: str
    mime_type: str
    content: bytes
