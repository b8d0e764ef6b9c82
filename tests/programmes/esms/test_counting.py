"""Who counts and for what: the denominators on qualifiable INS, files, projects, events, documents."""

from __future__ import annotations

from datetime import date

import pytest

from socle.programmes.esms.counting import count, months_before, qualifiability
from socle.programmes.esms.persons import Person, once, person
from socle.programmes.esms.rates import Rate
from socle.programmes.esms.settings import Judged, Settings

AT = date(2024, 12, 31)
EVERYONE, QUALIFIABLE = Judged.EVERYONE, Judged.QUALIFIABLE


def someone(number, **told):
    known = {"identity_known": True, "anonymous": False, "identity_document": True, "activated": date(2024, 1, 2)}
    return Person(id=str(number), finess_eg="140000001", **(known | told))


def people(with_file, without):
    return [someone(n) for n in range(with_file)] + [someone(100 + n, activated=None) for n in range(without)]


@pytest.mark.rule("ESMS-001")
@pytest.mark.parametrize(
    ("with_file", "without", "attained", "shown"), [(9, 1, True, 90.0), (8, 1, False, 88.8), (8, 2, False, 80.0)]
)
def test_nine_files_of_ten_pass_and_eight_of_nine_fail(with_file, without, attained, shown):
    rate = count(people(with_file, without), AT, Settings()).rates[QUALIFIABLE]["EN.1"]
    assert (rate.attained(90), rate.percent) == (attained, shown)


def test_a_rate_just_below_its_target_is_never_shown_as_reaching_it():
    rate = Rate(8999, 10000)
    assert (rate.attained(90), rate.percent) == (False, 89.9)
    assert Rate(0, 0).attained(90) is None
    assert Rate(50, None).attained(50) is True


@pytest.mark.rule("ESMS-002")
@pytest.mark.parametrize(
    ("told", "active", "why"),
    [
        ({"activated": date(2024, 12, 31)}, 1, ""),
        ({"activated": date(2025, 1, 1)}, 0, "activated_later"),
        ({"activated": None}, 0, "no_file"),
        ({"activated": None, "active": True}, 1, ""),
        ({"activated": date(2024, 1, 1), "active": False}, 0, "file_closed"),
    ],
)
def test_a_file_counts_only_once_it_was_activated_in_the_software(told, active, why):
    counted = count([someone(1, **told)], AT, Settings())
    assert counted.rates[QUALIFIABLE]["EN.1"] == Rate(active, 1)
    assert counted.missing["EN.1"] == ({why: ("1",)} if why else {})


@pytest.mark.rule("ESMS-003")
@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"anonymous": True}, "anonymous"),
        ({"anonymous": True, "ins_status": "qualified"}, "anonymous"),
        ({"identity_known": False}, "identity_unknown"),
        ({"identity_document": False}, "no_identity_document"),
        ({"identity_document": False, "ins_status": "qualified"}, ""),
        ({"identity_known": None, "identity_document": None}, ""),
        ({}, ""),
    ],
)
def test_only_persons_whose_ins_is_qualifiable_stand_in_the_denominator(told, why):
    one = someone(1, **told)
    assert [finding.found for finding in qualifiability(one).findings] == ([why] if why else [])
    counted = count([one, someone(2)], AT, Settings())
    assert counted.left == ({why: 1} if why else {})
    assert {rate.denominator for rate in counted.rates[QUALIFIABLE].values()} == ({1} if why else {2})


@pytest.mark.rule("ESMS-003")
def test_the_dmp_is_measured_on_qualifiable_ins_in_both_readings_of_the_other_rates():
    persons = [someone(1, documents_fed=1), someone(2, anonymous=True)]
    rates = count(persons, AT, Settings(judged=EVERYONE)).rates[EVERYONE]
    assert (rates["EN.1"], rates["EN.4"]) == (Rate(2, 2), Rate(1, 1))


def test_a_file_that_says_nothing_of_identities_excludes_nobody_and_says_so():
    silent = someone(1, identity_known=None, identity_document=None, anonymous=None)
    counted = count([silent], AT, Settings())
    assert (counted.qualifiable, counted.undecided) == (1, 1)


