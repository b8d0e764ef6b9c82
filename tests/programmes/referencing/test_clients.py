"""The three proofs of a client."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.programmes.referencing.clients import Client, Dashboard, client_proven, tbb1

AT = date(2022, 6, 1)
WHOLE = Dashboard(1, 1, 1, (90.0, 0.0, 50.0))


def told(decision):
    return [finding.verdict.id.removeprefix("referencing.") for finding in decision.findings]


@pytest.mark.rule("SONS-081")
@pytest.mark.parametrize("name", ["documents", "messages", "citizen_messages"])
def test_the_three_values_of_the_dashboard_differ_from_nought(name):
    assert tbb1(WHOLE).allowed
    assert told(tbb1(replace(WHOLE, **{name: 0}))) == ["dashboard-zero"]
    assert told(tbb1(replace(WHOLE, **{name: None}))) == ["dashboard-silent"]


@pytest.mark.rule("SONS-082")
def test_the_three_indicators_are_supplied_whatever_they_are():
    for place, code in enumerate(("EN.1", "EN.2", "EN.3")):
        rates = tuple(None if place == n else 12.5 for n in range(3))
        found = tbb1(replace(WHOLE, indicators=rates))
        assert [(finding.verdict.id, finding.place) for finding in found.findings] == [
            ("referencing.indicator-missing", code)
        ]


@pytest.mark.rule("SONS-083")
def test_each_client_accepts_the_version_that_was_referenced():
    assert client_proven(Client("140000001", AT, WHOLE), AT).allowed
    for accepted in (None, date(2022, 6, 2)):
        assert told(client_proven(Client("140000001", accepted, WHOLE), AT)) == ["acceptance-missing"]
