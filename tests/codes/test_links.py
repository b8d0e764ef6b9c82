"""Correspondences: what one code says of another."""

from __future__ import annotations

import pytest

from socle import codes


@pytest.mark.parametrize("type_code", ["", "00000-0", "11490"])
def test_an_unknown_type_has_no_class(type_code):
    assert codes.class_of(type_code) is None


@pytest.mark.parametrize(
    ("type_code", "class_code", "scheme"),
    [
        ("11490-0", "10", "1.2.250.1.213.1.1.4.1"),
        ("74207-2", "11", "1.2.250.1.213.1.1.4.1"),
        ("101881-1", "52", "1.2.250.1.213.1.1.4.1"),
        ("E1762", "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN"),
    ],
)
def test_the_class_of_a_document_is_deduced_from_its_type(type_code, class_code, scheme):
    entry = codes.class_of(type_code)
    assert entry is not None
    assert (entry.code, entry.scheme) == (class_code, scheme)


def test_every_type_of_the_current_set_has_a_class_and_both_tables_agree():
    for entry in codes.value_set("type_code"):
        linked = codes.class_of(entry.code)
        assert linked is not None, entry.code
        assert linked.code == entry.extra["class_code"], entry.code


def test_a_retired_type_keeps_its_class_so_that_old_documents_are_shown():
    retired = [row["type_code"] for row in codes.table("type_to_class") if row["in_current_set"] == "no"]
    assert retired
    for type_code in retired:
        assert codes.class_of(type_code) is not None
        assert codes.value_set("type_code").get(type_code) is None


def test_a_media_type_outside_the_table_has_no_format():
    assert codes.format_of_media_type("application/msword") is None


def test_a_pdf_body_has_the_format_of_a_pdf():
    entry = codes.format_of_media_type("application/pdf")
    assert entry is not None
    assert (entry.code, entry.scheme) == ("urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3")


def test_a_template_outside_the_table_has_no_format():
    assert codes.format_of_template("1.2.3") is None


def test_a_template_gives_the_format_of_its_document():
    entry = codes.format_of_template("1.2.250.1.213.1.1.1.5.4")
    assert entry is not None
    assert entry.code == "urn:ans:ci-sis:cse-mde:2023"


@pytest.mark.parametrize("row", codes.table("template_to_format"), ids=lambda row: row["template_id"])
def test_every_template_leads_to_a_format_with_a_scheme(row):
    entry = codes.format_of_template(row["template_id"])
    assert entry is not None
    assert entry.code == row["format_code"]
    assert entry.scheme == row["format_scheme"]
