"""Thirty-two clients feed, mask, delete and read one record at once: some order of their acts explains every answer."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.crowd import campaign
from tests.crowd.clients import Crowd
from tests.crowd.model import DELETED, OK, SAME, STALE, UNKNOWN, Delete, Feed, Mask, Read, Shown
from tests.crowd.order import Done, NoOrder, explain
from tests.servers import sandbox_server
from tests.soak.hospital import INSTANT

ONE = {"d": Shown(1, "Approved", masked=False)}


def shows(**documents):
    return frozenset(documents.items())


def at_once(*acts):
    """Acts all under way at the same time, each with its answer."""
    return [Done(act, answer, 0.0, 9.0, client) for client, (act, answer) in enumerate(acts)]


def one_by_one(*acts):
    return [Done(act, answer, 2.0 * rank, 2.0 * rank + 1) for rank, (act, answer) in enumerate(acts)]


def test_an_order_is_found_for_what_can_be_explained():
    masked, deleted = Shown(2, "Approved", masked=True), Shown(2, DELETED, masked=True)
    history = at_once(
        (Read(), shows(d=deleted)),
        (Delete("d", 2), OK),
        (Mask("d", 1, masked=True), STALE),
        (Mask("d", 1, masked=True), OK),
        (Read(), shows(d=ONE["d"], e=Shown(1, "Approved", masked=False))),
        (Read(), shows(d=masked)),
    )
    with pytest.raises(NoOrder):
        explain([*history, *at_once((Feed("e"), OK))], ONE)
    assert len(explain([one for one in history if one.client != 4], ONE)) == 5


@pytest.mark.parametrize(
    "history",
    [
        at_once((Mask("d", 1, masked=True), OK), (Mask("d", 1, masked=True), OK)),
        one_by_one((Mask("d", 1, masked=True), OK), (Read(), shows(**ONE))),
        one_by_one((Feed("e"), OK), (Read(), shows(**ONE))),
        at_once((Delete("d", 1), OK), (Delete("d", 1), OK)),
        at_once((Mask("d", 1, masked=True), OK), (Delete("d", 1), OK), (Read(), shows(d=Shown(2, "Approved", True)))),
        [
            *at_once((Feed("e"), OK), (Feed("f"), OK)),
            *at_once(
                (Read(), shows(**ONE, e=Shown(1, "Approved", False))),
                (Read(), shows(**ONE, f=Shown(1, "Approved", False))),
            ),
        ],
        one_by_one((Mask("d", 1, masked=False), OK)),
        one_by_one((Feed("e"), "an answer that nobody knows")),
    ],
    ids=[
        "an update lost",
        "an old value read",
        "a document lost",
        "a document deleted twice",
        "a deletion lost",
        "two readings that contradict each other",
        "a change that changes nothing",
        "an unknown answer",
    ],
)
def test_what_no_order_explains_is_found(history):
    with pytest.raises(NoOrder):
        explain(history, ONE)


@pytest.mark.database
def test_thirty_two_clients_in_one_record_end_as_if_they_had_come_one_by_one(tmp_path):
    with sandbox_server(tmp_path, at=INSTANT) as running:
        running.api("clock", {"action": "freeze"})
        history = campaign.crowd(running.tls_url, running.api, rank=4_000, seed=1, clients=32, steps=3).history()
    assert len(explain(history, {})) == len(history)
    answers = Counter(one.answer if isinstance(one.answer, str) else "read" for one in history)
    assert set(answers) <= {OK, STALE, SAME, UNKNOWN, "read"}
    assert answers[OK] > 20
    assert answers[STALE] + answers[UNKNOWN] > 3, answers  # they did meet


def test_a_crowd_is_what_its_seed_makes_it():
    assert Crowd.__dataclass_fields__["clients"].default == 32
