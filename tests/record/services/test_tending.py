"""What time brings to records: each thing once, traced, told, at the instant it is given."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import ledger, storage
from socle.ledger import ActCode, outbox
from socle.record import services
from socle.record.models import Entry, Notice, Record
from socle.record.profile import IHE
from socle.record.services import tending
from socle.record.store.identifiers import locate
from socle.wire.xds.model import INVISIBLE_TO_PATIENT, MASKED_TO_PROFESSIONALS, VISIBILITY_SCHEME, Code
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.submission_builders import TESTER, submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
NORMAL = Code("N", "2.16.840.1.113883.5.25", "Normal")
KEPT = (NORMAL, Code(INVISIBLE_TO_PATIENT, VISIBILITY_SCHEME))
BACK, PLAIN = "2.25.7.1", "2.25.7.2"
TWO_WEEKS, MONTH = AT + timedelta(days=14), AT + timedelta(days=30)
DAY = timedelta(days=1)


def put(unique_id, confidentiality=KEPT, at=AT):
    sent = submission((unique_id, b"<a/>"), patient=INS, set_id=f"{unique_id}.9", confidentiality=confidentiality)
    assert services.feed(TESTER, sent, at, profile=IHE).decision.allowed


@pytest.fixture
def held(record_id, camille):  # noqa: F811
    """Camille's record, with a document kept back and one that is not."""
    put(BACK)
    put(PLAIN, (NORMAL,))
    return build.patient(id=camille.pk), record_id


def acts(record_id, code):  # noqa: F811
    return [(act.object_id, act.author.id, act.at) for act in ledger.acts(record_id, codes=[code])]


def seen(holder, record_id, at):  # noqa: F811
    return {view.facts.unique_id for view in services.documents_of(holder, record_id, at)}


@pytest.mark.rule("DMP-116")
def test_after_two_weeks_the_holder_is_told_of_an_update_once_and_not_of_which(held):
    holder, record_id = held  # noqa: F811
    assert services.tend(TWO_WEEKS - timedelta(seconds=1)) == 0
    assert [services.tend(TWO_WEEKS), services.tend(TWO_WEEKS), services.tend(TWO_WEEKS + DAY)] == [1, 0, 0]
    notice = Notice.objects.get()
    assert (notice.to, notice.about, notice.at) == (Notice.To.HOLDER, tending.ANNOUNCEMENT, TWO_WEEKS)
    assert acts(record_id, ActCode.NOTICE_SEND) == [(BACK, "socle", TWO_WEEKS)]
    assert seen(holder, record_id, TWO_WEEKS) == {PLAIN}


@pytest.mark.rule("DMP-117")
def test_after_a_month_the_document_opens_once_in_a_new_version_and_its_holder_is_told(held):
    holder, record_id = held  # noqa: F811
    services.tend(TWO_WEEKS)
    assert services.tend(MONTH - timedelta(seconds=1)) == 0
    assert [services.tend(MONTH), services.tend(MONTH), services.tend(MONTH + DAY)] == [1, 0, 0]
    versions = Entry.objects.filter(unique_id=BACK).order_by("version")
    assert [(row.version, row.status.rpartition(":")[2], row.hidden_from_patient) for row in versions] == [
        (1, "Deprecated", False),
        (2, "Approved", False),
    ]
    (view,) = [view for view in services.documents_of(holder, record_id, MONTH) if view.facts.unique_id == BACK]
    assert view.entry.visibility == frozenset()
    assert view.facts.deposited_at == AT
    assert acts(record_id, ActCode.DOCUMENT_SHOW) == [(BACK, "socle", MONTH)]
    outbox.drain(services.handlers(), at=MONTH)
    told = Notice.objects.filter(about=ActCode.DOCUMENT_SHOW.value)
    assert [notice.to for notice in told] == [Notice.To.HOLDER]


def test_a_document_that_was_shown_before_is_neither_announced_nor_opened(held):
    assert held
    Entry.objects.filter(unique_id=BACK).update(hidden_from_patient=False)
    assert services.tend(MONTH) == 0
    assert not Notice.objects.exists()
    assert Entry.objects.filter(unique_id=BACK).count() == 1


