"""Who may see what of a region."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socle.programmes.region import access
from socle.programmes.region.access import Role
from socle.rulebook.choices import current


@pytest.mark.rule("REG-011")
def test_only_the_ars_connects_to_6po():
    assert [role for role in Role if access.may_connect_to_6po(role).allowed] == [Role.ARS]


@pytest.mark.rule("REG-026")
def test_the_tool_is_open_to_ars_and_grades_and_to_health_insurance_only_by_a_setting():
    choices = current()
    assert {role for role in Role if access.may_see(role, choices).allowed} == {Role.ARS, Role.GRADES, Role.NATIONAL}
    assert access.may_see(Role.CPAM, replace(choices, health_insurance_sees_steering=True)).allowed


@pytest.mark.rule("REG-025")
def test_one_visual_is_exported_and_nothing_that_is_none():
    shown = frozenset({"documents-by-department"})
    assert access.may_export("documents-by-department", shown).allowed
    for raw in ("operators", "", "documents"):
        assert [one.verdict.id for one in access.may_export(raw, shown).errors] == ["programmes.region-raw-rows"]


@pytest.mark.rule("REG-024")
@pytest.mark.parametrize(
    "person",
    [
        *("10001234567", "810001234567", "10001234567/01", "288042923299113", "jean.dupont@chu.mssante.fr"),
        # The practice of a person, as the directory's extract identifies it: RPPS-rang, ADELI; a Corsican NIR.
        *("1000123456701", "41000123456501", "10001234565001", "0751234567", "1 80 03 2A 004 123 45".replace(" ", "")),
    ],
)
def test_a_key_that_names_a_person_is_refused_and_not_repeated(person):
    [finding] = access.names_nobody("ligne 3", person).errors
    assert person not in finding.sentence("fr") + finding.sentence("en") + str(finding.as_dict())


@pytest.mark.parametrize(
    "place", ["140000100", "1140000100", "2A0000014", "26140010000015", "41003460700045", "", None, "CH d’Essai"]
)
def test_a_key_that_names_a_structure_is_taken(place):
    assert access.names_nobody("ligne 3", place).allowed
