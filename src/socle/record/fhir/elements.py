"""Elements of FHIR by the names that the rules give to metadata. Source: IHE MHD 4.2.3; PDSm 3.1.1 (spec/dmp.md 7)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.wire.fhir import sets

OF_DOCUMENT: Mapping[str, str] = MappingProxyType(
    {
        "uniqueId": "masterIdentifier",
        "patientId": "subject",
        "sourcePatientId": "context.sourcePatientInfo",
        "sourcePatientInfo": "context.sourcePatientInfo",
        "author": "author",
        "authorPerson": "author",
        "authorInstitution": "author",
        "legalAuthenticator": "authenticator",
        "classCode": "category",
        "typeCode": "type",
        "formatCode": "content[0].format",
        "healthcareFacilityTypeCode": "context.facilityType",
        "practiceSettingCode": "context.practiceSetting",
        "confidentialityCode": "securityLabel",
        "creationTime": "content[0].attachment.creation",
        "serviceStartTime": "context.period.start",
        "serviceStopTime": "context.period.end",
        "title": "content[0].attachment.title",
        "languageCode": "content[0].attachment.language",
        "mimeType": "content[0].attachment.contentType",
    }
)
OF_LIST: Mapping[str, str] = MappingProxyType(
    {
        "uniqueId": "identifier",
        "patientId": "subject",
        "author": "source",
        "sourceId": f"extension.where(url='{sets.SOURCE_ID}')",
        "submissionTime": "date",
        "contentTypeCode": f"extension.where(url='{sets.DESIGNATION}')",
    }
)
