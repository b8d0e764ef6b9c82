"""One thing changed in a document: what the specification forbids is refused for that, and nothing else is."""

from __future__ import annotations

import pytest

from tests.mutations import drawing
from tests.mutations.bases import every
from tests.mutations.judging import outcome

pytestmark = pytest.mark.campaign
#: One recipe in so many is drawn here; `python -m tests.mutations` makes two thousand changes.
STRIDE = 6


@pytest.fixture(scope="module")
def outcomes():
    return [outcome(mutation, data) for mutation, data in drawing.drawn(150, stride=STRIDE)]


def test_what_a_rule_forbids_is_refused_for_that_rule_and_where_it_stands(outcomes):
    breaking = [one for one in outcomes if one.mutation.recipe.breaks]
    assert len(breaking) >= 90
    assert [one.line() for one in breaking if one.wrong] == []


def test_what_no_rule_forbids_is_not_refused(outcomes):
    kept = [one for one in outcomes if not one.mutation.recipe.breaks]
    assert len(kept) >= 30
    assert [one.line() for one in kept if one.wrong] == []


def test_every_group_of_rules_of_the_specification_has_a_change_that_breaks_it():
    broken = {group for recipe in drawing.catalogue() if recipe.breaks for group in recipe.groups}
    assert {str(number) for number in range(1, 54)} <= broken


def test_our_own_documents_are_valid_before_anything_is_changed():
    for base in every()[:3]:
        unchanged = outcome(drawing.Mutation(drawing.catalogue()[0], base, 0), base.written)
        assert unchanged.new == ()
        assert unchanged.wrong == "not refused"
