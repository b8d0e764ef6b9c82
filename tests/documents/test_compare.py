"""Metadata against the header: each contradiction told once, with its place; what may differ may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from socle.documents import compare, compare_bytes, derive
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.xds.model import Code

SET = "documents.metadata-differs"
AUTHOR = "h:author/h:assignedAuthor"
ACT = "h:documentationOf/h:serviceEvent"


@pytest.fixture
def entry(read, letter):
    """The metadata of the unaltered letter."""
    return derive(read(letter), letter)


@pytest.mark.parametrize(
    ("path", "attribute", "value", "told"),
    [
        ("h:id", "root", "1.2.3.4", ("uniqueId", "documents.other-id")),
        ("h:id", "extension", "2", ("uniqueId", "documents.other-id")),
        ("h:recordTarget//h:id[1]", "extension", "182112901999268", ("patientId", "documents.other-patient")),
        ("h:recordTarget//h:id[1]", "root", "1.2.250.1.213.1.4.8", ("patientId", "documents.other-patient")),
        (f"{AUTHOR}/h:id", "extension", "899880000015", ("authorPerson", SET)),
        (f"{AUTHOR}/h:id", "root", "1.2.250.1.999", ("authorPerson", SET)),
        (f"{AUTHOR}/h:code", "code", "G15_10/SM26", ("authorSpecialty", SET)),
        (f"{AUTHOR}/h:representedOrganization/h:id", "extension", "1990100208", ("authorInstitution", SET)),
        ("h:legalAuthenticator/h:assignedEntity/h:id", "extension", "899880000015", ("legalAuthenticator", SET)),
        ("h:confidentialityCode", "code", "V", ("confidentialityCode", SET)),
        ("h:languageCode", "code", "en-GB", ("languageCode", SET)),
        ("h:effectiveTime", "value", "20260915115501+0200", ("creationTime", SET)),
        ("h:effectiveTime", "value", "20260915115500+0100", ("creationTime", SET)),
        (f"{ACT}/h:effectiveTime/h:low", "value", "20260909", ("serviceStartTime", SET)),
        (f"{ACT}/h:effectiveTime/h:high", "value", "20260916", ("serviceStopTime", SET)),
        (f"{ACT}//h:standardIndustryClassCode", "code", "AMBULATOIRE", ("practiceSettingCode", SET)),
        (f"{ACT}//h:standardIndustryClassCode", "codeSystem", "1.2.3", ("practiceSettingCode", SET)),
        ("h:componentOf//h:healthCareFacility/h:code", "code", "SA07", ("healthcareFacilityTypeCode", SET)),
        ("h:component//h:text", "mediaType", "text/plain", ("formatCode", SET)),
    ],
)
def test_a_header_altered_in_one_field_contradicts_its_metadata_there_and_nowhere_else(
    read, altered, letter, entry, path, attribute, value, told
):
    data = altered(letter, path, lambda element: element.set(attribute, value))
    (finding,) = compare(read(data), entry)
    assert (finding.place.split(" ")[0], finding.verdict.id) == told
    assert finding.is_error
    assert "/ClinicalDocument/" in finding.place
    assert finding.document == entry.unique_id
    assert finding.verdict.codes["xds"]["repository"] == "XDSRepositoryMetadataError"
    assert entry.unique_id in finding.sentence("fr")


def test_another_type_of_the_same_class_contradicts_the_type_alone(read, altered, letter, entry):
    data = altered(letter, "h:code", lambda code: code.set("code", "34133-0"))
    assert [finding.place.split(" ")[0] for finding in compare(read(data), entry)] == ["typeCode"]
    prescription = altered(letter, "h:code", lambda code: code.set("code", "57833-6"))
    assert [finding.place.split(" ")[0] for finding in compare(read(prescription), entry)] == [
        "typeCode",
        "classCode",
    ]


def test_a_type_under_another_scheme_is_another_type(read, altered, letter, entry):
    data = altered(letter, "h:code", lambda code: code.set("codeSystem", "1.2.3"))
    assert [finding.place.split(" ")[0] for finding in compare(read(data), entry)] == ["typeCode"]


def test_both_patients_are_told_without_telling_their_numbers(read, letter, entry):
    other = replace(entry, patient_id=CX.of("182112901999268", "1.2.250.1.213.1.4.10", "NH"))
    (finding,) = compare(read(letter), other)
    assert "182…68" in finding.found
    assert "284…77" in finding.expected
    assert "112901999" not in finding.sentence("fr") + finding.sentence("en")


def test_every_fault_is_told_at_once(read, letter, entry):
    wrong = replace(
        entry,
        creation_time="20200101000000",
        language="en-US",
        type_code=Code("1", "2"),
        mime_type="application/pdf",
        unique_id="9.9",
    )
    places = [finding.place.split(" ")[0] for finding in compare(read(letter), wrong)]
    assert places == ["uniqueId", "typeCode", "languageCode", "mimeType", "creationTime"]


def test_a_time_that_is_no_time_contradicts_the_header(read, letter, entry):
    (finding,) = compare(read(letter), replace(entry, service_start_time="hier"))
    assert finding.found == "hier"
    assert finding.expected == "20260910060000 UTC"


def test_an_author_left_out_or_added_is_told(read, altered, letter, entry):
    second = etree.fromstring(
        '<author xmlns="urn:hl7-org:v3"><time value="20260915"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="899880000031"/>'
        "<assignedPerson><name><family>PELLOT</family></name></assignedPerson></assignedAuthor></author>"
    )
    two = altered(letter, "h:author", lambda author: author.addnext(second))
    (left_out,) = compare(read(two), entry)
    assert left_out.place.startswith("authorPerson")
    assert left_out.expected.startswith("899880000031")
    assert left_out.found == "personne"
    (added,) = compare(read(letter), derive(read(two), two))
    assert (added.expected, added.found.split("^")[0]) == ("personne", "899880000031")
    reordered = derive(read(two), two)
    assert compare(read(two), replace(reordered, authors=reordered.authors[::-1])) == []


def test_another_title_only_warns(read, letter, entry):
    (finding,) = compare(read(letter), replace(entry, title="Autre chose"))
    assert finding.verdict.id == "documents.title-differs"
    assert not finding.is_error


@pytest.mark.parametrize(
    "change",
    [
        {"patient_id": CX("284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH^^20210604092415")},
        {"patient_id": CX("284053523899177^^^ASIP&1.2.250.1.213.1.4.10&ISO^INS-NIR")},
        {"patient_id": None, "authors": (), "legal_authenticator": None, "type_code": None, "class_code": None},
        {"format_code": None, "confidentiality": (), "creation_time": None, "service_start_time": None, "title": None},
        {
            "healthcare_facility_type": None,
            "practice_setting": None,
            "language": None,
            "mime_type": None,
            "unique_id": None,
        },
        {"creation_time": "202609150955"},
        {"creation_time": "20260915"},
        {"service_stop_time": None},
        {"language": "fr-fr"},
        {"title": " Lettre  de liaison de sortie "},
        {"comments": "un mot", "repository_unique_id": "1.2.3", "uri": "x", "version": 4, "id": "urn:uuid:1"},
        {"confidentiality": (Code("MASQUE_PS", "1.2.250.1.213.1.1.4.13"), Code("N", "2.16.840.1.113883.5.25"))},
        {"legal_authenticator": XCN("899880000023^Daumont-Dupont^E^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^EI")},
    ],
    ids=str,
)
def test_what_metadata_leaves_out_adds_or_writes_otherwise_is_no_contradiction(read, letter, entry, change):
    assert compare(read(letter), replace(entry, **change)) == []


def test_labels_and_names_are_never_compared(read, letter, entry):
    relabelled = {
        name: replace(getattr(entry, name), label="autre")
        for name in ("type_code", "class_code", "format_code", "practice_setting", "healthcare_facility_type")
    }
    (author,) = entry.authors
    renamed = replace(
        author,
        person=XCN("899880000023^AUTRE^Nom^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"),
        institutions=(XON.of("AUTRE NOM", "1990100109"),),
        roles=("autre",),
        specialties=("G15_10/SM59^autre^1.2.250.1.213.1.1.4.5",),
    )
    assert compare(read(letter), replace(entry, authors=(renamed,), **relabelled)) == []


def test_the_unique_id_may_join_its_parts_as_either_guide_writes(read, altered, minimal):
    data = altered(minimal, "h:id", lambda it: it.set("extension", "7"))
    entry = derive(read(data), data)
    assert entry.unique_id == "1.2.3.4.5.6^7"
    assert compare(read(data), replace(entry, unique_id="1.2.3.4.5.6.7")) == []
    assert compare(read(data), replace(entry, unique_id="1.2.3.4.5.6"))


@pytest.mark.parametrize("order", [("2.0", "Logiciel"), ("Logiciel", "2.0")])
def test_a_device_is_recognised_whichever_of_model_and_software_comes_first(read, samples, order):
    data = (samples / "cda" / "CNAM-HR_2021.01_sans-info.xml").read_bytes()
    entry = derive(read(data), data)
    (author,) = entry.authors
    person = XCN(str(author.person).replace("^.^Assurance Maladie^", "^{}^{}^".format(*order)))
    assert compare(read(data), replace(entry, authors=(replace(author, person=person),))) == []


@pytest.mark.parametrize(("first", "second", "faults"), [("M", "S", 0), ("S", "M", 0), ("M", "X", 1)])
def test_a_device_without_a_number_is_recognised_by_model_and_software(read, altered, minimal, first, second, faults):
    device = etree.fromstring(
        '<assignedAuthor xmlns="urn:hl7-org:v3"><id nullFlavor="UNK"/><assignedAuthoringDevice><manufacturerModelName>M</manufacturerModelName>'
        "<softwareName>S</softwareName></assignedAuthoringDevice></assignedAuthor>"
    )
    data = altered(minimal, "h:author/h:assignedAuthor", lambda author: author.getparent().replace(author, device))
    entry = derive(read(data), data)
    person = XCN(f"^{first}^{second}^^^^^^^U^^^RI")
    assert len(compare(read(data), replace(entry, authors=(replace(entry.authors[0], person=person),)))) == faults


@pytest.mark.parametrize(
    ("mime_type", "faults"), [("text/xml", 0), ("application/xslt+xml", 0), ("application/pdf", 1)]
)
def test_a_self_presenting_document_may_have_either_media_type(read, samples, mime_type, faults):
    data = (samples / "cda" / "BIO-CR-BIO_2021.01_Auto-Presentable.xml").read_bytes()
    entry = replace(derive(read(data), data), mime_type=mime_type)
    assert len(compare(read(data), entry)) == faults


def test_a_plain_document_is_no_style_sheet(read, letter, entry):
    (finding,) = compare(read(letter), replace(entry, mime_type="application/xslt+xml"))
    assert finding.expected == "text/xml"


def test_a_model_that_our_table_does_not_know_may_have_any_format(read, samples):
    data = (samples / "cda" / "BIO-TROD_2024.01_Angine.xml").read_bytes()
    entry = derive(read(data), data)
    newer = Code("urn:ans:ci-sis:trod:2024", "1.2.250.1.213.1.1.4.2.282")
    assert compare(read(data), replace(entry, format_code=newer)) == []


def test_a_document_that_replaces_another_needs_no_association(read, letter, entry):
    assert read(letter).replaces is not None
    assert compare(read(letter), entry) == []


def test_every_official_sample_agrees_with_its_own_metadata(read, samples, derived):
    for name in derived:
        data = (samples / "cda" / name).read_bytes()
        document = read(data)
        assert compare(document, derive(document, data)) == [], name


@pytest.mark.parametrize(
    ("change", "place"),
    [({"hash": "0" * 40}, "hash"), ({"size": 1}, "size")],
)
def test_a_hash_or_size_that_is_not_that_of_the_bytes_is_told(letter, entry, change, place):
    (finding,) = compare_bytes(letter, replace(entry, **change))
    assert (finding.place, finding.document) == (place, entry.unique_id)
    assert finding.verdict.codes["xds"]["repository"] == "XDSRepositoryMetadataError"


def test_a_hash_in_capitals_or_not_sent_is_no_fault(letter, entry):
    assert compare_bytes(letter, replace(entry, hash=entry.hash.upper())) == []
    assert compare_bytes(letter, replace(entry, hash=None, size=None)) == []
