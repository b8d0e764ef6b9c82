"""What an archive must be, read by nothing of ours: the standard library's zipfile and lxml.

Source: IHE ITI TF-2 3.32, TF-3 4.2; spec/messaging.md 6 (layout, writer).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import pytest
from lxml import etree

from socle.documents import xdm

from .conftest import AT, SENDER

RIM = {"r": "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0", "h": "http://www.w3.org/1999/xhtml"}
TWO = "IHE_XDM/SUBSET01/METADATA.XML"
UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"
PATIENT_ID = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"
SET = {
    "uniqueId": "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8",
    "sourceId": "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832",
    "patientId": "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446",
}


def opened(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


def slot(element, name):
    return element.xpath(f"r:Slot[@name='{name}']/r:ValueList/r:Value/text()", namespaces=RIM)


def external(element, scheme):
    return element.xpath(f"r:ExternalIdentifier[@identificationScheme='{scheme}']/@value", namespaces=RIM)


def test_files_stand_in_the_order_foreseen_under_names_that_any_disk_takes(packed):
    archive = opened(packed)
    assert archive.namelist() == [
        "INDEX.HTM",
        "README.TXT",
        TWO,
        "IHE_XDM/SUBSET01/DOC00001.XML",
        "IHE_XDM/SUBSET01/DOC00002.XML",
    ]
    for info in archive.infolist():
        assert all(re.fullmatch(r"[A-Z0-9_]{1,8}(\.[A-Z0-9]{1,3})?", part) for part in info.filename.split("/"))
        assert info.compress_type == zipfile.ZIP_DEFLATED
        assert not info.flag_bits & 0x800
        assert info.date_time == (2026, 9, 15, 10, 30, 2)  # French local time


def test_every_document_is_described_hash_for_hash(packed, minimal, second):
    archive = opened(packed)
    root = etree.fromstring(archive.read(TWO))
    assert root.tag == "{urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0}SubmitObjectsRequest"
    entries = root.xpath("r:RegistryObjectList/r:ExtrinsicObject", namespaces=RIM)
    assert len(entries) == 2
    for entry, sent in zip(entries, (minimal, second), strict=True):
        data = archive.read(f"IHE_XDM/SUBSET01/{slot(entry, 'URI')[0]}")
        assert data == sent
        assert slot(entry, "hash") == [hashlib.sha1(data).hexdigest()]
        assert slot(entry, "size") == [str(len(data))]
        assert external(entry, PATIENT_ID) == ["279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"]
        assert entry.get("objectType") == "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
        assert entry.get("mimeType") == "text/xml"
    assert [external(entry, UNIQUE_ID) for entry in entries] == [["1.2.3.4.5.6"], ["1.2.3.4.5.7"]]


def test_a_submission_set_holds_all_its_documents(packed):
    root = etree.fromstring(opened(packed).read(TWO))
    (package,) = root.xpath("r:RegistryObjectList/r:RegistryPackage", namespaces=RIM)
    assert slot(package, "submissionTime") == ["20260915083002"]
    for scheme in SET.values():
        (value,) = external(package, scheme)
        assert value
    entries = root.xpath("r:RegistryObjectList/r:ExtrinsicObject/@id", namespaces=RIM)
    members = root.xpath("r:RegistryObjectList/r:Association[contains(@associationType,'HasMember')]", namespaces=RIM)
    assert [member.get("targetObject") for member in members] == entries
    assert {member.get("sourceObject") for member in members} == {package.get("id")}


def test_a_submission_set_of_each_document_has_a_folder_and_an_identifier_of_its_own(minimal, second):
    archive = opened(xdm.pack([[minimal], [second]], sender=SENDER, at=AT).data)
    found = [name for name in archive.namelist() if name.endswith("METADATA.XML")]
    assert found == [TWO, "IHE_XDM/SUBSET02/METADATA.XML"]
    ids = {
        etree.fromstring(archive.read(name)).xpath("string(//r:RegistryPackage/@id)", namespaces=RIM) for name in found
    }
    assert len(ids) == 2
    assert archive.read("IHE_XDM/SUBSET02/DOC00001.XML") == second


def test_a_replacement_points_to_the_entry_of_the_archive_that_brought_the_former_version(minimal, packed):
    new = minimal.replace(b"1.2.3.4.5.6", b"1.2.3.4.5.8").replace(
        b"<componentOf>",
        b'<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3.4.5.6"/></parentDocument></relatedDocument><componentOf>',
    )
    root = etree.fromstring(opened(xdm.pack([[new]], sender=SENDER, at=AT).data).read(TWO))
    (link,) = root.xpath("//r:Association[@associationType='urn:ihe:iti:2007:AssociationType:RPLC']", namespaces=RIM)
    former = etree.fromstring(opened(packed).read(TWO)).xpath("//r:ExtrinsicObject[1]/@id", namespaces=RIM)[0]
    assert link.get("targetObject") == former
    assert link.get("sourceObject") == root.xpath("//r:ExtrinsicObject/@id", namespaces=RIM)[0]


def test_a_replacement_that_names_nothing_is_told_and_not_invented(minimal):
    new = minimal.replace(
        b"<componentOf>",
        b'<relatedDocument typeCode="RPLC"><parentDocument><id nullFlavor="UNK"/></parentDocument></relatedDocument><componentOf>',
    )
    made = xdm.pack([[new]], sender=SENDER, at=AT)
    assert [finding.verdict.id for finding in made.findings] == ["xdm.replaced-not-named"]
    assert b"RPLC" not in opened(made.data).read(TWO)


def test_packing_the_same_again_gives_the_same_bytes(packed, minimal, second):
    assert xdm.pack([[minimal, second]], sender=SENDER, at=AT).data == packed


def test_index_is_a_french_page_that_leads_to_every_document(packed):
    archive = opened(packed)
    page = etree.fromstring(archive.read("INDEX.HTM"))
    assert page.get("lang") == "fr"
    links = page.xpath("//h:a/@href", namespaces=RIM)
    assert set(links) <= set(archive.namelist())
    assert [link for link in links if link != "README.TXT"] == [name for name in archive.namelist() if "DOC" in name]
    assert page.xpath("//h:td[1]/text()", namespaces=RIM) == ["01/01/2026"] * 2
    assert len(page.xpath("//h:*[@role='main']/h:h1", namespaces=RIM)) == 1
    assert len(page.xpath("//h:table/h:caption", namespaces=RIM)) == 1
    assert page.xpath("//h:th/@scope", namespaces=RIM) == ["col"] * 3 + ["row"] * 2
    assert not page.xpath("//h:script", namespaces=RIM)


def test_nothing_that_a_document_or_a_sender_says_becomes_markup(minimal, altered):
    wild = "<script>alert(1)</script>\"'&\u0007"
    data = altered(minimal, "h:title", lambda title: setattr(title, "text", "<script>alert(1)</script>\"'&"))
    archive = opened(xdm.pack([[data]], sender=xdm.Sender(wild), at=AT).data)
    page = etree.fromstring(archive.read("INDEX.HTM"))
    assert not page.xpath("//h:script", namespaces=RIM)
    assert page.xpath("string(//h:tbody//h:a)", namespaces=RIM) == "<script>alert(1)</script>\"'&"


def test_readme_tells_the_sender_the_software_and_the_tree(packed):
    text = opened(packed).read("README.TXT").decode()
    assert "\r\n" in text
    assert text.count("\n") == text.count("\r\n")
    for words in ("Dr Marcel CAMPARINI", "CH d’essai", "0102030405", "Socle", *opened(packed).namelist()):
        assert words in text


@pytest.mark.rule("MSS-530")
def test_documents_of_two_patients_make_no_archive(minimal, letter):
    with pytest.raises(xdm.Unpackable) as refused:
        xdm.pack([[minimal], [letter]], sender=SENDER, at=AT)
    assert [finding.verdict.id for finding in refused.value.findings] == ["xdm.several-patients"]


def test_a_file_that_is_no_document_makes_no_archive():
    with pytest.raises(xdm.Unpackable) as refused:
        xdm.pack([[b"<html/>"]], sender=SENDER, at=AT)
    assert [finding.verdict.id for finding in refused.value.findings] == ["documents.not-a-cda"]


@pytest.mark.parametrize("name", ["IMG_CR_IMG_2024.01.xml", "BIO-CR-BIO_2021.01_Auto-Presentable.xml"])
def test_a_structured_document_keeps_its_media_type_and_format(samples, name):
    data = (samples / "cda" / name).read_bytes()
    with xdm.unpack(xdm.pack([[data]], sender=SENDER, at=AT).data) as archive:
        (held,) = archive.documents
        assert archive.accepted
        assert held.read() == data
        assert (held.entry.mime_type == "application/xslt+xml") is ("Auto" in name)
        assert held.entry.format_code is not None


def test_a_document_that_repeats_itself_is_packed_so_that_nobody_takes_it_for_a_bomb(minimal):
    long = minimal.replace(b"<title>", b"<title>" + b"x" * 100_000)
    with xdm.unpack(xdm.pack([[long]], sender=SENDER, at=AT).data) as archive:
        assert [held.read() for held in archive.documents if held.intact] == [long]
