"""A short campaign of kills and power cuts: what `make soak` does a thousand times, a few times in every test run."""

from __future__ import annotations

import os

import pytest

from tests import disks
from tests.soak.__main__ import site
from tests.soak.kills import Campaign, Plan, as_dict

pytestmark = [pytest.mark.database, pytest.mark.campaign]


def campaign(plan):
    engine = "postgresql" if os.environ.get("SOCLE_TEST_POSTGRES") else "sqlite"
    with site(engine, power=plan.power) as where:
        return as_dict(Campaign(plan, where, lambda _: None).run())


def test_nothing_acknowledged_is_lost_doubled_or_in_part_after_kills_at_any_instant():
    """Ten on each database."""
    kinds = (("running", 0.55), ("starting", 0.15), ("sealing", 0.15), ("backup", 0.1), ("migration", 0.05))
    found = campaign(Plan(kills=10, look=10, check=10, epoch=10, answers=25, kinds=kinds))
    assert found["wrong"] == []
    assert found["refusals"] == []
    assert (found["total"], found["checks"]) == (10, 1)
    assert found["acknowledged"] > 10
    assert found["in_doubt"] > 0


@pytest.mark.skipif(bool(disks.impossible()), reason=disks.impossible() or "-")
def test_nothing_acknowledged_is_lost_when_the_power_is_cut_and_what_was_not_made_durable_is_gone():
    kinds = (("running", 0.8), ("sealing", 0.2))
    found = campaign(Plan(kills=4, look=4, check=4, epoch=4, answers=25, power=True, sweep=False, kinds=kinds))
    assert found["wrong"] == []
    assert found["kills"]["of the disk"] >= 1
    assert found["acknowledged"] > 3
