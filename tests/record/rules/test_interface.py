"""What each version of the interface asks of its client, by day."""

from __future__ import annotations

from datetime import date

import pytest

from socle.record.rules.interface import ClientCall, InsFrom, may_client_call
from socle.rulebook.choices import Choices

CHOICES = Choices(api_v1_last_day=date(2023, 12, 30))


def said(version, on, **changes):
    decision = may_client_call(ClientCall(version=version, on=on, **changes), CHOICES)
    return decision.allowed, [finding.verdict.id for finding in decision.findings]


@pytest.mark.rule("DMP-172")
def test_version_one_reads_the_carte_vitale_at_the_first_access_and_later_versions_never_do():
    day = date(2022, 6, 1)
    first = {"first_access": True, "with_ins": False}
    assert said("1", day, **first) == (False, ["record.vitale-needed"])
    assert said("1", day, card_read=True, **first) == (True, [])
    assert said("1", day, with_ins=False) == (True, [])
    assert said("2.4", date(2026, 9, 15), first_access=True) == (True, [])


@pytest.mark.rule("DMP-184")
def test_feeding_with_an_ins_through_version_one_is_warned_of_then_refused():
    assert said("1", date(2022, 12, 31)) == (True, ["record.ins-with-version-1"])
    allowed, found = said("1", date(2023, 1, 1))
    assert not allowed
    assert "record.ins-with-version-1-refused" in found
    assert said("1", date(2022, 12, 31), with_ins=False) == (True, [])
    assert said("1", date(2022, 12, 31), feeds=False) == (True, [])


@pytest.mark.rule("DMP-182")
def test_version_2_4_has_the_ins_from_insi_alone():
    day = date(2022, 6, 1)
    assert said("2.4", day) == (True, [])
    assert said("2.4", day, ins_from=InsFrom.TD00) == (False, ["record.ins-not-from-insi"])


@pytest.mark.rule("DMP-183")
def test_version_2_5_may_have_it_from_td00_as_long_as_that_is_open():
    assert said("2.5", date(2023, 9, 29), ins_from=InsFrom.TD00) == (True, [])
    assert said("2.5", date(2023, 9, 30), ins_from=InsFrom.TD00) == (False, ["record.ins-not-from-insi"])
    assert said("2.5", date(2022, 6, 1), ins_from=InsFrom.OTHER) == (False, ["record.ins-not-from-insi"])
