"""Several submissions at once: each decided on facts that the others cannot change under it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from socle.record.models import AssociationRow, Entry, Record, SubmissionSetRow
from socle.wire.xds.model import REPLACES
from tests.record.submission_builders import OTHER_PATIENT, PATIENT, documents_found, feed, link

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
