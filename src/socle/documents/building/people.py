"""Writing the patient, professionals and structures, in the order of the schema. Source: spec/cda.md 2 to 5."""

from __future__ import annotations

from lxml import etree

from socle.documents.building.model import Author, Guardian, Patient, Person, Structure
from socle.documents.building.values import Identifier
from socle.documents.building.xml import add, address, coded, identify, say, stamp, telecoms
from socle.documents.cda.nodes import SDTC

#: The authority of COFRAC accreditations. Source: spec/cda.md 9.
COFRAC = "1.2.250.1.213.6.3.1"
_GENDER = "2.16.840.1.113883.5.1"


def patient(parent: etree._Element, who: Patient, *, strict: bool = False) -> None:
    """A recordTarget; `strict` writes an unknown address and telecom where none is said."""
    role = add(add(parent, "recordTarget"), "patientRole")
    if who.matricule:
        identify(role, Identifier(root=who.oid, extension=who.matricule))
    for id in who.local_ids:
        identify(role, id)
    address(role, who.address, needed=strict)
    telecoms(role, who.telecoms, needed=strict)
    person = add(role, "patient")
    name = add(person, "name")
    say(name, "family", who.birth_name, qualifier="BR")
    say(name, "family", who.used_name, qualifier="CL")
    say(name, "given", who.given_names)
    say(name, "given", who.first_given_name, qualifier="BR")
    say(name, "given", who.used_given_name, qualifier="CL")
    label = {"F": "Féminin", "M": "Masculin", "UN": "Inconnu"}.get(who.sex, "")
    add(person, "administrativeGenderCode", code=who.sex, codeSystem=_GENDER, displayName=label)
    stamp(person, "birthTime", who.birth_date)
    if who.deceased or who.deceased_on:
        add(person, "deceasedInd", ns=SDTC, value="true")
    if who.deceased_on:
        add(person, "deceasedTime", ns=SDTC, value=who.deceased_on)
    if who.multiple_birth_order:
        add(person, "multipleBirthInd", ns=SDTC, value="true")
        add(person, "multipleBirthOrderNumber", ns=SDTC, value=str(who.multiple_birth_order))
    for each in who.guardians:
        _guardian(person, each)
    if who.birth_place or who.birth_place_name:
        place = add(add(add(person, "birthplace"), "place"), "addr")
        say(place, "county", who.birth_place)
        say(place, "city", who.birth_place_name)


def _guardian(parent: etree._Element, who: Guardian) -> None:
    element = add(parent, "guardian")
    address(element, who.address)
    telecoms(element, who.telecoms)
    if who.organisation is not None:
        structure(element, "guardianOrganization", who.organisation)
    else:
        person_name(add(element, "guardianPerson"), who.family, who.given, who.prefix, "")


def person_name(parent: etree._Element, family: str, given: str, prefix: str, suffix: str) -> None:
    """A PN; nothing without a family name."""
    if not family:
        return
    name = add(parent, "name")
    say(name, "prefix", prefix)
    say(name, "given", given)
    say(name, "family", family)
    say(name, "suffix", suffix)


def structure(
    parent: etree._Element,
    name: str,
    where: Structure | None,
    *,
    setting: bool = True,
    strict: bool = False,
    accredited: bool = False,
) -> None:
    """A structure; `setting` and `accredited` tell whether its practice setting and its accreditation are written."""
    if where is None:
        return
    element = add(parent, name)
    if where.id:
        identify(element, Identifier(root=where.root, extension=where.id))
    if accredited and where.accreditation:
        add(element, "id", root=COFRAC, extension=where.accreditation, assigningAuthorityName="COFRAC")
    say(element, "name", where.name)
    telecoms(element, where.telecoms, needed=strict)
    address(element, where.address, needed=strict)
    if setting:
        coded(element, "standardIndustryClassCode", where.practice_setting, "practice_setting")


def entity(
    parent: etree._Element,
    name: str,
    who: Person,
    *,
    person: str = "assignedPerson",
    organisation: str = "representedOrganization",
    setting: bool = True,
    strict: bool = False,
    accredited: bool = False,
    **attributes: str,
) -> None:
    """Whoever plays a part: number, profession, how to reach, name (or device), structure."""
    element = add(parent, name, **attributes)
    if who.id:
        identify(element, Identifier(root=who.root, extension=who.id))
    coded(element, "code", who.profession, "author_specialty")
    address(element, who.address, needed=strict)
    telecoms(element, who.telecoms, needed=strict)
    if isinstance(who, Author) and who.device is not None:
        device = add(element, "assignedAuthoringDevice")
        say(device, "manufacturerModelName", who.device.model)
        say(device, "softwareName", who.device.software)
    elif who.family:
        person_name(add(element, person), who.family, who.given, who.prefix, who.suffix)
    structure(element, organisation, who.organisation, setting=setting, strict=strict, accredited=accredited)


def recipient(parent: etree._Element, who: Person) -> None:
    """An intendedRecipient, which has no code and whose person is called otherwise."""
    element = add(parent, "intendedRecipient")
    if who.id:
        identify(element, Identifier(root=who.root, extension=who.id))
    address(element, who.address)
    telecoms(element, who.telecoms)
    if who.family:
        person_name(add(element, "informationRecipient"), who.family, who.given, who.prefix, who.suffix)
    structure(element, "receivedOrganization", who.organisation, setting=False)
