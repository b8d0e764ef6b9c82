"""Each search parameter of the guide finds whom it should, and nobody else."""

from __future__ import annotations

import json

import pytest

from socle.directory.annuaire.codes import LETTERS, TYPES, nos
from socle.directory.fhir import door
from socle.directory.fhir.parameters import BY_TYPE
from tests.directory.annuaire import world
from tests.directory.annuaire.asking import KEY, bundle, found, issue, read, send

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

#: Type, parameter, value, who is found.
CASES = [
    ("Practitioner", "_id", "pr-1", ["pr-1"]),
    ("Practitioner", "_lastUpdated", "ge2026-11-22", ["pr-1", "pr-2"]),
    ("Practitioner", "_lastUpdated", "gt2026-11-22", []),
    ("Practitioner", "_lastUpdated", "eq2026-11-22", ["pr-1", "pr-2"]),
    ("Practitioner", "_lastUpdated", "lt2026-11-22T09:00:00Z", []),
    ("Practitioner", "_since", "2026-11-22T10:00:00+01:00", ["pr-1", "pr-2"]),
    ("Practitioner", "_since", "2026-11-22T10:00:01+01:00", []),
    ("Practitioner", "_profile", f"{world.EXT}as-dp-practitioner", ["pr-1"]),
    ("Practitioner", "active", "false", ["pr-2"]),
    ("Practitioner", "active", "true", ["pr-1"]),
    ("Practitioner", "data-information-system", "RPPS", ["pr-1"]),
    ("Practitioner", "data-registration-authority", "CNOM", ["pr-1"]),
    ("Practitioner", "family", "lhenoret", []),
    ("Practitioner", "family", "l'henoret", ["pr-1"]),
    ("Practitioner", "family:contains", "LE BIHAN", ["pr-1"]),
    ("Practitioner", "family:exact", "L'Hénoret-Le Bihan", ["pr-1"]),
    ("Practitioner", "family:exact", "L'Henoret-Le Bihan", []),
    ("Practitioner", "family:text", "bihan", ["pr-1"]),
    ("Practitioner", "given", "gaelle", ["pr-1"]),
    ("Practitioner", "given", "Anne", ["pr-1"]),
    ("Practitioner", "given:exact", "Gaëlle", ["pr-1"]),
    ("Practitioner", "given:contains", "ell", ["pr-1"]),
    ("Practitioner", "name", "mme", ["pr-1"]),
    ("Practitioner", "name", "gaël", ["pr-1"]),
    ("Practitioner", "name:contains", "bihan", ["pr-1"]),
    ("Practitioner", "identifier", "99700218896", ["pr-1"]),
    ("Practitioner", "identifier", "https://rpps.esante.gouv.fr|99700218896", ["pr-1"]),
    ("Practitioner", "identifier", "https://finess.esante.gouv.fr|99700218896", []),
    ("Practitioner", "identifier", "899700218896,autre", ["pr-1"]),
    ("Practitioner", "identifier:of-type", f"{world.TYPES}|RPPS|99700218896", ["pr-1"]),
    ("Practitioner", "identifier-type", "RPPS", ["pr-1"]),
    ("Practitioner", "mailbox-mss", "gaelle.lhenoret@medecin.mssante.example", ["pr-1"]),
    ("Practitioner", "mailbox-mss:contains", "medecin.mssante", ["pr-1"]),
    ("Practitioner", "mailbox-mss:exact", "gaelle.lhenoret@medecin.mssante.example", ["pr-1"]),
    ("Practitioner", "mailbox-mss-type", "PER", ["pr-1"]),
    ("Practitioner", "number-smartcard", "8025000001/2600301752", ["pr-1"]),
    ("Practitioner", "type-smartcard", "CPS", ["pr-1"]),
    ("Practitioner", "qualification-code", "10", ["pr-1"]),
    ("Practitioner", "qualification-code", f"{nos('TRE_R38-SpecialiteOrdinale')}|SM54", ["pr-1"]),
    ("Practitioner", "qualification-code", f"{nos('TRE_G15-ProfessionSante')}|SM54", []),
    ("Practitioner", "qualification-code", f"{nos('TRE_R48-DiplomeEtatFrancais')}|", ["pr-1"]),
    ("PractitionerRole", "_id", "role-1,role-3", ["role-1"]),
    ("PractitionerRole", "_lastUpdated", "ge2026", ["role-1", "role-2"]),
    ("PractitionerRole", "_since", "2027-01-01", []),
    ("PractitionerRole", "_profile", f"{world.EXT}as-dp-practitionerrole", ["role-1"]),
    ("PractitionerRole", "active", "true", ["role-1"]),
    ("PractitionerRole", "data-information-system", "RPPS", ["role-1"]),
    ("PractitionerRole", "data-registration-authority", "CNOM", ["role-1"]),
    ("PractitionerRole", "identifier", "1010399870", ["role-1"]),
    ("PractitionerRole", "mailbox-mss", "gaelle@", ["role-1"]),
    ("PractitionerRole", "mailbox-mss-type", "PER", ["role-1"]),
    ("PractitionerRole", "number-smartcard", "8025", ["role-1"]),
    ("PractitionerRole", "type-smartcard", "CPS", ["role-1"]),
    ("PractitionerRole", "organization", "Organization/org-site", ["role-1"]),
    ("PractitionerRole", "organization", "org-ej", []),
    ("PractitionerRole", "practitioner", "pr-1", ["role-1"]),
    ("PractitionerRole", "role", "FON-AU", ["role-1"]),
    ("PractitionerRole", "role", f"{nos('TRE_R23-ModeExercice')}|S", ["role-1"]),
    ("Organization", "_id", "org-ej", ["org-ej"]),
    ("Organization", "_lastUpdated", "gt2026-12", []),
    ("Organization", "_since", "2026-11-22", ["org-2", "org-ej", "org-site"]),
    ("Organization", "_profile", f"{world.EXT}as-dp-organization", ["org-site"]),
    ("Organization", "active", "false", ["org-site"]),
    ("Organization", "address", "concarn", ["org-site"]),
    ("Organization", "address:contains", "aiguillon", ["org-site"]),
    ("Organization", "address-city", "CONCARNEAU", ["org-site"]),
    ("Organization", "address-line", "12 quai", ["org-site"]),
    ("Organization", "address-postalcode", "299", ["org-site"]),
    ("Organization", "data-information-system", "FINESS", ["org-ej", "org-site"]),
    ("Organization", "data-registration-authority", "CNOP", ["org-site"]),
    ("Organization", "identifier", "990100109", ["org-site"]),
    ("Organization", "identifier-type", "FINEJ", ["org-ej"]),
    ("Organization", "insee-code", "29039", ["org-site"]),
    ("Organization", "mailbox-mss", "accueil@glenan", ["org-site"]),
    ("Organization", "mailbox-mss-type", "ORG", ["org-site"]),
    ("Organization", "name", "pharmacie des glenan", ["org-site"]),
    ("Organization", "name", "officine", ["org-site"]),
    ("Organization", "name:contains", "trevignon", ["org-ej"]),
    ("Organization", "name:exact", "Pharmacie des Glénan", ["org-site"]),
    ("Organization", "partof", "Organization/org-ej", ["org-site"]),
    ("Organization", "pharmacy-licence", "29#000123", ["org-site"]),
    ("Organization", "type", "LEGAL-ENTITY", ["org-ej"]),
    ("Organization", "type", "620", ["org-site"]),
    ("Organization", "type", "SA33,LEGAL-ENTITY", ["org-ej", "org-site"]),
    ("HealthcareService", "_id", "hs-1", ["hs-1"]),
    ("HealthcareService", "_lastUpdated", "eq2026-11", ["hs-1", "hs-2"]),
    ("HealthcareService", "_since", "2030", []),
    ("HealthcareService", "_profile", f"{world.EXT}as-dp-healthcareservice-healthcare-activity", ["hs-1"]),
    ("HealthcareService", "active", "true", ["hs-1"]),
    ("HealthcareService", "characteristic", "01", ["hs-1"]),
    ("HealthcareService", "data-information-system", "FINESS", ["hs-1"]),
    ("HealthcareService", "data-registration-authority", "ARS", ["hs-1"]),
    ("HealthcareService", "identifier", "53-2910", ["hs-1"]),
    ("HealthcareService", "organization", "Organization/org-ej", ["hs-1"]),
    ("HealthcareService", "service-category", "42", ["hs-1"]),
    ("HealthcareService", "service-type", "16", ["hs-1"]),
    ("Device", "_id", "dev-2", ["dev-2"]),
    ("Device", "_lastUpdated", "ge2026-11-22T09:00:00Z", ["dev-1", "dev-2"]),
    ("Device", "_since", "2026-11-23", []),
    ("Device", "_profile", f"{world.EXT}as-dp-device", ["dev-1"]),
    ("Device", "data-information-system", "FINESS", ["dev-1"]),
    ("Device", "data-registration-authority", "ARS", ["dev-1"]),
    ("Device", "identifier", "EML-7", ["dev-1"]),
    ("Device", "manufacturer", "siemens", ["dev-1"]),
    ("Device", "model", "magnetom", ["dev-1"]),
    ("Device", "model", "ma-15", ["dev-1"]),
    ("Device", "organization", "org-ej", ["dev-1"]),
    ("Device", "status", "inactive", ["dev-2"]),
    ("Device", "type", "06102", ["dev-1"]),
]


