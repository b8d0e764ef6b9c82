"""Several submissions at once: each decided on facts that the others cannot change under it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from socle import ledger
from socle.directory.actor import Actor, Authentication, Kind
from socle.ledger import ActCode
from socle.ledger.acting import Busy, act
from socle.record import services
from socle.record.facts import Action
from socle.record.models import AssociationRow, Entry, Record, SubmissionSetRow
from socle.record.store.facts import locked_facts
from socle.record.store.identifiers import locate
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import REPLACES
from tests.record.submission_builders import AT, OTHER_PATIENT, PATIENT, documents_found, feed, link

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("shared_database")]

THREADS = 4


def together(*acts):
    """Do all the acts at the same instant, each in its own thread; their outcomes in order."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def ids(outcome):
    return [finding.verdict.id for finding in outcome.decision.errors]


def test_the_same_submission_fed_by_several_threads_is_stored_once():
    outcomes = together(*[lambda: feed(("1.1", b"<a/>"))] * THREADS)
    assert all(outcome.decision.allowed for outcome in outcomes)
    assert sum(outcome.already for outcome in outcomes) == THREADS - 1
    assert len({outcome.entry_uuids["Document01"] for outcome in outcomes}) == 1
    assert (Record.objects.count(), SubmissionSetRow.objects.count(), Entry.objects.count()) == (1, 1, 1)


def test_of_two_replacements_of_one_document_one_wins():
    old = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]

    def replacement(n):
        return lambda: feed((f"1.{n}", b"<b/>"), set_id=f"9.{n}", links=(link(REPLACES, "Document01", old),))

    outcomes = together(*map(replacement, range(2, 2 + THREADS)))
    assert sorted(map(ids, outcomes)) == [[]] + [["record.replaced-already"]] * (THREADS - 1)
    assert AssociationRow.objects.filter(type=REPLACES, target=old).count() == 1
    assert len(documents_found()) == 1


def test_a_unique_id_fed_into_two_records_at_once_belongs_to_one():
    feed(("0.1", b"<z/>"), set_id="8.1")
    feed(("0.2", b"<z/>"), set_id="8.2", patient=OTHER_PATIENT)
    first, second = together(
        lambda: feed(("1.1", b"<a/>"), set_id="9.1"),
        lambda: feed(("1.1", b"<a/>"), set_id="9.2", patient=OTHER_PATIENT),
    )
    assert sorted([ids(first), ids(second)]) == [[], ["record.unique-id-taken"]]
    assert ("1.1" in documents_found(PATIENT)) is not ("1.1" in documents_found(OTHER_PATIENT))


def test_submissions_of_different_records_and_sets_all_enter():
    outcomes = together(*[lambda n=n: feed((f"1.{n}", b"<a/>"), set_id=f"9.{n}") for n in range(THREADS)])
    assert all(outcome.decision.allowed for outcome in outcomes)
    assert len(documents_found()) == THREADS


def test_masks_of_one_document_asked_for_at_once_all_end_as_they_were_meant():
    """Each is made on the version it saw: who lost a race looks again, and never learns of versions."""
    feed(("1.1", b"<a/>"), set_id="9.1")
    held = Record.objects.get()
    holder = Actor(kind=Kind.PATIENT, id=held.person_id, name="", authentication=Authentication.SPACE)
    Record.objects.update(space="active")
    asked = (Action.MASK, Action.UNMASK) * 2
    outcomes = together(
        *[lambda act=act: services.amend_document(holder, PATIENT, held.pk, "1.1", act, AT) for act in asked]
    )
    assert {id for outcome in outcomes for id in ids(outcome)} <= {"record.update-changes-nothing"}
    done = sum(outcome.decision.allowed for outcome in outcomes)
    assert done >= 1
    assert Entry.objects.count() == 1 + done


CROWD = 16


def test_sixteen_at_once_in_one_record_end_as_if_each_had_come_alone():
    """Some bring new documents, some the same set, some replace the same document: each order has one winner."""
    old = feed(("0.1", b"<z/>"), set_id="8.1").entry_uuids["Document01"]
    new = [lambda n=n: feed((f"1.{n}", b"<a/>"), set_id=f"9.{n}") for n in range(8)]
    same = [lambda: feed(("2.1", b"<b/>"), set_id="7.1")] * 4
    replacing = [
        lambda n=n: feed((f"3.{n}", b"<c/>"), set_id=f"6.{n}", links=(link(REPLACES, "Document01", old),))
        for n in range(4)
    ]
    outcomes = together(*new, *same, *replacing)
    assert [ids(outcome) for outcome in outcomes[:12]] == [[]] * 12
    assert sum(outcome.already for outcome in outcomes[8:12]) == 3
    assert sorted(map(ids, outcomes[12:])) == [[]] + [["record.replaced-already"]] * 3
    assert len(documents_found()) == 8 + 1 + 1
    assert Entry.objects.count() == 1 + 8 + 1 + 1
    told = ledger.acts(locate(PATIENT), codes=[ActCode.SUBMISSION_FEED], limit=100)
    assert Counter(act.outcome.value for act in told) == {"done": 1 + 8 + 4 + 1, "refused": 3}


def test_sixteen_at_once_in_sixteen_records_open_each_once():
    patients = [CX.of(f"patient-{n}", PATIENT.authority) for n in range(CROWD // 2)]
    outcomes = together(
        *[
            lambda n=n: feed((f"1.{n}", b"<a/>"), set_id=f"9.{n}", patient=patients[n % len(patients)])
            for n in range(CROWD)
        ]
    )
    assert all(outcome.decision.allowed for outcome in outcomes)
    assert Record.objects.count() == len(patients)
    assert [len(documents_found(patient)) for patient in patients] == [2] * len(patients)


def test_readers_of_one_record_do_not_wait_for_each_other_but_nobody_changes_it_under_them():
    """On SQLite, with its one writer, they take turns."""
    feed(("1.1", b"<a/>"), set_id="9.1")
    if connection.vendor != "postgresql":
        return
    record_id = locate(PATIENT)

    def attempt(shared):
        def command():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            locked_facts(record_id, shared=shared)

        try:
            act(command)
        except Busy:
            return "waits"
        else:
            return "passes"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:

        def others():
            return pool.submit(attempt, True).result(), pool.submit(attempt, False).result()

        with transaction.atomic():
            locked_facts(record_id, shared=True)
            assert others() == ("passes", "waits")
        with transaction.atomic():
            locked_facts(record_id)
            assert others() == ("waits", "waits")
