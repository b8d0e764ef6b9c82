"""What the programme asks for, by day."""

from __future__ import annotations

from datetime import date

import pytest

from socle.programmes.esms.conditions import in_force, indicators, milestones, notes


@pytest.mark.rule("ESMS-007")
def test_the_three_indicators_of_the_dui_come_first_and_only_the_first_has_a_public_target():
    codes = {one.code: (one.en, one.target) for one in indicators()}
    assert list(codes)[:3] == ["EN.1", "EN.2", "EN.3"]
    assert codes["EN.1"] == ("active files", 90)
    assert codes["EN.2"][0].endswith("personalised project")
    assert codes["EN.3"][0].endswith("event")
    assert {target for _, target in list(codes.values())[1:]} == {None}


def test_a_year_of_which_nothing_is_public_has_no_row():
    assert in_force("first-payment", date(2023, 12, 31)).value == 50
    assert in_force("first-payment", date(2024, 1, 1)) is None


@pytest.mark.rule("ESMS-020")
@pytest.mark.rule("ESMS-022")
def test_announcements_bear_their_day_and_never_claim_to_have_come_true():
    told = {stone.id: (stone.on, stone.rules, stone.state(date(2023, 1, 1))) for stone in milestones()}
    assert told["other-social-specifications"] == (date(2022, 9, 1), ("ESMS-020",), "the day announced is past")
    assert told["ror-viatrajectoire-resid"] == (date(2023, 12, 31), ("ESMS-022",), "announced")
    assert {stone.id for stone in milestones("PA")} == {"ror-viatrajectoire-resid"}


@pytest.mark.rule("ESMS-005")
@pytest.mark.rule("ESMS-011")
@pytest.mark.rule("ESMS-018")
@pytest.mark.rule("ESMS-021")
@pytest.mark.rule("ESMS-024")
@pytest.mark.rule("ESMS-025")
def test_the_reader_is_told_what_stands_beside_the_figures():
    told = {note.rule: note for note in notes(date(2024, 1, 1))}
    assert "versée à l'établissement" in told["ESMS-005"].fr
    assert "deux financements" in told["ESMS-011"].fr
    assert "indépendants" in told["ESMS-018"].fr
    assert all(word in told["ESMS-021"].fr for word in ("de l'ANS", "de la CNAM"))
    assert "pas de cible chiffrée" in told["ESMS-024"].fr
    assert "acquisition comme de montée de version" in told["ESMS-025"].fr
    assert "ESMS-011" not in {note.rule for note in notes(date(2021, 12, 31))}