def test_each_parameter_finds_whom_it_should_and_nobody_else():
    wrong = [(*case, got) for case in CASES if (got := sorted(found(case[0], (case[1], case[2])))) != case[3]]
    assert wrong == []


def test_no_parameter_of_the_guide_is_without_a_case():
    cased = {(LETTERS[type], name.partition(":")[0]) for type, name, _, _ in CASES}
    offered = {(letter, name) for letter, every in BY_TYPE.items() for name in every if letter != "N"}
    assert offered == cased


def test_conditions_add_up_and_alternatives_do_not():
    assert found("Practitioner", ("family", "l'henoret"), ("given", "yann")) == []
    assert found("Practitioner", ("given", "gaelle"), ("given", "anne")) == ["pr-1"]
    assert found("Practitioner", ("given", "gaelle,yann")) == ["pr-1", "pr-2"]


def test_pages_follow_their_links_and_forget_and_repeat_nobody():
    seen, page = [], bundle("Organization", _count=2)
    while True:
        seen += [one["resource"]["id"] for one in page["entry"]]
        links = {one["relation"]: one["url"] for one in page["link"]}
        if "next" not in links:
            break
        assert links["next"].startswith(f"https://{KEY['host']}/annuaire/fhir/v2/Organization?")
        page = read("Organization", query=links["next"].partition("?")[2])
    assert sorted(seen) == ["org-2", "org-ej", "org-site"]
    assert issue(400, "Organization", _cursor="autre chose") == "fhir.parameter-malformed"
    assert issue(400, "Organization", _count="beaucoup") == "fhir.parameter-malformed"


