"""The former writer of ebRIM, element by element: what the one that writes text is held against."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from socle.wire import xml
from socle.wire.ebrim import schemes
from socle.wire.ebrim.write import derived
from socle.wire.namespaces import RIM, XML, qname
from socle.wire.xds.model import Association, Author, Code, DocumentEntry, Folder, RegistryObject, SubmissionSet

_LANG = qname(XML, "lang")


def slot(parent: etree._Element, name: str, values: Iterable[str | None]) -> None:
    given = [value for value in values if value]
    if not given:
        return
    holder = xml.child(xml.child(parent, qname(RIM, "Slot"), {"name": name}), qname(RIM, "ValueList"))
    for value in given:
        xml.child(holder, qname(RIM, "Value"), text=value)


def text(parent: etree._Element, tag: str, value: str | None) -> None:
    if value:
        holder = xml.child(parent, qname(RIM, tag))
        attributes = {_LANG: "fr-FR", "charset": "UTF-8", "value": value}
        xml.child(holder, qname(RIM, "LocalizedString"), attributes)


def classification(
    parent: etree._Element, scheme: str, representation: str, rank: int, *, label: str = "", scheme_name: str = ""
) -> etree._Element:
    owner = parent.get("id") or ""
    element = xml.child(
        parent,
        qname(RIM, "Classification"),
        {
            "id": derived(owner, scheme, str(rank)),
            "objectType": schemes.CLASSIFICATION_TYPE,
            "classificationScheme": scheme,
            "classifiedObject": owner,
            "nodeRepresentation": representation,
        },
    )
    slot(element, "codingScheme", [scheme_name])
    text(element, "Name", label)
    return element


def kind(parent: etree._Element, node: str) -> None:
    owner = parent.get("id") or ""
    xml.child(
        parent,
        qname(RIM, "Classification"),
        {
            "id": derived(owner, node),
            "objectType": schemes.CLASSIFICATION_TYPE,
            "classifiedObject": owner,
            "classificationNode": node,
        },
    )


def identifier(parent: etree._Element, scheme: str, name: str, value: str | None) -> None:
    if not value:
        return
    owner = parent.get("id") or ""
    element = xml.child(
        parent,
        qname(RIM, "ExternalIdentifier"),
        {
            "id": derived(owner, scheme),
            "objectType": schemes.EXTERNAL_IDENTIFIER_TYPE,
            "registryObject": owner,
            "identificationScheme": scheme,
            "value": value,
        },
    )
    text(element, "Name", name)


def _author(parent: etree._Element, scheme: str, author: Author, rank: int) -> None:
    element = classification(parent, scheme, "", rank)
    slot(element, "authorPerson", [str(author.person) if author.person else None])
    slot(element, "authorInstitution", map(str, author.institutions))
    slot(element, "authorRole", author.roles)
    slot(element, "authorSpecialty", author.specialties)
    slot(element, "authorTelecommunication", author.telecommunications)


def _codes(parent: etree._Element, scheme: str, codes: Iterable[Code | None]) -> None:
    for rank, code in enumerate(codes):
        if code is not None:
            classification(parent, scheme, code.code, rank, label=code.label, scheme_name=code.scheme)


def _slots(parent: etree._Element, slots: dict[str, Iterable[str | None]]) -> None:
    for name, values in slots.items():
        slot(parent, name, values)


def add(listing: etree._Element, value: RegistryObject) -> etree._Element:
    match value:
        case DocumentEntry():
            return document_entry(listing, value)
        case SubmissionSet():
            return submission_set(listing, value)
        case Folder():
            return folder(listing, value)
        case Association():
            return association(listing, value)


def _entry_slots(entry: DocumentEntry) -> dict[str, Iterable[str | None]]:
    return {
        "creationTime": [entry.creation_time],
        "hash": [entry.hash],
        "languageCode": [entry.language],
        "legalAuthenticator": [str(entry.legal_authenticator) if entry.legal_authenticator else None],
        "repositoryUniqueId": [entry.repository_unique_id],
        "serviceStartTime": [entry.service_start_time],
        "serviceStopTime": [entry.service_stop_time],
        "size": [str(entry.size) if entry.size is not None else None],
        "sourcePatientId": [str(entry.source_patient_id) if entry.source_patient_id else None],
        "sourcePatientInfo": entry.source_patient_info,
        "URI": [entry.uri],
        "documentAvailability": [entry.document_availability],
        "urn:ihe:iti:xds:2013:referenceIdList": entry.reference_ids,
        **dict(entry.extra),
    }


def document_entry(listing: etree._Element, entry: DocumentEntry) -> etree._Element:
    stored = entry.status is not None
    element = xml.child(
        listing,
        qname(RIM, "ExtrinsicObject"),
        {
            "id": entry.id,
            "lid": entry.logical_id,
            "home": entry.home_community_id,
            "mimeType": entry.mime_type,
            "isOpaque": "false" if stored else None,
            "objectType": entry.object_type,
            "status": entry.status,
        },
    )
    _slots(element, _entry_slots(entry))
    text(element, "Name", entry.title)
    text(element, "Description", entry.comments)
    if stored or entry.version != 1:
        xml.child(element, qname(RIM, "VersionInfo"), {"versionName": str(entry.version)})
    for rank, author in enumerate(entry.authors):
        _author(element, schemes.ENTRY_AUTHOR, author, rank)
    _codes(element, schemes.CLASS_CODE, [entry.class_code])
    _codes(element, schemes.CONFIDENTIALITY_CODE, entry.confidentiality)
    _codes(element, schemes.EVENT_CODE, entry.event_codes)
    _codes(element, schemes.FORMAT_CODE, [entry.format_code])
    _codes(element, schemes.FACILITY_TYPE_CODE, [entry.healthcare_facility_type])
    _codes(element, schemes.PRACTICE_SETTING_CODE, [entry.practice_setting])
    _codes(element, schemes.TYPE_CODE, [entry.type_code])
    patient = str(entry.patient_id) if entry.patient_id else None
    identifier(element, schemes.ENTRY_PATIENT_ID, "XDSDocumentEntry.patientId", patient)
    identifier(element, schemes.ENTRY_UNIQUE_ID, "XDSDocumentEntry.uniqueId", entry.unique_id)
    return element


def _package(listing: etree._Element, value: SubmissionSet | Folder) -> etree._Element:
    return xml.child(
        listing,
        qname(RIM, "RegistryPackage"),
        {
            "id": value.id,
            "home": value.home_community_id,
            "objectType": schemes.PACKAGE_TYPE,
            "status": value.status,
        },
    )


def submission_set(listing: etree._Element, value: SubmissionSet) -> etree._Element:
    element = _package(listing, value)
    _slots(
        element,
        {
            "submissionTime": [value.submission_time],
            "intendedRecipient": value.intended_recipients,
            **dict(value.extra),
        },
    )
    text(element, "Name", value.title)
    text(element, "Description", value.comments)
    kind(element, schemes.SET_NODE)
    for rank, author in enumerate(value.authors):
        _author(element, schemes.SET_AUTHOR, author, rank)
    _codes(element, schemes.CONTENT_TYPE_CODE, [value.content_type])
    patient = str(value.patient_id) if value.patient_id else None
    identifier(element, schemes.SET_UNIQUE_ID, "XDSSubmissionSet.uniqueId", value.unique_id)
    identifier(element, schemes.SET_SOURCE_ID, "XDSSubmissionSet.sourceId", value.source_id)
    identifier(element, schemes.SET_PATIENT_ID, "XDSSubmissionSet.patientId", patient)
    return element


def folder(listing: etree._Element, value: Folder) -> etree._Element:
    element = _package(listing, value)
    _slots(element, {"lastUpdateTime": [value.last_update_time], **dict(value.extra)})
    text(element, "Name", value.title)
    text(element, "Description", value.comments)
    kind(element, schemes.FOLDER_NODE)
    _codes(element, schemes.FOLDER_CODE, value.codes)
    patient = str(value.patient_id) if value.patient_id else None
    identifier(element, schemes.FOLDER_UNIQUE_ID, "XDSFolder.uniqueId", value.unique_id)
    identifier(element, schemes.FOLDER_PATIENT_ID, "XDSFolder.patientId", patient)
    return element


def association(listing: etree._Element, value: Association) -> etree._Element:
    element = xml.child(
        listing,
        qname(RIM, "Association"),
        {
            "id": value.id,
            "objectType": schemes.ASSOCIATION_TYPE,
            "status": value.status,
            "associationType": value.type,
            "sourceObject": value.source,
            "targetObject": value.target,
        },
    )
    _slots(element, dict(value.slots))
    _codes(element, schemes.ASSOCIATION_DOCUMENTATION, [value.documentation])
    return element
