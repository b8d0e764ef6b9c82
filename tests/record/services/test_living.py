"""The life of a record: the space over it opened, put aside, closed, erased; its holder's death, another INS."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import ledger, storage
from socle.identity.services import change_ins
from socle.ledger import ActCode
from socle.ledger.models import Event
from socle.record import services
from socle.record.facts import RecordStatus, SpaceStatus
from socle.record.models import DeletionRequest, Record, Representative
from socle.record.profile import IHE
from socle.record.store import administrative
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import DELETED
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, ids, record_id  # noqa: F401 - fixtures
from tests.record.submission_builders import TESTER, submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
LATER = AT + timedelta(days=1)
NOTE = "2.25.6.1"


@pytest.fixture
def holder(camille):  # noqa: F811
    return build.patient(id=camille.pk)


def put(unique_id, at=AT, actor=TESTER):
    sent = submission((unique_id, b"<a/>"), patient=INS, set_id=f"{unique_id}.9")
    return services.feed(actor, sent, at, profile=IHE).decision


def status(record_id):  # noqa: F811
    row = Record.objects.get(pk=record_id)
    return row.status, row.space


def listed(who, record_id, at=LATER):  # noqa: F811
    return [view.facts.unique_id for view in services.documents_of(who, record_id, at)]


@pytest.mark.rule("DMP-206")
def test_opening_the_space_carries_over_everything_that_was_in_the_record(camille, holder):  # noqa: F811
    record_id = services.open_record(camille, AT, space=SpaceStatus.NONE)  # noqa: F811
    put(NOTE)
    before = Event.objects.filter(record_id=record_id).count()
    assert listed(holder, record_id, AT) == []
    assert services.attach(camille, LATER, actor=holder).decision.rules == ("DMP-206",)
    assert listed(holder, record_id) == [NOTE]
    assert Record.objects.get(pk=record_id).opened_at == AT
    codes = [line.act.code for line in services.history(holder, record_id, LATER).lines]
    assert {ActCode.RECORD_OPEN, ActCode.SUBMISSION_FEED, ActCode.SPACE_ACTIVATE} <= set(codes)
    assert Event.objects.filter(record_id=record_id).count() > before


@pytest.mark.rule("DMP-207")
def test_opening_the_space_of_who_has_no_record_opens_one(camille, holder):  # noqa: F811
    assert services.attach(camille, AT, actor=holder).decision.rules == ("DMP-207",)
    assert status(Record.objects.get().pk) == ("open", "active")
    assert services.attach(camille, LATER, actor=holder).already
    assert Record.objects.count() == 1


@pytest.mark.rule("DMP-103")
def test_everything_may_be_hidden_from_professionals_as_the_space_opens_and_shown_again_later(camille, holder):  # noqa: F811
    record_id = services.open_record(camille, AT, space=SpaceStatus.NONE)  # noqa: F811
    put(NOTE)
    doctor = build.specialist()
    services.authorise(doctor, INS, AT)
    services.attach(camille, AT, actor=holder, masks_all=True)
    assert listed(doctor, record_id, AT) == []
    services.mask_all(holder, INS, LATER, lift=True)
    assert listed(doctor, record_id) == [NOTE]


def test_a_closed_record_is_not_brought_back_by_opening_a_space_but_reopened(camille, holder, record_id):  # noqa: F811
    put(NOTE)
    services.close_space(holder, INS, AT)
    assert ids(services.attach(camille, LATER, actor=holder)) == ["record.closed"]
    assert not services.reopen_space(build.actor(), INS, LATER).decision.allowed
    assert services.reopen_space(holder, INS, LATER).decision.allowed
    row = Record.objects.get(pk=record_id)
    assert (row.status, row.space, row.closed_at, row.closing_motive) == ("open", "active", None, "")
    assert listed(holder, record_id) == [NOTE]
    assert services.reopen_space(holder, INS, LATER).already


@pytest.mark.rule("MES-023")
def test_a_record_that_a_death_closed_is_reopened_by_nobody(camille, holder, record_id):  # noqa: F811
    services.declare_death(camille, AT.date(), AT)
    services.tend(LATER)
    assert ids(services.reopen_space(holder, INS, LATER)) == ["record.closed"]
    assert status(record_id)[0] == "closed"


@pytest.mark.rule("DMP-207")
@pytest.mark.rule("MES-009")
def test_who_had_everything_erased_opens_another_record_which_is_empty(camille, holder, record_id):  # noqa: F811
    put(NOTE)
    services.erase_space(holder, INS, AT)
    assert services.attach(camille, LATER, actor=holder).decision.rules == ("DMP-207",)
    found = services.existence(build.actor(), INS, LATER).record
    assert found is not None
    assert found.id != record_id
    assert listed(holder, found.id) == []
    assert Record.objects.get(pk=record_id).status == "deleted"
    assert not storage.keyring().exists(record_id)
    assert put("2.25.6.9", LATER).allowed


@pytest.mark.rule("MES-005")
@pytest.mark.rule("MES-006")
def test_a_space_is_put_aside_and_taken_up_again_while_professionals_go_on(holder, record_id):  # noqa: F811
    doctor = build.actor()
    services.authorise(doctor, INS, AT)
    put(NOTE)
    assert services.deactivate(holder, INS, AT).decision.allowed
    assert services.deactivate(holder, INS, AT).already
    assert (listed(holder, record_id), listed(doctor, record_id)) == ([], [NOTE])
    assert put("2.25.6.2").allowed
    assert services.reactivate(holder, INS, LATER).decision.allowed
    assert sorted(listed(holder, record_id)) == [NOTE, "2.25.6.2"]


@pytest.mark.rule("MES-007")
@pytest.mark.rule("MES-010")
def test_closing_the_space_closes_the_record_which_is_kept_and_serves_nobody(holder, record_id):  # noqa: F811
    services.authorise(build.actor(), INS, AT)
    put(NOTE)
    assert services.close_space(holder, INS, LATER, reason="Je n'en veux plus.").decision.allowed
    row = Record.objects.get(pk=record_id)
    assert (row.status, row.closed_at, row.closing_reason) == ("closed", LATER, "Je n'en veux plus.")
    assert (listed(holder, record_id), listed(build.actor(), record_id)) == ([], [])
    assert not put("2.25.6.2", LATER).allowed
    assert storage.keyring().exists(record_id)
    assert ids(services.close_space(holder, INS, LATER)) == ["record.closed"]


@pytest.mark.rule("MES-009")
@pytest.mark.rule("MES-010")
def test_the_holder_may_have_everything_erased_even_after_closing_and_his_asking_is_told_first(holder, record_id):  # noqa: F811
    put(NOTE)
    services.close_space(holder, INS, AT)
    assert services.erase_space(holder, INS, LATER).decision.allowed
    assert status(record_id)[0] == RecordStatus.DELETED
    assert not storage.keyring().exists(record_id)
    told = ledger.acts(record_id, codes=[ActCode.ERASURE_ASK, ActCode.RECORD_DESTROY])
    assert [(act.code, act.author.id) for act in reversed(told)] == [
        (ActCode.ERASURE_ASK, holder.id),
        (ActCode.RECORD_DESTROY, holder.id),
    ]


def test_nobody_but_the_holder_closes_or_erases_his_space(holder, record_id):  # noqa: F811
    stranger = build.patient(id="somebody-else")
    for who in (stranger, build.actor(), build.structure()):
        assert not services.close_space(who, INS, AT).decision.allowed
        assert not services.erase_space(who, INS, AT).decision.allowed
    assert status(record_id) == ("open", "active")
    assert storage.keyring().exists(record_id)


@pytest.mark.rule("DMP-148")
def test_a_parent_closes_a_minor_s_space_from_sixteen_on_only_with_the_minor(camille, record_id):  # noqa: F811
    camille.birth_date = AT.date().replace(year=AT.year - 17)
    camille.save()
    Representative.objects.create(record_id=record_id, id="r", person_id="parent", since=AT)
    parent = build.representative()
    assert ids(services.close_space(parent, INS, AT)) == ["record.minor-not-associated"]
    assert services.close_space(parent, INS, AT, associated=True).decision.allowed


@pytest.mark.rule("MES-039")
@pytest.mark.rule("DMP-136")
def test_on_the_eighteenth_birthday_the_parent_s_access_ends_and_the_holder_finds_everything(camille, record_id):  # noqa: F811
    eighteen = AT + timedelta(days=1)
    camille.birth_date = eighteen.date().replace(year=eighteen.year - 18)
    camille.save()
    Representative.objects.create(record_id=record_id, id="r", person_id="parent", since=AT)
    put(NOTE)
    parent, holder = build.representative(), build.patient(id=camille.pk)
    assert listed(parent, record_id, AT) == [NOTE]
    assert listed(parent, record_id, eighteen) == []
    assert listed(holder, record_id, eighteen) == [NOTE]


@pytest.mark.rule("MES-022")
@pytest.mark.rule("MES-023")
def test_a_death_is_told_once_then_closes_the_record_at_the_next_look(camille, record_id):  # noqa: F811
    died_on = AT.date()
    assert [services.declare_death(camille, died_on, AT), services.declare_death(camille, died_on, AT)] == [True, False]
    assert administrative.read(record_id).deceased
    assert status(record_id)[0] == "open"
    services.tend(LATER)
    assert status(record_id)[0] == "closed"
    assert not services.declare_death(camille, died_on, LATER)


def test_another_ins_leads_to_the_same_record_and_the_former_one_still_does(camille, holder, record_id):  # noqa: F811
    services.authorise(build.actor(), INS, AT)
    put(NOTE)
    new = CX.of("284053523899274", INS.authority, "NH")
    assert not [found for found in change_ins(camille, new, LATER) if found.is_error]
    for ins in (INS, new):
        found = services.existence(build.actor(), ins, LATER)
        assert found.record is not None
        assert found.record.id == record_id
        assert found.record.patient_ids[0].id == new.id
    assert listed(holder, record_id) == [NOTE]


@pytest.mark.rule("DMP-016")
def test_the_holder_asks_an_author_to_delete_a_document_who_alone_is_told_and_alone_deletes(holder, record_id):  # noqa: F811
    put(NOTE)
    asked = services.ask_deletion(holder, INS, NOTE, "Je ne veux pas que cela reste.", AT)
    assert asked.decision.allowed
    assert services.ask_deletion(holder, INS, NOTE, "", AT).already
    author, other = build.actor(), build.specialist()
    assert services.deletions_asked(author, record_id) == {NOTE: "Je ne veux pas que cela reste."}
    assert services.deletions_asked(other, record_id) == {}
    assert b"reste" not in bytes(DeletionRequest.objects.get().sealed)
    assert listed(holder, record_id) == [NOTE]
    (told,) = ledger.acts(record_id, codes=[ActCode.DELETION_ASK])[-1:]
    assert (told.object_id, told.author.id) == (NOTE, holder.id)


@pytest.mark.rule("DMP-016")
def test_nothing_is_asked_about_a_document_that_is_not_there_and_nobody_asks_for_another(holder, record_id):  # noqa: F811
    put(NOTE)
    assert ids(services.ask_deletion(holder, INS, "2.25.404", "", AT)) == ["record.document-unknown"]
    assert not services.ask_deletion(build.actor(), INS, NOTE, "", AT).decision.allowed
    assert not DeletionRequest.objects.exists()


@pytest.mark.rule("DMP-016")
def test_what_was_asked_is_done_once_the_document_is_deleted(holder, record_id):  # noqa: F811
    from socle.record.store.revising import change_status  # noqa: PLC0415
    from socle.record.store.rows import latest  # noqa: PLC0415
    from socle.record.updates import StatusChange  # noqa: PLC0415
    from socle.wire.xds.model import APPROVED, UPDATES_STATUS, Association  # noqa: PLC0415

    put(NOTE)
    services.ask_deletion(holder, INS, NOTE, "", AT)
    slots = (("OriginalStatus", (APPROVED,)), ("NewStatus", (DELETED,)))
    link = Association(id="a", type=UPDATES_STATUS, source="s", target=latest(record_id, NOTE).id, slots=slots)
    change_status(StatusChange(link), record_id, LATER)
    assert services.deletions_asked(build.actor(), record_id) == {}
    assert DeletionRequest.objects.get().until == LATER
