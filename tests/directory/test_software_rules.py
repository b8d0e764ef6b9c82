"""Homologation: which software may call, and feed, on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.directory import rules
from tests.directory.builders import CHOICES, FIRST_OF_2023, LAST_OF_2022, LGC, LGC_NAMED, NOW, ids

UNTIL_DECEMBER_2023 = replace(CHOICES, api_v1_last_day=date(2023, 12, 30))
#: The last second of 30 December 2023 in France, and the next one.
LAST_OF_V1 = parse_instant("2023-12-30T22:59:59Z")
AFTER_V1 = parse_instant("2023-12-30T23:00:00Z")


@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize("at", [LAST_OF_2022, NOW])
def test_an_unknown_homologation_number_is_refused_on_any_day(at):
    assert ids(rules.is_homologated(LGC_NAMED, None, at)) == ["directory.software-unknown"]


@pytest.mark.rule("TEST-004")
def test_a_token_that_names_no_software_is_refused():
    assert ids(rules.is_homologated(None, None, NOW)) == ["directory.software-unknown"]
    assert ids(rules.is_homologated(None, LGC, NOW)) == ["directory.software-unknown"]


@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (None, None, False),
        (date(2026, 9, 15), date(2026, 9, 15), False),
        (date(2026, 9, 16), None, True),
        (None, date(2026, 9, 14), True),
    ],
)
def test_a_homologation_holds_between_its_two_days_included(first, last, refused):
    decision = rules.is_homologated(LGC_NAMED, replace(LGC, valid_from=first, valid_until=last), NOW)
    assert ids(decision) == (["directory.software-homologation-over"] if refused else [])


@pytest.mark.rule("TEST-004")
def test_a_homologation_ends_at_midnight_in_france():
    until_the_14th = replace(LGC, valid_until=date(2026, 9, 14))
    last, over = parse_instant("2026-09-14T21:59:59Z"), parse_instant("2026-09-14T22:00:00Z")
    assert rules.is_homologated(LGC_NAMED, until_the_14th, last).allowed
    assert ids(rules.is_homologated(LGC_NAMED, until_the_14th, over)) == ["directory.software-homologation-over"]


@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize("change", [{"name": "Cahier"}, {"version": "2026.2"}])
def test_the_software_is_the_one_that_was_homologated(change):
    decision = rules.is_homologated(replace(LGC_NAMED, **change), LGC, NOW)
    assert ids(decision) == ["directory.software-not-as-homologated"]
    assert "Cahier LGC 2026.1" in decision.findings[0].sentence("fr")


def test_the_installation_number_is_free():
    assert rules.is_homologated(replace(LGC_NAMED, installation="1.2.3"), LGC, NOW).allowed


@pytest.mark.rule("DMP-174")
@pytest.mark.parametrize("version", ["1", "2.0", "2.3"])
def test_from_2023_on_calls_in_versions_below_2_4_are_refused(version):
    assert rules.version_may_call(version, LAST_OF_2022, CHOICES).allowed
    for at in (FIRST_OF_2023, NOW):
        decision = rules.version_may_call(version, at, CHOICES)
        assert ids(decision) == ["directory.api-version-stopped"]
        assert "01/01/2023" in decision.findings[0].sentence("fr")
        assert "DMP-174" in decision.rules


@pytest.mark.rule("DMP-174")
@pytest.mark.parametrize("version", ["2.4", "2.5", "2.10"])
@pytest.mark.parametrize("at", [LAST_OF_2022, FIRST_OF_2023, NOW])
def test_versions_from_2_4_on_call_on_any_day(version, at):
    assert rules.version_may_call(version, at, CHOICES).allowed


@pytest.mark.rule("DMP-173")
def test_by_the_other_answer_v1_calls_until_30_december_2023():
    assert rules.version_may_call("1", LAST_OF_V1, UNTIL_DECEMBER_2023).allowed
    decision = rules.version_may_call("1", AFTER_V1, UNTIL_DECEMBER_2023)
    assert ids(decision) == ["directory.api-version-stopped"]
    assert "DMP-173" in decision.rules


@pytest.mark.rule("DMP-173")
@pytest.mark.rule("DMP-174")
def test_the_other_answer_speaks_of_v1_alone_and_leaves_2_0_stopped():
    assert ids(rules.version_may_call("2.0", FIRST_OF_2023, UNTIL_DECEMBER_2023)) == ["directory.api-version-stopped"]


@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize("version", ["1", "2.0"])
def test_from_2023_on_feeding_asks_for_2_4_or_2_5_whatever_may_still_call(version):
    assert rules.version_may_feed(version, LAST_OF_2022).allowed
    decision = rules.version_may_feed(version, FIRST_OF_2023)
    assert ids(decision) == ["directory.api-version-cannot-feed"]
    assert "TEST-004" in decision.rules
    assert rules.version_may_call("1", FIRST_OF_2023, UNTIL_DECEMBER_2023).allowed


@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize("version", ["2.4", "2.5"])
@pytest.mark.parametrize("at", [LAST_OF_2022, FIRST_OF_2023, NOW])
def test_2_4_and_2_5_feed_on_any_day(version, at):
    assert rules.version_may_feed(version, at).allowed


def test_a_version_that_is_no_number_is_a_fault_of_our_own_register():
    with pytest.raises(ValueError, match="invalid literal"):
        rules.version_may_call("deux", NOW, CHOICES)
