from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.record.queries import evaluate
from socle.record.queries.filters import instant
from socle.wire.hl7v2 import XCN
from socle.wire.xds.model import APPROVED, DEPRECATED, ON_DEMAND, Author, Code, DocumentEntry
from tests.record.submission_builders import FIND_DOCUMENTS, query

BY_REFERENCE = "urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492"


def entry(**changes):
    return DocumentEntry(**{"id": "e", "unique_id": "1.1", "status": APPROVED} | changes)


def found(held, id=FIND_DOCUMENTS, **parameters):
    asked = query(id, **{"XDSDocumentEntryStatus": APPROVED} | parameters)
    return bool(evaluate(asked, (held,)))


@pytest.mark.parametrize(
    ("time", "start", "end", "expected"),
    [
        ("20260915080000", "20260915080000", None, True),  # From is included
        ("20260915080000", None, "20260915080000", False),  # To is not
        ("20260915080000", None, "20260915080001", True),
        ("20260915", "20260915000000", None, True),  # a day is its first instant
        ("20260915", "20260915000001", None, False),
        ("2026", "20260101", "202602", True),
        ("202609", "2026", "2027", True),
        ("2025", "2026", None, False),
        (None, "2026", None, False),
        (None, None, None, True),
        ("202609150830", "2026091508", "2026091509", True),
    ],
)
def test_times_of_any_precision_compare_by_their_first_instant(time, start, end, expected):
    asked = {"XDSDocumentEntryCreationTimeFrom": start, "XDSDocumentEntryCreationTimeTo": end}
    assert found(entry(creation_time=time), **{name: value for name, value in asked.items() if value}) is expected


@given(
    st.datetimes().map(lambda moment: moment.strftime("%Y%m%d%H%M%S").zfill(14)), st.sampled_from([4, 6, 8, 10, 12, 14])
)
def test_a_shortened_time_is_never_after_the_whole(time, length):
    assert instant(time[:length]) <= time


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("11^^s", True),
        ("11^^other", False),
        ("12^^s", False),
        (["12^^s", "11^^s"], True),
        ([["11^^s"], ["12^^s"]], True),
        ([["11^^s"], ["13^^s"]], False),
    ],
)
def test_codes_go_by_code_and_scheme_alternatives_inside_a_slot_all_slots_together(wanted, expected):
    held = entry(
        event_codes=(
            Code("11", "s", "label"),
            Code("12", "t"),
            Code("12", "s") if expected and not isinstance(wanted, str) else Code("14", "s"),
        )
    )
    assert found(held, XDSDocumentEntryEventCodeList=wanted) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("%KERV%", True),
        ("8998%", True),
        ("%Nolwenn", False),
        ("%kerv%", False),
        ("899_80000015^%", True),
        ("a.b%", False),
        ("%", True),
    ],
)
def test_a_person_is_searched_by_pattern(pattern, expected):
    held = entry(authors=(Author(person=XCN("899880000015^KERVELEC^Nolwenn^^^^^^&1.2&ISO")), Author()))
    assert found(held, XDSDocumentEntryAuthorPerson=pattern) is expected


def test_a_pattern_of_many_wildcards_does_not_stop_the_server():
    held = entry(authors=(Author(person=XCN("a" * 500)),))
    assert found(held, XDSDocumentEntryAuthorPerson="%a" * 200 + "b") is False


@given(st.text("ab%_", max_size=6), st.text("ab", max_size=6))
def test_patterns_mean_what_sql_says(pattern, text):
    expression = "".join({"%": ".*", "_": "."}.get(char, char) for char in pattern)
    held = entry(authors=(Author(person=XCN(text)),))
    assert found(held, XDSDocumentEntryAuthorPerson=pattern) is bool(re.fullmatch(expression, text))


def test_on_demand_entries_are_given_only_when_asked_for():
    held = entry(object_type=ON_DEMAND)
    assert not found(held)
    assert found(held, XDSDocumentEntryType=ON_DEMAND)


def test_the_status_decides():
    assert not found(entry(status=DEPRECATED))
    assert found(entry(status=DEPRECATED), XDSDocumentEntryStatus=[APPROVED, DEPRECATED])


def test_references_are_compared_whole():
    held = entry(reference_ids=("1^^^&2&ISO^urn:ihe:iti:xds:2013:accession", "2^^^&2&ISO^x"))
    assert found(held, BY_REFERENCE, XDSDocumentEntryReferenceIdList="2^^^&2&ISO^x")
    assert found(held, BY_REFERENCE, XDSDocumentEntryReferenceIdList=[["2^^^&2&ISO^x"], [held.reference_ids[0]]])
    assert not found(held, BY_REFERENCE, XDSDocumentEntryReferenceIdList=[["2^^^&2&ISO^x"], ["3"]])
