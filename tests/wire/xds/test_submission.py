"""Submissions: every fault of form told at once, every tolerated form read, every value kept."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from socle.wire import mtom, soap, xml
from socle.wire.ebrim import schemes
from socle.wire.namespaces import LCM, RIM, XDSB, XML, qname
from socle.wire.xds import model, read, write
from tests.wire import strategies
from tests.wire.support import envelope_of, ids, message_of

FEED = "td2/td2.1a-feed-discharge-letter.request.mime"
LIST = f".//{qname(RIM, 'RegistryObjectList')}"


class Feed:
    """The sample of a feeding, to be damaged in one way and read."""

    def __init__(self, path):
        message = message_of(path)
        self.parts = dict(message.parts)
        self.body = soap.read_envelope(xml.parse(message.root))[0].body
        self.list = self.body.find(LIST)
        self.entry = self.list.find(qname(RIM, "ExtrinsicObject"))
        self.set = self.list.find(qname(RIM, "RegistryPackage"))
        self.association = self.list.find(qname(RIM, "Association"))

    def slot(self, name):
        return next(slot for slot in self.entry.iter(qname(RIM, "Slot")) if slot.get("name") == name)

    def classification(self, scheme):
        found = (c for c in self.list.iter(qname(RIM, "Classification")) if c.get("classificationScheme") == scheme)
        return next(found)

    def identifier(self, scheme):
        found = self.list.iter(qname(RIM, "ExternalIdentifier"))
        return next(entry for entry in found if entry.get("identificationScheme") == scheme)

    def documents(self):
        return self.body.findall(qname(XDSB, "Document"))

    def read(self):
        return read.submission(self.body, self.parts)


@pytest.fixture
def feed(dmp_samples):
    return Feed(dmp_samples / FEED)


UNIQUE_ID = "2.25.288238509688271636137782403822380314590.1.1.101"


def finding_of(feed, id):
    found = [finding for finding in feed.read()[1] if finding.verdict.id == id]
    assert found, ids(feed.read()[1])
    return found[0]


# --- faults ---------------------------------------------------------------------------------------------


def test_a_request_without_its_list_of_objects_is_told(feed):
    feed.list.getparent().remove(feed.list)
    submission, findings = feed.read()
    assert ids(findings) == ["wire.xds-not-a-submission"]
    assert submission.entries == ()


def test_all_faults_of_all_objects_are_told_at_once_each_with_its_document(feed):
    feed.slot("size").find(f".//{qname(RIM, 'Value')}").text = "29 Ko"
    feed.classification(schemes.TYPE_CODE).set("nodeRepresentation", "")
    del feed.association.attrib["targetObject"]
    _, findings = feed.read()
    assert ids(findings) == [
        "wire.xds-code-empty",
        "wire.xds-size-not-a-number",
        "wire.xds-association-incomplete",
    ]
    assert [finding.document for finding in findings] == [UNIQUE_ID, UNIQUE_ID, None]


@pytest.mark.parametrize("size", ["29 Ko", "-1", "1.5", "0x10", "²", "9" * 16])
def test_a_size_that_is_no_number_of_bytes_is_told_and_left_out(feed, size):
    feed.slot("size").find(f".//{qname(RIM, 'Value')}").text = size
    finding = finding_of(feed, "wire.xds-size-not-a-number")
    assert (finding.found, finding.place, finding.document) == (size, "Document01/size", UNIQUE_ID)
    assert feed.read()[0].entries[0].size is None


def test_a_version_that_is_no_number_is_told(feed):
    version = etree.Element(qname(RIM, "VersionInfo"))
    version.set("versionName", "1.1")
    feed.entry.append(version)
    assert finding_of(feed, "wire.xds-version-not-a-number").found == "1.1"


def test_an_object_without_id_is_told_with_its_path(feed):
    del feed.entry.attrib["id"]
    assert finding_of(feed, "wire.xds-object-without-id").place.endswith("/ExtrinsicObject[1]")


def test_an_id_that_names_two_documents_is_told_once(feed):
    feed.list.append(copy.deepcopy(feed.entry))
    _, findings = feed.read()
    assert ids(findings).count("wire.xds-id-repeated") == 1


def test_two_values_where_one_stands_are_told(feed):
    values = feed.slot("creationTime").find(qname(RIM, "ValueList"))
    values.append(copy.deepcopy(values[0]))
    assert finding_of(feed, "wire.xds-slot-not-single").place == "Document01/creationTime"


def test_a_slot_written_twice_is_told(feed):
    slot = feed.slot("sourcePatientInfo")
    slot.addnext(copy.deepcopy(slot))
    assert finding_of(feed, "wire.xds-slot-repeated").place == "Document01/sourcePatientInfo"


def test_a_slot_without_name_is_told(feed):
    del feed.slot("hash").attrib["name"]
    assert finding_of(feed, "wire.xds-slot-without-name").document == UNIQUE_ID


def test_two_different_unique_ids_are_told(feed):
    identifier = feed.identifier(schemes.ENTRY_UNIQUE_ID)
    twin = copy.deepcopy(identifier)
    twin.set("value", "1.2.3")
    identifier.addnext(twin)
    assert finding_of(feed, "wire.xds-identifier-repeated").found == f"{UNIQUE_ID}, 1.2.3"


def test_two_type_codes_are_told(feed):
    code = feed.classification(schemes.TYPE_CODE)
    code.addnext(copy.deepcopy(code))
    assert finding_of(feed, "wire.xds-classification-repeated").place == "Document01/typeCode"


def test_two_persons_in_one_author_are_told(feed):
    author = feed.classification(schemes.ENTRY_AUTHOR)
    values = author.find(f"{qname(RIM, 'Slot')}/{qname(RIM, 'ValueList')}")
    values.append(copy.deepcopy(values[0]))
    assert finding_of(feed, "wire.xds-slot-not-single").place == "Document01/authorPerson"


def test_an_unknown_scheme_is_a_warning_and_no_more(feed):
    code = copy.deepcopy(feed.classification(schemes.TYPE_CODE))
    code.set("classificationScheme", "urn:uuid:00000000-0000-4000-8000-000000000000")
    feed.entry.append(code)
    finding = finding_of(feed, "wire.xds-classification-ignored")
    assert not finding.is_error


def test_an_object_of_another_kind_is_a_warning(feed):
    etree.SubElement(feed.list, qname(RIM, "Service")).set("id", "s")
    etree.SubElement(feed.list, "{urn:x}Thing")
    _, findings = feed.read()
    assert [(finding.verdict.id, finding.found) for finding in findings] == [
        ("wire.xds-object-ignored", "Service"),
        ("wire.xds-object-ignored", "Thing"),
    ]


def test_a_package_that_says_nothing_of_itself_is_told(feed):
    for scheme in (schemes.SET_UNIQUE_ID,):
        identifier = feed.identifier(scheme)
        identifier.getparent().remove(identifier)
    node = next(c for c in feed.list.iter(qname(RIM, "Classification")) if c.get("classificationNode"))
    node.getparent().remove(node)
    submission, findings = feed.read()
    assert ids(findings) == ["wire.xds-package-unknown"]
    assert submission.sets == ()


def test_a_part_that_no_document_names_is_told_rather_than_lost(feed):
    feed.parts["extra"] = mtom.document_part("extra", "text/xml", b"")
    finding = finding_of(feed, "wire.xds-part-unreferenced")
    assert (finding.place, finding.verdict.codes["xds"]["repository"]) == ("extra", "XDSMissingDocumentMetadata")


def test_a_reference_to_no_part_leaves_the_entry_without_document(feed):
    feed.documents()[0][0].set("href", "cid:nothing")
    submission, findings = feed.read()
    assert list(submission.parts) == ["Signature01"]
    assert ids(findings) == ["wire.xds-part-unreferenced"]


def test_two_documents_with_one_id_are_told(feed):
    feed.documents()[0].addnext(copy.deepcopy(feed.documents()[0]))
    assert finding_of(feed, "wire.xds-document-repeated").place == "Document01"


def test_a_document_inline_that_is_not_base64_is_told(feed):
    document = feed.documents()[0]
    document.remove(document[0])
    document.text = "Bonjour !"
    assert finding_of(feed, "wire.xds-inline-not-base64").place == "Document01"


def test_a_document_element_that_holds_nothing_is_no_document(feed):
    document = feed.documents()[0]
    document.remove(document[0])
    assert "Document01" not in feed.read()[0].parts


def test_an_inline_document_above_the_limit_of_a_part_is_told(feed):
    document = feed.documents()[0]
    document.remove(document[0])
    document.text = "AAAA" * 10
    _, findings = read.submission(feed.body, feed.parts, mtom.Limits(part=29))
    assert "wire.part-too-large" in ids(findings)


def test_too_many_documents_are_told_and_the_signature_is_not_one(feed):
    _, findings = read.submission(feed.body, feed.parts, mtom.Limits(documents=1))
    assert findings == []
    _, findings = read.submission(feed.body, feed.parts, mtom.Limits(documents=0))
    assert ids(findings) == ["wire.xds-too-many-documents"]


def test_thousands_of_objects_are_told_at_once_and_not_judged_one_by_one(feed):
    listing = next(feed.body.iter(qname(RIM, "RegistryObjectList")))
    for _ in range(1001):
        etree.SubElement(listing, qname(RIM, "Association"))
    submission, findings = read.submission(feed.body, feed.parts)
    assert ids(findings) == ["wire.xds-too-many-objects"]
    assert submission.associations == ()


# --- tolerances (spec/dmp.md 4.2) ------------------------------------------------------------------------


def test_charset_language_and_missing_attributes_are_tolerated(feed):
    expected = feed.read()[0]
    for text in feed.list.iter(qname(RIM, "LocalizedString")):
        text.set("charset", "UTF8")
        text.set(qname(XML, "lang"), "FR")
    for entry in feed.list.iter(qname(RIM, "Classification"), qname(RIM, "ExternalIdentifier")):
        for name in ("objectType", "id", "registryObject"):
            entry.attrib.pop(name, None)
        if entry.get("classificationScheme"):
            entry.attrib.pop("classifiedObject", None)
    submission, findings = feed.read()
    assert findings == []
    assert submission.entries == expected.entries
    assert submission.sets == expected.sets


def test_ids_of_classifications_need_not_be_unique(feed):
    for entry in feed.list.iter(qname(RIM, "Classification")):
        entry.set("id", "Document01")
    assert feed.read()[1] == []


def test_classifications_and_identifiers_beside_their_object_count_as_inside(feed):
    expected = feed.read()[0]
    for owner in (feed.entry, feed.set):
        for entry in owner.findall(qname(RIM, "Classification")) + owner.findall(qname(RIM, "ExternalIdentifier")):
            feed.list.append(entry)
    submission, findings = feed.read()
    assert findings == []
    assert submission.entries == expected.entries
    assert submission.sets == expected.sets


def test_the_french_title_is_taken_among_several(feed):
    name = feed.entry.find(qname(RIM, "Name"))
    english = copy.deepcopy(name[0])
    english.set(qname(XML, "lang"), "en")
    english.set("value", "Letter")
    name.insert(0, english)
    assert feed.read()[0].entries[0].title == "Lettre de liaison de sortie"


def test_short_association_types_of_old_senders_are_understood(feed):
    feed.association.set("associationType", "HasMember")
    assert feed.read()[0].associations[0].type == model.HAS_MEMBER


def test_slots_outside_the_profile_are_kept(feed):
    slot = copy.deepcopy(feed.slot("hash"))
    slot.set("name", "urn:vendor:flag")
    feed.entry.insert(0, slot)
    kept = dict(feed.read()[0].entries[0].extra)
    assert kept == {"urn:vendor:flag": ("3dd72c9e41333aac93bd16a4cc6de19dc0549a68",)}


# --- what is read ---------------------------------------------------------------------------------------


def test_a_feeding_is_read_whole(feed):
    submission, findings = feed.read()
    assert findings == []
    entry, signature = submission.entries
    assert (entry.unique_id, entry.size, entry.title) == (UNIQUE_ID, 29477, "Lettre de liaison de sortie")
    assert entry.type_code.same_as(model.Code("11490-0", "2.16.840.1.113883.6.1"))
    assert entry.authors[0].person.id == "899880000023"
    assert entry.authors[0].institutions[0].id == "1990100109"
    assert entry.source_patient_info[0].startswith("PID-3|")
    assert signature.is_signature
    assert signature.visibility == {model.MASKED_TO_PROFESSIONALS, model.INVISIBLE_TO_PATIENT}
    assert submission.sets[0].content_type.scheme == "1.2.250.1.213.2.2"
    assert [link.type for link in submission.associations] == [model.HAS_MEMBER, model.HAS_MEMBER, model.SIGNS]
    assert submission.associations[0].slot("SubmissionSetStatus") == "Original"
    assert {id: part.size for id, part in submission.parts.items()} == {"Document01": 29477, "Signature01": 5471}


def test_documents_inline_in_base64_are_those_of_the_parts(dmp_samples):
    path = dmp_samples / "td2/td2.1a-feed-inline-base64.request.xml"
    submission, findings = read.submission(envelope_of(path).body, {})
    assert findings == []
    known = {path.read_bytes() for path in (dmp_samples / "documents").iterdir()}
    assert len(submission.parts) == 2
    assert all(part.read() in known for part in submission.parts.values())


def test_a_metadata_update_is_read_without_parts(dmp_samples):
    body = envelope_of(dmp_samples / "td3/td3.3a-mask.request.xml").body
    submission, findings = read.submission(body, {})
    assert findings == []
    assert submission.entries[0].logical_id == "urn:uuid:97cbf3f0-3960-5cf7-8eac-d57507060f05"
    assert submission.associations[0].slot("PreviousVersion") == "1"
    assert submission.parts == {}


def test_the_missing_part_of_the_sample_leaves_its_entry_without_document(dmp_samples):
    message = message_of(dmp_samples / "td2/td2.1-fail-missing-part.request.mime")
    body = soap.read_envelope(xml.parse(message.root))[0].body
    submission, findings = read.submission(body, message.parts)
    assert findings == []
    assert submission.entry("Document01") is not None
    assert "Document01" not in submission.parts


# --- round trips ----------------------------------------------------------------------------------------


def again(submission):
    element, parts = write.submission_request(submission)
    content_type, body = mtom.write_multipart(xml.serialise(element), parts)
    assert content_type
    assert body
    return read.submission(xml.parse(xml.serialise(element)), {part.id: part for part in parts})


def objects(submission):
    return (submission.sets, submission.entries, submission.folders, submission.associations)


def contents(submission):
    return {id: part.read() for id, part in submission.parts.items()}


def test_every_submission_of_the_samples_reads_the_same_once_written(dmp_samples):
    paths = sorted([*dmp_samples.glob("td2/*.request.*"), *dmp_samples.glob("td3/td3.3*.request.xml")])
    assert len(paths) > 20
    for path in paths:
        message = message_of(path)
        body = soap.read_envelope(xml.parse(message.root))[0].body
        submission, findings = read.submission(body, message.parts)
        assert findings == [], path.name
        given, findings = again(submission)
        assert findings == [], path.name
        assert objects(given) == objects(submission), path.name
        assert contents(given) == contents(submission), path.name


@given(strategies.submissions())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_submission_reads_the_same_once_written(submission):
    given, findings = again(submission)
    assert findings == []
    assert objects(given) == objects(submission)
    assert contents(given) == contents(submission)


def test_the_same_object_is_written_the_same_twice(feed):
    submission, _ = feed.read()
    first, second = (etree.tostring(write.submit_objects(submission.entries)) for _ in range(2))
    assert first == second
    assert first.startswith(b"<lcm:SubmitObjectsRequest")
    assert qname(LCM, "SubmitObjectsRequest") == write.submit_objects([]).tag
