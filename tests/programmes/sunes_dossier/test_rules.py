"""What may be applied for, what may be paid, which bonus may be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle.programmes.sunes_dossier import rules, windows
from socle.programmes.sunes_dossier.book import prerequisites
from socle.programmes.sunes_dossier.facts import Application, Dated, HistoryBonus
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

FILED = date(2022, 4, 12)


def ids(decision):
    return [finding.verdict.id.removeprefix("programmes.sunes-") for finding in decision.findings]


def applied(volet, window, filed=None, domains=("D1",), **other):
    return Application(volet=volet, window=window, domains=domains, filed=Dated(filed), **other)


@pytest.mark.rule("SUN-550", "SUN-037")
@pytest.mark.parametrize(("kind", "found"), [("health", []), ("esms", ["not-eligible"]), ("", ["asked"])])
def test_health_establishments_alone_may_apply(kind, found):
    assert ids(rules.is_eligible(replace(HOSPITAL, kind=kind), WHOLE)) == found


@pytest.mark.rule("SUN-550")
def test_money_of_former_programmes_and_dialysis_exclude_nobody():
    assert rules.is_eligible(replace(HOSPITAL, past_funding=("HOP'EN",), dialysis=True), WHOLE).allowed


@pytest.mark.rule("SUN-058")
@pytest.mark.parametrize("referenced", [True, False, None])
def test_a_referenced_software_is_not_needed_to_apply(referenced):
    decision = rules.is_eligible(replace(HOSPITAL, referenced_software=referenced), WHOLE)
    assert decision.allowed
    assert "SUN-058" in decision.rules


@pytest.mark.rule("SUN-551")
@pytest.mark.parametrize(("domain", "field"), [("D2", "own_laboratory"), ("D3", "own_imaging")])
def test_biology_and_imaging_need_a_unit_of_the_same_legal_entity(domain, field):
    asked = replace(WHOLE, domains=(domain,))
    for own, found in ((True, []), (False, ["no-own-unit"]), (None, ["asked"])):
        assert ids(rules.is_eligible(replace(HOSPITAL, **{field: own}), asked)) == found


@pytest.mark.rule("SUN-011")
@pytest.mark.parametrize(("surgery", "found"), [(True, []), (False, ["no-surgery"]), (None, ["asked"])])
def test_the_bonus_for_operative_reports_needs_surgery(surgery, found):
    asked = replace(WHOLE, domains=("D1",), cro_bonus=True)
    assert ids(rules.is_eligible(replace(HOSPITAL, surgery=surgery), asked)) == found


def test_an_application_says_its_domains_and_its_legal_entity():
    assert ids(rules.is_eligible(replace(HOSPITAL, finess_ej=""), replace(WHOLE, domains=()))) == ["asked", "asked"]


@pytest.mark.rule("SUN-037", "SUN-552")
@pytest.mark.parametrize("name", [one.id for one in prerequisites()])
def test_each_of_the_six_prerequisites_must_be_reached_and_none_is_presumed(name):
    assert len(prerequisites()) == 6
    assert rules.prerequisites_reached(dossier(), FILED, SETTINGS).allowed
    missing = dossier(prerequisites=changed(name, reached=False))
    assert ids(rules.prerequisites_reached(missing, FILED, SETTINGS)) == ["prerequisite"]
    untold = dossier(prerequisites=without(name))
    assert ids(rules.prerequisites_reached(untold, FILED, SETTINGS)) == ["asked"]


@pytest.mark.rule("SUN-552")
def test_the_sixth_prerequisite_counts_only_with_the_words_that_were_read():
    untitled = dossier(prerequisites=changed("sixth", title=""))
    assert ids(rules.prerequisites_reached(untitled, FILED, SETTINGS)) == ["asked"]


@pytest.mark.rule("SUN-552")
@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"ordered": date(2021, 12, 31)}, []),
        ({"ordered": date(2022, 1, 1)}, ["prerequisite"]),
        ({"ordered": None, "day": date(2020, 1, 1)}, []),
        ({"ordered": None, "day": date(2019, 12, 31)}, ["prerequisite"]),
        ({"ordered": None}, ["prerequisite"]),
    ],
)
def test_the_audit_is_of_2020_or_2021_or_ordered_before_2022(values, found):
    told = dossier(prerequisites=changed("cyber-audit", **values))
    assert ids(rules.prerequisites_reached(told, FILED, SETTINGS)) == found


def test_the_last_day_of_the_audit_is_a_setting():
    told = dossier(prerequisites=changed("cyber-audit", ordered=date(2022, 2, 1)))
    assert rules.prerequisites_reached(told, FILED, DossierSettings(audit_last_day=date(2022, 12, 31))).allowed


@pytest.mark.rule("SUN-552")
def test_a_questionnaire_that_is_not_filled_in_entirely_does_not_count():
    told = dossier(prerequisites=changed("rniv-questionnaire", complete=False))
    assert ids(rules.prerequisites_reached(told, FILED, SETTINGS)) == ["prerequisite"]


@pytest.mark.rule("SUN-037")
def test_a_prerequisite_reached_later_was_not_reached_that_day():
    told = dossier(prerequisites=changed("dmp", day=FILED + timedelta(days=1)))
    assert not rules.prerequisites_reached(told, FILED, SETTINGS).allowed
    assert rules.prerequisites_reached(told, FILED + timedelta(days=1), SETTINGS).allowed


@pytest.mark.rule("SUN-029", "SUN-032", "SUN-039")
@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("F1", date(2021, 9, 1), date(2021, 10, 31)),
        ("F2", date(2022, 3, 1), date(2022, 4, 30)),
        ("F3", date(2022, 9, 1), date(2022, 10, 31)),
        ("F4", date(2023, 3, 1), date(2023, 4, 30)),
    ],
)
def test_one_applies_to_volet_1_in_the_two_months_of_a_window(window, first, last):
    for day in (first, last):
        assert rules.may_file(applied(1, window, day), day).allowed
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        assert ids(rules.may_file(applied(1, window, day), day)) == ["filed-outside"]
    assert windows.application_closes(first) == last


@pytest.mark.rule("SUN-030", "SUN-039")
def test_volet_2_is_open_from_the_second_window_on():
    assert ids(rules.may_file(applied(2, "F1"), date(2021, 9, 15))) == ["volet-not-open"]
    assert rules.may_file(applied(2, "F2", date(2022, 3, 1)), date(2022, 3, 1)).allowed
    assert windows.next_window(2, date(2021, 9, 15)).id == "F2"
    assert windows.next_window(1, date(2023, 5, 1)) is None


def test_an_unknown_window_is_told():
    (finding,) = rules.may_file(applied(1, "F9"), FILED).findings
    assert finding.found == "F9, inconnue"


def test_a_window_that_closed_without_a_filing_is_told():
    assert rules.may_file(applied(1, "F2"), date(2022, 4, 30)).allowed
    assert ids(rules.may_file(applied(1, "F2"), date(2022, 5, 1))) == ["closed"]


@pytest.mark.rule("SUN-055")
def test_demarches_simplifiees_is_for_applications_and_not_for_payments():
    assert ids(rules.may_file(replace(WHOLE, channel="other"), FILED)) == ["channel"]
    assert rules.may_file(WHOLE, FILED).allowed
    assert ids(rules.may_pay(replace(WHOLE, paid_through="démarches-simplifiées"))) == ["channel"]
    assert rules.may_pay(WHOLE).allowed


@pytest.mark.rule("SUN-038")
@pytest.mark.rule("SUN-013")
def test_the_volets_are_applied_for_apart_whatever_the_windows():
    both = dossier(replace(WHOLE, window="F1", filed=Dated(date(2021, 10, 1))), MESSAGES)
    assert rules.volets_apart(both).allowed
    assert ids(rules.is_eligible(HOSPITAL, replace(WHOLE, domains=("D1", "D4")))) == ["domain"]


def test_a_domain_is_applied_for_once_unless_it_was_postponed():
    again = replace(WHOLE, window="F3")
    assert ids(rules.volets_apart(dossier(WHOLE, again))) == ["applied-twice", "applied-twice"]
    assert rules.volets_apart(dossier(WHOLE, replace(again, postponed_from="F2"))).allowed


@pytest.mark.rule("SUN-010")
@pytest.mark.parametrize(
    "lacking", [{"day": None}, {"body": ""}, {"functions": False}, {"use_cases": None}, {"minutes": ""}]
)
def test_the_presentation_holds_functions_and_use_cases_before_a_body_with_minutes(lacking):
    asked, at = windows.window("F2"), date(2022, 12, 31)
    assert not rules.presented(PRESENTED, asked, at, SETTINGS).findings
    assert ids(rules.presented(replace(PRESENTED, **lacking), asked, at, SETTINGS)) == ["not-presented"]


@pytest.mark.rule("SUN-010")
def test_a_presentation_after_the_measure_is_late_unless_the_setting_says_otherwise():
    late, asked, at = replace(PRESENTED, day=date(2023, 1, 5)), windows.window("F2"), date(2023, 2, 1)
    assert ids(rules.presented(late, asked, at, SETTINGS)) == ["not-presented"]
    assert not rules.presented(late, asked, at, DossierSettings(presentation_in_window=False)).findings


@pytest.mark.rule("SUN-061")
def test_the_history_bonus_is_for_establishments_on_d1():
    bonus = HistoryBonus(asked=Dated(date(2022, 5, 20)), form="dedicated")
    assert rules.may_ask_history(dossier(history=bonus), date(2022, 6, 1)).allowed
    biology = dossier(replace(WHOLE, domains=("D2",)), history=bonus)
    assert ids(rules.may_ask_history(biology, date(2022, 6, 1))) == ["history-closed"]


@pytest.mark.rule("SUN-062")
@pytest.mark.parametrize("window", ["F1", "F2"])
def test_the_first_two_windows_ask_for_the_history_bonus_until_31_may_by_its_form(window):
    def asked(day, form="dedicated"):
        facts = dossier(replace(WHOLE, window=window), history=HistoryBonus(asked=Dated(day), form=form))
        return ids(rules.may_ask_history(facts, date(2022, 7, 1)))

    assert asked(date(2022, 5, 31)) == []
    assert asked(date(2022, 6, 1)) == ["history-closed"]
    assert asked(date(2022, 5, 31), "other") == ["history-closed"]


@pytest.mark.rule("SUN-062")
def test_no_day_is_invented_for_the_history_bonus_of_later_windows():
    facts = dossier(replace(WHOLE, window="F3"), history=HistoryBonus(asked=Dated(date(2022, 11, 1))))
    assert ids(rules.may_ask_history(facts, date(2022, 12, 1))) == ["asked"]


@pytest.mark.rule("SUN-060")
def test_a_connector_v1_reaches_the_targets_until_the_end_of_2022():
    old = replace(HOSPITAL, dmp_connector="v1")
    assert ids(rules.connector_reaches(old, date(2022, 12, 31))) == []
    assert ids(rules.connector_reaches(old, date(2023, 1, 1))) == ["connector-v1"]
    assert ids(rules.connector_reaches(replace(HOSPITAL, dmp_connector="DMP v1.2"), date(2023, 1, 1))) == [
        "connector-v1"
    ]
    for told in (HOSPITAL, replace(HOSPITAL, dmp_connector="")):
        assert ids(rules.connector_reaches(told, date(2023, 1, 1))) == []
    assert ids(rules.connector_reaches(old, date(2021, 11, 1))) == []  # nothing ended before it was allowed


@pytest.mark.rule("SUN-033")
def test_the_agency_has_four_months_from_the_filing_or_from_the_opening():
    assert windows.instruction_ends(FILED, date(2022, 3, 1), "filing") == date(2022, 8, 12)
    assert windows.instruction_ends(FILED, date(2022, 3, 1), "opening") == date(2022, 6, 30)
    assert windows.instruction_ends(date(2021, 10, 31), date(2021, 9, 1), "filing") == date(2022, 2, 28)


@pytest.mark.rule("SUN-036")
def test_the_published_calendar_selects_in_the_four_months_from_each_opening():
    for one in windows.windows():
        drawn = windows.instruction_ends(one.application.first, one.application.first, "opening")
        assert (one.selection.first, one.selection.last) == (one.application.first, drawn)


@pytest.mark.rule("SUN-031", "SUN-034", "SUN-035")
def test_the_calendar_tells_four_windows_a_semester_each_and_what_was_drawn():
    told = [one.told() for one in windows.windows()]
    assert [one["semester"] for one in told] == [
        "premier semestre 2022",
        "second semestre 2022",
        "premier semestre 2023",
        "second semestre 2023",
    ]
    assert [one["drawn_measure_months"] for one in told] == [
        ["2022-01", "2022-05"],
        ["2022-09", "2022-12"],
        ["2023-03", "2023-06"],
        ["2023-09", "2023-12"],
    ]
