"""Whether an ESSMS may be funded, on the day of its application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from socle.programmes.esms.eligibility import Applicant, applicant, asked_once, may_be_funded, project_size

GOOD = Applicant(
    project="P1",
    field="PA",
    object="acquisition",
    finess_eg="140000001",
    applied=date(2022, 5, 2),
    in_grappe=True,
    targets_accepted=True,
)


def told(**changes):
    one = replace(GOOD, **changes)
    decision = may_be_funded(one, date(2022, 5, 2), instruction=date(2022, 3, 1))
    return decision.allowed, [finding.verdict.id.removeprefix("esms.") for finding in decision.findings]


@pytest.mark.rule("ESMS-004")
def test_an_acquisition_or_a_compliance_is_funded_subject_to_targets():
    assert told()[0] is True
    assert told(object="compliance")[0] is True
    assert told(object="other") == (False, ["object-not-funded", "referencing-unknown"])
    assert told(targets_accepted=False)[1][0] == "targets-not-accepted"


@pytest.mark.rule("ESMS-006")
@pytest.mark.rule("ESMS-507")
def test_the_money_goes_to_a_geographic_finess_outside_the_health_sector():
    assert told(finess_eg="") == (False, ["no-geographic-finess", "sons-besides"])
    allowed, findings = told(field="USLD", referenced=True)
    assert (allowed, findings) == (False, ["health-sector"])


@pytest.mark.rule("ESMS-006")
def test_one_geographic_finess_is_asked_for_once_in_all_projects():
    assert not asked_once(GOOD, {"140000001": 2}).allowed
    assert asked_once(GOOD, {"140000001": 1, "140000002": 2}).allowed
    assert asked_once(replace(GOOD, finess_eg=""), {"": 2}).allowed


@pytest.mark.rule("ESMS-009")
@pytest.mark.parametrize(
    ("in_grappe", "form", "allowed", "first"),
    [
        (False, False, False, "form-missing"),
        (False, None, False, "form-missing"),
        (False, True, True, "grappe-awaited"),
        (True, False, True, "sons-besides"),
    ],
)
def test_who_must_join_a_grappe_fills_in_the_form_of_the_collectif_first(in_grappe, form, allowed, first):
    found, findings = told(in_grappe=in_grappe, form=form)
    assert (found, findings[0]) == (allowed, first)


@pytest.mark.rule("ESMS-010")
def test_no_application_comes_before_the_instruction():
    early = told(applied=date(2022, 2, 28), object="compliance")
    assert early == (False, ["before-instruction", "sons-besides"])
    assert told(applied=date(2022, 3, 1))[0] is True
    unknown = may_be_funded(GOOD, date(2022, 5, 2), instruction=None)
    assert (unknown.allowed, unknown.findings[0].verdict.id) == (True, "esms.instruction-unknown")


@pytest.mark.rule("ESMS-010")
def test_without_its_own_day_an_application_is_judged_on_the_day_asked_about():
    undated = replace(GOOD, applied=None)
    for day, allowed in ((date(2022, 2, 28), False), (date(2022, 3, 1), True)):
        assert may_be_funded(undated, day, instruction=date(2022, 3, 1)).allowed is allowed


@pytest.mark.rule("ESMS-012")
def test_a_project_agreed_in_2021_keeps_the_rules_of_its_stage():
    late = {"applied": date(2022, 1, 1), "field": "PDE", "in_grappe": False, "equipment": Decimal(99999)}
    assert told(**late, convention=date(2021, 12, 31), phase="2") == (True, ["first-phase"])
    assert told(**late, convention=date(2021, 12, 31)) == (True, ["first-phase-unknown"])
    assert told(**late, convention=date(2022, 1, 1), phase="2")[0] is False
    assert project_size([replace(GOOD, convention=date(2021, 6, 1))], date(2022, 5, 2)).allowed
    assert not project_size([GOOD], date(2022, 5, 2)).allowed


@pytest.mark.rule("ESMS-013")
@pytest.mark.parametrize(
    ("object", "applied", "findings"),
    [
        ("compliance", date(2022, 1, 1), ["sons-besides"]),
        ("compliance", date(2022, 12, 31), ["sons-besides"]),
        ("acquisition", date(2022, 2, 1), ["sons-besides"]),
        ("compliance", date(2023, 1, 1), ["referencing-unknown"]),
    ],
)
def test_in_2022_referencing_is_not_asked_of_pa_ph_and_dom(object, applied, findings):
    one = replace(GOOD, object=object, applied=applied)
    decision = may_be_funded(one, applied, instruction=date(2022, 1, 1))
    assert (decision.allowed, [finding.verdict.id.removeprefix("esms.") for finding in decision.findings]) == (
        True,
        findings,
    )


@pytest.mark.rule("ESMS-015")
def test_an_acquisition_of_pa_needs_no_referenced_software_as_far_as_the_answer_goes():
    decision = may_be_funded(replace(GOOD, applied=date(2024, 2, 1)), date(2024, 2, 1), instruction=date(2024, 1, 1))
    assert (decision.allowed, "ESMS-015" in decision.rules) == (True, True)
    assert [finding.expected for finding in decision.findings] == ["2022-03-03"]
    assert told(object="renewal", field="PH") == (True, ["sons-besides"])


@pytest.mark.rule("ESMS-014")
@pytest.mark.rule("ESMS-016")
@pytest.mark.parametrize(
    ("field", "object", "cited"),
    [
        ("PDE", "acquisition", {"ESMS-014", "ESMS-016"}),
        ("PDS", "acquisition", {"ESMS-014", "ESMS-016"}),
        ("PDS", "renewal", {"ESMS-016"}),
        ("AHI", "acquisition", {"ESMS-016"}),
    ],
)
def test_in_the_social_fields_the_software_must_be_referenced(field, object, cited):
    one = replace(GOOD, field=field, object=object, applied=date(2022, 10, 1))
    refused = may_be_funded(one, date(2022, 10, 1), instruction=date(2022, 1, 1))
    assert [finding.verdict.id for finding in refused.errors] == ["esms.software-not-referenced"]
    assert {"ESMS-014", "ESMS-016"} & set(refused.rules) == cited
    assert may_be_funded(replace(one, referenced=True), date(2022, 10, 1), instruction=date(2022, 1, 1)).allowed


@pytest.mark.rule("ESMS-506")
def test_ahi_and_pjm_buy_freely_in_2024():
    for day, allowed in ((date(2023, 12, 31), False), (date(2024, 6, 1), True), (date(2025, 1, 1), False)):
        one = replace(GOOD, field="PJM", applied=day)
        assert may_be_funded(one, day, instruction=date(2022, 1, 1)).allowed is allowed, day


@pytest.mark.rule("ESMS-017")
def test_an_ehpad_already_helped_for_the_dmp_applies_for_something_else():
    assert "dmp-already-funded" in told(dmp_funded=True, scopes=("DMP",))[1]
    assert told(dmp_funded=True)[0] is False
    assert told(dmp_funded=True, scopes=("DMP", "MSSanté"))[0] is True
    assert told(dmp_funded=False, scopes=("DMP",))[0] is True


@pytest.mark.rule("ESMS-019")
@pytest.mark.parametrize(
    ("category", "verdict"),
    [
        ("4100", "sons-corridor"),
        ("4300", "sons-corridor"),
        ("4400", "sons-corridor"),
        ("4401", "sons-corridor"),
        ("4605", "sons-corridor"),
        ("4600", "not-in-sons-corridor"),
        ("4500", "not-in-sons-corridor"),
        ("500", "not-in-sons-corridor"),
    ],
)
def test_sons_funds_the_dui_of_four_finess_categories(category, verdict):
    assert verdict in told(category=category)[1]


@pytest.mark.rule("ESMS-020")
def test_before_autumn_2022_the_other_social_fields_have_no_specifications():
    assert told(field="AHI", referenced=True, applied=date(2022, 8, 31)) == (True, ["no-specification-yet"])
    assert told(field="AHI", referenced=True, applied=date(2022, 9, 1)) == (True, [])


@pytest.mark.rule("ESMS-503")
def test_in_2024_equipment_has_a_ceiling_of_ten_thousand_euros():
    for amount, day, allowed in (
        ("10000", date(2024, 6, 1), True),
        ("10000.01", date(2024, 6, 1), False),
        ("10000.01", date(2023, 12, 31), True),
    ):
        one = replace(GOOD, applied=day, equipment=Decimal(amount))
        assert may_be_funded(one, day, instruction=date(2022, 1, 1)).allowed is allowed


@pytest.mark.rule("ESMS-509")
def test_a_home_service_says_its_hours():
    assert "hours-unknown" in told(field="DOM")[1]
    assert "hours-unknown" not in told(field="DOM", hours=10, eligible_hours=5)[1]
    assert "hours-incoherent" in told(field="DOM", hours=10, eligible_hours=11)[1]


def test_both_fundings_for_one_acquisition_of_referenced_software_are_told():
    one = replace(GOOD, referenced=True)
    both = may_be_funded(one, date(2022, 5, 2), instruction=date(2022, 1, 1), sons_funded={"140000001"})
    assert "esms.sons-overlap" in [finding.verdict.id for finding in both.findings]
    first = replace(one, convention=date(2021, 5, 5), phase="1")
    alone = may_be_funded(first, date(2022, 5, 2), instruction=date(2022, 1, 1), sons_funded={"140000001"})
    assert "esms.sons-overlap" not in [finding.verdict.id for finding in alone.findings]


def test_scopes_are_read_as_people_write_them():
    assert applicant(
        {"project": "1", "field": "PA", "object": "other", "scopes": "DMP + MSSanté; e-parcours"}
    ).scopes == (*("DMP", "MSSanté", "e-parcours"),)
