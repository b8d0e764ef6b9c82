"""Reading CDA documents: nothing that bytes say makes it fail."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from socle import documents
from socle.documents import cda
from socle.documents.cda.embedded import decode

SHEET = b'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><d:x xmlns:d="urn:d">%s</d:x></xsl:stylesheet>'


def inner(data):
    return etree.tostring(etree.fromstring(data))


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", "documents.unreadable"),
        (b"%PDF-1.4", "documents.unreadable"),
        (b"<ClinicalDocument", "documents.unreadable"),
        (
            b'<!DOCTYPE x [<!ENTITY e "e">]><ClinicalDocument xmlns="urn:hl7-org:v3">&e;</ClinicalDocument>',
            "documents.unreadable",
        ),
        ("<ClinicalDocument xmlns='urn:hl7-org:v3'>é</ClinicalDocument>".encode("latin-1"), "documents.unreadable"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "documents.not-a-cda"),
        (b"<ClinicalDocument/>", "documents.not-a-cda"),
        (SHEET % b"<html/>", "documents.not-a-cda"),
    ],
)
def test_what_is_no_cda_is_refused_with_its_reason(data, verdict):
    document, findings = cda.read(data)
    assert document is None
    assert [finding.verdict.id for finding in findings] == [verdict]
    assert findings[0].verdict.codes["xds"]["repository"] == "InvalidDocumentContent"


def test_a_style_sheet_with_two_documents_does_not_say_which_one_counts(minimal):
    document, findings = cda.read(SHEET % (inner(minimal) * 2))
    assert document is None
    assert [finding.verdict.id for finding in findings] == ["documents.several-cda"]


def test_a_cda_hidden_deeper_in_another_root_is_not_taken(minimal):
    document, _ = cda.read(b"<wrapper>" + inner(minimal) + b"</wrapper>")
    assert document is None


@pytest.mark.parametrize(
    ("path", "attribute", "value"),
    [
        ("h:effectiveTime", "value", "20261399"),
        ("h:id", "root", "not-an-oid"),
        ("h:id", "root", "1.02.3"),
        ("h:id", "root", ""),
        ("h:versionNumber", "value", "1.0"),
        ("h:recordTarget//h:birthTime", "value", "28/03/1979"),
        ("h:documentationOf//h:low", "value", "hier"),
    ],
)
def test_a_malformed_value_is_told_with_its_place_and_line_and_kept_as_written(
    altered, minimal, path, attribute, value
):
    document, findings = cda.read(altered(minimal, path, lambda element: element.set(attribute, value)))
    assert document is not None
    (finding,) = findings
    assert finding.verdict.id == "documents.value-malformed"
    assert finding.found == value
    assert finding.place.startswith("/ClinicalDocument/")
    assert finding.place.split("/")[-1].startswith(path.split(":")[-1])
    assert "(l. " in finding.place


def test_a_period_that_ends_before_it_begins_is_told(altered, letter):
    path = "h:documentationOf//h:effectiveTime/h:high"
    _, findings = cda.read(altered(letter, path, lambda element: element.set("value", "20260901")))
    assert [finding.place.split(" ")[0] for finding in findings] == [
        "/ClinicalDocument/documentationOf/serviceEvent/effectiveTime"
    ]


def test_an_unusual_offset_is_read_and_only_warned_about(altered, minimal):
    change = lambda element: element.set("value", "20260101101500+100")  # noqa: E731
    document, findings = cda.read(altered(minimal, "h:effectiveTime", change))
    assert [(finding.verdict.id, finding.is_error) for finding in findings] == [("documents.value-doubtful", False)]
    assert documents.derive(document, b"").creation_time == "20260101091500"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_missing_or_garbled_it_is_read_judged_and_shown_without_failing(letter, data):
    root = etree.fromstring(letter)
    elements = [element for element in root.iter(etree.Element) if element.getparent() is not None]
    for element in data.draw(st.lists(st.sampled_from(elements), max_size=4, unique_by=id)):
        what = data.draw(st.sampled_from(["remove", "empty", "garble", "null", "twice"]))
        if what == "remove" and element.getparent() is not None:
            element.getparent().remove(element)
        elif what == "empty":
            element.clear()
        elif what == "garble":
            for name in element.attrib:
                element.set(name, data.draw(st.text("0159.-+^&é x", max_size=6)))
        elif what == "null":
            element.set("nullFlavor", "UNK")
        elif element.getparent() is not None:
            element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))
    altered = etree.tostring(root)
    document, findings = cda.read(altered)
    assert document is not None
    entry = documents.derive(document, altered)
    findings += documents.check_header(document) + documents.compare(document, entry)
    assert all(finding.sentence("fr") and finding.sentence("en") for finding in findings)
    assert documents.compare(document, entry) == []
    documents.show(document)


def test_the_names_a_patient_goes_by_are_told_apart(letter, read):
    patient = read(letter).patient
    assert (patient.name.family("BR"), patient.name.family("CL")) == ("BOISJOLY", "TAMARIN")
    assert (patient.name.given("BR"), patient.name.given("")) == ("CAMILLE", "CAMILLE ODETTE")
    assert (patient.gender.code, patient.birth_time, patient.birthplace_code) == ("F", "19840517", "35238")
    assert [id.extension for id in patient.ids] == ["284053523899177", "IPP-000117"]
    assert patient.addresses[0].lines == ("4 allée des Essais", "99100 VILLE-EXEMPLE")
    assert patient.telecoms[0].value == "tel:+33199000117"


def test_who_wrote_who_signs_and_who_keeps_are_read(letter, read):
    document = read(letter)
    (author,) = document.authors
    assert author.function.label == "Responsable de la sortie"
    assert author.entity.id.extension == "899880000023"
    assert author.entity.name.full == "DR Elias DAUMONT"
    assert author.entity.code.code == "G15_10/SM59"
    assert author.entity.organisation.ids[0].extension == "1990100109"
    assert document.legal_authenticator.signature_code == "S"
    assert document.legal_authenticator.time.value == "20260915115500+0200"
    assert document.custodian.name == "CH DES TROIS PONTS - SITE DU MOULIN"


def test_what_it_is_about_and_what_it_replaces_are_read(letter, read):
    document = read(letter)
    assert (document.unique_id or "").endswith(".1.1.102")
    assert (document.code.code, document.confidentiality.code, document.language) == ("11490-0", "N", "fr-FR")
    assert (document.version, document.set_id.root[-6:]) == ("2", ".6.101")
    assert document.main_act.time.low == "20260910080000+0200"
    assert document.main_act.practice_setting.code == "ETABLISSEMENT"
    assert document.encounter.code.code == "IMP"
    assert document.encounter.facility_type.code == "SA01"
    assert document.replaces.ids[0].root.endswith(".1.1.101")
    assert (document.body.level, document.body.media_type) == (1, "application/pdf")
    assert cda.embedded(document).data.startswith(b"%PDF")


def test_a_comment_inside_a_name_is_no_part_of_it(altered, minimal, read):
    def comment(element):
        element.text = "CAMPA"
        note = etree.Comment("sic")
        note.tail = "RINI"
        element.append(note)

    document = read(altered(minimal, "h:legalAuthenticator//h:family", comment))
    assert document.legal_authenticator.entity.name.family() == "CAMPARINI"


def test_a_document_inside_a_style_sheet_is_taken_out_and_the_sheet_is_never_run(minimal):
    sheet = SHEET.replace(
        b"<d:x",
        b'<xsl:template match="/"><xsl:value-of select="document(\'file:///etc/hostname\')"/></xsl:template><d:x',
    )
    document, findings = cda.read(sheet % inner(minimal))
    assert findings == []
    assert document.self_presenting
    assert document.unique_id == "1.2.3.4.5.6"
    assert documents.check_header(document) == []


@pytest.mark.parametrize(
    ("element", "data"),
    [
        (b'<text mediaType="application/pdf" representation="B64"> JVBE\n Ri0x </text>', b"%PDF-1"),
        (b'<text mediaType="application/pdf" representation="B64"/>', None),
        (b'<text mediaType="application/pdf" representation="B64">JVB*Ri0x</text>', None),
        (b'<text mediaType="application/pdf" representation="B64">JVBERi0</text>', None),
        ('<text mediaType="application/pdf" representation="B64">é</text>'.encode(), None),
        (b'<text mediaType="application/pdf">JVBERi0x</text>', None),
        (b'<text mediaType="text/plain">bonjour</text>', b"bonjour"),
        (b'<text mediaType="text/plain" representation="B64">%s</text>' % base64.b64encode(b"bonjour"), b"bonjour"),
    ],
)
def test_an_embedded_file_is_decoded_or_said_why_not(element, data):
    file = decode(etree.fromstring(element))
    assert file.data == data
    assert bool(file.trouble) is (data is None)


def test_every_official_sample_is_read(samples, derived):
    assert len(derived) == 31
    for name in derived:
        document, findings = cda.read((samples / "cda" / name).read_bytes())
        assert document is not None, name
        assert not [finding for finding in findings if finding.is_error], name
        assert document.self_presenting is ("Auto-Presentable" in name)


def test_only_the_official_sample_with_an_offset_of_three_digits_is_warned_about(samples, derived):
    warned = [name for name in derived if cda.read((samples / "cda" / name).read_bytes())[1]]
    assert warned == ["BIO-TROD_2024.01_Angine.xml"]


def test_an_imaging_report_gives_its_orders_and_accession_numbers(samples, read):
    document = read((samples / "cda" / "IMG_CR_IMG_2024.01.xml").read_bytes())
    assert [order.ids[0].extension for order in document.orders] == ["984375862", "984375863"]
    assert [order.accession_numbers[0].extension for order in document.orders] == ["105234751", "105234752"]
    assert document.code.translations
    assert len(document.events) > 1


def test_a_report_of_two_laboratories_gives_everyone_who_took_part(samples, read):
    document = read((samples / "cda" / "BIO-CR-BIO_2021.01_Electrophorese.xml").read_bytes())
    assert [each.entity.name.family() for each in document.authenticators] == ["DE SANTS", "DIAZ"]
    assert [each.type_code for each in document.participants][:1] == ["REF"]
    assert {each.entity.class_code for each in document.informants} == {"ECON", "NOK"}
    assert document.main_act.status == "completed"
    assert document.encounter.responsible.entity.name.family()
