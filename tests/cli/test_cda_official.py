"""`socle cda check --schematron DIR --xsd DIR`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.documents.checking.test_schematron import HEAD, kit

from socle.cli.main import main

DOCUMENT = Path(__file__).parent.parent / "mutations" / "data" / "level1.xml"
RULE = (
    HEAD
    + '<pattern><rule context="cda:title"><assert test="{}" role="{}">No title will do.</assert></rule></pattern></schema>'
)


def checked(capsys, *words) -> tuple[int, dict]:
    status = main(["cda", "check", str(DOCUMENT), "--json", *map(str, words)])
    return status, json.loads(capsys.readouterr().out)["documents"][0]


@pytest.mark.parametrize(
    ("test", "role", "status"), [("false()", "error", 1), ("false()", "warning", 0), ("true()", "", 0)]
)
def test_failed_assertions_stand_beside_our_verdicts_and_only_errors_refuse(tmp_path, capsys, test, role, status):
    pytest.importorskip("saxonche", reason="saxonche is not installed")
    found, document = checked(capsys, "--schematron", kit(tmp_path, un_sch=RULE.format(test, role)))
    assert found == status
    assert document["valid"]
    assert [one["text"] for one in document["schematron"]] == ["No title will do."] * (test == "false()")


def test_a_person_reads_where_a_schematron_fails(tmp_path, capsys):
    pytest.importorskip("saxonche", reason="saxonche is not installed")
    main(["cda", "check", str(DOCUMENT), "--schematron", str(kit(tmp_path, un_sch=RULE.format("false()", "error")))])
    said = capsys.readouterr().out
    assert "schematron (error) line 10, /ClinicalDocument[1]/title[1] [un.sch]\n    No title will do." in said


def test_a_schema_of_the_user_judges_too(tmp_path, capsys):
    schema = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hl7-org:v3"><xs:element name="ClinicalDocument" type="xs:{}"/></xs:schema>'
    status, document = checked(capsys, "--xsd", kit(tmp_path / "a", CDA_extended_xsd=schema.format("anyType")))
    assert (status, document["xsd"]) == (0, [])
    status, document = checked(capsys, "--xsd", kit(tmp_path / "b", CDA_extended_xsd=schema.format("date")))
    assert status == 1
    assert document["xsd"]


@pytest.mark.parametrize("option", ["--schematron", "--xsd"])
def test_a_folder_without_rules_ends_the_call_with_a_sentence(tmp_path, capsys, option):
    assert main(["cda", "check", str(DOCUMENT), option, str(tmp_path)]) == 2
    assert option in capsys.readouterr().err
