"""A region's printed tables are added up again: the published example, to the euro."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from socle.programmes import files
from socle.programmes.region import shapes, totals

EXAMPLE = Path(__file__).parents[3] / "examples" / "totaux-sun-es.csv"


@pytest.fixture(scope="module")
def told():
    return totals.lines(files.rows(EXAMPLE, shapes.TOTALS).rows)


def of(checked, window, section):
    return next(one for one in checked.sums if (one.window, one.section) == (window, section))


@pytest.mark.rule("SUN-070")
def test_the_first_window_prints_400_euros_more_than_its_lines_and_is_told_so(told):
    checked = totals.check(told)
    first = of(checked, "F1", "catégorie")
    assert (first.printed_count, first.count) == (54, 24 + 6 + 23 + 1)
    assert (first.printed_amount, first.amount, first.difference) == (Decimal(3_958_659), Decimal(3_958_259), 400)
    assert not first.adds_up
    [finding] = [one for one in checked.decision.errors if one.place == "F1, catégorie"]
    said = [re.sub(r"\s", " ", text) for text in (finding.expected, finding.found)]
    assert said == ["3 958 659 €", "3 958 259 € (-400 €)"]


@pytest.mark.rule("SUN-071")
def test_the_second_window_adds_up_and_is_not_told(told):
    checked = totals.check(told)
    second = of(checked, "F2", "catégorie")
    assert (second.count, second.amount, second.adds_up) == (60, Decimal(2_816_572), True)
    assert not [one for one in checked.decision.findings if one.place == "F2, catégorie"]


@pytest.mark.rule("SUN-072")
def test_the_cumulated_total_carries_the_400_euros_and_its_numbers_hold(told):
    checked = totals.check(told)
    whole = of(checked, "cumul", "catégorie")
    assert (whole.count, whole.amount, whole.difference) == (114, Decimal(6_774_831), 400)
    assert of(checked, "cumul", "établissements").count == 54 + 27 == 81
    said = [one.verdict.id for one in checked.decision.findings if one.place == "cumul, catégorie"]
    assert said == ["programmes.region-total-off", "programmes.region-total-carried"]


@pytest.mark.rule("SUN-073")
def test_domains_and_bonuses_add_up_and_one_domain_too_many_is_told(told):
    checked = totals.check(told)
    assert (of(checked, "cumul", "domaine").count, of(checked, "cumul", "bonus").count) == (166, 34)
    assert len(checked.decision.errors) == 2
    spoilt = [replace(one, count=5) if (one.window, one.line) == ("F1", "D2") else one for one in told]
    assert not of(totals.check(spoilt), "cumul", "domaine").adds_up


@pytest.mark.rule("SUN-074")
def test_establishments_and_amounts_are_split_by_legal_category(told):
    split = totals.check(told).as_json()["categories"]
    assert [(one["category"], one["establishments"], one["share"]) for one in split if one["window"] == "F1"] == [
        ("privé lucratif", 24, Decimal("26.4")),
        ("privé non lucratif", 6, Decimal("8.4")),
        ("public", 23, Decimal("62.2")),
        ("CLCC", 1, Decimal("2.8")),
    ]


def test_a_total_with_nothing_to_add_is_neither_right_nor_wrong():
    checked = totals.check([totals.Line("F3", "catégorie", "Total", 12, Decimal(5))])
    assert (checked.sums[0].count, checked.sums[0].adds_up, checked.decision.findings) == (None, True, ())


@pytest.mark.rule("SUN-072")
def test_a_line_of_all_windows_is_added_up_from_the_same_line_of_each(told):
    added = [totals.Line("cumul", "catégorie", "public", 50, Decimal(4_068_239)), *told]
    [finding] = [one for one in totals.check(added).decision.errors if one.place == "cumul, catégorie, public"]
    assert (finding.expected, finding.found) == ("50", "49")
    right = [totals.Line("cumul", "catégorie", "Public", 49, Decimal(4_068_239)), *told]
    assert len(totals.check(right).decision.findings) == len(totals.check(told).decision.findings)


@pytest.mark.rule("SUN-072")
def test_a_table_of_all_windows_alone_is_added_up_from_its_own_lines():
    lines = [totals.Line("cumul", "domaine", name, count) for name, count in (("D1", 82), ("D2", 10), ("total", 93))]
    assert [one.found for one in totals.check(lines).decision.errors] == ["92"]


def test_amounts_are_told_with_their_cents_when_they_have_some():
    assert totals.euros(Decimal("1234.5")) == "1\u202f234,50\u00a0€"


@pytest.mark.rule("SUN-070")
def test_one_table_alone_needs_no_window(tmp_path):
    table = tmp_path / "total.csv"
    table.write_text("catégorie;établissements;montant\npublic;2;10\nprivé;3;20\nTotal;5;31\n", "utf-8")
    (finding,) = totals.check(totals.lines(files.rows(table, shapes.TOTALS).rows)).decision.findings
    assert (finding.verdict.id, finding.place) == ("programmes.region-total-off", "le tableau")
