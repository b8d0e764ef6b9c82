"""Reading who takes part: the patient, people, devices, structures, and the part each one plays.

Source: spec/cda.md sections 2 to 5.
"""

from __future__ import annotations

from lxml import etree

from socle.documents.cda.datatypes import Reader, attribute
from socle.documents.cda.model import (
    Device,
    Entity,
    Guardian,
    Organisation,
    Participation,
    Patient,
    PersonName,
)
from socle.documents.cda.nodes import SDTC, child, children, text

#: What the playing entity, the person and the structure are called in each role. Source: HL7 CDA R2 schema.
_ENTITIES = ("assignedEntity", "assignedAuthor", "associatedEntity", "relatedEntity", "intendedRecipient")
_PERSONS = ("assignedPerson", "associatedPerson", "relatedPerson", "informationRecipient")
_ORGANISATIONS = ("representedOrganization", "scopingOrganization", "receivedOrganization")


def participation(reader: Reader, element: etree._Element) -> Participation:
    """An author, authenticator, participant, informant, recipient or performer."""
    return Participation(
        entity=entity(reader, _first(element, _ENTITIES)),
        type_code=attribute(element, "typeCode"),
        function=reader.coded(child(element, "functionCode")),
        time=reader.period(child(element, "time")),
        signature_code=attribute(child(element, "signatureCode"), "code"),
        templates=reader.identifiers(element, "templateId"),
    )


def participations(reader: Reader, element: etree._Element | None, name: str) -> tuple[Participation, ...]:
    return tuple(participation(reader, each) for each in children(element, name))


def entity(reader: Reader, element: etree._Element | None) -> Entity:
    """Whoever plays the part; an empty one when nobody is said."""
    if element is None:
        return Entity()
    return Entity(
        ids=reader.identifiers(element),
        class_code=attribute(element, "classCode"),
        code=reader.coded(child(element, "code")),
        name=reader.name(child(_first(element, _PERSONS), "name")),
        device=_device(child(element, "assignedAuthoringDevice")),
        organisation=organisation(reader, _first(element, _ORGANISATIONS)),
        addresses=reader.addresses(element),
        telecoms=reader.telecoms(element),
    )


def organisation(reader: Reader, element: etree._Element | None) -> Organisation | None:
    if element is None:
        return None
    return Organisation(
        ids=reader.identifiers(element),
        name=text(child(element, "name")),
        telecoms=reader.telecoms(element),
        addresses=reader.addresses(element),
        practice_setting=reader.coded(child(element, "standardIndustryClassCode")),
    )


def patient(reader: Reader, element: etree._Element | None) -> Patient:
    """The patientRole of a recordTarget."""
    person = child(element, "patient")
    place = child(person, "birthplace", "place")
    return Patient(
        ids=reader.identifiers(element),
        name=reader.name(child(person, "name")) or PersonName(),
        gender=reader.coded(child(person, "administrativeGenderCode")),
        birth_time=reader.stamp(child(person, "birthTime")),
        birthplace_code=text(child(place, "addr", "county")),
        birthplace_name=text(child(place, "addr", "city")),
        deceased=_flag(person, "deceasedInd"),
        multiple_birth_order=_extension(person, "multipleBirthOrderNumber"),
        addresses=reader.addresses(element),
        telecoms=reader.telecoms(element),
        guardians=tuple(_guardian(reader, each) for each in children(person, "guardian")),
    )


def _guardian(reader: Reader, element: etree._Element) -> Guardian:
    return Guardian(
        name=reader.name(child(element, "guardianPerson", "name")),
        organisation=organisation(reader, child(element, "guardianOrganization")),
        addresses=reader.addresses(element),
        telecoms=reader.telecoms(element),
    )


def _device(element: etree._Element | None) -> Device | None:
    if element is None:
        return None
    return Device(text(child(element, "manufacturerModelName")), text(child(element, "softwareName")))


def _extension(person: etree._Element | None, name: str) -> str:
    return next((attribute(each, "value") for each in children(person, name, SDTC)), "")


def _flag(person: etree._Element | None, name: str) -> bool | None:
    value = _extension(person, name)
    return None if not value else value == "true"


def _first(element: etree._Element | None, names: tuple[str, ...]) -> etree._Element | None:
    return next((found for name in names if (found := child(element, name)) is not None), None)
