"""People, devices and structures: from a header to the shapes that metadata and pages give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from socle.documents import people, show
from socle.documents.cda import II, Coded, Entity, Organisation, Participation, PersonName
from socle.documents.cda.model import Device, NamePart
from socle.wire.hl7v2 import XCN

PROFESSIONAL = "1.2.250.1.71.4.2.1"
STRUCTURE = "1.2.250.1.71.4.2.2"
NAMED = PersonName((NamePart("KERVELEC"),), (NamePart("Nolwenn"),), "MME", "DR")


def test_nobody_is_nobody():
    assert people.xcn(Entity()) is None
    assert people.xon(None) is None
    assert people.xon(Organisation()) is None
    assert people.author(Participation(Entity())).person is None


def test_an_identifier_that_names_nothing_is_passed_over():
    ids = (II("", "", "UNK"), II(PROFESSIONAL), II(PROFESSIONAL, "899880000015"))
    assert people.xcn(Entity(ids=ids, name=NAMED)).id == "899880000015"
    assert people.structure_id(Organisation(ids=(II(STRUCTURE), II(STRUCTURE, "1990100109")))).extension == "1990100109"


def test_a_person_without_a_number_keeps_a_name_and_no_national_type():
    assert str(people.xcn(Entity(name=NAMED))) == "^KERVELEC^Nolwenn^^^^^^&&ISO^D^^^RI"


@pytest.mark.parametrize(
    ("root", "extension", "type"),
    [
        (PROFESSIONAL, "899880000015", "IDNPS"),
        (PROFESSIONAL, "3990100109/SEC0042", "IDNPS"),  # the guide of 2026: national for every professional
        ("1.2.250.1.213.1.4.8", "284053523899177", "NH"),
        ("1.2.250.1.213.1.4.10", "284053523899177", "NH"),
        ("1.2.250.1.999.7", "MED-12", "RI"),
    ],
)
def test_the_type_of_a_number_follows_its_authority(root, extension, type):
    person = people.xcn(Entity(ids=(II(root, extension),), name=NAMED))
    assert (person.id, person.authority, person.component(10), person.component(13)) == (extension, root, "D", type)


def test_a_device_with_an_oid_of_its_own_is_named_by_it():
    device = people.xcn(Entity(ids=(II("1.2.250.1.999.7"),), device=Device("Modèle", "Logiciel 2.0")))
    assert (device.id, device.family, device.given, device.is_device) == (
        "1.2.250.1.999.7",
        "Modèle",
        "Logiciel 2.0",
        True,
    )
    assert device.component(13) == "RI"


def test_a_structure_keeps_the_authority_that_numbers_it():
    service = people.xon(Organisation(ids=(II("1.3.2", "2123456789"),), name="Service numérique"))
    assert (service.name, service.authority, service.id) == ("Service numérique", "1.3.2", "2123456789")


def test_an_author_keeps_role_and_specialty_only_when_they_are_said():
    coded = Coded("G15_10/SM26", "1.2.250.1.213.1.1.4.5", "Médecine générale")
    said = people.author(Participation(Entity(code=coded, name=NAMED), function=Coded("PCP", "1", "Médecin traitant")))
    assert (said.roles, said.specialties) == (
        ("Médecin traitant",),
        ("G15_10/SM26^Médecine générale^1.2.250.1.213.1.1.4.5",),
    )
    unsaid = people.author(
        Participation(Entity(code=Coded(null_flavor="UNK"), name=NAMED), function=Coded(null_flavor="NA"))
    )
    assert (unsaid.roles, unsaid.specialties) == ((), ())


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_a_name_holds_its_components_stay_in_place(family, given_name):
    name = PersonName((NamePart(family),), (NamePart(given_name),))
    person = XCN(str(people.xcn(Entity(ids=(II(PROFESSIONAL, "899880000015"),), name=name))))
    assert (person.id, person.authority, person.component(10)) == ("899880000015", PROFESSIONAL, "D")
    assert person.family == people.escape(family)
    assert person.given == people.escape(given_name)


@pytest.fixture
def with_people(read, altered, minimal):
    """The smallest document with these elements added to its header."""

    def add(markup, path="."):
        fragment = etree.fromstring(f'<x xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc">{markup}</x>')
        return read(altered(minimal, path, lambda element: element.extend(list(fragment))))

    return add


def test_a_guardian_is_a_person_or_a_structure(with_people):
    document = with_people(
        '<guardian><telecom value="tel:0199000001"/><guardianPerson><name><family>NESSI</family></name></guardianPerson></guardian>'
        f'<guardian><guardianOrganization><id root="{STRUCTURE}" extension="1"/><name>Foyer</name></guardianOrganization></guardian>',
        "h:recordTarget//h:patient",
    )
    person, structure = document.patient.guardians
    assert (person.name.family(), person.telecoms[0].value, person.organisation) == ("NESSI", "tel:0199000001", None)
    assert (structure.name, structure.organisation.name) == (None, "Foyer")


def test_the_extensions_of_a_patient_are_read(with_people):
    markup = '<sdtc:deceasedInd value="true"/><sdtc:multipleBirthOrderNumber value="2"/>'
    patient = with_people(markup, "h:recordTarget//h:patient").patient
    assert (patient.deceased, patient.multiple_birth_order) == (True, "2")
    assert with_people("", "h:recordTarget//h:patient").patient.deceased is None


def test_an_address_is_read_in_lines_or_in_parts(with_people):
    markup = (
        '<addr use="H"><streetAddressLine>1 rue</streetAddressLine><streetAddressLine/></addr>'
        '<addr nullFlavor="UNK"/><addr><postalCode>99100</postalCode><city>VILLE</city></addr>'
    )
    lines, unknown, parts = with_people(markup, "h:recordTarget/h:patientRole").patient.addresses
    assert (lines.lines, lines.use, lines.parts) == (("1 rue",), "H", ())
    assert unknown.null_flavor == "UNK"
    assert (parts.part("city"), parts.part("postalCode"), parts.part("country")) == ("VILLE", "99100", "")


@pytest.mark.parametrize("inside", ["<!-- site -->", "<?site 1?>"])
def test_a_comment_inside_an_address_is_no_part_of_it(with_people, inside):
    markup = f"<addr><postalCode>99100</postalCode>{inside}<city>VIL{inside}LE</city></addr>"
    (address,) = with_people(markup, "h:recordTarget/h:patientRole").patient.addresses
    assert address.parts == (("postalCode", "99100"), ("city", "VILLE"))


@pytest.mark.parametrize(
    ("markup", "part", "name"),
    [
        (
            '<informant><relatedEntity classCode="NOK"><relatedPerson><name><family>A</family></name></relatedPerson></relatedEntity></informant>',
            "Personne de confiance",
            "A",
        ),
        (
            "<informant><assignedEntity><assignedPerson><name><family>B</family></name></assignedPerson></assignedEntity></informant>",
            "Informateur",
            "B",
        ),
        (
            "<informationRecipient><intendedRecipient><informationRecipient><name><family>C</family></name></informationRecipient></intendedRecipient></informationRecipient>",
            "Destinataire",
            "C",
        ),
        (
            "<informationRecipient><intendedRecipient><receivedOrganization><name>Registre</name></receivedOrganization></intendedRecipient></informationRecipient>",
            "Destinataire",
            "Registre",
        ),
        (
            '<participant typeCode="REF"><associatedEntity classCode="PROV"><associatedPerson><name><given>D</given><family>E</family></name></associatedPerson></associatedEntity></participant>',
            "Médecin demandeur",
            "D E",
        ),
        (
            '<participant typeCode="???"><associatedEntity><scopingOrganization><name>F</name></scopingOrganization></associatedEntity></participant>',
            "Participant",
            "F",
        ),
        (
            "<authenticator><assignedEntity><assignedPerson><name><family>G</family><suffix>PR</suffix></name></assignedPerson></assignedEntity></authenticator>",
            "Validé par",
            "PR G",
        ),
        (
            "<author><assignedAuthor><assignedAuthoringDevice><softwareName>Logiciel</softwareName></assignedAuthoringDevice></assignedAuthor></author>",
            "Auteur",
            "Logiciel",
        ),
    ],
)  # fmt: skip
def test_everyone_who_takes_part_is_named_with_the_part_played(with_people, markup, part, name):
    assert (part, name) in [(who.part, who.name) for who in show(with_people(markup)).people]


def test_the_same_person_in_the_same_part_is_told_once(with_people):
    markup = '<participant typeCode="INF"><associatedEntity><associatedPerson><name><family>A</family></name></associatedPerson></associatedEntity></participant>'
    shown = [who for who in show(with_people(markup * 3)).people if who.name == "A"]
    assert len(shown) == 1


def test_a_structure_without_a_name_is_told_by_its_number(with_people):
    kept = [who for who in show(with_people("")).people if who.part == "Conservé par"]
    assert [who.name for who in kept] == ["Structure 1120459876"]
