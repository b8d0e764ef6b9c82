"""Who is authorised on a record (TD1.6), and on which records one is (TD0.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle.ledger.models import Event
from socle.record import services
from socle.record.models import Record
from socle.record.services import Asked
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.services.test_reading import put

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
LATER = AT + timedelta(hours=1)


@pytest.fixture
def holder(camille):  # noqa: F811
    return build.patient(id=camille.pk)


@pytest.fixture
def shared(record_id):  # noqa: F811
    """A record on which a médecin traitant, and an hour later a specialist, are authorised."""
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    services.authorise(build.specialist(), INS, LATER)
    return record_id


def listed(asked=None, who=None):
    outcome = services.professionals_of(who or build.actor(), INS, LATER, asked or Asked())
    assert outcome.decision.allowed, outcome.decision
    return [(item.actor_id, item.blocked, item.treating_physician) for item in outcome.listed]


def test_the_latest_authorisation_comes_first_and_the_medecin_traitant_is_named(shared):
    assert listed() == [(build.SPECIALIST, False, False), (build.GP, False, True)]
    assert Event.objects.order_by("-sequence").first().code == "record:authorisation:list"


def test_who_is_blocked_is_listed_as_such_even_if_he_never_came(shared, holder):
    services.block(holder, INS, build.SPECIALIST, "", LATER)
    services.block(holder, INS, build.NURSE, "Un infirmier", LATER)
    assert {item[0] for item in listed(Asked(active=False))} == {build.SPECIALIST, build.NURSE}
    assert listed(Asked(blocked=False)) == [(build.GP, False, True)]


def test_an_authorisation_that_ended_is_not_listed(shared):
    services.authorise(build.specialist(), INS, LATER, remove=True)
    assert listed() == [(build.GP, False, True)]


def test_the_holder_lists_his_professionals_and_a_structure_does_not(shared, holder):
    assert len(listed(who=holder)) == 2
    assert not services.professionals_of(build.structure(), INS, LATER).decision.allowed


def records(who, since=AT - timedelta(days=1), **asked):
    outcome = services.records_of(who, since, LATER, **asked)
    assert outcome.decision.allowed, outcome.decision
    return [item.birth_name for item in outcome.listed]


def test_one_lists_the_records_on_which_one_is_authorised(shared):
    assert records(build.actor()) == ["BOISJOLY"]
    assert records(build.nurse()) == []
    (item,) = services.records_of(build.actor(), AT, LATER).listed
    assert item.treating_physician
    assert item.patient_ids[0].same_as(INS)


def test_records_authorised_before_the_date_asked_are_left_out(shared):
    assert records(build.actor(), since=AT + timedelta(minutes=1)) == []


def test_by_document_a_record_counts_from_the_last_one_that_the_caller_may_see(shared):
    assert records(build.actor(), by_document=True) == []
    put("2.25.1.1", "MASQUE_PS")
    assert records(build.specialist(), by_document=True) == []
    assert records(build.actor(), by_document=True) == ["BOISJOLY"]


@pytest.mark.rule("DMP-085")
def test_a_record_whose_patient_blocked_the_caller_is_not_listed(shared, holder):
    services.block(holder, INS, build.SPECIALIST, "", LATER)
    assert records(build.specialist()) == []
    assert records(build.actor()) == ["BOISJOLY"]


@pytest.mark.parametrize(
    "status",
    [
        pytest.param("closed", marks=pytest.mark.rule("MES-007")),
        pytest.param("deleted", marks=pytest.mark.rule("MES-009")),
    ],
)
def test_a_record_closed_or_deleted_is_not_listed(shared, status):
    Record.objects.filter(pk=shared).update(status=status)
    assert records(build.actor()) == []


def test_an_employee_lists_those_of_his_structure_alone(shared):
    assert records(build.employee()) == []
    services.authorise(build.employee(), INS, LATER)
    assert records(build.employee()) == ["BOISJOLY"]
