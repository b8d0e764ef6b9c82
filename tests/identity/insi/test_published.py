"""The published dialogues: both requests are answered 00, each published answer is obtained from its person's traits."""

from __future__ import annotations

import csv

import pytest
from lxml import etree

from socle.wire import xml
from tests.identity.insi.asking import Door, traits

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ANSWERS = {
    "TEST_2.04_cas2.xml": ("ECETINSI", "PIERRE-ALAIN"),
    "TEST_2.05.xml": ("PROVISOIRE", "MATRICULE"),
    "TEST_2.08_cas1.xml": ("CORSE", "ANTHONY"),
    "TEST_2.08_cas2.xml": ("HERMANN", "GATIEN"),
    "REP_CR01.xml": ("HOUILLES", "PIERRE"),
}


@pytest.fixture(scope="session")
def patients(samples):
    with (samples / "identity" / "test_patients.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def schema(samples):
    folder = samples / "identity" / "insi" / "wsdl" / "xsd" / "ServiceIdentiteCertifiee"
    return etree.XMLSchema(etree.parse(folder / "INSi_RESULTAT_INS.xsd"))


def told(node):
    """An element as (name, text, children): comments, blanks and unused namespaces set aside."""
    return (node.tag, xml.text_of(node), [told(child) for child in xml.children(node)])


def asked(row):
    return traits(row["birth_name"], row["first_given_name"], sex=row["sex"], born=row["birth_date"])


@pytest.mark.parametrize("name", ["request_traits_no_assertion.xml", "request_traits_with_card_assertion.xml"])
def test_a_published_request_is_answered_with_the_one_identity(samples, name):
    answer = Door().send((samples / "identity" / "insi" / name).read_bytes())
    assert (answer.status, answer.found.code) == (200, "00")
    assert answer.found.active.matricule == "297022A02077878"


@pytest.mark.parametrize("name", ANSWERS)
def test_a_published_answer_is_obtained_from_the_traits_of_its_person(samples, patients, schema, name):
    row = next(row for row in patients if (row["birth_name"], row["first_given_name"]) == ANSWERS[name])
    published = etree.parse(samples / "identity" / "insi" / name).getroot()[0][0]
    answer = Door().ask(asked(row))
    assert answer.status == 200
    assert told(answer.body) == told(published)
    assert schema.validate(answer.body) is schema.validate(published)


def test_every_published_identity_is_found_under_its_matricule_and_oid(patients, schema):
    for row in patients:
        if row["matricule"]:
            answer = Door().ask(asked(row))
            found = answer.found
            assert (found.code, found.active.matricule, found.active.oid) == ("00", row["matricule"], row["oid"]), row
            assert [former.matricule for former in found.history] == row["history"].split("|") * bool(row["history"])
            assert found.traits.given_names == row["given_names"]
            assert schema.validate(answer.body) is (row["birth_name"] != "ECETINSI"), row


def test_a_given_name_that_is_not_of_the_list_finds_nobody_and_another_of_the_list_does():
    def code(given):
        return Door().ask(traits("TCHITCHI", given, born="1936-06-21")).code

    assert [code("OLA"), code("CATARINA"), code("BELLA")] == ["01", "00", "00"]


def test_several_identities_are_told_without_any_of_them():
    found = Door().ask(traits("DE VINCI", "LEONARDO", sex="M", born="2014-02-01")).found
    assert (found.code, found.label, found.active) == ("02", "Plusieurs identites trouvees", None)
