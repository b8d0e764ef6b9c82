"""The named indicators: their fractions, their bounds, what stays empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from socle.programmes.region import indicators
from socle.programmes.region.counts import Count, Structure
from socle.rulebook.choices import current

MONTH = "2022-06"


def value(code, facts, **settings):
    found = indicators.values(facts, replace(current(), **settings))
    return next(one for one in found if one.definition.code == code)


@pytest.mark.rule("REG-020")
def test_documents_per_inhabitant_are_a_month_over_a_year_for_the_whole_population():
    assert indicators.per_inhabitant(1_000, 12_000) == 1
    france = value("1.3", {"documents": 12_500_000, "population": 68_350_798})
    assert (france.numerator, france.denominator, france.value) == (150_000_000, 68_350_798, Decimal("2.19"))
    assert france.value.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("2.2")  # the Senate's figure
    assert indicators.per_inhabitant(5, 0) is None


@pytest.mark.rule("REG-004")
def test_consultations_with_a_document_are_shown_rounded_down():
    rate = value("III.7", {"consultations_with_document": 2_599, "consultations": 10_000})
    assert (rate.value, rate.unit) == (Decimal("25.9"), "%")
    assert value("III.7", {"consultations_with_document": 1, "consultations": 0}).value is None


@pytest.mark.rule("REG-005")
def test_esms_of_rpps_plus_are_those_who_registered_among_those_able_unless_the_question_is_taken_as_written():
    facts = {"esms_registered": 30, "esms_able": 40}
    assert value("III.9", facts).value == 75
    assert value("III.9", facts, rpps_plus_ratio_as_asked=True).value == Decimal("133.3")


HOSPITALS = [
    Structure(f"14000000{n}", sector="es", combined_activity=Decimal(activity), ose=ose, sunes_applied=applied,
              sunes_complete=complete, continuity_exercise=exercise)
    for n, (activity, ose, applied, complete, exercise) in enumerate(
        [
            (600, True, True, True, date(2022, 3, 1)),
            (300, True, False, True, date(2021, 12, 31)),
            (50, False, True, True, None),
            (50, False, True, False, date(2022, 6, 1)),
        ]
    )
]  # fmt: skip
SOCIAL = [Structure(f"1400001{n:02}", sector="esms", category=kind, esms_applied=n % 2 == 0)
          for n, kind in enumerate(["PA", "EHPAD", "PA", "PH", "Personnes handicapées", "AHI"])]  # fmt: skip


@pytest.mark.rule("REG-006")
def test_the_denominator_is_the_establishments_of_the_calculation_file():
    counted = [
        Count("2022-03", "orders", 1, "140000000"),
        Count("2022-05", "orders", 1, "140000000"),  # ordered twice, one structure
        Count("2022-06", "orders", 2, "140000001"),
        Count("2022-06", "orders", 1, "999999999"),  # not of the file
        Count("2022-07", "orders", 1, "140000002"),  # later
        Count("2022-06", "installations", 1, "140000000"),
    ]
    facts = indicators.of_structures(HOSPITALS + SOCIAL, 2022) | indicators.of_counts(counted, HOSPITALS, MONTH)
    assert (value("II.2.1", facts).numerator, value("II.2.1", facts).denominator) == (2, 4)
    assert value("III.1.1", facts).value == 25


@pytest.mark.rule("REG-007")
def test_complete_files_count_those_who_applied_too_over_establishments_or_their_activity():
    facts = indicators.of_structures(HOSPITALS, 2022)
    assert value("ES.SUNES", facts).value == 50
    assert value("ES.SUNES.AC", facts).value == 65


@pytest.mark.rule("REG-008")
def test_a_continuity_exercise_counts_in_its_year_for_all_and_essential_operators_are_told_apart():
    facts = indicators.of_structures(HOSPITALS, 2022)
    assert (value("ES.PCA", facts).numerator, value("ES.PCA", facts).value) == (2, 50)
    assert (value("ES.PCA.OSE", facts).numerator, value("ES.PCA.OSE", facts).denominator) == (1, 2)


@pytest.mark.rule("REG-009")
def test_esms_that_applied_are_counted_among_all_of_their_category():
    facts = indicators.of_structures(HOSPITALS + SOCIAL, 2022)
    told = {code: (value(code, facts).numerator, value(code, facts).denominator) for code in
            ("ESMS.AAP.PA", "ESMS.AAP.PH", "ESMS.AAP.AUTRES")}  # fmt: skip
    assert told == {"ESMS.AAP.PA": (2, 3), "ESMS.AAP.PH": (1, 2), "ESMS.AAP.AUTRES": (0, 1)}


@pytest.mark.rule("REG-010")
def test_esms_are_counted_on_the_finess_base_of_the_end_of_2021():
    assert not indicators.counted_on(date(2021, 12, 31)).findings
    other = indicators.counted_on(date(2022, 6, 30))
    assert {finding.place for finding in other.findings} == {"ESMS.AAP.PA", "ESMS.AAP.PH", "ESMS.AAP.AUTRES"}


def test_what_is_not_known_stays_empty_and_says_what_to_give():
    empty = indicators.values({}, current())
    assert all(one.value is None for one in empty)
    assert all(one.missing for one in empty)
    facts = indicators.of_structures([Structure("140000001", sector="es")], 2022)
    assert value("ES.PCA", facts).value is None  # no line tells of an exercise: not known, not zero
    assert value("ES.SUNES", facts).value is None


@pytest.mark.rule("REG-016")
@pytest.mark.rule("REG-017")
def test_counts_of_the_month_are_those_of_the_month_alone():
    counted = [Count(month, kind, 7, "140000001") for month in ("2022-05", MONTH) for kind in
               ("documents", "insi_calls", "psc_authentications")]  # fmt: skip
    facts = indicators.of_counts(counted, [], MONTH) | {"messages_professional": 3, "messages_citizen": 2}
    found = {one.definition.code: one.value for one in indicators.values(facts, current())}
    codes = ("SOCLE.DMP", "SOCLE.INSI", "SOCLE.PSC", "SOCLE.MSS.PRO", "SOCLE.MSS.CITOYEN")
    assert [found[code] for code in codes] == [7, 7, 7, 3, 2]


def test_every_indicator_of_the_reference_is_defined():
    told = {one.code for one in indicators.definitions()}
    assert told >= {"I.1", "1.3", "II.2.1", "III.1.1", "II.3", "III.3", "III.7", "III.9", "ES.SUNES", "ES.PCA", "SENS.DMP",
                    "ESMS.AAP.PA", "ESMS.AAP.PH", "ESMS.AAP.AUTRES", "SOCLE.DMP", "SOCLE.PSC", "SOCLE.INSI", "SOCLE.CERT"}  # fmt: skip
