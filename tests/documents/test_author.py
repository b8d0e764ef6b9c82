"""Who could act for a document: its author, as far as the header tells."""

from __future__ import annotations

import pytest
from lxml import etree

from socle.documents.author import Acting, acting_author

AUTHOR = "h:author/h:assignedAuthor"
HL7 = "urn:hl7-org:v3"


@pytest.fixture
def acting(read, altered, minimal):
    """Who acts for the smallest document with this assignedAuthor, and this custodian when one is given."""

    def act(author: str, custodian: str = "1120459876", authors: int = 1) -> Acting | None:
        def replace(old):
            parent = old.getparent()
            for _ in range(authors - 1):
                parent.addnext(etree.fromstring(etree.tostring(parent)))
            new = etree.fromstring(f'<assignedAuthor xmlns="{HL7}">{author}</assignedAuthor>')
            parent.replace(old, new)

        data = altered(minimal, AUTHOR, replace)
        place = "//h:representedCustodianOrganization/h:id"
        data = altered(
            data, place, lambda old: old.set("extension", custodian) if custodian else old.getparent().remove(old)
        )
        return acting_author(read(data))

    return act


def person(
    id: str = '<id root="1.2.250.1.71.4.2.1" extension="899880000015"/>', code: str = "", place: str = ""
) -> str:
    name = "<assignedPerson><name><family>KERVELEC</family><given>Nolwenn</given></name></assignedPerson>"
    where = f"<representedOrganization>{place}</representedOrganization>" if place else ""
    return f"{id}{code}{name}{where}"


STRUCTURE = '<id root="1.2.250.1.71.4.2.2" extension="1990100018"/><name>CH DES TROIS PONTS</name>'
DEVICE = "<assignedAuthoringDevice><manufacturerModelName>M</manufacturerModelName><softwareName>S</softwareName></assignedAuthoringDevice>"
CODE = '<code code="G15_10/SM26" codeSystem="1.2.250.1.213.1.1.4.5" displayName="Médecin"/>'


class TestNobody:
    def test_a_patient_never_acts(self, acting):
        assert acting(person('<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>')) is None

    def test_a_person_without_a_number_cannot(self, acting):
        assert acting(person('<id nullFlavor="UNK"/>')) is None

    def test_an_organisation_without_a_number_cannot(self, acting):
        assert acting('<id nullFlavor="NA"/><representedOrganization><name>CH</name></representedOrganization>') is None

    def test_an_author_of_whom_nothing_is_said_cannot(self, acting):
        assert acting('<id nullFlavor="NA"/>') is None


class TestAPerson:
    def test_is_a_professional_with_a_profession_and_a_specialty(self, acting):
        assert acting(person(code=CODE, place=STRUCTURE)) == Acting(
            kind="professional",
            idnat="899880000015",
            family="KERVELEC",
            given="Nolwenn",
            profession="10",
            specialty="SM26",
            structure="1990100018",
            structure_name="CH DES TROIS PONTS",
            sector="SA01",
        )

    def test_may_have_neither(self, acting):
        found = acting(person())
        assert (found.profession, found.specialty, found.role) == ("", "", "")

    def test_without_a_structure_acts_at_the_custodians(self, acting):
        assert acting(person()).structure == "1120459876"

    def test_may_have_no_structure_at_all(self, acting):
        assert acting(person(), custodian="").structure == ""

    def test_whose_structure_has_no_number_acts_at_another(self, acting):
        assert acting(person(place="<name>Cabinet</name>")).structure == "1120459876"

    def test_needs_no_name_when_the_number_is_national(self, acting):
        found = acting('<id root="1.2.250.1.71.4.2.1" extension="899880000015"/>')
        assert (found.kind, found.idnat, found.family) == ("professional", "899880000015", "")

    @pytest.mark.parametrize("number", ["3990100018/0042", "512345678901234/A1", "699880000015001/EMP0001"])
    def test_numbered_by_a_structure_is_its_employee(self, acting, number):
        id = f'<id root="1.2.250.1.71.4.2.1" extension="{number}"/>'
        code = '<code code="SECRETARIAT_MEDICAL" codeSystem="1.2.250.1.213.1.1.4.6"/>'
        found = acting(person(id, code, STRUCTURE))
        assert (found.kind, found.idnat, found.role, found.profession) == (
            "employee",
            number,
            "SECRETARIAT_MEDICAL",
            "",
        )
        assert found.structure == "1990100018"

    @pytest.mark.parametrize("number", ["899880000015", "099123456", "3990100018", "8/7"])
    def test_numbered_otherwise_is_a_professional(self, acting, number):
        assert acting(person(f'<id root="1.2.250.1.71.4.2.1" extension="{number}"/>')).kind == "professional"


class TestAMachineOrAnOrganisation:
    def test_a_device_acts_by_its_structure(self, acting):
        found = acting(
            f'<id root="1.2.3" extension="M1"/>{DEVICE}<representedOrganization>{STRUCTURE}</representedOrganization>'
        )
        assert (found.kind, found.idnat, found.structure) == ("device", "", "1990100018")

    def test_a_device_without_a_number_does_too(self, acting):
        assert acting(f'<id nullFlavor="NA"/>{DEVICE}').structure == "1120459876"

    def test_a_device_of_no_structure_cannot_act(self, acting):
        assert acting(f'<id root="1.2.3" extension="M1"/>{DEVICE}', custodian="") is None

    def test_an_organisation_that_writes_itself_acts_by_its_certificate(self, acting):
        found = acting(f'<id nullFlavor="NA"/><representedOrganization>{STRUCTURE}</representedOrganization>')
        assert (found.kind, found.structure, found.structure_name) == ("structure", "1990100018", "CH DES TROIS PONTS")


class TestSeveralAuthors:
    def test_the_first_who_can_act_does(self, acting):
        found = acting(person('<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>'), authors=2)
        assert found is not None
        assert found.idnat == "801234534765"


def test_what_is_not_said_is_left_out():
    assert Acting(kind="device", structure="1990100018").as_dict() == {"kind": "device", "structure": "1990100018"}
