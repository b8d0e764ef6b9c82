"""What is registered here stands in the Annuaire, at once and as the guide writes it."""

from __future__ import annotations

import pytest
from fhir.resources.R4B import get_fhir_model_class

from socle import clock
from socle.directory.services import (
    change_structure_identifier,
    register_exercise,
    register_professional,
    register_structure,
)
from tests.directory.annuaire.asking import bundle, found, issue, read, send

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ENTITY, PLACE, CABINET = "1990100018", "1990100109", "499700218896001"
GP, NURSE = "899700218896", "0012800736"


@pytest.fixture(autouse=True)
def people():
    register_structure(ENTITY, "CH DES TROIS PONTS", sector="SA53", is_legal_entity=True)
    register_structure(PLACE, "CH des Trois Ponts, site Nord", sector="SA01", legal_entity=ENTITY)
    register_structure(CABINET, "Cabinet du docteur Kervélec", sector="SA07")
    register_professional(GP, "Kervélec", "Nolwenn", profession="10", specialties=["SM26"])
    register_professional(NURSE, "MARTIN", "Maël", profession="60")
    register_exercise(GP, PLACE)
    register_exercise(NURSE, PLACE)


def test_a_professional_is_written_as_the_guide_writes_one():
    resource = read(f"Practitioner/003-{GP}")
    assert {held["system"]: held["value"] for held in resource["identifier"]} == {
        "urn:oid:1.2.250.1.71.4.2.1": GP,
        "https://rpps.esante.gouv.fr": GP[1:],
    }
    assert resource["name"] == [{"use": "usual", "family": "Kervélec", "given": ["Nolwenn"]}]
    profession, know_how = (held["code"]["coding"] for held in resource["qualification"])
    assert [held["code"] for held in profession] == ["10"]
    assert [held["code"] for held in know_how] == ["S", "SM26"]
    assert know_how[1]["system"].endswith("TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale")


@pytest.mark.parametrize("type", ["Practitioner", "PractitionerRole", "Organization"])
def test_an_independent_library_reads_everything(type):
    page = bundle(type)
    get_fhir_model_class("Bundle").model_validate(page)
    for entry in page["entry"]:
        get_fhir_model_class(type).model_validate(entry["resource"])
    get_fhir_model_class("CapabilityStatement").model_validate(read("metadata"))


def test_a_site_points_at_its_legal_entity_and_a_situation_at_both_ends():
    (site,) = (one["resource"] for one in bundle("Organization", identifier=PLACE)["entry"])
    assert site["partOf"]["reference"] == f"Organization/001-{ENTITY}"
    (role,) = (one["resource"] for one in bundle("PractitionerRole", practitioner=f"Practitioner/003-{GP}")["entry"])
    assert role["practitioner"]["reference"] == f"Practitioner/003-{GP}"
    assert role["organization"]["reference"] == f"Organization/001-{PLACE}"


def test_who_registers_now_is_found_now():
    assert found("Practitioner", family="Le Goff") == []
    register_professional("899700075064", "LE GOFF", "Anna", profession="50")
    assert found("Practitioner", family="Le Goff") == ["003-899700075064"]


def test_a_change_dates_what_changed_and_nothing_else():
    before = {one["resource"]["id"]: one["resource"]["meta"]["lastUpdated"] for one in bundle("Practitioner")["entry"]}
    register_professional(GP, "Kervélec", "Nolwenn Marie", profession="10", specialties=["SM26"])
    after = {one["resource"]["id"]: one["resource"]["meta"]["lastUpdated"] for one in bundle("Practitioner")["entry"]}
    assert after[f"003-{NURSE}"] == before[f"003-{NURSE}"]
    assert after[f"003-{GP}"] >= before[f"003-{GP}"]
    assert read(f"Practitioner/003-{GP}")["name"][0]["given"] == ["Nolwenn Marie"]


def test_a_structure_that_changed_number_stays_and_is_active_no_more():
    change_structure_identifier(CABINET, "499700218896002", clock.now())
    assert read(f"Organization/001-{CABINET}")["active"] is False
    assert read("Organization/001-499700218896002")["active"] is True


def test_a_key_is_asked_for_and_the_statement_is_open():
    status, _, outcome = send("Practitioner", headers={})
    assert (status, outcome["issue"][0]["details"]["coding"][0]["code"]) == (401, "directory.api-key-absent")
    assert send("metadata", headers={})[0] == 200


def test_what_is_not_there_is_said_so():
    assert issue(404, "Practitioner/003-0") == "directory.resource-unknown"
    assert issue(404, "Observation") == "fhir.no-such-address"
    assert issue(400, "Practitioner", couleur="rouge") == "fhir.parameter-unknown"
    assert issue(400, "Practitioner", _lastUpdated="hier") == "fhir.parameter-malformed"
    assert send("Practitioner", method="DELETE")[0] == 405
