from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from socle.ledger import outbox
from socle.ledger.models import Message

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
logging.getLogger("socle.ledger.outbox").propagate = False


class Handler:
    def __init__(self, *failures):
        self.received = []
        self.failures = list(failures)

    def __call__(self, payload, at):
        self.received.append((dict(payload), at))
        Message.objects.create(topic="effect", payload={}, created=at, not_before=at)
        if self.failures and self.failures.pop(0):
            raise RuntimeError("the mail server is away")


def test_a_handler_that_fails_leaves_no_effect_and_its_message_waits():
    outbox.put("notice", {"n": 1}, at=AT)
    assert outbox.drain({"notice": Handler(True)}, at=AT) == 0
    message = Message.objects.get(topic="notice")
    assert (message.done, message.attempts, message.last_error) == (None, 1, "RuntimeError")
    assert not Message.objects.filter(topic="effect").exists()


def test_a_failed_message_is_tried_again_after_a_growing_wait():
    outbox.put("notice", {"n": 1}, at=AT)
    handler = Handler(True, True)
    outbox.drain({"notice": handler}, at=AT)
    assert outbox.drain({"notice": handler}, at=AT + timedelta(seconds=1)) == 0
    assert len(handler.received) == 1
    outbox.drain({"notice": handler}, at=AT + timedelta(seconds=2))
    assert Message.objects.get(topic="notice").not_before == AT + timedelta(seconds=2 + 4)
    assert outbox.drain({"notice": handler}, at=AT + timedelta(seconds=6)) == 1


def test_the_wait_never_grows_beyond_an_hour():
    outbox.put("notice", {}, at=AT)
    Message.objects.update(attempts=40)
    outbox.drain({"notice": Handler(True)}, at=AT)
    assert Message.objects.get(topic="notice").not_before == AT + timedelta(hours=1)


def test_a_failing_message_does_not_hold_back_the_others():
    outbox.put("notice", {"n": 1}, at=AT)
    outbox.put("notice", {"n": 2}, at=AT)
    assert outbox.drain({"notice": Handler(True, False)}, at=AT) == 1


def test_a_message_done_is_never_done_again():
    outbox.put("notice", {"n": 1}, at=AT)
    handler = Handler()
    assert outbox.drain({"notice": handler}, at=AT) == 1
    assert outbox.drain({"notice": handler}, at=AT) == 0
    assert handler.received == [({"n": 1}, AT)]


def test_a_message_without_handler_is_left_alone():
    outbox.put("later", {}, at=AT)
    assert outbox.drain({"notice": Handler()}, at=AT) == 0
    assert Message.objects.get().attempts == 0


def test_a_message_of_an_act_undone_does_not_exist():
    with transaction.atomic():
        outbox.put("notice", {}, at=AT)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_messages_are_done_in_order_and_at_most_so_many():
    for n in range(3):
        outbox.put("notice", {"n": n}, at=AT)
    handler = Handler()
    assert outbox.drain({"notice": handler}, at=AT, limit=2) == 2
    assert [payload["n"] for payload, _ in handler.received] == [0, 1]


def test_a_message_of_the_future_waits():
    outbox.put("notice", {}, at=AT + timedelta(seconds=1))
    assert outbox.drain({"notice": Handler()}, at=AT) == 0
