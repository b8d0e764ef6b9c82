"""Metadata derived from a header: spec/cda.md section 10, against its examples and real messages."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io

import pytest
from lxml import etree

from socle import codes
from socle.documents import cda, derive, metadata
from socle.wire import mtom, soap, xml
from socle.wire.exchange import Request
from socle.wire.xds import read as xds
from socle.wire.xds.model import VISIBILITY_SCHEME

V3 = "{urn:hl7-org:v3}"


def appended(parent_path, markup):
    """A change that puts `markup` (CDA elements) at the end of an element."""
    fragment = etree.fromstring(f'<x xmlns="urn:hl7-org:v3">{markup}</x>')
    return parent_path, lambda element: element.extend(list(fragment))


def replaced(path, markup):
    fragment = etree.fromstring(f'<x xmlns="urn:hl7-org:v3">{markup}</x>')[0]
    return path, lambda element: element.getparent().replace(element, fragment)


@pytest.fixture
def entry(read, altered):
    """The entry of a document after the changes given."""

    def derive_entry(data, *changes):
        for path, change in changes:
            data = altered(data, path, change)
        return derive(read(data), data)

    return derive_entry


def test_an_empty_header_gives_an_entry_that_says_nothing(entry):
    data = b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>'
    empty = entry(data)
    assert empty.size == len(data)
    said = {field.name for field in dataclasses.fields(empty) if getattr(empty, field.name) not in (None, (), "")}
    assert said == {"id", "mime_type", "hash", "size", "object_type", "version"}


def test_malformed_times_are_left_out_rather_than_invented(entry, minimal):
    wrong = entry(minimal, ("h:effectiveTime", lambda element: element.set("value", "hier")))
    assert wrong.creation_time is None


def test_an_institution_without_name_or_without_number_leaves_its_components_empty(entry, minimal):
    path = "h:author/h:assignedAuthor"
    number = '<id root="1.2.250.1.71.4.2.2" extension="1120459876"/>'
    unnamed = entry(
        minimal, appended(path, f"<representedOrganization>{number}<name nullFlavor='UNK'/></representedOrganization>")
    )
    assert str(unnamed.authors[0].institutions[0]) == "^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1120459876"
    unnumbered = entry(
        minimal,
        appended(path, '<representedOrganization><id nullFlavor="UNK"/><name>Labo</name></representedOrganization>'),
    )
    institution = unnumbered.authors[0].institutions[0]
    assert (institution.name, institution.authority, institution.component(7), institution.id) == ("Labo", "", "", "")
    nothing = entry(
        minimal, appended(path, '<representedOrganization><id nullFlavor="UNK"/></representedOrganization>')
    )
    assert nothing.authors[0].institutions == ()


def test_separators_inside_names_are_escaped(entry, minimal):
    path = "h:author/h:assignedAuthor"
    markup = '<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1120459876"/><name>Pont &amp; Fils^2</name></representedOrganization>'
    institution = entry(minimal, appended(path, markup)).authors[0].institutions[0]
    assert institution.name == "Pont \\T\\ Fils\\S\\2"
    assert institution.id == "1120459876"


def test_the_examples_of_the_specification_come_out_letter_for_letter(samples, entry):
    data = (samples / "cda" / "BIO-CR-BIO_2024.01_TSH_1.xml").read_bytes()
    report = entry(data)
    assert str(report.authors[0].person) == "801234534765^CAMPARINI^Marcel^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"
    assert (
        str(report.authors[0].institutions[0])
        == "Laboratoire des charmes^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1120459876"
    )
    assert str(report.patient_id) == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"
    assert report.authors[0].specialties == ("G15_10/SM03^Médecin - Biologie médicale (SM)^1.2.250.1.213.1.1.4.5",)
    assert report.hash == hashlib.sha1(data).hexdigest()
    assert report.size == len(data)


def test_a_person_without_a_name_is_still_an_author(entry, minimal):
    assert str(entry(minimal).authors[0].person) == "801234534765^^^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"


def test_a_device_is_written_model_then_software(samples, entry):
    reimbursements = entry((samples / "cda" / "CNAM-HR_2021.01_sans-info.xml").read_bytes())
    person = reimbursements.authors[0].person
    assert (person.component(2), person.component(3)) == (".", "Assurance Maladie")
    assert person.is_device


def test_a_patient_who_writes_has_no_institution(entry, minimal):
    ins = '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>'
    organisation = '<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1120459876"/><name>X</name></representedOrganization>'
    own = entry(
        minimal, replaced("h:author/h:assignedAuthor/h:id", ins), appended("h:author/h:assignedAuthor", organisation)
    )
    assert str(own.authors[0].person).endswith("&1.2.250.1.213.1.4.10&ISO^D^^^NH")
    assert own.authors[0].institutions == ()


def test_a_local_number_is_the_source_identifier_else_the_ins_is(entry, minimal, letter):
    assert str(entry(letter).source_patient_id).startswith("IPP-000117^^^&2.25.")
    assert str(entry(letter).source_patient_id).endswith("&ISO^PI")
    alone = entry(minimal)
    assert alone.source_patient_id == alone.patient_id


@pytest.mark.parametrize("root", ["1.2.250.1.213.1.4.13", "1.2.250.1.213.1.4.2"])
def test_a_national_number_that_is_no_ins_is_neither_the_ins_nor_local(entry, minimal, root):
    other = f'<id root="{root}" extension="123"/>'
    first = entry(
        minimal,
        (
            "h:recordTarget/h:patientRole",
            lambda role: role.insert(0, etree.fromstring(other.replace("<id", '<id xmlns="urn:hl7-org:v3"'))),
        ),
    )
    assert first.patient_id.authority == "1.2.250.1.213.1.4.10"
    assert first.source_patient_id == first.patient_id


def test_without_an_ins_the_patient_is_not_identified(entry, minimal):
    without = entry(minimal, ("h:recordTarget//h:id", lambda it: it.set("root", "1.2.3")))
    assert without.patient_id is None
    assert without.source_patient_id.authority == "1.2.3"
    assert not [line for line in without.source_patient_info if line.startswith("PID-3")]


def test_the_patient_is_described_by_both_names_birth_and_sex(entry, letter):
    assert entry(letter).source_patient_info == (
        "PID-3|284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH",
        "PID-5|BOISJOLY^CAMILLE^^^^^L",
        "PID-5|TAMARIN^CAMILLE^^^^^D",
        "PID-7|19840517",
        "PID-8|F",
    )


def test_an_unknown_sex_is_written_as_hl7_v2_writes_it(entry, letter):
    unknown = entry(letter, ("h:recordTarget//h:administrativeGenderCode", lambda code: code.set("code", "UN")))
    assert "PID-8|U" in unknown.source_patient_info


@pytest.mark.parametrize("row", codes.table("media_type_to_format"), ids=lambda row: row["media_type"])
def test_level_1_takes_its_format_from_the_media_type(entry, minimal, row):
    file = entry(minimal, ("h:component//h:text", lambda text: text.set("mediaType", row["media_type"])))
    assert (file.format_code.code, file.format_code.scheme) == (row["format_code"], row["format_scheme"])


def test_level_1_of_another_media_type_has_no_format(entry, minimal):
    assert (
        entry(minimal, ("h:component//h:text", lambda text: text.set("mediaType", "application/msword"))).format_code
        is None
    )


STRUCTURED = replaced("h:component/h:nonXMLBody", "<structuredBody/>")


def modelled(root):
    return ("h:templateId[3]", lambda template: template.set("root", root))


@pytest.mark.parametrize("row", codes.table("template_to_format"), ids=lambda row: row["template_id"])
def test_level_3_takes_its_format_from_the_model(entry, minimal, row):
    structured = entry(minimal, STRUCTURED, modelled(row["template_id"]))
    assert (structured.format_code.code, structured.format_code.scheme) == (row["format_code"], row["format_scheme"])


def test_level_3_of_an_unknown_model_is_filed_outside_profiles(entry, minimal):
    structured = entry(minimal, STRUCTURED, modelled("1.2.250.1.213.1.1.1.9999"))
    assert structured.format_code.code == "urn:asipSante:modelesHorsProfils:2011"
    known = codes.value_set("format_code").get(structured.format_code.code, structured.format_code.scheme)
    assert known.label == structured.format_code.label


def test_every_act_gives_its_code_once(entry, letter):
    event = '<documentationOf><serviceEvent><code code="HHFA001" codeSystem="1.2.250.1.213.2.5" displayName="x"/></serviceEvent></documentationOf>'
    acts = entry(
        letter, appended(".", event * 2), appended(".", event.replace("HHFA001", "K35.8").replace("2.5", "2.6"))
    )
    assert [code.code for code in acts.event_codes] == ["HHFA001", "K35.8"]


def test_an_act_gives_its_translations_into_the_nomenclatures_that_people_search_by(entry, letter):
    event = (
        '<documentationOf><serviceEvent><code code="24727-0" codeSystem="2.16.840.1.113883.6.1" displayName="x">'
        '<translation code="CT" codeSystem="1.2.250.1.213.1.1.5.618" displayName="TDM"/>'
        '<translation code="774007" codeSystem="2.16.840.1.113883.6.96" displayName="tête"/></code></serviceEvent></documentationOf>'
        '<documentationOf><serviceEvent><code nullFlavor="NA">'
        '<translation code="HHFA001" codeSystem="1.2.250.1.213.2.5" displayName="y"/></code></serviceEvent></documentationOf>'
    )
    before = entry(letter).event_codes
    found = entry(letter, appended(".", event)).event_codes
    assert [(code.code, code.label) for code in found[len(before) :]] == [
        ("24727-0", "x"),
        ("CT", "TDM"),
        ("HHFA001", "y"),
    ]


def test_every_author_is_an_author_with_his_own_role_and_place(entry, letter):
    second = (
        '<author><functionCode code="INF" displayName="Infirmier réalisateur" codeSystem="1.2.250.1.213.1.6.1.3"/><time value="20260101"/>'
        '<assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="801234534765"/><code code="G15_60" displayName="Infirmier" codeSystem="1.2.250.1.213.1.1.4.5"/>'
        "<assignedPerson><name><family>LE GALL</family><given>ANNE</given></name></assignedPerson>"
        '<representedOrganization><id root="1.3.2" extension="123456789"/><name>Suivi à distance</name></representedOrganization>'
        "</assignedAuthor></author>"
    )
    authors = entry(letter, appended(".", second)).authors
    assert len(authors) == 2
    assert authors[1].roles == ("Infirmier réalisateur",)
    assert authors[1].specialties == ("G15_60^Infirmier^1.2.250.1.213.1.1.4.5",)
    # A referenced digital service is named by its SIREN, under another authority.
    assert [str(place) for place in authors[1].institutions] == ["Suivi à distance^^^^^&1.3.2&ISO^IDNST^^^123456789"]


def test_a_number_of_the_establishment_makes_a_local_author(entry, minimal):
    own = '<id root="1.2.250.1.999.7" extension="A/42"/>'
    assert str(entry(minimal, replaced("h:author/h:assignedAuthor/h:id", own)).authors[0].person).endswith("^D^^^RI")


def test_who_signs_answers_for_the_document(entry, minimal):
    assert str(entry(minimal).legal_authenticator) == "801234534765^CAMPARINI^^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"


def test_an_identifier_in_two_parts_is_one_unique_id(entry, minimal):
    two = entry(minimal, ("h:id", lambda element: element.set("extension", "CR-7")))
    assert two.unique_id == "1.2.3.4.5.6^CR-7"


def test_title_language_type_and_the_class_that_goes_with_it(entry, minimal):
    report = entry(minimal)
    assert (report.title, report.language, report.mime_type) == ("CR opératoire", "fr-FR", "text/xml")
    assert (report.type_code.code, report.type_code.scheme) == ("34874-8", "2.16.840.1.113883.6.1")
    assert (report.class_code.code, report.class_code.label) == ("10", "Compte rendu")
    assert entry(minimal, ("h:code", lambda code: code.set("code", "0-0"))).class_code is None


def test_confidentiality_is_the_headers_and_hides_nothing(entry, minimal):
    report = entry(minimal, ("h:confidentialityCode", lambda code: code.set("code", "R")))
    assert [(code.code, code.scheme) for code in report.confidentiality] == [("R", "2.16.840.1.113883.5.25")]
    assert report.visibility == frozenset()


def test_where_and_in_what_setting_the_main_act_took_place(entry, minimal):
    other = (
        '<documentationOf><serviceEvent><effectiveTime><low value="20250101"/></effectiveTime><performer typeCode="PRF"><assignedEntity>'
        '<id root="1.2.3" extension="1"/><representedOrganization><standardIndustryClassCode code="AMBULATOIRE" codeSystem="1.2.250.1.213.1.1.4.9"/>'
        "</representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>"
    )
    report = entry(minimal, appended(".", other))  # the first act is the main one
    assert (report.healthcare_facility_type.code, report.practice_setting.code) == ("SA01", "ETABLISSEMENT")
    assert (report.service_start_time, report.service_stop_time) == ("20260101", None)


def test_times_are_given_in_utc(entry, minimal):
    period = '<effectiveTime><low value="20260701083000+0200"/><high value="202607010945+0200"/></effectiveTime>'
    report = entry(minimal, replaced("h:documentationOf/h:serviceEvent/h:effectiveTime", period))
    assert report.creation_time == "20260101091500"
    assert (report.service_start_time, report.service_stop_time) == ("20260701063000", "202607010745")


def test_a_birth_date_is_a_day_whatever_its_header_adds(entry, minimal):
    born = entry(minimal, ("h:recordTarget//h:birthTime", lambda time: time.set("value", "19790328101500+0100")))
    assert "PID-7|19790328" in born.source_patient_info


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3" extension="V1"/></parentDocument></relatedDocument>', "1.2.3^V1"),
        ('<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.9"/></parentDocument></relatedDocument>', "1.2.9"),
        ('<relatedDocument typeCode="APND"><parentDocument><id root="1.2.9"/></parentDocument></relatedDocument>', None),
        ('<relatedDocument typeCode="RPLC"><parentDocument><id nullFlavor="UNK"/></parentDocument></relatedDocument>', None),
    ],
)  # fmt: skip
def test_the_document_that_this_one_replaces_is_known_by_its_unique_id(altered, minimal, read, markup, expected):
    assert metadata.replaced(read(altered(minimal, *appended(".", markup)))) == expected


@pytest.mark.parametrize(("kind", "expected"), [("IMP", "03"), ("AMB", "07"), ("EMER", "07"), ("", "07")])
def test_a_submission_set_is_of_the_kind_of_its_encounter(altered, minimal, read, kind, expected):
    code = f'<code code="{kind}" codeSystem="2.16.840.1.113883.5.4"/>' if kind else ""
    encounter = read(altered(minimal, *appended("h:componentOf/h:encompassingEncounter", code)))
    found = metadata.content_type(encounter)
    assert (found.code, found.scheme) == (expected, "1.2.250.1.213.2.2")
    assert found.label


def test_orders_accession_numbers_and_studies_are_references(samples, entry):
    report = entry((samples / "cda" / "IMG_CR_IMG_2024.01.xml").read_bytes())
    kinds = [text.rsplit(":", 1)[-1] for text in report.reference_ids]
    assert kinds == ["order"] * 2 + ["accession"] * 2 + ["studyInstanceUID"] * 3
    assert report.reference_ids[0] == "984375862^^^&1.2.250.1.748.12345678.12&ISO^urn:ihe:iti:xds:2013:order"
    assert report.reference_ids[-1].startswith("1.2.250.1.925.994044.27.123.1876362^^^^urn:")


def test_the_number_of_a_stay_is_read_but_is_no_reference(entry, read, altered, letter):
    number = '<id root="2.25.42" extension="SEJOUR-2026-001"/>'
    path = "h:componentOf/h:encompassingEncounter"
    change = (path, lambda stay: stay.insert(0, etree.fromstring(number.replace("<id", '<id xmlns="urn:hl7-org:v3"'))))
    assert str(read(altered(letter, *change)).encounter.ids[0]) == "2.25.42^SEJOUR-2026-001"
    # JDV_J231 leaves the DMP three types of references: order, accession and study.
    assert entry(letter, change) == dataclasses.replace(
        entry(letter), hash=entry(letter, change).hash, size=entry(letter, change).size
    )


def described(entry, document):
    code = lambda value: value.code if value else ""  # noqa: E731
    return {
        "level": str(document.body.level),
        "type": code(entry.type_code),
        "class": code(entry.class_code),
        "format": code(entry.format_code),
        "authors": "|".join(str(author.person) for author in entry.authors),
        "institutions": "|".join(str(each) for author in entry.authors for each in author.institutions),
        "specialties": "|".join(each.split("^")[0] for author in entry.authors for each in author.specialties),
        "authenticator": str(entry.legal_authenticator),
        "facility": code(entry.healthcare_facility_type),
        "setting": code(entry.practice_setting),
        "events": "|".join(map(code, entry.event_codes)),
        "references": str(len(entry.reference_ids)),
        "created": entry.creation_time,
        "start": entry.service_start_time or "",
        "stop": entry.service_stop_time or "",
        "mime": entry.mime_type,
    }


def test_every_official_sample_gives_the_metadata_reviewed(samples, derived, read):
    for name, expected in derived.items():
        data = (samples / "cda" / name).read_bytes()
        document = read(data)
        assert {"file": name, **described(derive(document, data), document)} == expected, name


def test_the_reviewed_metadata_agrees_with_what_the_samples_say_of_themselves(samples, derived):
    with (samples / "cda" / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["file"]: row for row in csv.DictReader(lines)}
    assert rows.keys() == derived.keys()
    for name, row in rows.items():
        assert (row["body_level"], row["type_code"]) == (derived[name]["level"], derived[name]["type"])
        assert (row["self_presenting"] == "yes") is (derived[name]["mime"] == "application/xslt+xml")


FED = (
    "td2.1a-feed-discharge-letter.request.mime",
    "td2.1a-feed-hidden-from-patient.request.mime",
    "td2.1a-feed-inline-base64.request.xml",
    "td2.1a-feed-minor-secret.request.mime",
    "td2.1a-feed-two-documents.request.mime",
    "td2.1b-replace-discharge-letter.request.mime",
    "td2.2-feed-employee-card.request.mime",
)


def fed(path):
    head, _, body = (
        path.read_bytes().partition(b"\r\n\r\n") if path.suffix == ".mime" else (b"", b"", path.read_bytes())
    )
    types = [
        line.partition(":")[2].strip()
        for line in head.decode().split("\r\n")
        if line.lower().startswith("content-type:")
    ]
    headers = {"content-type": types[0] if types else "application/soap+xml"}
    message, _ = mtom.read_message(Request("POST", "/", headers, io.BytesIO(body), len(body)))
    envelope, _ = soap.read_envelope(xml.parse(message.root))
    sent = xds.submission(envelope.body, message.parts)[0]
    documents = [(entry, sent.parts[entry.id].read()) for entry in sent.entries if not entry.is_signature]
    for part in [*message.parts.values(), *sent.parts.values()]:
        part.file.close()
    return documents


@pytest.mark.parametrize("name", FED)
def test_the_metadata_of_every_message_that_feeds_is_what_we_derive(dmp_samples, read, name):
    documents = fed(dmp_samples / "td2" / name)
    assert documents
    for entry, data in documents:
        ours = derive(read(data), data, id=entry.id)
        # What no header says: a comment, visibility, and the label of a format, which is free.
        theirs = dataclasses.replace(
            entry,
            comments=None,
            confidentiality=tuple(code for code in entry.confidentiality if code.scheme != VISIBILITY_SCHEME),
            format_code=dataclasses.replace(entry.format_code, label=ours.format_code.label),
            hash=entry.hash or ours.hash,
            size=entry.size or ours.size,
        )
        assert ours == theirs


def test_deriving_reads_no_byte_of_the_style_sheet(samples, read):
    data = (samples / "cda" / "BIO-CR-BIO_2021.01_Auto-Presentable.xml").read_bytes()
    document = read(data)
    assert document.root.tag == f"{V3}ClinicalDocument"
    assert derive(document, data).size == len(data)
    assert cda.embedded(document) is None
