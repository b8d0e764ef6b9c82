"""What must be fed and sent for an act, by the order in force that day, and who sends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle import codes
from socle.record.rules.duties import (
    Production,
    duties,
    exclusions,
    find,
    order_in_force,
    owed,
    pharmaceutical_record_is_opt_out,
    ways_in,
)
from socle.rulebook.choices import Choices

CHOICES = Choices()
TODAY = date(2026, 9, 15)


def of(duty, on=TODAY, *, choices=CHOICES, **changes):
    return owed(Production(duty=duty, on=on, **changes), choices)


def due(duty, on=TODAY, **changes):
    return of(duty, on, **changes).to_record


@pytest.mark.rule("DMP-190")
@pytest.mark.parametrize(
    ("duty", "day_before", "first_day"),
    [
        ("biology-report", date(2022, 12, 30), date(2022, 12, 31)),
        ("imaging-report", date(2022, 12, 30), date(2022, 12, 31)),
        ("prescription", date(2022, 12, 30), date(2022, 12, 31)),
        ("operative-report", date(2023, 12, 30), date(2023, 12, 31)),
        ("biology-order", date(2023, 12, 30), date(2023, 12, 31)),
    ],
)
def test_a_document_is_due_from_the_day_that_the_order_gives(duty, day_before, first_day):
    assert not due(duty, day_before)
    assert due(duty, first_day)


@pytest.mark.rule("DMP-190")
@pytest.mark.parametrize("duty", ["imaging-order", "certificate", "letter-to-professional"])
def test_the_order_of_2024_put_off_what_that_of_2022_had_made_due(duty):
    held = [due(duty, day) for day in (date(2023, 12, 30), date(2023, 12, 31), date(2024, 5, 22))]
    assert held == [False, True, True]
    assert [due(duty, day) for day in (date(2024, 5, 23), date(2024, 12, 30), date(2024, 12, 31))] == [
        *(False, False),
        True,
    ]


def test_an_act_is_judged_by_the_order_in_force_on_its_day():
    assert order_in_force(date(2024, 5, 22)) == "2022-04-26"
    assert order_in_force(date(2024, 5, 23)) == "2024-05-23"
    assert order_in_force(date(2021, 1, 1)) == "2022-04-26"


@pytest.mark.rule("DMP-190")
def test_what_the_annex_leaves_out_is_not_due_and_the_answer_says_why():
    for duty in ("biology-report", "imaging-report", "prescription", "imaging-order", "letter-to-professional"):
        found = of(duty, circumstances=frozenset({"stay"}))
        assert (found.to_record, found.to_professionals, found.to_patient) == (False, False, False)
        assert exclusions()["stay"] in found.because
    assert not due("prescription", circumstances=frozenset({"prior-agreement"}))
    assert due("operative-report", circumstances=frozenset({"stay"}))


@pytest.mark.rule("DMP-190")
def test_constitutional_genetics_left_the_list_with_the_order_of_2024():
    genetics = frozenset({"genetics"})
    assert due("biology-report", date(2024, 5, 22), circumstances=genetics)
    assert not due("biology-report", date(2024, 5, 23), circumstances=genetics)


@pytest.mark.rule("DMP-192")
def test_what_the_law_asks_by_itself_was_due_before_any_order():
    for duty in ("discharge-summary", "medical-summary"):
        found = of(duty, date(2022, 1, 1))
        assert (found.to_record, found.since) == (True, None)
        assert "DMP-192" in found.rules


@pytest.mark.rule("DMP-194")
def test_a_dematerialised_discharge_letter_goes_to_the_record_whatever_the_day():
    found = of("11490-0", date(2021, 6, 1))
    assert found.duty.id == "discharge-letter"
    assert (found.to_record, found.to_professionals, found.to_patient) == (True, True, True)
    assert "DMP-194" in found.rules


@pytest.mark.rule("DMP-194")
@pytest.mark.parametrize("document", ["imaging-report", "discharge-letter"])
def test_without_a_record_nothing_is_fed_and_the_messages_stay_due(document):
    found = of(document, record_exists=False)
    assert (found.to_record, found.to_professionals, found.to_patient) == (False, True, True)
    assert found.because == "aucun dossier n’est ouvert"


@pytest.mark.rule("DMP-196")
def test_the_structure_that_produced_the_report_sends_it():
    found = of("imaging-report", producer="CENTRE D'IMAGERIE DU PHARE")
    assert found.sender == "CENTRE D'IMAGERIE DU PHARE"
    assert "DMP-196" in found.rules


@pytest.mark.rule("DMP-197")
def test_a_subcontracted_analysis_is_sent_by_the_laboratory_it_came_from():
    found = of("biology-report", producer="LABORATOIRE SPECIALISE", subcontracted_by="LABORATOIRE DU HALAGE")
    assert found.sender == "LABORATOIRE DU HALAGE"
    assert "DMP-197" in found.rules
    assert "DMP-196" not in found.rules


@pytest.mark.rule("DMP-198")
def test_sidep_feeds_the_results_it_is_given_by_itself():
    found = of("biology-report", producer="LABORATOIRE DU HALAGE", to_sidep=True)
    assert found.sender == "SIDEP"
    assert "DMP-198" in found.rules


def test_sending_prescriptions_to_other_professionals_is_a_setting():
    kept = replace(CHOICES, prescriptions_to_other_professionals=False)
    for duty in ("prescription", "biology-order", "imaging-order"):
        assert of(duty).to_professionals
        assert not of(duty, choices=kept).to_professionals
        assert of(duty, choices=kept).to_patient
    assert of("imaging-report", choices=kept).to_professionals


def test_biology_is_sent_at_level_three():
    assert "niveau 3" in of("biology-report").duty.format


def test_what_is_not_in_the_list_is_not_judged():
    assert find("nothing-of-the-kind") is None
    with pytest.raises(KeyError):
        of("nothing-of-the-kind")


def test_every_type_of_the_list_is_one_of_the_nomenclature():
    known = {entry.code for entry in codes.value_set("type_code")}
    assert {code for duty in duties() for code in duty.types} <= known


@pytest.mark.rule("DMP-070")
def test_three_ways_lead_to_the_record():
    assert [way.id for way in ways_in()] == ["software", "contextual-call", "portal"]


@pytest.mark.rule("DMP-203")
@pytest.mark.rule("DMP-204")
def test_a_pharmacy_sends_by_the_portal_in_wave_one_and_consults_in_its_software_in_wave_two():
    def more(wave):
        return [(way.id, way.does) for way in ways_in("pharmacy", wave)[3:]]

    portal, integrated = ("pharmacy-portal", ("feed",)), ("pharmacy-integrated", ("consult",))
    assert [more(wave) for wave in (0, 1, 2)] == [[], [portal], [portal, integrated]]
    assert len(ways_in("", 2)) == 3


@pytest.mark.rule("DMP-202")
def test_the_pharmaceutical_record_is_opt_out_from_the_day_that_is_set_and_not_before_one_is():
    assert not pharmaceutical_record_is_opt_out(TODAY, CHOICES)
    dated = replace(CHOICES, pharmaceutical_record_opt_out_first_day=TODAY)
    assert pharmaceutical_record_is_opt_out(TODAY, dated)
    assert not pharmaceutical_record_is_opt_out(date(2026, 9, 14), dated)
