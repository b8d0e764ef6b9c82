"""From ebRIM objects to the frozen values of `wire.xds.model`. Source: IHE ITI TF-3 4.2; spec/dmp.md 4.2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from socle.rulebook import Finding, Verdict
from socle.wire import xml
from socle.wire.ebrim import schemes
from socle.wire.ebrim.read import Classification, Node, loose, node
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.namespaces import RIM, qname
from socle.wire.xds import model, verdicts
from socle.wire.xds.model import Association, Author, Code, DocumentEntry, Folder, SubmissionSet

_NUMBER = re.compile(r"[0-9]{1,15}")

#: Association types as older senders shorten them. Source: IHE ITI TF-3 4.2.2.2; xds_ebrim_values.csv.
SHORT_TYPES: Final = {
    "HasMember": model.HAS_MEMBER,
    "RPLC": model.REPLACES,
    "XFRM": model.TRANSFORMS,
    "APND": model.APPENDS,
    "XFRM_RPLC": model.TRANSFORMS_AND_REPLACES,
    "signs": model.SIGNS,
}

#: Schemes that an object of each kind may carry; others are told. Source: xds_ebrim_uuids.csv.
ENTRY_SCHEMES: Final = frozenset(
    {
        schemes.ENTRY_AUTHOR,
        schemes.CLASS_CODE,
        schemes.CONFIDENTIALITY_CODE,
        schemes.EVENT_CODE,
        schemes.FORMAT_CODE,
        schemes.FACILITY_TYPE_CODE,
        schemes.PRACTICE_SETTING_CODE,
        schemes.TYPE_CODE,
        schemes.ENTRY_PATIENT_ID,
        schemes.ENTRY_UNIQUE_ID,
    }
)
SET_SCHEMES: Final = frozenset(
    {
        schemes.SET_AUTHOR,
        schemes.CONTENT_TYPE_CODE,
        schemes.SET_PATIENT_ID,
        schemes.SET_SOURCE_ID,
        schemes.SET_UNIQUE_ID,
    }
)
FOLDER_SCHEMES: Final = frozenset({schemes.FOLDER_CODE, schemes.FOLDER_PATIENT_ID, schemes.FOLDER_UNIQUE_ID})


@dataclass(slots=True)
class Objects:
    """What a RegistryObjectList held, in the order of the list, and what was wrong with it."""

    all: list[model.RegistryObject] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def entries(self) -> tuple[DocumentEntry, ...]:
        return tuple(entry for entry in self.all if isinstance(entry, DocumentEntry))

    @property
    def sets(self) -> tuple[SubmissionSet, ...]:
        return tuple(entry for entry in self.all if isinstance(entry, SubmissionSet))

    @property
    def folders(self) -> tuple[Folder, ...]:
        return tuple(entry for entry in self.all if isinstance(entry, Folder))

    @property
    def associations(self) -> tuple[Association, ...]:
        return tuple(entry for entry in self.all if isinstance(entry, Association))


def read_objects(listing: etree._Element) -> Objects:
    """Read every object of a RegistryObjectList; the findings about a document carry its uniqueId."""
    found = Objects()
    beside = loose(listing)
    for element in xml.children(listing):
        name = xml.local_name(element) if str(element.tag).startswith(qname(RIM, "")) else ""
        if name == "ObjectRef":
            found.references.append(element.get("id") or "")
            continue
        if name in {"Classification", "ExternalIdentifier"}:
            continue
        if name not in {"ExtrinsicObject", "RegistryPackage", "Association"}:
            found.findings.append(verdicts.OBJECT_IGNORED.at(xml.path_of(element), found=xml.local_name(element)))
            continue
        read = node(element, beside)
        value = _value(name, read)
        about = value.unique_id if isinstance(value, DocumentEntry) else None
        found.findings += [finding.about(about) for finding in read.findings]
        if value is not None:
            found.all.append(value)
    found.findings += _repeated_ids([*found.entries, *found.sets, *found.folders])
    return found


def _value(name: str, read: Node) -> model.RegistryObject | None:
    if name == "ExtrinsicObject":
        return document_entry(read)
    if name == "Association":
        return association(read)
    nodes = {entry.node for entry in read.classifications}
    held = {scheme for scheme, _value in read.identifiers}
    if schemes.SET_NODE in nodes or (schemes.SET_UNIQUE_ID in held and schemes.FOLDER_NODE not in nodes):
        return submission_set(read)
    if schemes.FOLDER_NODE in nodes or schemes.FOLDER_UNIQUE_ID in held:
        return folder(read)
    read.findings.append(verdicts.PACKAGE_UNKNOWN.at(read.id))
    return None


def _repeated_ids(objects: Sequence[DocumentEntry | SubmissionSet | Folder]) -> list[Finding]:
    ids = [entry.id for entry in objects if entry.id]
    return [verdicts.ID_REPEATED.at(id) for id in dict.fromkeys(ids) if ids.count(id) > 1]


def _code(entry: Classification) -> Code:
    scheme = entry.slots.get("codingScheme", ())
    return Code(entry.representation, scheme[0] if scheme else "", entry.label)


def _codes(read: Node, scheme: str, name: str) -> tuple[Code, ...]:
    codes = tuple(_code(entry) for entry in read.classified(scheme))
    read.findings += [verdicts.CODE_EMPTY.at(f"{read.id}/{name}") for code in codes if not code.code]
    return codes


def _one_code(read: Node, scheme: str, name: str) -> Code | None:
    codes = _codes(read, scheme, name)
    if len(codes) > 1:
        read.findings.append(verdicts.CLASSIFICATION_REPEATED.at(f"{read.id}/{name}", expected=1, found=len(codes)))
    return codes[0] if codes else None


def _authors(read: Node, scheme: str) -> tuple[Author, ...]:
    authors = []
    for entry in read.classified(scheme):
        persons = entry.slots.get("authorPerson", ())
        if len(persons) > 1:
            place = f"{read.id}/authorPerson"
            read.findings.append(verdicts.SLOT_NOT_SINGLE.at(place, expected=1, found=len(persons)))
        authors.append(
            Author(
                person=XCN(persons[0]) if persons else None,
                institutions=tuple(map(XON, entry.slots.get("authorInstitution", ()))),
                roles=entry.slots.get("authorRole", ()),
                specialties=entry.slots.get("authorSpecialty", ()),
                telecommunications=entry.slots.get("authorTelecommunication", ()),
            )
        )
    return tuple(authors)


def _cx(text: str | None) -> CX | None:
    return CX(text) if text else None


def _number(read: Node, text: str | None, verdict: Verdict, place: str) -> int | None:
    if text is None:
        return None
    if _NUMBER.fullmatch(text):
        return int(text)
    read.findings.append(verdict.at(f"{read.id}/{place}", expected="0-9", found=text))
    return None


def document_entry(read: Node) -> DocumentEntry:
    """Source: IHE ITI TF-3 4.2.3.2."""
    version = xml.first(read.element, qname(RIM, "VersionInfo"))
    number = _number(
        read, (version.get("versionName") if version is not None else None), verdicts.VERSION_NOT_A_NUMBER, "version"
    )
    legal = read.one("legalAuthenticator")
    entry = DocumentEntry(
        id=read.id,
        unique_id=read.identifier(schemes.ENTRY_UNIQUE_ID, "uniqueId"),
        patient_id=_cx(read.identifier(schemes.ENTRY_PATIENT_ID, "patientId")),
        source_patient_id=_cx(read.one("sourcePatientId")),
        source_patient_info=read.many("sourcePatientInfo"),
        authors=_authors(read, schemes.ENTRY_AUTHOR),
        legal_authenticator=XCN(legal) if legal else None,
        class_code=_one_code(read, schemes.CLASS_CODE, "classCode"),
        type_code=_one_code(read, schemes.TYPE_CODE, "typeCode"),
        format_code=_one_code(read, schemes.FORMAT_CODE, "formatCode"),
        healthcare_facility_type=_one_code(read, schemes.FACILITY_TYPE_CODE, "healthcareFacilityTypeCode"),
        practice_setting=_one_code(read, schemes.PRACTICE_SETTING_CODE, "practiceSettingCode"),
        confidentiality=_codes(read, schemes.CONFIDENTIALITY_CODE, "confidentialityCode"),
        event_codes=_codes(read, schemes.EVENT_CODE, "eventCodeList"),
        reference_ids=read.many("urn:ihe:iti:xds:2013:referenceIdList"),
        creation_time=read.one("creationTime"),
        service_start_time=read.one("serviceStartTime"),
        service_stop_time=read.one("serviceStopTime"),
        title=read.text("Name"),
        comments=read.text("Description"),
        language=read.one("languageCode"),
        mime_type=read.element.get("mimeType") or None,
        hash=read.one("hash"),
        size=_number(read, read.one("size"), verdicts.SIZE_NOT_A_NUMBER, "size"),
        repository_unique_id=read.one("repositoryUniqueId"),
        home_community_id=read.element.get("home") or None,
        uri=read.one("URI"),
        document_availability=read.one("documentAvailability"),
        object_type=read.element.get("objectType") or model.STABLE,
        logical_id=read.element.get("lid") or None,
        version=1 if number is None else number,
        status=read.element.get("status") or None,
        extra=read.extra(),
    )
    read.note_unknown(ENTRY_SCHEMES)
    return entry


def submission_set(read: Node) -> SubmissionSet:
    """Source: IHE ITI TF-3 4.2.3.3."""
    found = SubmissionSet(
        id=read.id,
        unique_id=read.identifier(schemes.SET_UNIQUE_ID, "uniqueId"),
        source_id=read.identifier(schemes.SET_SOURCE_ID, "sourceId"),
        patient_id=_cx(read.identifier(schemes.SET_PATIENT_ID, "patientId")),
        submission_time=read.one("submissionTime"),
        title=read.text("Name"),
        comments=read.text("Description"),
        authors=_authors(read, schemes.SET_AUTHOR),
        content_type=_one_code(read, schemes.CONTENT_TYPE_CODE, "contentTypeCode"),
        intended_recipients=read.many("intendedRecipient"),
        home_community_id=read.element.get("home") or None,
        status=read.element.get("status") or None,
        extra=read.extra(),
    )
    read.note_unknown(SET_SCHEMES)
    return found


def folder(read: Node) -> Folder:
    """Source: IHE ITI TF-3 4.2.3.4."""
    found = Folder(
        id=read.id,
        unique_id=read.identifier(schemes.FOLDER_UNIQUE_ID, "uniqueId"),
        patient_id=_cx(read.identifier(schemes.FOLDER_PATIENT_ID, "patientId")),
        codes=_codes(read, schemes.FOLDER_CODE, "codeList"),
        title=read.text("Name"),
        comments=read.text("Description"),
        last_update_time=read.one("lastUpdateTime"),
        home_community_id=read.element.get("home") or None,
        status=read.element.get("status") or None,
        extra=read.extra(),
    )
    read.note_unknown(FOLDER_SCHEMES)
    return found


def association(read: Node) -> Association:
    """Source: IHE ITI TF-3 4.2.2."""
    names = ("associationType", "sourceObject", "targetObject")
    type, source, target = ((read.element.get(name) or "").strip() for name in names)
    for name, value in zip(names, (type, source, target), strict=True):
        if not value:
            read.findings.append(verdicts.ASSOCIATION_INCOMPLETE.at(read.id, expected=name))
    read.note_unknown({schemes.ASSOCIATION_DOCUMENTATION})
    return Association(
        id=read.id,
        type=SHORT_TYPES.get(type, type),
        source=source,
        target=target,
        slots=tuple(read.slots.items()),
        documentation=_one_code(read, schemes.ASSOCIATION_DOCUMENTATION, "associationDocumentation"),
        status=read.element.get("status") or None,
    )
