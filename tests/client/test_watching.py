"""What a watch calls new."""

from __future__ import annotations

from socle.client.watching import Watch
from socle.wire.xds.model import DocumentEntry


def entry(unique_id, created="2026", version=1):
    return DocumentEntry(id=f"urn:uuid:{unique_id}.{version}", unique_id=unique_id, creation_time=created)


def test_each_document_is_new_once_whatever_becomes_of_it():
    watch = Watch()
    assert [one.unique_id for one in watch.news([entry("2", "20260102"), entry("1", "20260101")])] == ["1", "2"]
    assert watch.news([entry("1", version=2), entry("2")]) == ()
    assert [one.unique_id for one in watch.news([entry("3"), entry("1")])] == ["3"]


def test_one_that_went_and_came_back_is_no_news():
    watch = Watch()
    watch.news([entry("1")])
    assert watch.news([]) == ()
    assert watch.news([entry("1")]) == ()
