"""The rules as package data."""

from __future__ import annotations

from datetime import date

import pytest

from socle.rulebook import AREAS, rule, rules, sources
from socle.rulebook.book import ids


def test_an_unknown_rule_cannot_be_cited():
    with pytest.raises(KeyError, match="DMP-999 is not in the rulebook"):
        rule("DMP-999")


def test_the_ids_that_can_be_cited_are_those_of_the_rules():
    assert ids() == set(rules())


def test_the_622_rules_of_the_public_documents_are_there_by_area():
    counts = {area: sum(r.area == area and int(r.id.split("-")[1]) < 500 for r in rules().values()) for area in AREAS}
    assert counts == {
        "DMP": 165, "MES": 55, "MSS": 48, "INS": 20, "AUTH": 49, "RPPS": 21, "RX": 42,
        "DOC": 19, "SUN": 58, "ESMS": 24, "SONS": 80, "REG": 27, "ORG": 7, "TEST": 7,
    }  # fmt: skip


def test_every_rule_has_a_statement_and_a_quote_from_a_titled_document():
    for entry in rules().values():
        assert entry.statement.endswith((".", ")")), entry.id
        assert entry.quotes, entry.id
        assert all(quote.text and quote.source.title for quote in entry.quotes), entry.id


def test_sources_are_shown_by_title_never_by_file_name():
    assert all(".txt" not in source.title + source.id for source in sources().values())


def test_rules_that_name_others_name_existing_ones():
    for entry in rules().values():
        assert all(other in rules() for other in entry.supersedes + entry.contradicts), entry.id


@pytest.mark.parametrize(
    ("rule_id", "day", "expected"),
    [
        ("DMP-176", date(2022, 12, 31), True),
        ("DMP-176", date(2023, 1, 1), False),
        ("DMP-179", date(2022, 12, 31), False),
        ("DMP-179", date(2023, 1, 1), True),
        ("DMP-001", date(1999, 1, 1), True),
    ],
)
def test_a_rule_holds_between_its_dates_both_included(rule_id, day, expected):
    assert rules()[rule_id].in_force(day) is expected
