"""Patches applied to a resource, JSON Patch and FHIRPath Patch: a new resource, or why not; the old one never changes."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from socle.wire.fhir import patching

DOCUMENT: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "status": "current",
    "securityLabel": [{"coding": [{"system": "s", "code": "N"}]}, {"coding": [{"system": "t", "code": "MASQUE_PS"}]}],
    "extension": [{"url": "archived", "valueBoolean": False}],
    "content": [{"attachment": {"title": "a/b"}}],
}


def by_json(*operations: Any) -> tuple[Any, str]:
    before = copy.deepcopy(DOCUMENT)
    changed, findings = patching.json_patch(DOCUMENT, list(operations))
    assert before == DOCUMENT
    return changed, " ".join(found.sentence() for found in findings)


def by_path(type: str, path: str, **parts: Any) -> tuple[Any, str]:
    given = [{"name": "type", "valueCode": type}, {"name": "path", "valueString": path}]
    given += [{"name": name, **value} for name, value in parts.items()]
    parameters = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": given}]}
    changed, findings = patching.fhirpath_patch(DOCUMENT, parameters)
    return changed, " ".join(found.sentence() for found in findings)


def test_each_operation_of_json_patch_is_made():
    changed, _ = by_json(
        {"op": "test", "path": "/content/0/attachment/title", "value": "a/b"},
        {"op": "replace", "path": "/status", "value": "superseded"},
        {"op": "remove", "path": "/securityLabel/0"},
        {"op": "copy", "from": "/securityLabel/0", "path": "/securityLabel/-"},
        {"op": "move", "from": "/extension/0/url", "path": "/extension/0/a~1b"},
        {"op": "add", "path": "/securityLabel/0", "value": {"text": "first"}},
    )
    assert changed["status"] == "superseded"
    assert [label.get("text", "MASQUE_PS") for label in changed["securityLabel"]] == ["first", "MASQUE_PS", "MASQUE_PS"]
    assert changed["extension"] == [{"valueBoolean": False, "a/b": "archived"}]


@pytest.mark.parametrize(
    "operation",
    [
        "x",
        {},
        {"op": "replace", "path": "/status"},
        {"op": "replace", "path": "/missing", "value": 1},
        {"op": "replace", "path": "status", "value": 1},
        {"op": "remove", "path": "/securityLabel/2"},
        {"op": "remove", "path": "/securityLabel/-"},
        {"op": "add", "path": "/securityLabel/07", "value": 1},
        {"op": "add", "path": "/status/x", "value": 1},
        {"op": "test", "path": "/status", "value": "another"},
        {"op": "rub", "path": "/status", "value": 1},
        {"op": ["add"], "path": "/status", "value": 1},
        {"op": "copy", "path": "/status", "from": 7},
    ],
)
def test_an_operation_that_does_not_apply_is_told_and_changes_nothing(operation):
    changed, said = by_json({"op": "replace", "path": "/status", "value": "superseded"}, operation)
    assert changed is None
    assert said.startswith("operation[1] : la modification ne s'applique pas")


def test_copies_of_copies_are_not_let_grow():
    changed, said = by_json(*[{"op": "copy", "from": "/content", "path": "/content/-"}] * 40)
    assert changed is None
    assert "trop grande" in said


def test_a_list_that_is_emptied_goes():
    changed, _ = by_json({"op": "remove", "path": "/extension/0"})
    assert "extension" not in changed


def test_fhirpath_finds_an_extension_by_its_url_and_a_label_by_its_system():
    path = "DocumentReference.extension.where(url='archived').value"
    changed, _ = by_path("replace", path, value={"valueBoolean": True})
    assert changed["extension"] == [{"url": "archived", "valueBoolean": True}]
    path = "DocumentReference.securityLabel.coding.where(system='s').code"
    changed, _ = by_path("replace", path, value={"valueCode": "R"})
    assert changed["securityLabel"][0]["coding"][0]["code"] == "R"


def test_fhirpath_adds_an_extension_made_of_parts():
    parts = [{"name": "url", "valueUri": "deleted"}, {"name": "valueBoolean", "valueBoolean": True}]
    name = {"valueString": "extension"}
    changed, _ = by_path("add", "DocumentReference", name=name, value={"part": parts})
    assert changed["extension"][1] == {"url": "deleted", "valueBoolean": True}


def test_fhirpath_deletes_one_item_and_what_is_not_there_is_gone_already():
    changed, _ = by_path("delete", "DocumentReference.securityLabel[1]")
    assert len(changed["securityLabel"]) == 1
    assert by_path("delete", "DocumentReference.securityLabel[9]") == (DOCUMENT, "")


@pytest.mark.parametrize(
    ("type", "path", "said"),
    [
        ("replace", "DocumentReference.securityLabel", "2 éléments"),
        ("replace", "DocumentReference.extension.where(url='x').value", "0 éléments"),
        ("replace", "DocumentReference.colour", "n'existe pas"),
        ("replace", "DocumentReference.status.trace('x')", "n'est pas lu"),
        ("replace", "List.status", "commence par"),
        ("move", "DocumentReference.status", "add, replace ou delete"),
        ("add", "DocumentReference", "« name » manque"),
    ],
)
def test_a_path_that_leads_nowhere_or_to_several_is_told(type, path, said):
    changed, sentence = by_path(type, path, value={"valueCode": "x"})
    assert changed is None
    assert said in sentence
