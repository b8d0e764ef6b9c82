"""Reading the header of a ClinicalDocument element. Source: spec/cda.md sections 1, 6 and 7."""

from __future__ import annotations

from lxml import etree

from socle.documents.cda.datatypes import Reader, attribute
from socle.documents.cda.model import (
    Body,
    CdaDocument,
    Encounter,
    Order,
    ParentDocument,
    Participation,
    ServiceEvent,
)
from socle.documents.cda.nodes import DICOM, LAB, child, children, text
from socle.documents.cda.people import organisation, participation, participations, patient


def document(reader: Reader, root: etree._Element, *, self_presenting: bool) -> CdaDocument:
    """The whole header below `root`, a ClinicalDocument element."""
    return CdaDocument(
        root=root,
        self_presenting=self_presenting,
        templates=reader.identifiers(root, "templateId"),
        id=reader.identifier(child(root, "id")),
        code=reader.coded(child(root, "code")),
        title=text(child(root, "title")),
        effective_time=reader.stamp(child(root, "effectiveTime")),
        confidentiality=reader.coded(child(root, "confidentialityCode")),
        language=attribute(child(root, "languageCode"), "code"),
        set_id=reader.identifier(child(root, "setId")),
        version=reader.integer(child(root, "versionNumber")),
        patient=patient(reader, child(root, "recordTarget", "patientRole")),
        authors=participations(reader, root, "author"),
        data_enterer=_one(reader, root, "dataEnterer"),
        custodian=organisation(
            reader, child(root, "custodian", "assignedCustodian", "representedCustodianOrganization")
        ),
        legal_authenticator=_one(reader, root, "legalAuthenticator"),
        authenticators=participations(reader, root, "authenticator"),
        participants=participations(reader, root, "participant"),
        informants=participations(reader, root, "informant"),
        recipients=participations(reader, root, "informationRecipient"),
        events=tuple(_event(reader, each) for each in _below(root, "documentationOf", "serviceEvent")),
        related=tuple(_parent(reader, each) for each in children(root, "relatedDocument")),
        orders=tuple(_order(reader, each) for each in _below(root, "inFulfillmentOf", "order")),
        encounter=_encounter(reader, child(root, "componentOf", "encompassingEncounter")),
        body=_body(root),
    )


def _one(reader: Reader, root: etree._Element, name: str) -> Participation | None:
    element = child(root, name)
    return None if element is None else participation(reader, element)


def _below(root: etree._Element, outer: str, inner: str) -> list[etree._Element]:
    return [found for each in children(root, outer) for found in children(each, inner)]


def _event(reader: Reader, element: etree._Element) -> ServiceEvent:
    status = next(iter(children(element, "statusCode", LAB)), None)
    return ServiceEvent(
        ids=reader.identifiers(element),
        code=reader.coded(child(element, "code")),
        status=attribute(status, "code"),
        time=reader.period(child(element, "effectiveTime")),
        performers=participations(reader, element, "performer"),
    )


def _parent(reader: Reader, element: etree._Element) -> ParentDocument:
    parent = child(element, "parentDocument")
    return ParentDocument(
        attribute(element, "typeCode"),
        reader.identifiers(parent),
        reader.identifier(child(parent, "setId")),
        reader.integer(child(parent, "versionNumber")),
    )


def _order(reader: Reader, element: etree._Element) -> Order:
    numbers = (reader.identifier(each) for each in children(element, "accessionNumber", DICOM))
    return Order(reader.identifiers(element), tuple(number for number in numbers if number is not None))


def _encounter(reader: Reader, element: etree._Element | None) -> Encounter | None:
    if element is None:
        return None
    facility = child(element, "location", "healthCareFacility")
    return Encounter(
        ids=reader.identifiers(element),
        code=reader.coded(child(element, "code")),
        time=reader.period(child(element, "effectiveTime")),
        responsible=_one(reader, element, "responsibleParty"),
        participants=participations(reader, element, "encounterParticipant"),
        facility_type=reader.coded(child(facility, "code")),
        facility_name=text(child(facility, "location", "name")),
        facility_addresses=reader.addresses(child(facility, "location")),
    )


def _body(root: etree._Element) -> Body:
    if child(root, "component", "structuredBody") is not None:
        return Body(level=3)
    embedded = child(root, "component", "nonXMLBody")
    if embedded is None:
        return Body()
    file = child(embedded, "text")
    return Body(1, attribute(file, "mediaType"), attribute(file, "representation"))
