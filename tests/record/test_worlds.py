"""Generated worlds: who sees what is decided in two forms that agree, and no world breaks what must always hold.

A few of them; `make soak` draws two hundred thousand.
"""

from __future__ import annotations

import pytest

from tests.worlds import __main__ as command
from tests.worlds.campaign import Result, judge, run
from tests.worlds.draw import world
from tests.worlds.invariants import INVARIANTS, judged

SEED = 7
FEW = 1500


@pytest.fixture(scope="module")
def result():
    return run(SEED, range(FEW))


def test_no_world_shows_what_must_be_kept_back_and_both_forms_agree(result):
    assert result.told == []
    assert (result.worlds, result.wrong) == (FEW, 0)
    assert result.shown > FEW / 2
    assert result.given > FEW / 2


def test_the_worlds_try_every_exception_to_a_mask_and_every_reader(result):
    through = {why for name, why in result.reasons if name == "masked"}
    assert through == {"author", "médecin traitant", "administrator", "emergency that the patient allowed"}
    assert set(result.readers) == {"professional", "employee", "structure", "patient", "representative", "system"}


@pytest.mark.parametrize("name", INVARIANTS)
def test_a_filter_that_lets_everything_through_breaks_every_invariant(name):
    for number in range(FEW):
        drawn = world(SEED, number)
        everything = frozenset(row.id for row in drawn.rows)
        if any(found == name and why == "!" for found, why, _ in judged(drawn, everything)):
            return
    raise AssertionError(f"no world puts it to the test: {name}")


def test_a_filter_that_differs_by_one_document_is_found():
    drawn = world(SEED, 1)
    result = Result()
    judge(drawn, frozenset({"e404"}), result)
    assert result.wrong
    assert "the filter ['e404']" in result.told[0]


def test_a_world_is_drawn_again_by_its_number():
    assert world(SEED, 41) == world(SEED, 41)
    assert world(SEED, 41) != world(SEED, 42)


def test_the_command_tells_its_figures_and_ends_well(capsys):
    assert command.main(["--worlds", "20", "--seed", "3", "--processes", "1", "--no-evidence"]) == 0
    assert ": 20 worlds, nothing wrong" in capsys.readouterr().out
