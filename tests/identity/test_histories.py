"""No history of an identity leads to a forbidden state: a small draw, each time another one when a seed is given."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from socle.identity.facts import LocalFacts, Step
from socle.rulebook import ALLOWED
from tests.identity import files, histories
from tests.identity.histories import Campaign, run

#: Seeds of a small draw; `python -m tests.identity` runs a hundred thousand.
FIRST, HISTORIES = int(os.environ.get("SOCLE_SEED", "1")), 1500


@pytest.mark.campaign
@pytest.mark.rule("INS-520", "INS-521", "INS-522")
def test_no_history_reaches_a_forbidden_state_and_every_move_is_seen():
    campaign = Campaign()
    for seed in range(FIRST, FIRST + HISTORIES):
        run(seed, campaign)
    assert campaign.unseen == []


@pytest.mark.parametrize(
    ("event", "before", "after"),
    [
        ("document", files.PROV, files.QUAL),
        ("answer", files.VALI, files.RECUP),
        ("cancel", files.QUAL, files.VALI),
        ("unmark", files.PROV, files.VALI),
        ("mark", files.RECUP, replace(files.RECUP, doubtful=True)),
        ("mark", files.PROV, replace(files.FICTIVE, homonym=True)),
        ("verify", files.SENT, files.VALI),
        ("answer", files.PROV, replace(files.PROV, insi_answered=True)),
        ("document", files.PROV, replace(files.VALI, paper="PERMIS")),
        ("send", files.PROV, replace(files.PROV, sent=True)),
        ("traits", files.MERGED, replace(files.PROV, homonym=True)),
        ("answer", files.PROV, files.RECUP),
    ],
)
def test_the_judge_sees_each_forbidden_state(event: str, before: LocalFacts, after: LocalFacts):
    with pytest.raises(AssertionError, match="the place"):
        histories._judge(event, before, Step(ALLOWED, after), "the place")
