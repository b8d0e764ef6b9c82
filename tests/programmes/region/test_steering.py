"""Roadmaps, objectives, panels, what stood in which tool on which day."""

from __future__ import annotations

from datetime import date

import pytest

from socle.programmes.finess import finess
from socle.programmes.region import places, steering
from socle.programmes.region.steering import Action

WHOLE = {"programme": "Ségur", "action": "Webinaire", "weather": "soleil"}


def ids(decision):
    return [finding.verdict.id.removeprefix("programmes.region-") for finding in decision.findings]


@pytest.mark.rule("REG-001")
def test_a_region_has_one_plan_and_a_second_is_told():
    one = [Action("28", "Feuille de route", **WHOLE), Action("Normandie", "Feuille de route ", **WHOLE)]
    made = steering.roadmap(one)
    assert (made.plans, made.counted["I.1"], made.decision.findings) == ({"28": ("Feuille de route",)}, 1, ())
    twice = steering.roadmap([*one, Action("28", "Une autre", **WHOLE)])
    assert ids(twice.decision) == ["plan-twice"]
    assert twice.counted["I.1"] == 0
    assert steering.roadmap([]).as_json()["regions"] == 18


def test_a_region_that_is_none_is_told():
    assert ids(steering.roadmap([Action("Atlantide", "Plan", **WHOLE)]).decision) == ["unknown"]


@pytest.mark.rule("REG-013")
@pytest.mark.parametrize("missing", ["programme", "action", "weather"])
def test_6po_takes_the_programme_the_action_and_its_weather(missing):
    made = steering.roadmap([Action("28", "Plan", **{**WHOLE, missing: ""})])
    assert ids(made.decision) == ["action-incomplete"]
    assert set(made.sheet[0]) >= {"programme", "action", "weather", "description"}


@pytest.mark.rule("REG-021")
def test_an_action_of_sensitisation_is_described_freely_and_counted_as_the_region_cuts_it():
    free = [Action("28", "Plan", description=text, indicator="SENS.DMP") for text in ("Une affiche", "Dix ateliers")]
    made = steering.roadmap(free)
    assert (made.counted["SENS.DMP"], made.decision.findings) == (2, ())
    assert ids(steering.roadmap([Action("28", "Plan", indicator="SENS.DMP")]).decision) == ["action-incomplete"]


@pytest.mark.rule("REG-022")
def test_actions_count_from_the_start_of_the_school_year_of_2021():
    begun = [date(2021, 8, 31), date(2021, 9, 1), date(2021, 10, 20)]
    made = steering.roadmap([Action("28", "P", description="x", began=day, indicator="SENS.DMP") for day in begun])
    assert (made.counted["SENS.DMP"], ids(made.decision)) == (2, ["action-too-old"])


@pytest.mark.rule("REG-019")
def test_objectives_are_brought_up_to_date_before_each_committee():
    committees = [date(2022, 4, 1), date(2022, 6, 1)]
    updated = {"1.3": date(2022, 5, 15), "III.7": date(2022, 4, 1), "III.9": date(2022, 3, 20)}
    told = steering.objectives(updated, committees, date(2022, 5, 20))
    assert [finding.place for finding in told.findings] == ["III.7", "III.9"]
    first = steering.objectives(updated, committees, date(2022, 3, 25))
    assert [finding.place for finding in first.findings] == ["1.3"]
    assert not steering.objectives(updated, [], date(2022, 3, 25)).findings


@pytest.mark.rule("REG-028")
def test_a_panel_of_pilots_shows_every_status_activity_and_maturity():
    candidates = [
        {"status": "public", "activity": "MCO", "maturity": "haute", "pilot": True},
        {"status": "privé", "activity": "SSR", "maturity": "basse", "pilot": True},
        {"status": "privé", "activity": "HAD", "maturity": "basse", "pilot": False},
    ]
    told = steering.panel(candidates)
    assert [finding.place for finding in told.findings] == ["activité « HAD »"]
    assert not steering.panel([one | {"pilot": True} for one in candidates]).findings
    alike = steering.panel([{"status": "public", "activity": one, "maturity": one} for one in ("MCO", "SSR")])
    assert [finding.place for finding in alike.findings] == ["la variété de statut"]


@pytest.mark.rule("REG-015")
@pytest.mark.rule("REG-018")
@pytest.mark.rule("REG-023")
def test_the_notes_say_what_stood_in_the_tool_on_a_day():
    before, after = steering.notes(date(2022, 4, 29)), steering.notes(date(2022, 4, 30))
    assert "depuis le 31/01/2022 (REG-015)" in before[0]
    assert "à partir du 30/04/2022 (REG-018)" in before[1]
    assert "depuis le 30/04/2022 (REG-018)" in after[1]
    assert any("fichier Excel (REG-023)" in one for one in before)
    assert any("outil de pilotage (REG-023)" in one for one in after)
    assert "à partir du 31/01/2022" in steering.notes(date(2022, 1, 30))[0]


@pytest.mark.rule("REG-014")
@pytest.mark.rule("ESMS-021")
@pytest.mark.rule("ESMS-024")
def test_the_notes_say_who_gives_the_figures():
    told = " ".join(steering.notes(date(2022, 6, 30)))
    assert "dans 6PO" in told
    assert "MSSanté viennent de l’ANS, ceux du DMP de la CNAM (ESMS-021)" in told
    assert "aucune cible chiffrée" in told


def test_the_regions_are_eighteen_and_each_department_is_of_one():
    assert len(places.regions()) == 18
    assert {region for _, region in places.departments().values()} == set(places.regions())
    assert len(places.departments()) == 101
    assert places.population_of("FR") == 68_350_798


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("14", "14"),
        ("1", "01"),
        ("2a", "2A"),
        ("Calvados", "14"),
        ("14 - Calvados", "14"),
        ("971", "971"),
        ("", ""),
        ("99", ""),
    ],
)
def test_a_department_is_known_however_a_file_writes_it(told, code):
    assert places.department(told) == code


@pytest.mark.parametrize(
    ("told", "number", "department"),
    [
        ("140000100", "140000100", "14"),
        ("1140000100", "140000100", "14"),
        ("10000024", "010000024", "01"),  # a spreadsheet took the zero
        ("2A0000014", "2A0000014", "2A"),
        ("970100228", "970100228", "971"),
        ("980500003", "980500003", "976"),
        ("x", "X", ""),
        (None, "", ""),
    ],
)
def test_a_finess_number_is_nine_characters_and_tells_its_department(told, number, department):
    assert (finess(told), places.department_of_finess(finess(told))) == (number, department)
