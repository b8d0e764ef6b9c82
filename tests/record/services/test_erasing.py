"""A deleted record: nobody enters it, and its data are erased, in the copies made before too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import ledger, storage
from socle.ledger import ActCode, outbox
from socle.ledger.models import Event
from socle.record import services
from socle.record.models import Entry, Identifier, Notice, Record, Row
from socle.record.profile import IHE
from socle.record.store.identifiers import locate
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.submission_builders import OTHER_PATIENT, TESTER, documents_found, feed, submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
LATER = AT + timedelta(days=1)
NOTE = "2.25.1.1"


@pytest.fixture
def held(record_id):  # noqa: F811
    """A record with a document, an authorisation, a médecin traitant and a notice."""
    assert services.feed(TESTER, submission((NOTE, b"<a/>"), patient=INS), AT, profile=IHE).decision.allowed
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    services.read_document(build.in_emergency(build.specialist()), record_id, NOTE, AT)
    outbox.drain(services.handlers(), at=AT)
    assert Notice.objects.exists()
    return record_id


@pytest.mark.rule("MES-009")
def test_nobody_feeds_nor_consults_it_any_more(held, camille):  # noqa: F811
    services.erase(held, LATER)
    outcomes = [
        services.authorise(build.actor(), INS, LATER),
        services.read_document(build.actor(), held, NOTE, LATER),
        services.read_document(build.patient(id=camille.pk), held, NOTE, LATER),
        services.feed(TESTER, submission(("2.25.1.2", b"<b/>"), patient=INS), LATER, profile=IHE),
    ]
    for outcome in outcomes:
        assert outcome.decision.errors[0].verdict.id == "record.deleted"


@pytest.mark.rule("MES-009")
def test_its_documents_its_rows_and_its_key_are_gone(held):
    location = Entry.objects.get(unique_id=NOTE).location
    copy = bytes(Entry.objects.get(unique_id=NOTE).sealed)
    services.erase(held, LATER)
    for kind in Row.__subclasses__():
        assert not kind.objects.filter(record_id=held).exists(), kind
    assert set(Identifier.objects.filter(record_id=held).values_list("kind", flat=True)) == {"ins"}
    with pytest.raises(storage.KeyMissing):
        storage.documents().get(held, NOTE, location)
    with pytest.raises(storage.KeyMissing):
        storage.open_text(held, copy, "entry")
    assert not storage.keyring().exists(held)


@pytest.mark.rule("MES-009")
def test_its_bytes_are_no_longer_kept(held):
    services.erase(held, LATER)
    for days in (2, 5):
        services.sweep_documents(LATER + timedelta(days=days))
    assert not list(storage.documents().stored())


@pytest.mark.rule("MES-009")
def test_the_journal_keeps_who_did_what_and_tells_the_erasing_once(held):
    before = Event.objects.filter(record_id=held).count()
    assert services.erase(held, LATER)
    assert services.erase(held, LATER)
    told = ledger.acts(held, codes=[ActCode.RECORD_DESTROY])
    assert [(act.at, act.author.id, act.rules) for act in told] == [(LATER, "socle", ("MES-009", "DMP-165"))]
    assert Event.objects.filter(record_id=held).count() == before + 1


@pytest.mark.rule("MES-009")
def test_an_erasing_cut_short_before_the_key_is_completed_by_the_next(held, monkeypatch):
    def cut(*_args):
        raise OSError("power cut")

    monkeypatch.setattr(storage.KeyRing, "destroy", cut)
    with pytest.raises(OSError, match="power cut"):
        services.erase(held, LATER)
    monkeypatch.undo()
    assert Record.objects.get(pk=held).status == "deleted"
    assert storage.keyring().exists(held)
    services.erase(held, LATER)
    assert not storage.keyring().exists(held)


@pytest.mark.rule("MES-009")
def test_another_record_is_left_alone(held):
    feed(("2.25.9.9", b"<c/>"), patient=OTHER_PATIENT, set_id="9.9")
    services.erase(held, LATER)
    assert documents_found(OTHER_PATIENT) == ["2.25.9.9"]
    assert storage.keyring().exists(locate(OTHER_PATIENT))


def test_what_had_still_to_be_told_of_it_is_told_to_nobody(held):
    services.read_document(build.in_emergency(build.specialist()), held, NOTE, AT + timedelta(hours=1))
    services.erase(held, LATER)
    assert outbox.drain(services.handlers(), at=LATER) == 2  # what was to be told, and the key that is gone already
    assert not Notice.objects.exists()


def test_feeding_a_record_that_has_lost_its_key_without_being_deleted_stores_nothing(held):
    storage.keyring().destroy(held)
    sent = submission(("2.25.1.2", b"<b/>"), patient=INS, set_id="9.2")
    fed = services.feed(TESTER, sent, LATER, profile=IHE)
    assert [finding.verdict.id for finding in fed.decision.errors] == ["storage.unavailable"]
    assert not Entry.objects.filter(unique_id="2.25.1.2").exists()


def test_a_record_that_does_not_exist_is_not_erased():
    assert services.erase("nobody", LATER) is False
    assert not Event.objects.exists()
