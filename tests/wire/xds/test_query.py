"""Stored queries: the syntax of values, AND and OR, and what is wrongly written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.wire import xml
from socle.wire.namespaces import QUERY, RIM
from socle.wire.xds import query, read, write
from socle.wire.xds.model import StoredQuery
from tests.wire import strategies
from tests.wire.support import envelope_of, ids

FIND = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"


def asked(*slots, option='<q:ResponseOption returnType="LeafClass"/>'):
    """Read a query of these slots: each a name and its Value texts."""
    text = "".join(
        f'<r:Slot name="{name}"><r:ValueList>'
        + "".join(f"<r:Value>{value}</r:Value>" for value in values)
        + "</r:ValueList></r:Slot>"
        for name, *values in slots
    )
    return read.stored_query(
        xml.parse(
            f'<q:AdhocQueryRequest xmlns:q="{QUERY}" xmlns:r="{RIM}">{option}'
            f'<r:AdhocQuery id="{FIND}">{text}</r:AdhocQuery></q:AdhocQueryRequest>'.encode()
        )
    )


# --- faults ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    ["x", "'x", "x'", "'a'b'", "('a'", "'a')", "('a' 'b')", "('a',)", "(,'a')", "()", "'a','b'", "12a", "(x)", "''' "],
)
def test_a_badly_written_value_is_told_with_its_parameter(value):
    _, findings = asked(("$XDSDocumentEntryStatus", value))
    assert ids(findings) == ["wire.xds-parameter-syntax"]
    assert findings[0].place == "$XDSDocumentEntryStatus"
    assert findings[0].verdict.codes["xds"]["registry"] == "XDSRegistryError"


def test_every_badly_written_value_is_told_and_the_others_kept():
    found, findings = asked(("$a", "x"), ("$b", "'ok'"), ("$c", "'"))
    assert [finding.place for finding in findings] == ["$a", "$c"]
    assert found.parameters == {"$b": (("ok",),)}


def test_a_request_without_query_is_told():
    found, findings = read.stored_query(xml.parse(f'<q:AdhocQueryRequest xmlns:q="{QUERY}"/>'.encode()))
    assert found is None
    assert ids(findings) == ["wire.xds-query-missing"]


def test_an_unknown_return_type_is_told():
    _, findings = asked(option='<q:ResponseOption returnType="RepositoryItem"/>')
    assert ids(findings) == ["wire.xds-return-type"]


def test_a_parameter_without_name_is_told():
    _, findings = asked(("", "'x'"))
    assert ids(findings) == ["wire.xds-slot-without-name"]


def test_the_status_without_quotes_of_a_known_bad_message_is_told(samples):
    path = samples / "xds/nist-xdstools/messagevalidator/sq-req-bad-stat-format1.xml"
    _, findings = read.stored_query(xml.parse(path.read_bytes()))
    assert [finding.place for finding in findings] == ["$XDSDocumentEntryStatus"]


# --- syntax ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'x'", ("x",)),
        ("''", ("",)),
        ("'l''hôpital'", ("l'hôpital",)),
        ("''''", ("'",)),
        ("('a')", ("a",)),
        ("('a','b')", ("a", "b")),
        ("( 'a' ,\n 'b' )", ("a", "b")),
        ("('a,b','(c)')", ("a,b", "(c)")),
        ("20260915", ("20260915",)),
        ("(1,2)", ("1", "2")),
        ("-1.5", ("-1.5",)),
        ("'123^^^&amp;1.2.3&amp;ISO'", ("123^^^&1.2.3&ISO",)),
    ],
)
def test_a_value_is_read(value, expected):
    found, findings = asked(("$p", value))
    assert findings == []
    assert found.parameters["$p"] == (expected,)


def test_lists_over_several_values_are_one_or_and_repeated_slots_are_and():
    found, findings = asked(("$p", "('a','b')", "('c')"), ("$p", "('d')"))
    assert findings == []
    assert found.parameters["$p"] == (("a", "b", "c"), ("d",))


def test_a_slot_without_value_is_as_good_as_absent():
    found, findings = asked(("$p",), ("$q", ""))
    assert (found.parameters, findings) == ({}, [])


def test_without_response_option_references_are_returned():
    assert asked(option="")[0].return_type == "ObjectRef"


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("$XDSDocumentEntryPatientId", ("1^^^&2&ISO",), "'1^^^&2&ISO'"),
        ("$XDSDocumentEntryStatus", ("urn:a",), "('urn:a')"),
        ("$XDSDocumentEntryStatus", ("urn:a", "urn:b"), "('urn:a','urn:b')"),
        ("$XDSDocumentEntryCreationTimeFrom", ("20260915",), "20260915"),
        ("$MetadataLevel", ("1",), "1"),
        ("$XDSDocumentEntryAuthorPerson", ("%O'HARA%",), "('%O''HARA%')"),
    ],
)
def test_a_value_is_written_as_its_parameter_asks(name, values, expected):
    assert query.write_value(name, values) == expected


# --- round trips ----------------------------------------------------------------------------------------


def again(found):
    return read.stored_query(xml.parse(xml.serialise(write.query_request(found))))


def test_every_query_of_the_samples_reads_the_same_once_written(dmp_samples):
    paths = sorted(dmp_samples.glob("td3/td3.1*.request.xml"))
    assert len(paths) == 15
    for path in paths:
        found, findings = read.stored_query(envelope_of(path).body)
        assert findings == [], path.name
        assert again(found) == (found, []), path.name


@given(strategies.stored_queries)
@settings(deadline=None)
def test_any_query_reads_the_same_once_written(found):
    assert again(found) == (found, [])


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_finding_and_a_value_written_reads_back(text):
    values = query.parse_value(text)
    if values:
        assert query.parse_value(query.write_value("$p", values)) == values


def test_a_long_value_is_read_in_time():
    value = "('" + "a''b," * 100_000 + "')"
    assert query.parse_value(value) == ("a'b," * 100_000,)


def test_a_query_for_another_community_keeps_its_home():
    found = StoredQuery(FIND, {"$p": (("a",),)}, "LeafClass", "urn:oid:1.2.3")
    assert again(found)[0].home_community_id == "urn:oid:1.2.3"
