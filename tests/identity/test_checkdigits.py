"""Check digits, against vectors published by others and against each other."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.identity import checkdigits, matricule

CHECKS = {
    "INS": matricule.is_valid,
    "RPPS": checkdigits.rpps,
    "ADELI": checkdigits.adeli,
    "FINESS": checkdigits.finess,
    "SIREN": checkdigits.siren,
    "SIRET": checkdigits.siret,
}
LENGTHS = {"RPPS": 11, "ADELI": 9, "FINESS": 9, "SIREN": 9}


def test_every_published_vector_gets_its_stated_answer(samples):
    with (samples / "identity" / "check_digit_vectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answers = {(row["kind"], row["value"]): CHECKS[row["kind"]](row["value"]) for row in rows}
    assert answers == {(row["kind"], row["value"]): row["valid"] == "yes" for row in rows}
    assert {row["kind"] for row in rows} == set(CHECKS)


@pytest.mark.parametrize("kind", LENGTHS)
@pytest.mark.parametrize("text", ["", " ", "abc", "12345678-", "９９７００２１８８９６", "²" * 9, "1234567890123456"])
def test_what_is_not_a_number_of_the_right_length_is_refused(kind, text):
    assert not CHECKS[kind](text)


@given(digits=st.text("0123456789", min_size=1, max_size=20))
def test_one_and_only_one_key_makes_a_number_verify(digits):
    keys = [key for key in "0123456789" if checkdigits.luhn(digits + key)]
    assert keys == [checkdigits.luhn_key(digits)]


@given(digits=st.text("0123456789", min_size=1, max_size=20), data=st.data())
def test_one_wrong_digit_is_always_seen(digits, data):
    number = digits + checkdigits.luhn_key(digits)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not checkdigits.luhn(number[:place] + wrong + number[place + 1 :])


def test_a_key_is_computed_on_digits_alone():
    with pytest.raises(ValueError, match="is not a number"):
        checkdigits.luhn_key("12A")


@pytest.mark.parametrize("number", ["2A0000006", "2B0000006"])
def test_a_corsican_finess_verifies_when_either_reading_of_its_letter_does(number):
    zero_one = number[0] + {"A": "0", "B": "1"}[number[1]] + number[2:]
    one_two = number[0] + {"A": "1", "B": "2"}[number[1]] + number[2:]
    assert checkdigits.finess(number) == (checkdigits.luhn(zero_one) or checkdigits.luhn(one_two))
    assert checkdigits.is_corsican(number)


@given(department=st.sampled_from(["2A", "2B"]), middle=st.text("0123456789", min_size=6, max_size=6))
def test_two_keys_at_most_verify_for_a_corsican_finess_and_both_readings_have_theirs(department, middle):
    keys = {key for key in "0123456789" if checkdigits.finess(department + middle + key)}
    first = checkdigits.luhn_key("2" + {"A": "0", "B": "1"}[department[1]] + middle)
    second = checkdigits.luhn_key("2" + {"A": "1", "B": "2"}[department[1]] + middle)
    assert keys == {first, second}


@pytest.mark.parametrize("number", ["3A0000000", "2C0000000", "A20000000", "2a0000000"])
def test_no_other_letter_stands_in_a_finess(number):
    assert not checkdigits.finess(number)
    assert not checkdigits.is_corsican(number)


def test_the_plain_sum_serves_la_poste_and_nobody_else():
    assert checkdigits.siret("35600000009075")
    assert not checkdigits.luhn("35600000009075")
    # The same sum modulo 5, under another SIREN that verifies.
    other = next(f"732829320{rest:05d}" for rest in range(100000) if _plain_sum_only(f"732829320{rest:05d}"))
    assert not checkdigits.siret(other)


def _plain_sum_only(number):
    return sum(map(int, number)) % 5 == 0 and not checkdigits.luhn(number)


def test_a_siret_whose_siren_does_not_verify_is_refused():
    siren = "732829321"
    number = siren + next(f"{rest:05d}" for rest in range(100000) if checkdigits.luhn(f"{siren}{rest:05d}"))
    assert checkdigits.luhn(number)
    assert not checkdigits.siret(number)
