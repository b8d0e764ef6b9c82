"""Whom loaded resources let act: whoever they say is active, where and as long as they say so."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from socle.directory import rules, trust
from socle.directory.services import professional, structure
from socle.directory.services.cards import card_shown
from socle.wire.certificates.issue import Use
from tests.directory.annuaire import world
from tests.directory.annuaire.conftest import AT
from tests.directory.conftest import authority, mint  # noqa: F401 - fixtures

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WHO, DAY = "899700218896", timedelta(days=1)
GONE = {**world.PRACTITIONER, "active": False}
PLACE = {**world.ENTITY, "id": "org-1"}


def role(**changes):
    return {**world.ROLE, "organization": {"reference": "Organization/org-1"}, **changes}


def load(put, *resources, at=AT):
    report = put(annuaire_ndjson="\n".join(map(json.dumps, resources)), at=at)
    assert report.loaded, report.faults


def refusals(at=AT):
    return [finding.verdict.id for finding in rules.professional_exists(WHO, professional(WHO), at).errors]


@pytest.mark.rule("AUTH-042", "RPPS-022")
def test_the_card_of_a_professional_who_is_active_no_longer_signs_nobody_in(put, authority, mint):  # noqa: F811
    trust.install(authority.trust)
    card = mint.card(WHO, Use.AUTHENTICATION)
    load(put, world.PRACTITIONER)
    assert card_shown(card, AT)[0].holder == WHO
    load(put, GONE)
    shown, decision = card_shown(card, AT)
    trust.install(trust.Trust(()))
    assert shown is None
    assert [finding.verdict.id for finding in decision.errors] == ["directory.professional-inactive"]


@pytest.mark.rule("AUTH-042")
def test_what_is_not_active_had_ended_by_the_day_that_says_so_and_not_before(put):
    load(put, GONE, {**PLACE, "active": False})
    assert refusals() == refusals(AT + 9 * DAY) == ["directory.professional-inactive"]
    assert refusals(AT - DAY) == []
    place = structure("1990100018")
    assert [place.exists_on(day) for day in (date(2026, 11, 21), date(2026, 11, 22))] == [True, False]


def test_of_two_entries_of_one_person_one_that_is_active_tells_him(put):
    load(put, {**GONE, "id": "pr-0"}, {**world.PRACTITIONER, "id": "pr-9"})
    assert refusals() == []


@pytest.mark.parametrize(
    ("period", "held"),
    [
        ({}, [True, True, True]),
        ({"start": "2026-11-22"}, [False, True, True]),
        ({"start": "2019-09", "end": "2026-11-22"}, [True, True, False]),
        ({"end": "2026-11-21T23:30:00Z"}, [True, True, False]),  # it is the 22nd in Paris
        ({"end": "2026-10"}, [False, False, False]),
    ],
)
def test_a_situation_holds_for_its_period_at_the_instant_of_the_act(put, period, held):
    load(put, world.PRACTITIONER, PLACE, role(**({"period": period} if period else {})))
    known, place = professional(WHO), structure("1990100018")
    assert [rules.is_linked(known, place, AT + days * DAY).allowed for days in (-1, 0, 1)] == held


def test_a_situation_that_is_not_active_links_nobody(put):
    load(put, world.PRACTITIONER, PLACE, role(active=False))
    assert professional(WHO).exercises == ()