def test_opening_changes_nothing_of_what_the_holder_masked(held):
    holder, record_id = held  # noqa: F811
    services.mask_all(holder, INS, AT)
    services.tend(MONTH)
    row = Entry.objects.get(unique_id=BACK, version=2)
    assert (row.masked, row.shown_apart) == (False, False)
    (view,) = [view for view in services.documents_of(holder, record_id, MONTH) if view.facts.unique_id == BACK]
    assert MASKED_TO_PROFESSIONALS not in view.entry.visibility


def test_one_that_fails_holds_up_none_of_the_others_and_is_done_at_a_later_look(held, monkeypatch):
    put("2.25.7.0")
    whole = tending.revise

    def fails_once(revision, held_, *rest, **more):
        if held_.facts.unique_id == "2.25.7.0":
            raise OSError("spoiled")
        whole(revision, held_, *rest, **more)

    monkeypatch.setattr(tending, "revise", fails_once)
    with pytest.raises(tending.Unfinished, match="1 of what was due"):
        services.tend(MONTH)
    assert Entry.objects.filter(unique_id=BACK).count() == 2
    assert Entry.objects.filter(unique_id="2.25.7.0").count() == 1
    monkeypatch.undo()
    assert services.tend(MONTH) == 1


@pytest.mark.rule("DMP-214")
@pytest.mark.rule("MES-008")
def test_ten_years_after_its_closing_a_record_is_destroyed_by_its_key_and_not_before(held):
    _, record_id = held  # noqa: F811
    Record.objects.filter(pk=record_id).update(status="closed", closed_at=AT)
    late = AT.replace(year=AT.year + 10)
    assert services.tend(late) == 0
    assert storage.keyring().exists(record_id)
    assert [services.tend(late + DAY), services.tend(late + DAY)] == [1, 0]
    assert Record.objects.get(pk=record_id).status == "deleted"
    assert not storage.keyring().exists(record_id)
    assert not Entry.objects.exists()
    assert locate(INS) == record_id
    (told,) = ledger.acts(record_id, codes=[ActCode.RECORD_DESTROY])
    assert (told.at, told.rules) == (late + DAY, ("DMP-214", "MES-008", "DMP-165"))


def test_a_destruction_stopped_before_the_key_is_finished_from_the_outbox(held, monkeypatch):
    _, record_id = held  # noqa: F811
    Record.objects.filter(pk=record_id).update(status="closed", closed_at=AT)

    def cut(*_args):
        raise OSError("power cut")

    monkeypatch.setattr(storage.KeyRing, "destroy", cut)
    late = AT.replace(year=AT.year + 10) + DAY
    with pytest.raises(tending.Unfinished):
        services.tend(late)
    assert storage.keyring().exists(record_id)
    monkeypatch.undo()
    assert services.tend(late) == 0
    outbox.drain(services.handlers(), at=late)
    assert not storage.keyring().exists(record_id)


def test_an_open_record_is_never_destroyed_by_time(held):
    _, record_id = held  # noqa: F811
    services.tend(AT.replace(year=AT.year + 40))
    assert storage.keyring().exists(record_id)
    assert Record.objects.get(pk=record_id).status == "open"


@pytest.mark.rule("MES-023")
def test_a_death_closes_the_record_once_and_the_treating_physician_is_told(held):
    _, record_id = held  # noqa: F811
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    Record.objects.filter(pk=record_id).update(died_on=AT.date())
    assert [services.tend(AT + DAY), services.tend(AT + DAY)] == [1, 0]
    record = Record.objects.get(pk=record_id)
    assert (record.status, record.closed_at, record.closing_motive) == ("closed", AT + DAY, "FERMETURE_DECES")
    assert acts(record_id, ActCode.RECORD_CLOSE) == [("", "socle", AT + DAY)]
    outbox.drain(services.handlers(), at=AT + DAY)
    assert [(notice.to, notice.actor_id) for notice in Notice.objects.all()] == [(Notice.To.PHYSICIAN, build.GP)]