def test_the_number_of_all_is_told_when_it_is_asked_for():
    assert bundle("Organization", _count=1, _total="accurate")["total"] == 3
    counted = bundle("Organization", _summary="count", active="true")
    assert (counted["total"], "entry" in counted) == (2, False)
    assert "total" not in bundle("Organization", _count=1)


def test_what_belongs_together_comes_along_once():
    def along(type, *pairs):
        page = bundle(type, *pairs)
        return sorted(one["resource"]["id"] for one in page["entry"] if one["search"]["mode"] == "include")

    assert along("PractitionerRole", ("_id", "role-1"), ("_include", "*")) == ["org-site", "pr-1"]
    assert along("PractitionerRole", ("_include", "PractitionerRole:practitioner")) == ["pr-1"]
    assert along("Organization", ("_id", "org-site"), ("_include", "Organization:partof")) == ["org-ej"]
    assert along("Organization", ("_include", "Organization:partof")) == []
    assert along("Organization", ("_id", "org-ej"), ("_revinclude", "*")) == ["dev-1", "hs-1"]
    assert along("Practitioner", ("_id", "pr-1"), ("_revinclude", "PractitionerRole:practitioner")) == ["role-1"]
    assert along("HealthcareService", ("_include", "HealthcareService:organization")) == ["org-ej"]
    assert along("Device", ("_include", "Device:organization")) == ["org-ej"]
    assert issue(400, "Device", _include="Device:patient") == "fhir.parameter-malformed"


def test_a_search_by_form_is_the_same():
    headers = {**KEY, "content-type": "application/x-www-form-urlencoded"}
    status, _, page = send("Practitioner/_search", method="POST", headers=headers, body=b"family=autret")
    assert (status, [one["resource"]["id"] for one in page["entry"]]) == (200, ["pr-2"])


def test_an_unknown_parameter_is_left_aside_only_when_the_client_says_so():
    lenient = {**KEY, "prefer": "handling=lenient"}
    status, _, page = send("Practitioner", "couleur=rouge&family=autret", headers=lenient)
    assert status == 200
    assert [one["search"]["mode"] for one in page["entry"]] == ["match", "outcome"]
    assert issue(400, "Practitioner", ("family:phonetic", "otret")) == "fhir.parameter-unknown"


def test_outside_the_sandbox_only_its_keys_open_and_restricted_data_stays_inside(put):
    restricted = {
        "resourceType": "Practitioner",
        "id": "pr-dr",
        "meta": {"profile": [f"{world.EXT}as-dr-practitioner|1.2.0"]},
        "birthDate": "1995-01-08",
        "name": [{"family": "Secret"}],
    }
    assert put(dr_json=json.dumps(restricted)).loaded
    assert found("Practitioner", family="secret") == ["pr-dr"]
    serving = door.Serving(keys=("bonne",), restricted=False)
    assert send("Practitioner", serving=serving)[0] == 401
    good = {**KEY, "esante-api-key": "bonne"}
    status, _, page = send("Practitioner", "family=secret", serving=serving, headers=good)
    assert (status, page["total"]) == (200, 0)
    assert send("Practitioner/pr-dr", serving=serving, headers=good)[0] == 404
    assert send("Person", serving=serving, headers=good)[0] == 404


@pytest.mark.parametrize("type", [name for letter, name in TYPES.items() if letter != "N"])
def test_what_was_loaded_comes_back_whole(type):
    for resource in world.EVERY:
        if resource["resourceType"] == type:
            answered = read(f"{type}/{resource['id']}")
            assert {**answered, "meta": None} == {**resource, "meta": None}
