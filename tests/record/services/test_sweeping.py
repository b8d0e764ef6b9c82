"""Bytes of acts that never took place go by themselves; those of an act under way never do, whatever the clock says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import storage
from socle.record.models import Entry
from socle.record.services.sweeping import sweep_documents
from socle.storage.place import in_segments
from tests.record.submission_builders import AT, feed

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LATER = AT + timedelta(days=400)


@pytest.fixture
def sweep():
    """Sweeps `hour` hours after the first one, by a clock that nobody moves, when Socle's own says `at`."""
    now = [0.0]
    patience = storage.Patience(3600, lambda: now[0])

    def run(hour, at=LATER):
        now[0] = hour * 3600.0
        return sweep_documents(at, patience)

    return run


def orphan(unique_id="1.9", at=AT):
    record = Entry.objects.values_list("record_id", flat=True).first()
    return storage.documents().put(record, unique_id, b"never told", at=at)


def there():
    return {stored.location for stored in storage.documents().stored()}


def test_an_orphan_goes_once_two_sweeps_found_nothing_else_where_it_stands(sweep):
    feed(("1.1", b"<a/>"))
    in_segments().writer.retire()
    lost = orphan()
    for day, expected in ((0, True), (2, True), (4, False)):
        sweep(day * 24, LATER + timedelta(days=day))
        assert (lost in there()) is expected, day
    assert {entry.location for entry in Entry.objects.all()} == there()


def test_a_clock_that_jumps_between_the_bytes_and_the_transaction_of_an_act_loses_nothing(sweep):
    feed(("1.1", b"<a/>"))
    in_segments().writer.retire()
    under_way = orphan()
    sweep(0)
    Entry.objects.update(location=under_way)  # the act ends
    sweep(1)
    sweep(2)
    assert under_way in there()


def test_what_lived_in_between_must_be_found_dead_for_as_long_again():
    now = [0.0]
    patience = storage.Patience(3600, lambda: now[0])
    found = []
    for hour, dead in ((0, True), (1, False), (2, True), (3, True)):
        now[0] = hour * 3600.0
        patience.begin()
        found.append(dead and patience.over("seg"))
    assert found == [False, False, False, True]
