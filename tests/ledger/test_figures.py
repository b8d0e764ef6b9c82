"""What whoever watches Socle is told of the outbox, the journal and the acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle.ledger import figures, outbox, watching
from tests.ledger.acts import AT, seal, tell

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def failing(_payload, _at):
    raise OSError("the mail server is away")


def test_what_waits_in_the_outbox_is_counted_with_those_that_failed_and_the_oldest():
    assert figures.outbox() == figures.Waiting(0, 0, None)
    outbox.put("kept", {}, at=AT)
    outbox.put("failing", {}, at=AT - timedelta(hours=1))
    outbox.put("done", {}, at=AT - timedelta(hours=2))
    outbox.drain({"failing": failing, "done": lambda _payload, _at: None}, at=AT)
    assert figures.outbox() == figures.Waiting(2, 1, AT - timedelta(hours=1))


def test_the_events_of_the_journal_are_counted_sealed_or_not():
    assert figures.journal() == (0, 0)
    tell(3)
    assert figures.journal() == (3, 3)
    seal()
    tell(2)
    assert figures.journal() == (5, 2)


def test_whoever_watches_sees_each_act_as_it_is_told(monkeypatch):
    seen = []
    monkeypatch.setattr(watching, "_watchers", [seen.append])
    tell(2)
    assert len(seen) == 2
    assert all(act.code for act in seen)
