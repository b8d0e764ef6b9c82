"""What search values mean: dates and their prefixes, codes and their systems, texts without accents."""

from __future__ import annotations

import pytest

from socle.wire.fhir import parameters
from socle.wire.xds.model import Code

LOINC = Code("11488-4", "2.16.840.1.113883.6.1")
#: 15 September 2026, 08:00:00 UTC: ten o'clock in Paris.
TEN = parameters.span_of("20260915080000")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("2026", True),
        ("2026-09", True),
        ("2026-09-15", True),
        ("2026-09-16", False),
        ("2026-09-15T10:00", True),  # a time without offset is that of Paris
        ("2026-09-15T08:00:00Z", True),
        ("2026-09-15T10:00:00+02:00", True),
        ("ne2026-09-15", False),
        ("gt2026-09-14", True),
        ("gt2026-09-15", False),
        ("ge2026-09-15", True),
        ("lt2026-09-15", False),
        ("lt2026-09-15T10:00:01", True),
        ("le2026-09-15", True),
        ("sa2026-09-14", True),
        ("sa2026-09-15", False),
        ("eb2026-09-16", True),
        ("2020,2026-09", True),
    ],
)
def test_a_date_keeps_what_its_prefix_says(value, kept):
    matches, findings = parameters.date("creation", [value])
    assert not findings
    assert matches(TEN) is kept


@pytest.mark.parametrize("value", ["hier", "2026-02-30", "ap2026", "2026-09-15T25:00", "9999", "2026-1", ""])
def test_what_is_no_date_is_told(value):
    _, findings = parameters.date("creation", [value])
    assert [found.verdict.id for found in findings] == ["fhir.parameter-malformed"]


def test_dates_that_are_repeated_add_up():
    matches, _ = parameters.date("creation", ["ge2026-09-01", "lt2026-09-15"])
    assert not matches(TEN)
    assert not matches(None)


def test_a_period_without_end_is_open():
    span = parameters.between("20260915080000", None)
    assert parameters.date("period", ["gt2099"])[0](span)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("11488-4", True),
        ("http://loinc.org|11488-4", True),
        ("urn:oid:2.16.840.1.113883.6.1|11488-4", True),
        ("http://snomed.info/sct|11488-4", False),
        ("|11488-4", False),
        ("http://loinc.org|", True),
        ("x,11488-4", True),
    ],
)
def test_a_code_is_compared_with_its_system_when_one_is_given(value, kept):
    assert parameters.token(value)([LOINC, None]) is kept


def test_a_text_begins_capitals_and_accents_apart():
    matches = parameters.text("kerve,hélène")
    assert matches(["KERVELEC"])
    assert matches(["HELENE"])
    assert not matches(["LE KERVELEC"])
    assert parameters.split(r"a\,b,c\|d") == ["a,b", "c|d"]
