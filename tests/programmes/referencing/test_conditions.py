"""The language in which a matrix says when a requirement applies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.programmes.referencing.conditions import Unreadable, parse

PROFILE = {"opérateur": "Mailiz", "structure": ("CDS", "MSP"), "radiologie": False, "imagerie": True, "vague": 1}


@pytest.mark.rule("SONS-025")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("operateur = mailiz", True),
        ("operateur != mailiz", False),
        ("structure a CDS", True),
        ("structure has EHPAD", False),
        ("structure dans (EHPAD, MSP)", True),
        ("operateur in ('autre chose', mailiz)", True),
        ("radiologie", False),
        ("non radiologie", True),
        ("radiologie = non", True),
        ("imagerie = oui et vague = 1", True),
        ("radiologie ou imagerie et structure a CDS", True),
        ("(radiologie ou imagerie) et structure a EHPAD", False),
        ("inconnu", None),
        ("inconnu = 1 ou imagerie", True),
        ("inconnu = 1 et radiologie", False),
        ("non inconnu", None),
        ("inconnu et imagerie", None),
    ],
)
def test_a_condition_is_true_false_or_not_said(text, expected):
    unknown = set()
    assert parse(text)(PROFILE, unknown) is expected
    assert unknown <= {"inconnu"}


@pytest.mark.parametrize(
    "text", ["", "operateur =", "= mailiz", "(imagerie", "imagerie)", "a et", "structure dans CDS", "a; b", "x" * 1001]
)
def test_what_is_not_understood_is_told_and_never_guessed(text):
    with pytest.raises(Unreadable):
        parse(text)


def test_nesting_is_bounded():
    with pytest.raises(Unreadable):
        parse("non " * 50 + "imagerie")
    with pytest.raises(Unreadable):
        parse("(" * 50 + "imagerie" + ")" * 50)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["operateur", "=", "(", ")", ",", "et", "ou", "non", "dans", "a", "'x y'", "!="]), max_size=12
    )
)
def test_any_sequence_of_words_is_read_or_refused(words):
    try:
        condition = parse(" ".join(words))
    except Unreadable:
        return
    assert condition(PROFILE, set()) in {True, False, None}
