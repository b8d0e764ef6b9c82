"""The clock jumps by years under load, back and forth: the sandbox's own, and the machine's under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import unsecured
from tests.failures.hospitals import at_work
from tests.soak.hospital import INSTANT

FAKETIME = str(next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), ""))
#: What a token is refused with at another instant than its own.
TOKEN = "jeton"
YEARS = 365 * 3


@pytest.fixture
def moved(request, tmp_path):
    """A hospital, and what moves its clock by so many days from where it began."""
    if request.param == "sandbox":
        with at_work(tmp_path / "data", tmp_path) as hospital:
            yield hospital, hospital.place.move_clock
        return
    offset = tmp_path / "offset"
    offset.write_text("+0d")
    fake = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1"}
    fake["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"  # no clock of a machine moves that one
    with at_work(tmp_path / "data", tmp_path, environment=fake) as hospital:
        clock = f"{hospital.place.url}api/clock"
        unsecured.post(clock, json={"action": "run"}, timeout=30).raise_for_status()

        def move(days):
            offset.write_text(f"{days:+d}d")
            if days == 0:
                unsecured.post(clock, json={"action": "set", "value": INSTANT}, timeout=30).raise_for_status()

        yield hospital, move


machine = pytest.param(
    "machine", marks=pytest.mark.skipif(not FAKETIME, reason="this machine cannot: libfaketime is not installed")
)


@pytest.mark.parametrize("moved", ["sandbox", machine], indirect=True)
def test_a_clock_that_jumps_by_years_refuses_the_tokens_of_another_time_and_loses_nothing(moved):
    hospital, move = moved
    hospital.feeds()
    for days in (YEARS, -YEARS):
        told = len(hospital.reasons())
        hospital.work()
        move(days)
        hospital.until(lambda told=told: len(hospital.reasons()) >= told + 4, "refusals of another time")
        assert hospital.well()
        move(0)
        hospital.feeds()
    hospital.explained(TOKEN)
    hospital.audit()
