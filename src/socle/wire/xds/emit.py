"""From the frozen values of `wire.xds.model` to ebRIM objects. Source: IHE ITI TF-3 4.2; spec/dmp.md 4.2."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from socle.wire import xml
from socle.wire.ebrim import schemes, write
from socle.wire.namespaces import RIM, qname
from socle.wire.xds.model import (
    Association,
    Author,
    Code,
    DocumentEntry,
    Folder,
    RegistryObject,
    SubmissionSet,
)


def _author(parent: etree._Element, scheme: str, author: Author, rank: int) -> None:
    element = write.classification(parent, scheme, "", rank)
    write.slot(element, "authorPerson", [str(author.person) if author.person else None])
    write.slot(element, "authorInstitution", map(str, author.institutions))
    write.slot(element, "authorRole", author.roles)
    write.slot(element, "authorSpecialty", author.specialties)
    write.slot(element, "authorTelecommunication", author.telecommunications)


def _codes(parent: etree._Element, scheme: str, codes: Iterable[Code | None]) -> None:
    for rank, code in enumerate(codes):
        if code is not None:
            write.classification(parent, scheme, code.code, rank, label=code.label, scheme_name=code.scheme)


def _slots(parent: etree._Element, slots: dict[str, Iterable[str | None]]) -> None:
    for name, values in slots.items():
        write.slot(parent, name, values)


def add(listing: etree._Element, value: RegistryObject) -> etree._Element:
    """Write one object at the end of a RegistryObjectList."""
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
    """Source: IHE ITI TF-3 4.2.3.2; attributes lid, isOpaque and VersionInfo once the registry gave them (4.3)."""
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
    write.text(element, "Name", entry.title)
    write.text(element, "Description", entry.comments)
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
    write.identifier(element, schemes.ENTRY_PATIENT_ID, "XDSDocumentEntry.patientId", patient)
    write.identifier(element, schemes.ENTRY_UNIQUE_ID, "XDSDocumentEntry.uniqueId", entry.unique_id)
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
    """Source: IHE ITI TF-3 4.2.3.3."""
    element = _package(listing, value)
    _slots(
        element,
        {
            "submissionTime": [value.submission_time],
            "intendedRecipient": value.intended_recipients,
            **dict(value.extra),
        },
    )
    write.text(element, "Name", value.title)
    write.text(element, "Description", value.comments)
    write.kind(element, schemes.SET_NODE)
    for rank, author in enumerate(value.authors):
        _author(element, schemes.SET_AUTHOR, author, rank)
    _codes(element, schemes.CONTENT_TYPE_CODE, [value.content_type])
    patient = str(value.patient_id) if value.patient_id else None
    write.identifier(element, schemes.SET_UNIQUE_ID, "XDSSubmissionSet.uniqueId", value.unique_id)
    write.identifier(element, schemes.SET_SOURCE_ID, "XDSSubmissionSet.sourceId", value.source_id)
    write.identifier(element, schemes.SET_PATIENT_ID, "XDSSubmissionSet.patientId", patient)
    return element


def folder(listing: etree._Element, value: Folder) -> etree._Element:
    """Source: IHE ITI TF-3 4.2.3.4."""
    element = _package(listing, value)
    _slots(element, {"lastUpdateTime": [value.last_update_time], **dict(value.extra)})
    write.text(element, "Name", value.title)
    write.text(element, "Description", value.comments)
    write.kind(element, schemes.FOLDER_NODE)
    _codes(element, schemes.FOLDER_CODE, value.codes)
    patient = str(value.patient_id) if value.patient_id else None
    write.identifier(element, schemes.FOLDER_UNIQUE_ID, "XDSFolder.uniqueId", value.unique_id)
    write.identifier(element, schemes.FOLDER_PATIENT_ID, "XDSFolder.patientId", patient)
    return element


def association(listing: etree._Element, value: Association) -> etree._Element:
    """Source: IHE ITI TF-3 4.2.2."""
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
