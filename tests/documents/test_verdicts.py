"""Every verdict of the room is obtained as it says it can be, and by nothing less."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from socle.documents import check, compare_bytes, derive
from socle.rulebook import PROTOCOLS, catalogue
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Code

TODAY = datetime(2026, 9, 15, 8, tzinfo=UTC)


def attribute(path, name, value):
    return path, lambda element: element.set(name, value)


def without(path):
    return path, lambda element: element.getparent().remove(element)


def twice(path):
    return path, lambda element: element.addnext(etree.fromstring(etree.tostring(element)))


def content(path, text):
    return path, lambda element: setattr(element, "text", text)


#: Verdict → the one change to a faultless letter that obtains it.
ALTERED = {
    "documents.value-malformed": attribute("h:effectiveTime", "value", "20261399"),
    "documents.value-doubtful": attribute("h:legalAuthenticator/h:time", "value", "20260915100000+200"),
    "documents.header-missing": without("h:custodian"),
    "documents.header-repeated": twice("h:legalAuthenticator"),
    "documents.header-value": attribute("h:realmCode", "code", "US"),
    "documents.ins-missing": without("h:recordTarget//h:id[1]"),
    "documents.ins-trait-missing": without("h:recordTarget//h:given[not(@qualifier)]"),
    "documents.check-digit-doubtful": attribute("h:author//h:assignedAuthor/h:id", "extension", "899880000024"),
    "documents.body-missing": without("h:component/h:nonXMLBody"),
    "documents.file-type-unknown": attribute("h:component//h:text", "mediaType", "application/msword"),
    "documents.file-unreadable": content("h:component//h:text", "ceci n'est pas du base64"),
    "documents.file-not-pdf": content("h:component//h:text", "Qm9uam91cg=="),
}
#: Verdict → the one change to the metadata of a faultless letter that obtains it.
MISDESCRIBED = {
    "documents.other-patient": {"patient_id": CX.of("182112901999268", "1.2.250.1.213.1.4.10", "NH")},
    "documents.other-id": {"unique_id": "1.2.3"},
    "documents.metadata-differs": {"type_code": Code("34133-9", "2.16.840.1.113883.6.1")},
    "documents.title-differs": {"title": "Autre titre"},
}
#: Verdict → what is fed instead of a document.
OTHERWISE = {
    "documents.unreadable": b"<ClinicalDocument>",
    "documents.not-a-cda": b"<html/>",
    "documents.several-cda": (
        b'<t:transform xmlns:t="http://www.w3.org/1999/XSL/Transform" xmlns="urn:hl7-org:v3"><ClinicalDocument/><ClinicalDocument/></t:transform>'
    ),
}
#: Those that the choices in force, the certificate or the bytes sent bring about, obtained below.
APART = {"documents.check-digit-wrong", "documents.bytes-differ", "documents.site-missing"}


def ids(findings):
    return {finding.verdict.id for finding in findings}


def test_the_letter_they_are_made_from_is_faultless(letter, read):
    assert check(letter, derive(read(letter), letter), at=TODAY).findings == ()


def test_every_verdict_of_the_room_is_obtained_here():
    parts = ("documents.pdf-", "documents.build-")  # each has such a test of its own
    room = {id for id in catalogue() if id.startswith("documents.") and not id.startswith(parts)}
    assert room == ALTERED.keys() | MISDESCRIBED.keys() | OTHERWISE.keys() | APART


@pytest.mark.parametrize("verdict", ALTERED)
def test_a_document_altered_in_one_place_obtains_its_verdict(altered, letter, verdict):
    assert verdict in ids(check(altered(letter, *ALTERED[verdict]), at=TODAY).findings)


@pytest.mark.parametrize("verdict", MISDESCRIBED)
def test_metadata_altered_in_one_attribute_obtains_its_verdict_alone(letter, read, verdict):
    entry = replace(derive(read(letter), letter), **MISDESCRIBED[verdict])
    assert ids(check(letter, entry, at=TODAY).findings) == {verdict}


@pytest.mark.parametrize("verdict", OTHERWISE)
def test_what_is_no_document_obtains_its_verdict_alone(verdict):
    assert ids(check(OTHERWISE[verdict], at=TODAY).findings) == {verdict}


def test_the_same_wrong_key_refuses_where_the_choice_says_so(altered, letter):
    wrong = altered(letter, *ALTERED["documents.check-digit-doubtful"])
    refusing = Choices(refuse_bad_check_digits=True)
    assert ids(check(wrong, at=TODAY, choices=refusing).findings) == {"documents.check-digit-wrong"}


@pytest.mark.rule("AUTH-045")
def test_the_certificate_of_a_legal_entity_for_a_site_that_the_header_does_not_name_obtains_its_verdict(letter):
    assert ids(check(letter, at=TODAY, site="1990100208").findings) == {"documents.site-missing"}
    assert ids(check(letter, at=TODAY, site="1990100109").findings) == set()


def test_another_hash_obtains_its_verdict(letter, read):
    entry = replace(derive(read(letter), letter), hash="0" * 40)
    assert ids(compare_bytes(letter, entry)) == {"documents.bytes-differ"}


@pytest.mark.parametrize(
    "verdict", sorted(id for id in ALTERED.keys() | MISDESCRIBED.keys() | OTHERWISE.keys() | APART)
)
def test_a_verdict_has_a_code_where_documents_come_in(verdict):
    codes = catalogue()[verdict].codes
    assert codes["xds"]["repository"] in {"InvalidDocumentContent", "XDSRepositoryMetadataError"}
    assert set(codes) <= set(PROTOCOLS)


@pytest.mark.parametrize("verdict", MISDESCRIBED)
def test_a_contradiction_names_its_document_in_the_text_a_sender_receives(letter, read, verdict):
    entry = replace(derive(read(letter), letter), **MISDESCRIBED[verdict])
    for finding in check(letter, entry, at=TODAY).findings:
        assert entry.unique_id in finding.sentence("fr")
        assert finding.verdict.codes["xds"]["repository"] == "XDSRepositoryMetadataError"
