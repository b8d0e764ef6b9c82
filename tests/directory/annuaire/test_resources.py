"""The examples of the guide load and come back equal; what is no resource is refused with its place."""

from __future__ import annotations

import json

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.directory.annuaire import world
from tests.directory.annuaire.asking import found, read, send

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def without(resource):
    return {name: value for name, value in resource.items() if name not in {"id", "meta"}}


def test_every_example_of_the_guide_comes_back_equal_and_is_read_by_an_independent_library(samples, put):
    paths = sorted((samples / "annuaire" / "json").glob("*.json"))
    report = put(**{path.stem + "_json": path.read_bytes() for path in paths})
    assert (report.loaded, report.faults) == (True, [])
    for path in paths:
        example = json.loads(path.read_bytes())
        answered = read(f"{example['resourceType']}/{example['id']}")
        assert without(answered) == without(example), path.name
        get_fhir_model_class(example["resourceType"]).model_validate(answered)
    assert set(found("Practitioner", identifier="10003461033")) == {"334081", "334081DP"}
    assert set(found("PractitionerRole", practitioner="Practitioner/334081")) >= {"1738459DP", "1578230DP"}
    assert "158480" in found("Organization", ("address-line:contains", "96 r didot"))  # told in parts only
    assert "158480DP" in found("Organization", **{"address-city": "paris"})


def test_a_resource_loaded_again_takes_the_place_of_the_former(put):
    put(a_json=world.bundle())
    put(b_json=json.dumps({**world.ENTITY, "name": "Hôpital de Trévignon"}))
    assert found("Organization", name="centre hospitalier") == []
    assert found("Organization", name="hopital") == ["org-ej"]
    assert found("Practitioner", family="autret") == ["pr-2"]


def test_resources_one_a_line_are_read_too(put):
    report = put(a_ndjson="\n".join(json.dumps(one) for one in world.EVERY))
    assert (report.loaded, report.lines) == (True, len(world.EVERY))
    assert found("Device", status="active") == ["dev-1"]


def test_one_faulty_resource_is_named_with_its_place_and_nothing_is_loaded(put):
    faulty = {**world.DEVICE, "statut": "active"}
    report = put(a_ndjson=f"{json.dumps(world.ENTITY)}\n{json.dumps(faulty)}\n")
    assert not report.loaded
    assert (report.faults[0].line, report.faults[0].finding.verdict.id) == (2, "fhir.element-unknown")
    assert "Device.statut" in report.faults[0].finding.sentence("fr")
    assert send("Organization/org-ej")[0] == 404


def test_a_resource_of_another_kind_is_refused(put):
    report = put(a_json=json.dumps({"resourceType": "Patient", "id": "x"}))
    assert (report.loaded, report.faults[0].finding.verdict.id) == (False, "fhir.resource-unexpected")
