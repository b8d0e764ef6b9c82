"""The schema of CDA that the user has."""

from __future__ import annotations

import pytest

from socle.documents.checking.xsd import SchemaRefused, Xsd

PART = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:hl7-org:v3" targetNamespace="urn:hl7-org:v3"
 elementFormDefault="qualified"><xs:complexType name="Doc"><xs:sequence><xs:element name="id" type="xs:string"/>
 <xs:element name="title" type="xs:string"/></xs:sequence></xs:complexType></xs:schema>"""
MAIN = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:hl7-org:v3" targetNamespace="urn:hl7-org:v3"
 elementFormDefault="qualified"><xs:include schemaLocation="{}"/><xs:element name="ClinicalDocument" type="Doc"/></xs:schema>"""
GOOD = b'<ClinicalDocument xmlns="urn:hl7-org:v3">\n<id>1</id>\n<title>T</title>\n</ClinicalDocument>'


def kit(folder, where="coreschemas/part.xsd"):
    (folder / "coreschemas").mkdir(parents=True)
    (folder / "coreschemas" / "part.xsd").write_text(PART)
    (folder / "CDA_extended.xsd").write_text(MAIN.format(where))
    return folder


def test_a_document_that_its_schema_accepts_breaks_nothing(tmp_path):
    assert Xsd(kit(tmp_path)).broken(GOOD) == ()


def test_what_a_schema_refuses_is_told_with_its_line_and_place(tmp_path):
    (broken,) = Xsd(kit(tmp_path)).broken(GOOD.replace(b"<id>1</id>", b""))
    assert broken.line == 3
    assert broken.path == "/ClinicalDocument/title"
    assert "Expected" in broken.text


def test_a_document_inside_a_style_sheet_is_judged_by_itself(tmp_path):
    sheet = b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:variable>%s</xsl:variable></xsl:stylesheet>'
    assert Xsd(kit(tmp_path)).broken(sheet % GOOD) == ()
    assert Xsd(kit(tmp_path / "2")).broken(sheet % GOOD.replace(b"<id>1</id>", b"")) != ()
    assert Xsd(kit(tmp_path / "3")).broken(b"<autre/>")[0].text == "there is no ClinicalDocument"


@pytest.mark.parametrize("where", ["../part.xsd", "http://127.0.0.1:9/part.xsd"])
def test_a_schema_that_asks_for_what_is_not_below_its_folder_is_refused(tmp_path, where):
    (tmp_path / "part.xsd").write_text(PART)
    with pytest.raises(SchemaRefused):
        Xsd(kit(tmp_path / "kit", where))


def test_a_folder_without_schema_is_said(tmp_path):
    with pytest.raises(SchemaRefused, match=r"no CDA_extended\.xsd"):
        Xsd(tmp_path)
