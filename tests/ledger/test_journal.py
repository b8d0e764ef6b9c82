from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction

from socle import ledger, storage
from socle.ledger import Act, ActCode, Author
from socle.ledger.act import Outcome
from socle.ledger.codes import GRAMMAR
from socle.ledger.models import Event, Immutable

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
DOCTOR = Author(kind="professional", id="899880000015", name="KERVELEC Nolwenn", structure="499880000015001")


def act(**changes):
    values = {"at": AT, "code": ActCode.DOCUMENT_READ, "outcome": Outcome.DONE, "author": DOCTOR, "record_id": "r1"}
    return Act(**values | changes)


@pytest.fixture
def told():
    storage.keyring().create("r1")
    ledger.append(act(object_id="1.2.3", rules=("DMP-165",), details={"found": "1"}))
    return Event.objects.get()


def test_an_event_cannot_be_changed_through_the_model(told):
    told.outcome = "refused"
    with pytest.raises(Immutable):
        told.save()


def test_an_event_cannot_be_removed_through_the_model(told):
    with pytest.raises(Immutable):
        told.delete()


@pytest.mark.parametrize(
    "wrong", [lambda q: q.update(outcome="x"), lambda q: q.delete(), lambda q: q.bulk_update([], ["at"])]
)
def test_events_cannot_be_changed_nor_removed_together(told, wrong):
    with pytest.raises(Immutable):
        wrong(Event.objects.all())


@pytest.mark.parametrize("statement", ["UPDATE ledger_event SET outcome = 'refused'", "DELETE FROM ledger_event"])
def test_the_database_itself_refuses_to_change_or_remove_an_event(told, statement):
    with (
        pytest.raises(DatabaseError, match="never changed nor removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.get().outcome == "done"


def test_postgresql_refuses_to_truncate_the_journal(told):
    if connection.vendor != "postgresql":
        return
    with (
        pytest.raises(DatabaseError, match="never changed nor removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE ledger_event")


def test_the_leaf_is_the_hash_of_the_canonical_body_as_rfc_9162_writes_it(told):
    assert bytes(told.leaf) == hashlib.sha256(b"\x00" + told.body.encode()).digest()
    content = json.loads(told.body)
    assert told.body == json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert (content["code"], content["record"], content["object"]) == ("record:document:read", "r1", "1.2.3")


def test_two_acts_alike_in_all_have_different_leaves():
    ledger.append(act(), act())
    assert len({bytes(event.leaf) for event in Event.objects.all()}) == 2


def test_instants_are_proved_in_utc():
    ledger.append(act(at=AT.astimezone(timezone(timedelta(hours=2)))))
    assert json.loads(Event.objects.get().body)["at"] == "2026-09-15T08:00:00.000000Z"


def test_private_details_are_sealed_and_given_back():
    storage.keyring().create("r1")
    ledger.append(act(private={"reason": "Patiente inconsciente"}))
    assert "inconsciente" not in Event.objects.get().body
    (entry,) = ledger.acts("r1")
    assert entry.private == {"reason": "Patiente inconsciente"}


def test_private_details_vanish_with_the_key_and_the_proof_stays():
    storage.keyring().create("r1")
    ledger.append(act(private={"reason": "Patiente inconsciente"}))
    storage.keyring().destroy("r1")
    (entry,) = ledger.acts("r1")
    assert entry.private == {}
    assert entry.leaf == hashlib.sha256(b"\x00" + Event.objects.get().body.encode()).digest()


def test_acts_come_back_as_they_were_told_the_latest_first():
    ledger.append(act(object_id="1"), act(object_id="2", at=AT + timedelta(minutes=1), outcome=Outcome.REFUSED))
    latest, first = ledger.acts("r1")
    assert (latest.object_id, latest.outcome, latest.author, latest.at) == (
        "2",
        Outcome.REFUSED,
        DOCTOR,
        AT + timedelta(minutes=1),
    )
    assert first.object_id == "1"


def test_acts_are_kept_by_time_kind_author_and_number():
    other = Author(kind="professional", id="899880000023")
    ledger.append(
        act(at=AT - timedelta(days=400)), act(author=other), act(code=ActCode.DOCUMENT_FEED), act(record_id="r2")
    )
    assert len(ledger.acts("r1")) == 3
    assert len(ledger.acts("r1", since=AT)) == 2
    assert [entry.author.id for entry in ledger.acts("r1", actor_ids=[other.id])] == [other.id]
    assert [entry.code for entry in ledger.acts("r1", codes=[ActCode.DOCUMENT_FEED])] == [ActCode.DOCUMENT_FEED]
    assert len(ledger.acts("r1", limit=1)) == 1


def test_an_act_undone_leaves_no_event():
    with transaction.atomic():
        ledger.append(act())
        transaction.set_rollback(True)
    assert ledger.acts("r1") == ()


@pytest.mark.django_db(transaction=True)
def test_an_act_is_told_in_its_own_transaction_or_not_at_all():
    with pytest.raises(ledger.OutsideTransaction):
        ledger.append(act())


@pytest.mark.parametrize("code", list(ActCode))
def test_codes_of_acts_keep_to_their_grammar(code):
    assert GRAMMAR.fullmatch(code.value)
