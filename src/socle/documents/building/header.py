"""Writing a header in the order of the schema, for a description that is complete (`completing`).

Source: spec/cda.md sections 1 to 9; CI-SIS, Structuration minimale; HL7 CDA R2 schema.
"""

from __future__ import annotations

from lxml import etree

from socle.documents.building.model import Act, Encounter, Informant, Participant, Signatory, Spec
from socle.documents.building.people import entity, patient, person_name, recipient, structure
from socle.documents.building.walking import DISPOSITIONS
from socle.documents.building.xml import (
    PREFIXES,
    add,
    address,
    coded,
    identify,
    period,
    say,
    stamp,
    telecoms,
    templates,
    told,
)
from socle.documents.cda.nodes import DICOM, LAB, tag
from socle.documents.header import FRANCE, LEVEL_1, MINIMAL_STRUCTURE
from socle.rulebook import applies

#: Models and parts of a laboratory report. Source: spec/cda.md 9.
LABORATORY = "1.3.6.1.4.1.19376.1.3.3"
CR_BIO = ("1.2.250.1.213.1.1.1.55", "2024.01")
_RECIPIENT, _VALIDATOR, _PRESCRIBER, _PERFORMER = (f"{LABORATORY}.1.{rank}" for rank in (4, 5, 6, 7))
_RELATION_TABLE, _ENCOUNTER_TABLE = "relation_patient", "encounter_type"


@applies("DOC-017")
def root_of(spec: Spec) -> etree._Element:
    """A ClinicalDocument element with the whole header and no body."""
    strict = spec.laboratory is not None
    root = etree.Element(tag("ClinicalDocument"), nsmap=PREFIXES)  # type: ignore[arg-type]  # lxml takes None for no prefix
    _identity(root, spec)
    patient(root, spec.patient, strict=strict)
    for author in spec.authors:
        element = add(root, "author")
        coded(element, "functionCode", author.function, "author_function")
        stamp(element, "time", author.time)
        entity(element, "assignedAuthor", author)
    if spec.data_enterer is not None:
        element = add(root, "dataEnterer")
        stamp(element, "time", spec.data_enterer.time)
        entity(element, "assignedEntity", spec.data_enterer)
    for informant in spec.informants:
        _informant(add(root, "informant"), informant)
    custodian = add(add(root, "custodian"), "assignedCustodian")
    structure(custodian, "representedCustodianOrganization", spec.custodian, setting=False)
    for who in spec.recipients:
        element = add(root, "informationRecipient")
        templates(element, *([_RECIPIENT] if strict else []))
        recipient(element, who)
    if spec.legal_authenticator is not None:
        _signature(add(root, "legalAuthenticator"), spec.legal_authenticator)
    for who in spec.authenticators:
        element = add(root, "authenticator")
        templates(element, *([_VALIDATOR] if strict else []))
        _signature(element, who, strict=strict)
    for participant in spec.participants:
        _participant(add(root, "participant", typeCode=participant.type), participant, strict=strict)
    _links(root, spec, strict=strict)
    if spec.encounter is not None:
        _encounter(add(add(root, "componentOf"), "encompassingEncounter"), spec.encounter)
    return root


def _identity(root: etree._Element, spec: Spec) -> None:
    add(root, "realmCode", code="FR")
    add(root, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    templates(root, FRANCE, MINIMAL_STRUCTURE)
    if spec.laboratory is None:
        templates(root, LEVEL_1)
    else:
        templates(root, LABORATORY)
        add(root, "templateId", root=CR_BIO[0], extension=CR_BIO[1])
    identify(root, spec.id)
    coded(root, "code", spec.type, "type_code")
    say(root, "title", spec.title)
    stamp(root, "effectiveTime", spec.created)
    coded(root, "confidentialityCode", spec.confidentiality, "confidentiality")
    add(root, "languageCode", code=spec.language)
    identify(root, spec.set_id, "setId")
    add(root, "versionNumber", value=str(spec.version))


def _signature(element: etree._Element, who: Signatory, *, strict: bool = False) -> None:
    stamp(element, "time", who.time)
    add(element, "signatureCode", code="S")
    entity(element, "assignedEntity", who, strict=strict)


def _informant(element: etree._Element, who: Informant) -> None:
    if who.professional is not None:
        entity(element, "assignedEntity", who.professional)
        return
    related = add(element, "relatedEntity", classCode=who.role)
    coded(related, "code", who.relation, _RELATION_TABLE)
    address(related, who.address)
    telecoms(related, who.telecoms)
    person_name(add(related, "relatedPerson"), who.family, who.given, who.prefix, "")


def _participant(element: etree._Element, who: Participant, *, strict: bool) -> None:
    if strict and who.type == "REF":
        templates(element, _PRESCRIBER)
    coded(element, "functionCode", who.function, "author_function")
    if who.start or who.end:
        period(element, "time", who.start, who.end, type_="IVL_TS")
    else:
        add(element, "time", nullFlavor="NA")
    entity(
        element,
        "associatedEntity",
        who,
        person="associatedPerson",
        organisation="scopingOrganization",
        setting=False,
        strict=strict,
        classCode=who.role,
    )


def _links(root: etree._Element, spec: Spec, *, strict: bool) -> None:
    """Orders, acts and the version replaced."""
    for order in spec.orders:
        element = add(add(root, "inFulfillmentOf"), "order")
        identify(element, order.id)
        if order.accession_number is not None:
            number = order.accession_number
            add(element, "accessionNumber", ns=DICOM, root=number.root, extension=number.extension)
    for act in spec.acts:
        _act(add(add(root, "documentationOf"), "serviceEvent"), act, strict=strict)
    if spec.replaces is not None:
        parent = add(add(root, "relatedDocument", typeCode="RPLC"), "parentDocument")
        identify(parent, spec.replaces.id)
        identify(parent, spec.replaces.set_id, "setId")
        if spec.replaces.version:
            add(parent, "versionNumber", value=str(spec.replaces.version))


def _act(element: etree._Element, act: Act, *, strict: bool) -> None:
    for id in act.ids:
        identify(element, id)
    coded(element, "code", act.code)
    if act.status:
        add(element, "statusCode", ns=LAB, code=act.status)
    period(element, "effectiveTime", act.start, act.end)
    if act.performer is None:
        return
    performer = add(element, "performer", typeCode="PRF")
    if strict:
        templates(performer, _PERFORMER)
    if act.performer.time:
        add(add(performer, "time"), "high", value=act.performer.time)
    entity(performer, "assignedEntity", act.performer, strict=strict)


def _encounter(element: etree._Element, stay: Encounter) -> None:
    for id in stay.ids:
        identify(element, id)
    coded(element, "code", stay.type, _ENCOUNTER_TABLE)
    period(element, "effectiveTime", stay.start, stay.end)
    if stay.disposition is not None:
        coded(element, "dischargeDispositionCode", told(stay.disposition, DISPOSITIONS))
    if stay.responsible is not None:
        party = add(element, "responsibleParty")
        entity(party, "assignedEntity", stay.responsible, setting=False, accredited=True)
    for who in stay.participants:
        entity(add(element, "encounterParticipant", typeCode=who.type), "assignedEntity", who, setting=False)
    facility = add(add(element, "location"), "healthCareFacility")
    coded(facility, "code", stay.facility_type, "healthcare_facility_type")
    if stay.facility_name or stay.facility_address is not None:
        place = add(facility, "location")
        say(place, "name", stay.facility_name)
        address(place, stay.facility_address)
