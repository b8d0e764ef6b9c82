"""The matricule: its shape, its key, Corsica."""

from __future__ import annotations

import csv

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from socle.identity import matricule

DIGITS = "0123456789"
THIRTEEN = st.builds(
    lambda head, department, tail: head + department + tail,
    st.text(DIGITS, min_size=5, max_size=5),
    st.one_of(st.text(DIGITS, min_size=2, max_size=2), st.sampled_from(["2A", "2B"])),
    st.text(DIGITS, min_size=6, max_size=6),
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "28405352389917",  # 14 characters
        "2840535238991770",  # 16
        "28405352389917X",
        "2840535238A9177",
        "289042a34216390",  # a small letter
        "289041A34216311",  # no department 1A
        "289042C34216311",
        "A89042A34216311",
        " 28405352389917",
        "284053523899 77",
        "２84053523899177",
        "284053523899177\n",
    ],
)
def test_what_has_not_the_shape_of_a_matricule_is_not_well_formed(text):
    assert not matricule.is_well_formed(text)
    assert not matricule.is_valid(text)


@pytest.mark.parametrize("text", ["", "284053523899", "28405352389917", "2840535238A91", "1A"])
def test_no_key_is_computed_for_another_shape(text):
    with pytest.raises(ValueError, match="is not the beginning of a matricule"):
        matricule.key(text)


@pytest.mark.parametrize(
    "value",
    ["255081416802538", "289047834216349", "255082A16802597", "289042A34216390", "297022A02077878", "160012B02077713"],
)
def test_published_matricules_verify_corsica_included(value):
    assert matricule.is_valid(value)
    assert matricule.with_key(value[:13]) == value


def test_the_people_of_the_published_test_set_verify_as_stated(samples):
    with (samples / "identity" / "test_patients.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["matricule"]]
    assert rows
    for row in rows:
        assert matricule.is_well_formed(row["matricule"])
        assert matricule.is_valid(row["matricule"]) == (row["key_valid"] == "yes"), row["birth_name"]


@given(thirteen=THIRTEEN)
def test_a_matricule_verifies_with_its_own_key_and_with_no_other(thirteen):
    keys = [f"{key:02d}" for key in range(100) if matricule.is_valid(f"{thirteen}{key:02d}")]
    assert keys == [matricule.key(thirteen)]
    assert 1 <= int(keys[0]) <= 97


@given(thirteen=THIRTEEN, data=st.data())
def test_one_wrong_digit_is_always_seen(thirteen, data):
    value = matricule.with_key(thirteen)
    place = data.draw(st.integers(0, 14))
    assume(value[place].isdigit() and not (place == 5 and value[6] in "AB"))
    wrong = data.draw(st.sampled_from([digit for digit in DIGITS if digit != value[place]]))
    assert not matricule.is_valid(value[:place] + wrong + value[place + 1 :])


@given(
    head=st.text(DIGITS, min_size=5, max_size=5),
    tail=st.text(DIGITS, min_size=6, max_size=6),
    letter=st.sampled_from([("2A", 1_000_000), ("2B", 2_000_000)]),
)
def test_both_published_ways_to_compute_a_corsican_key_agree(head, tail, letter):
    department, subtracted = letter
    number = int(head + "20" + tail) - subtracted
    assert matricule.key(head + department + tail) == f"{97 - number % 97:02d}"


@given(text=st.text(max_size=20))
def test_any_text_gets_an_answer(text):
    assert matricule.is_valid(text) <= matricule.is_well_formed(text)