@pytest.mark.rule("ESMS-007")
def test_projects_and_events_are_counted_over_active_files_alone():
    persons = [
        someone(1, project=date(2024, 6, 1), event=date(2024, 6, 1)),
        someone(2, project=date(2024, 6, 1)),
        someone(3, activated=None, project=date(2024, 6, 1), event=date(2024, 6, 1)),
    ]
    counted = count(persons, AT, Settings())
    assert counted.rates[QUALIFIABLE]["EN.2"] == Rate(2, 2)
    assert counted.rates[QUALIFIABLE]["EN.3"] == Rate(1, 2)
    assert counted.missing["EN.3"] == {"no_event": ("2",)}


@pytest.mark.parametrize(
    ("day", "months", "why"),
    [
        (date(2023, 12, 31), 12, ""),
        (date(2023, 12, 30), 12, "project_too_old"),
        (date(2023, 12, 30), 13, ""),
        (date(1999, 1, 1), 0, ""),
        (date(2025, 1, 1), 12, "project_later"),
    ],
)
def test_a_project_counts_for_as_long_as_the_setting_says(day, months, why):
    counted = count([someone(1, project=day)], AT, Settings(freshness_months=months))
    assert counted.missing["EN.2"] == ({why: ("1",)} if why else {})


def test_months_are_counted_back_to_the_same_day_or_the_last_of_the_month():
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2024, 1, 15), 12) == date(2023, 1, 15)


def test_persons_who_left_or_have_not_come_yet_are_not_supported():
    gone = someone(1, supported_until=date(2024, 12, 30))
    coming = someone(2, supported_from=date(2025, 1, 1))
    last_day = someone(3, supported_until=AT)
    assert count([gone, coming, last_day], AT, Settings()).supported == 1


def test_named_documents_alone_count_when_the_setting_says_so():
    persons = [someone(1, documents_fed=3), someone(2, projects_fed=1), someone(3, liaison_fed=1), someone(4)]
    assert count(persons, AT, Settings()).rates[QUALIFIABLE]["EN.4"] == Rate(3, 4)
    narrow = count(persons, AT, Settings(named_documents_only=True))
    assert narrow.rates[QUALIFIABLE]["EN.4"] == Rate(2, 4)
    assert narrow.fed == {"80788-3": 1, "74207-2": 1, "all": 5}


def test_who_lacks_a_document_learns_whether_the_ins_is_what_stands_in_the_way():
    persons = [someone(1, ins_status="retrieved"), someone(2, ins_status="qualified")]
    missing = count(persons, AT, Settings()).missing["EN.4"]
    assert missing == {"ins_not_qualified": ("1",), "no_document": ("2",)}


def test_a_person_on_two_lines_counts_once_with_what_either_line_proves():
    left = someone(1, supported_until=date(2023, 6, 1), project=date(2024, 2, 2), documents_fed=2)
    back = someone(1, activated=None, documents_fed=2)
    held, repeated = once([left, back], AT)
    assert (len(held), repeated, held[0].supported(AT), held[0].documents_fed) == (1, 1, True, 2)
    assert count(held, AT, Settings()).rates[QUALIFIABLE]["EN.2"] == Rate(1, 1)


@pytest.mark.rule("ESMS-003")
def test_who_came_without_a_name_and_is_known_since_stands_in_the_denominator():
    past = someone(1, anonymous=True, supported_until=date(2023, 6, 1))
    for lines in ([past, someone(1)], [someone(1), past]):
        assert count(once(lines, AT)[0], AT, Settings()).qualifiable == 1
    both = [someone(1, anonymous=True), someone(1)]
    assert count(once(both, AT)[0], AT, Settings()).left == {"anonymous": 1}


@pytest.mark.parametrize(
    ("word", "status"), [("Qualifiée", "qualified"), ("QUAL", "qualified"), ("Récupérée", "retrieved"), ("?", "")]
)
def test_the_status_of_an_identity_is_known_under_the_words_of_files(word, status):
    assert person({"person": 1, "ins_status": word}).ins_status == status
