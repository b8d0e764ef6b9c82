"""Where an application stands on a day: states, dates, papers, and what blocks what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.programmes.sunes_dossier import steps, told
from socle.programmes.sunes_dossier.facts import Dated, Presentation
from socle.programmes.sunes_dossier.settings import DossierSettings
from tests.programmes.sunes_dossier.facts import (
    HOSPITAL,
    MESSAGES,
    PRESENTED,
    SETTINGS,
    WHOLE,
    changed,
    dossier,
    without,
)

END = date(2023, 3, 1)


def states(facts, at=END, settings=SETTINGS):
    (way, *_) = steps.ways(facts, at, settings)
    return {one.step.id: one.state.value for one in way.standings}


def standing(facts, step, at=END, settings=SETTINGS):
    (way, *_) = steps.ways(facts, at, settings)
    return next(one for one in way.standings if one.step.id == step)


def found(standing):
    return [finding.verdict.id.removeprefix("programmes.sunes-") for finding in standing.findings]


def test_a_dossier_that_went_its_whole_way_is_done():
    assert set(states(dossier()).values()) == {"done"}
    assert told.judge(dossier(), END, SETTINGS).decision.allowed


def test_the_same_dossier_earlier_waits_at_the_step_of_that_day():
    assert states(dossier(), date(2022, 8, 1)) == {
        "eligibility": "done",
        "prerequisites": "done",
        "application": "done",
        "selection": "done",
        "convention": "done",
        "measure": "to_do",
        "osis": "waiting",
        "control": "waiting",
        "authorisation": "waiting",
        "payment": "waiting",
    }
    assert states(dossier(), date(2022, 2, 1))["application"] == "not_open"


def test_a_step_tells_what_it_waits_for_and_what_waits_for_it():
    one = standing(dossier(replace(WHOLE, convention=Dated(), authorised=Dated(), paid=Dated())), "authorisation")
    assert (one.state.value, one.blocked_by, one.blocks) == ("waiting", ("convention",), ("payment",))
    assert standing(dossier(), "application").document == "depot.pdf"


@pytest.mark.rule("SUN-037")
def test_a_prerequisite_that_nobody_tells_is_asked_for_and_blocks_the_application():
    facts = dossier(replace(WHOLE, filed=Dated()), prerequisites=without("sixth"))
    (way,) = steps.ways(facts, date(2022, 4, 1), SETTINGS)
    assert [one.state.value for one in way.prerequisites] == ["done"] * 5 + ["asked"]
    assert standing(facts, "application", date(2022, 4, 1)).blocked_by == ("prerequisites",)
    assert way.next.step.id == "prerequisites"
    assert not way.decision.allowed


@pytest.mark.rule("SUN-037")
def test_a_prerequisite_reached_after_the_filing_came_too_late():
    facts = dossier(prerequisites=changed("mssante", day=date(2022, 4, 13)))
    assert states(facts)["prerequisites"] == "refused"


@pytest.mark.rule("SUN-033")
@pytest.mark.parametrize(("day", "expected"), [(date(2022, 8, 12), []), (date(2022, 8, 13), ["instruction-late"])])
def test_an_instruction_of_more_than_four_months_is_told(day, expected):
    late = replace(WHOLE, selected=Dated(day), convention=Dated(date(2022, 9, 1)))
    one = standing(dossier(late), "selection")
    assert (found(one), one.closes) == (expected, date(2022, 8, 12))
    waiting = dossier(replace(WHOLE, selected=Dated(), convention=Dated()))
    assert found(standing(waiting, "selection", day)) == expected


@pytest.mark.rule("SUN-033")
def test_from_where_the_four_months_run_is_a_setting():
    one = standing(dossier(), "selection", settings=DossierSettings(instruction_from="opening"))
    assert one.closes == date(2022, 6, 30)


@pytest.mark.rule("SUN-056")
def test_nothing_is_paid_without_a_convention():
    facts = dossier(replace(WHOLE, convention=Dated()))
    assert found(standing(facts, "authorisation")) == ["out-of-turn"]
    assert states(facts)["authorisation"] == "refused"


@pytest.mark.rule("SUN-057")
def test_the_deposit_bank_pays_after_the_agency_authorised_it():
    reversed_order = replace(WHOLE, authorised=Dated(date(2023, 2, 2)))
    assert found(standing(dossier(reversed_order), "payment")) == ["out-of-turn"]
    assert found(standing(dossier(replace(WHOLE, authorised=Dated())), "payment")) == ["out-of-turn"]
    assert found(standing(dossier(), "payment")) == []


@pytest.mark.rule("SUN-055")
def test_a_payment_asked_for_on_demarches_simplifiees_is_refused():
    one = standing(dossier(replace(WHOLE, paid_through="démarches-simplifiées")), "payment")
    assert (one.state.value, found(one)) == ("refused", ["channel"])


@pytest.mark.rule("SUN-010", "SUN-048")
def test_volet_2_cannot_be_declared_in_osis_before_its_presentation():
    facts = dossier(replace(MESSAGES, selected=Dated(date(2022, 12, 1))), presentation=Presentation())
    at = date(2023, 2, 1)
    assert states(facts, at)["presentation"] == "to_do"
    assert "presentation" in standing(facts, "osis", at).blocked_by
    assert states(facts, date(2023, 7, 1))["presentation"] == "late"
    assert states(dossier(MESSAGES, presentation=PRESENTED), at)["presentation"] == "done"
    assert "presentation" not in states(dossier())


@pytest.mark.rule("SUN-029", "SUN-030")
def test_the_measure_is_of_the_semester_that_the_window_leads_to():
    outside = replace(WHOLE, measured=Dated(date(2023, 1, 2)))
    assert found(standing(dossier(outside), "measure")) == ["measured-outside"]
    one = standing(dossier(), "measure")
    assert (one.opens, one.closes) == (date(2022, 7, 1), date(2022, 12, 31))


@pytest.mark.rule("SUN-040", "SUN-041", "SUN-042", "SUN-043")
def test_the_two_answers_on_the_last_day_of_the_first_window_stand_beside_its_measure():
    told = {
        "filed": Dated(date(2021, 10, 1)),
        "selected": Dated(date(2022, 1, 10)),
        "measured": Dated(date(2022, 6, 1)),
    }
    first = replace(WHOLE, window="F1", **told)
    one = standing(dossier(first), "measure")
    assert (found(one), one.closes) == ([], date(2022, 6, 30))
    assert "au plus tard le 30/05/2022, vérifiée jusqu’au 30/06/2022" in one.notes[0]
    assert "juin seul" in one.notes[0]
    assert {"SUN-040", "SUN-041", "SUN-042", "SUN-043"} <= set(one.rules)
    assert standing(dossier(), "measure").notes == ()


@pytest.mark.rule("SUN-060")
def test_an_old_connector_is_told_at_the_measure():
    later = replace(MESSAGES, selected=Dated(date(2022, 12, 1)))
    facts = dossier(later, establishment=replace(HOSPITAL, dmp_connector="v1"))
    assert found(standing(facts, "measure", date(2022, 12, 31))) == []
    assert found(standing(facts, "measure", date(2023, 1, 15))) == ["connector-v1"]


@pytest.mark.rule("SUN-058", "SUN-063")
def test_what_changes_nothing_is_said_as_a_note():
    establishment = replace(HOSPITAL, referenced_software=False, past_funding=("HOP'EN",), dialysis=True)
    notes = standing(dossier(establishment=establishment), "eligibility", date(2022, 12, 31)).notes
    assert [words.split(" ")[0] for words in notes] == ["Un", "Financements", "Dialyse", "Biologie"]
    assert len(standing(dossier(establishment=establishment), "eligibility", date(2023, 1, 1)).notes) == 3


def test_a_window_taken_over_brings_its_own_targets():
    moved = replace(WHOLE, postponed_from="F1")
    assert "cibles et les montants de F2" in standing(dossier(moved), "application").notes[0]


@pytest.mark.rule("SUN-038")
def test_each_application_goes_its_own_way():
    facts = dossier(WHOLE, replace(MESSAGES, filed=Dated(date(2022, 11, 2))))
    first, second = steps.ways(facts, END, SETTINGS)
    assert first.decision.allowed
    assert [finding.verdict.id for finding in second.decision.errors] == ["programmes.sunes-filed-outside"]
