"""One byte changed anywhere at rest is found and named: a short run of what `make soak` does thousands of times."""

from __future__ import annotations

import pytest

from tests.failures.hospitals import at_work
from tests.soak import flips

pytestmark = pytest.mark.campaign


@pytest.fixture(scope="module")
def dead(tmp_path_factory):
    """The folder of a Socle that was killed: a database with its log, segments, keys, heads of its journal."""
    folder = tmp_path_factory.mktemp("flips")
    with at_work(folder / "data", folder) as hospital:
        hospital.feeds(12)
        exported = folder / "data" / "heads" / "heads.jsonl"
        hospital.until(lambda: exported.exists() and exported.read_text().count("\n") >= 2, "two heads")
        hospital.feeds(2)
        hospital.place.kill_all()
    return folder / "data"


def test_a_byte_changed_anywhere_is_found_and_named_or_changed_nothing_that_is_kept(dead):
    found = flips.run(dead, 80, seed=20260915)
    outcomes = found["outcomes"]
    assert found["missed"] == []
    assert sum(outcomes.values()) == 80
    for kind in ("database", "segment", "key", "heads"):
        assert outcomes.get(f"{kind} found", 0) > 0, outcomes
