"""From the frozen values of `wire.xds.model` to ebRIM objects, as text. Source: IHE ITI TF-3 4.2; spec/dmp.md 4.2."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from socle.wire import xml
from socle.wire.ebrim import schemes, write
from socle.wire.namespaces import RIM
from socle.wire.xds.model import (
    Association,
    Author,
    Code,
    DocumentEntry,
    Folder,
    RegistryObject,
    SubmissionSet,
)
from socle.wire.xds.response import Answered, ObjectRef


def objects(found: Iterable[Answered], *, refs_only: bool = False) -> str:
    """What stands in a RegistryObjectList that declares the prefix `rim`: these objects, or their ids alone."""
    return "".join([_reference(one) if refs_only or isinstance(one, ObjectRef) else _object(one) for one in found])


def listing(found: Iterable[Answered]) -> etree._Element:
    """A RegistryObjectList of these objects."""
    return xml.of_text(f'<rim:RegistryObjectList xmlns:rim="{RIM}">{objects(found)}</rim:RegistryObjectList>')


def _reference(one: Answered) -> str:
    return f"<rim:ObjectRef id={xml.quoted(one.id)}/>"


def _object(value: RegistryObject) -> str:
    match value:
        case DocumentEntry():
            return _document_entry(value)
        case SubmissionSet():
            return _submission_set(value)
        case Folder():
            return _folder(value)
        case Association():
            return _association(value)


def _authors(owner: str, scheme: str, authors: Iterable[Author]) -> str:
    return "".join(
        write.classification(
            owner,
            scheme,
            "",
            rank,
            write.slot("authorPerson", [str(author.person) if author.person else None])
            + write.slot("authorInstitution", map(str, author.institutions))
            + write.slot("authorRole", author.roles)
            + write.slot("authorSpecialty", author.specialties)
            + write.slot("authorTelecommunication", author.telecommunications),
        )
        for rank, author in enumerate(authors)
    )


def _codes(owner: str, scheme: str, codes: Iterable[Code | None]) -> str:
    return "".join(
        [
            write.classification(
                owner,
                scheme,
                code.code,
                rank,
                write.slot("codingScheme", (code.scheme,)) + write.text("Name", code.label),
            )
            for rank, code in enumerate(codes)
            if code is not None
        ]
    )


def _slots(slots: dict[str, Iterable[str | None]]) -> str:
    return "".join([write.slot(name, values) for name, values in slots.items()])


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


def _document_entry(entry: DocumentEntry) -> str:
    """Source: IHE ITI TF-3 4.2.3.2; attributes lid, isOpaque and VersionInfo once the registry gave them (4.3)."""
    stored, owner = entry.status is not None, xml.clean(entry.id)
    attributes = {
        "id": entry.id,
        "lid": entry.logical_id,
        "home": entry.home_community_id,
        "mimeType": entry.mime_type,
        "isOpaque": "false" if stored else None,
        "objectType": entry.object_type,
        "status": entry.status,
    }
    patient = str(entry.patient_id) if entry.patient_id else None
    return write.element(
        "ExtrinsicObject",
        attributes,
        _slots(_entry_slots(entry)),
        write.text("Name", entry.title),
        write.text("Description", entry.comments),
        f'<rim:VersionInfo versionName="{entry.version}"/>' if stored or entry.version != 1 else "",
        _authors(owner, schemes.ENTRY_AUTHOR, entry.authors),
        _codes(owner, schemes.CLASS_CODE, [entry.class_code]),
        _codes(owner, schemes.CONFIDENTIALITY_CODE, entry.confidentiality),
        _codes(owner, schemes.EVENT_CODE, entry.event_codes),
        _codes(owner, schemes.FORMAT_CODE, [entry.format_code]),
        _codes(owner, schemes.FACILITY_TYPE_CODE, [entry.healthcare_facility_type]),
        _codes(owner, schemes.PRACTICE_SETTING_CODE, [entry.practice_setting]),
        _codes(owner, schemes.TYPE_CODE, [entry.type_code]),
        write.identifier(owner, schemes.ENTRY_PATIENT_ID, "XDSDocumentEntry.patientId", patient),
        write.identifier(owner, schemes.ENTRY_UNIQUE_ID, "XDSDocumentEntry.uniqueId", entry.unique_id),
    )


def _package(value: SubmissionSet | Folder, *content: str) -> str:
    attributes = {
        "id": value.id,
        "home": value.home_community_id,
        "objectType": schemes.PACKAGE_TYPE,
        "status": value.status,
    }
    return write.element("RegistryPackage", attributes, *content)


def _submission_set(value: SubmissionSet) -> str:
    """Source: IHE ITI TF-3 4.2.3.3."""
    owner, patient = xml.clean(value.id), str(value.patient_id) if value.patient_id else None
    slots = {"submissionTime": [value.submission_time], "intendedRecipient": value.intended_recipients}
    return _package(
        value,
        _slots({**slots, **dict(value.extra)}),
        write.text("Name", value.title),
        write.text("Description", value.comments),
        write.kind(owner, schemes.SET_NODE),
        _authors(owner, schemes.SET_AUTHOR, value.authors),
        _codes(owner, schemes.CONTENT_TYPE_CODE, [value.content_type]),
        write.identifier(owner, schemes.SET_UNIQUE_ID, "XDSSubmissionSet.uniqueId", value.unique_id),
        write.identifier(owner, schemes.SET_SOURCE_ID, "XDSSubmissionSet.sourceId", value.source_id),
        write.identifier(owner, schemes.SET_PATIENT_ID, "XDSSubmissionSet.patientId", patient),
    )


def _folder(value: Folder) -> str:
    """Source: IHE ITI TF-3 4.2.3.4."""
    owner, patient = xml.clean(value.id), str(value.patient_id) if value.patient_id else None
    return _package(
        value,
        _slots({"lastUpdateTime": [value.last_update_time], **dict(value.extra)}),
        write.text("Name", value.title),
        write.text("Description", value.comments),
        write.kind(owner, schemes.FOLDER_NODE),
        _codes(owner, schemes.FOLDER_CODE, value.codes),
        write.identifier(owner, schemes.FOLDER_UNIQUE_ID, "XDSFolder.uniqueId", value.unique_id),
        write.identifier(owner, schemes.FOLDER_PATIENT_ID, "XDSFolder.patientId", patient),
    )


def _association(value: Association) -> str:
    """Source: IHE ITI TF-3 4.2.2."""
    attributes = {
        "id": value.id,
        "objectType": schemes.ASSOCIATION_TYPE,
        "status": value.status,
        "associationType": value.type,
        "sourceObject": value.source,
        "targetObject": value.target,
    }
    owner = xml.clean(value.id)
    codes = _codes(owner, schemes.ASSOCIATION_DOCUMENTATION, [value.documentation])
    return write.element("Association", attributes, _slots(dict(value.slots)), codes)
