"""The signature document of a submission set: each alteration refused, then the worked ones, then our own."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from socle.rulebook import code
from socle.wire import xades, xmldsig
from socle.wire.certificates import issue
from socle.wire.certificates.issue import Use, Validity
from socle.wire.content import Content
from socle.wire.xml import parse, serialise
from tests.conftest import HERE
from tests.wire import pki
from tests.wire.pki import NOW

SAMPLES = HERE / "data" / "dmp"
SIGNED = sorted(path.name for path in (SAMPLES / "documents").glob("*.signature.xml"))
ARC = "2.25.288238509688271636137782403822380314590"

SET, LETTER, PICTURE = "1.2.3.1", "1.2.3.2", "1.2.3.3"
DOCUMENTS = {
    LETTER: b'<?xml version="1.0"?>\n<?xml-stylesheet href="x"?>\n<!-- a -->\n<a b="1" a="2">&#233;<!-- kept --></a>\n',
    PICTURE: b"%PDF-1.7 nothing that is XML",
}
DS = xmldsig.name


def signed(documents=None, set_unique_id=SET, signer=None):
    signer = signer or pki.card()
    listed = (DOCUMENTS if documents is None else documents).items()
    return xades.build(set_unique_id, listed, signer.certificate, signer.key, NOW, "sig-1")


def judge(data, documents=None, *, set_unique_id=SET, require_signer=True, at=NOW, trust=None, test=None):
    documents = DOCUMENTS if documents is None else documents
    contents = {unique_id: Content(document) for unique_id, document in documents.items()}
    return xades.verify(data, set_unique_id, contents, trust or pki.trust(), at, require_signer, test=test)


def ids(data, documents=None, **around):
    return [finding.verdict.id for finding in judge(data, documents, **around)]


def changed(change, data=None):
    root = parse(data or signed())
    change(root)
    return serialise(root)


def resealed(change, signer=None):
    """Change the document, then compute again every digest and the signature: a forger who holds a key."""
    signer = signer or pki.card()
    root = parse(signed(signer=signer))
    change(root)
    info = root.find(DS("SignedInfo"))
    for reference in info.findall(DS("Reference")):
        nodes = xmldsig.identified(root, reference.get("URI")[1:])
        if nodes:
            digest = xmldsig.digest(xmldsig.canonical(nodes[0], xmldsig.INCLUSIVE_COMMENTS), xmldsig.SHA256)
            reference.find(DS("DigestValue")).text = base64.b64encode(digest).decode()
    value = xmldsig.sign(xmldsig.canonical(info, xmldsig.INCLUSIVE_COMMENTS), signer.key)
    root.find(DS("SignatureValue")).text = base64.b64encode(value).decode()
    return serialise(root)


def manifest_of(root):
    return root.find(f".//{DS('Manifest')}")


class TestDocuments:
    def test_a_document_changed_after_the_signature_is_named(self):
        findings = judge(signed(), {**DOCUMENTS, LETTER: DOCUMENTS[LETTER].replace(b'"1"', b'"3"')})
        assert [(finding.verdict.id, finding.document) for finding in findings] == [("wire.signature-digest", LETTER)]
        assert LETTER in findings[0].sentence("fr")

    def test_a_document_that_is_not_xml_is_compared_byte_for_byte(self):
        findings = judge(signed(), {**DOCUMENTS, PICTURE: DOCUMENTS[PICTURE] + b" "})
        assert [(finding.verdict.id, finding.document) for finding in findings] == [("wire.signature-digest", PICTURE)]

    def test_a_document_that_is_no_longer_xml_is_refused(self):
        assert ids(signed(), {**DOCUMENTS, LETTER: b"<a>"}) == ["wire.signature-digest"]

    def test_comments_count(self):
        assert ids(signed(), {**DOCUMENTS, LETTER: DOCUMENTS[LETTER].replace(b"kept", b"lost")}) == [
            "wire.signature-digest"
        ]

    def test_what_canonicalisation_levels_does_not_count(self):
        assert ids(signed(), {**DOCUMENTS, LETTER: DOCUMENTS[LETTER].replace(b'b="1" a="2"', b"a='2'  b='1'")}) == []

    def test_every_faulty_document_is_named_at_once(self):
        documents = dict.fromkeys(DOCUMENTS, b"<other/>") | {"1.2.3.9": b"<new/>"}
        findings = judge(signed(), documents)
        assert [(finding.verdict.id, finding.document) for finding in findings] == [
            ("wire.signature-digest", LETTER),
            ("wire.signature-digest", PICTURE),
            ("wire.signature-document-not-covered", "1.2.3.9"),
        ]

    def test_a_document_named_and_not_sent_is_told(self):
        findings = judge(signed(), {LETTER: DOCUMENTS[LETTER]})
        assert [(finding.verdict.id, finding.document) for finding in findings] == [
            ("wire.signature-document-not-submitted", PICTURE)
        ]

    def test_a_document_named_twice_is_told(self):
        def twice(root):
            manifest = manifest_of(root)
            manifest.append(etree.fromstring(etree.tostring(manifest[1])))

        assert ids(resealed(twice)) == ["wire.signature-repeated"]

    def test_a_document_named_a_thousand_times_is_read_once(self):
        def often(root):
            manifest = manifest_of(root)
            for _ in range(1000):
                manifest.append(etree.fromstring(etree.tostring(manifest[1])))

        large = b"<a>" + b"<b>text</b>" * 200_000 + b"</a>"
        found = ids(resealed(often), {**DOCUMENTS, LETTER: large})
        assert found == ["wire.signature-repeated", "wire.signature-digest"]

    def test_the_signature_of_another_set_is_refused(self):
        assert ids(signed(), set_unique_id="1.2.3.8") == ["wire.signature-other-set"]

    def test_a_document_in_the_place_of_the_set_is_refused(self):
        def without_set(root):
            manifest_of(root).remove(manifest_of(root)[0])

        assert "wire.signature-other-set" in ids(resealed(without_set))

    def test_an_empty_manifest_covers_nothing(self):
        def empty(root):
            for reference in list(manifest_of(root)):
                manifest_of(root).remove(reference)

        assert ids(resealed(empty)) == ["wire.signature-other-set", *["wire.signature-document-not-covered"] * 2]

    def test_a_digest_method_unknown_is_told_with_its_document(self):
        def md5(root):
            manifest_of(root)[1].find(DS("DigestMethod")).set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#md5")

        findings = judge(resealed(md5))
        assert [(finding.verdict.id, finding.document) for finding in findings] == [
            ("wire.signature-algorithm", LETTER)
        ]

    @pytest.mark.parametrize("transform", ["http://www.w3.org/TR/1999/REC-xpath-19991116", xmldsig.ENVELOPED])
    def test_a_transform_other_than_a_canonicalisation_is_told_with_its_document(self, transform):
        def transformed(root):
            manifest_of(root)[1].find(f".//{DS('Transform')}").set("Algorithm", transform)

        assert ids(resealed(transformed)) == ["wire.signature-algorithm"]

    def test_the_placeholder_digest_of_the_set_never_fails(self):
        def digest(root):
            manifest_of(root)[0].find(DS("DigestValue")).text = "BB=="

        assert ids(resealed(digest)) == []


class TestSignature:
    @pytest.mark.parametrize(
        "path",
        [
            f".//{DS('Manifest')}/{DS('Reference')}/{DS('DigestValue')}",
            ".//{http://uri.etsi.org/01903/v1.1.1#}SigningTime",
            f"{DS('SignedInfo')}/{DS('Reference')}/{DS('DigestValue')}",
            DS("SignatureValue"),
        ],
    )
    def test_any_signed_value_changed_is_refused(self, path):
        def change(root):
            root.find(path).text = base64.b64encode(b"other").decode()

        assert ids(changed(change)) == ["wire.signature-altered"]

    def test_a_name_changed_in_the_manifest_is_refused(self):
        assert ids(changed(lambda root: manifest_of(root)[1].set("URI", "urn:oid:1.2.3.7"))) == [
            "wire.signature-altered"
        ]

    def test_a_manifest_beside_the_signed_one_is_not_read(self):
        def beside(root):
            false = etree.fromstring(etree.tostring(manifest_of(root)))
            false.attrib.pop("Id")
            false[1].find(DS("DigestValue")).text = base64.b64encode(
                xmldsig.digest(xmldsig.canonical_document(parse(b"<other/>"), xmldsig.INCLUSIVE_COMMENTS), xmldsig.SHA1)
            ).decode()
            root.insert(0, etree.Element(DS("Object")))
            root[0].append(false)

        assert ids(changed(beside), {**DOCUMENTS, LETTER: b"<other/>"}) == ["wire.signature-digest"]

    def test_two_elements_with_the_id_of_the_manifest_are_refused(self):
        def twin(root):
            root.append(etree.fromstring(etree.tostring(manifest_of(root).getparent())))

        assert ids(changed(twin)) == ["wire.signature-shape"]

    @pytest.mark.parametrize("uri", ["", "#nothing", "http://attacker.example/", "urn:oid:1.2"])
    def test_a_reference_to_anything_but_one_element_of_the_document_is_refused(self, uri):
        def elsewhere(root):
            root.find(f"{DS('SignedInfo')}/{DS('Reference')}").set("URI", uri)

        assert ids(resealed(elsewhere)) == ["wire.signature-shape"]

    def test_a_signature_of_something_else_than_the_manifest_is_refused(self):
        def forget(root):
            info = root.find(DS("SignedInfo"))
            info.remove(info.find(DS("Reference")))

        assert ids(resealed(forget)) == ["wire.signature-shape"]

    def test_a_property_that_passes_for_the_manifest_is_refused(self):
        def pass_for(root):
            root.find(f"{DS('SignedInfo')}/{DS('Reference')}").set("URI", "#purposeOfSignature")

        assert ids(resealed(pass_for)) == ["wire.signature-shape"]

    def test_a_relative_namespace_which_has_no_canonical_form_is_told_as_unreadable(self):
        def relative(root):
            manifest_of(root).append(etree.Element("{relative}x", nsmap={"r": "relative"}))

        assert ids(changed(relative)) == ["wire.signature-unreadable"]

    def test_a_hundred_references_are_too_many(self):
        def many(root):
            info = root.find(DS("SignedInfo"))
            for _ in range(100):
                info.append(etree.fromstring(etree.tostring(info.find(DS("Reference")))))

        assert ids(resealed(many)) == ["wire.signature-shape"]

    def test_two_transforms_of_the_manifest_are_refused(self):
        def twice(root):
            transforms = root.find(f"{DS('SignedInfo')}/{DS('Reference')}/{DS('Transforms')}")
            transforms.append(etree.fromstring(etree.tostring(transforms[0])))

        assert ids(resealed(twice)) == ["wire.signature-shape"]

    @pytest.mark.parametrize(
        ("place", "algorithm"),
        [
            ("SignatureMethod", xmldsig.RSA_SHA1),
            ("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
            ("SignatureMethod", ""),
            ("CanonicalizationMethod", "none"),
        ],
    )
    def test_a_weak_or_unknown_algorithm_above_the_manifest_is_refused(self, place, algorithm):
        data = resealed(lambda root: root.find(f"{DS('SignedInfo')}/{DS(place)}").set("Algorithm", algorithm))
        assert ids(data) == ["wire.signature-algorithm"]

    def test_sha1_above_the_manifest_is_refused(self):
        def weak(root):
            root.find(f"{DS('SignedInfo')}/{DS('Reference')}/{DS('DigestMethod')}").set("Algorithm", xmldsig.SHA1)

        assert ids(resealed(weak)) == ["wire.signature-algorithm"]

    @pytest.mark.parametrize("data", [b"", b"text", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
    def test_what_is_no_signature_document_is_told(self, data):
        assert ids(data) in (["wire.signature-unreadable"], ["wire.signature-shape"])

    def test_a_signature_deeper_in_a_document_is_not_looked_for(self):
        root = etree.Element("a")
        root.append(parse(signed()))
        assert ids(serialise(root)) == ["wire.signature-shape"]

    @settings(max_examples=100, deadline=None)
    @given(data=st.data())
    def test_no_change_of_a_byte_lets_another_document_pass(self, data):
        good = signed()
        position = data.draw(st.integers(0, len(good) - 1))
        forged = good[:position] + bytes([data.draw(st.integers(0, 255))]) + good[position + 1 :]
        assert judge(forged, {**DOCUMENTS, LETTER: b"<other/>"})


class TestSigner:
    @pytest.mark.rule("AUTH-041")
    @pytest.mark.parametrize(
        ("signer", "sentence"),
        [
            (pki.stranger, "le certificat ne vient pas d'une autorité reconnue."),
            (lambda: pki.card(Use.AUTHENTICATION), "le certificat n'est pas un certificat de signature."),
            (lambda: pki.card(validity=Validity(datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))), "le certificat a expiré."),
        ],
    )  # fmt: skip
    def test_a_signer_who_is_not_trusted_is_refused_unless_the_setting_relaxes_it(self, signer, sentence):
        data = signed(signer=signer())
        findings = judge(data)
        assert [finding.verdict.id for finding in findings] == ["wire.signature-signer"]
        assert sentence in findings[0].sentence("fr")
        assert ids(data, require_signer=False) == []

    @pytest.mark.rule("AUTH-041")
    def test_a_signer_whose_certificate_was_revoked_is_refused(self):
        serial = pki.card().certificate.serial
        trust = replace(pki.trust(), revoked=lambda issuer, number, at: number == serial)
        assert ids(signed(), trust=trust) == ["wire.signature-signer"]

    @pytest.mark.rule("TEST-001", "TEST-002")
    def test_a_card_of_production_does_not_sign_in_a_test_environment(self):
        genuine = issue.card(pki.persons(), pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY, test=False)
        (found,) = judge(signed(signer=genuine), test=True)
        assert found.verdict.id == "wire.signature-environment"
        assert "de production" in found.sentence("fr")
        assert ids(signed(), test=True) == []

    @pytest.mark.rule("TEST-001", "TEST-003")
    def test_a_certificate_of_production_does_not_sign_in_a_test_environment(self):
        genuine = issue.organisation(
            pki.organisations(), "DMP-SIGN", structure="1990100018", name="CH", use=Use.SIGNATURE,
            validity=pki.VALIDITY, test=False,
        )  # fmt: skip
        assert ids(signed(signer=genuine), test=True) == ["wire.signature-environment"]
        assert ids(signed(signer=pki.hospital()), test=True) == []

    def test_test_material_does_not_sign_in_production(self):
        assert ids(signed(), test=False) == ["wire.signature-environment"]

    def test_even_relaxed_what_the_signer_signed_must_hold(self):
        def change(root):
            root.find(DS("SignatureValue")).text = base64.b64encode(b"other").decode()

        assert ids(changed(change), require_signer=False) == ["wire.signature-altered"]

    def test_a_signature_without_certificate_is_refused_unless_relaxed(self):
        data = changed(lambda root: root.remove(root.find(DS("KeyInfo"))))
        assert ids(data) == ["wire.signature-certificate-missing"]
        assert ids(data, require_signer=False) == []

    def test_a_certificate_put_over_that_of_the_signer_is_refused(self):
        def swap(root):
            shown = base64.b64encode(pki.hospital().certificate.der).decode()
            root.find(f".//{DS('X509Certificate')}").text = shown

        assert ids(changed(swap)) == ["wire.signature-altered"]

    def test_another_certificate_of_the_same_key_is_not_the_one_designated(self):
        again = issue.card(pki.persons(), pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY, key=pki.card().key)

        def swap(root):
            root.find(f".//{DS('X509Certificate')}").text = base64.b64encode(again.certificate.der).decode()

        assert ids(changed(swap)) == ["wire.signature-other-certificate"]

    def test_a_certificate_that_cannot_be_read_is_told(self):
        def spoil(root):
            root.find(f".//{DS('X509Certificate')}").text = "AAAA"

        assert ids(changed(spoil)) == ["wire.signature-signer"]

    def test_faults_of_the_signer_and_of_the_documents_are_told_together(self):
        assert ids(signed(signer=pki.stranger()), {**DOCUMENTS, LETTER: b"<a/>"}) == [
            "wire.signature-signer",
            "wire.signature-digest",
        ]

    def test_every_fault_has_its_code_at_repository_and_registry(self):
        for finding in judge(signed(), {}, set_unique_id="1.2.3.8"):
            assert code(finding, "xds", "repository") == "XDSRepositoryMetadataError"
            assert code(finding, "xds", "registry") == "XDSRegistryMetadataError"


@pytest.fixture(scope="module")
def worked():
    """Every worked document by its uniqueId, as the README of the samples lists them."""
    lines = (SAMPLES / "README.md").read_text().splitlines()
    rows = [re.match(r"\| (\S+-v\d\.xml) \| ….(\S+) \|", line) for line in lines]
    return {f"{ARC}.{row[2]}": (SAMPLES / "documents" / row[1]).read_bytes() for row in rows if row}


class TestWorkedSignatures:
    @pytest.mark.parametrize("name", SIGNED)
    def test_each_worked_signature_document_verifies_with_its_documents(self, worked, name):
        data = (SAMPLES / "documents" / name).read_bytes()
        named = self.named(data)
        documents = {unique_id: worked[unique_id] for unique_id in named[1:]}
        trust = pki.worked_trust(SAMPLES)
        assert ids(data, documents, set_unique_id=named[0], trust=trust, at=NOW + timedelta(hours=2)) == []

    @pytest.mark.parametrize("name", SIGNED)
    def test_each_worked_signature_document_refuses_other_documents(self, worked, name):
        data = (SAMPLES / "documents" / name).read_bytes()
        named = self.named(data)
        documents = {unique_id: worked[unique_id].replace(b"Document", b"document", 1) for unique_id in named[1:]}
        trust = pki.worked_trust(SAMPLES)
        found = ids(data, {**documents, named[1]: b"<other/>"}, set_unique_id=named[0], trust=trust)
        assert "wire.signature-digest" in found

    @staticmethod
    def named(data):
        uris = [node.get("URI") for node in parse(data).iter(DS("Reference"))]
        return [uri.removeprefix("urn:oid:") for uri in uris if uri.startswith("urn:oid:")]

    def test_the_document_built_has_the_shape_of_the_worked_one(self):
        worked = parse((SAMPLES / "documents" / SIGNED[0]).read_bytes())
        ours = parse(signed({LETTER: DOCUMENTS[LETTER]}))
        assert [node.tag for node in ours.iter(etree.Element)] == [node.tag for node in worked.iter(etree.Element)]


@settings(max_examples=30, deadline=None)
@given(
    documents=st.dictionaries(
        st.from_regex(r"1\.2\.[0-9]{1,8}", fullmatch=True),
        st.binary(max_size=200) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=50).map(
            lambda text: f"<a><![CDATA[{text.replace(']]>', '')}]]></a>".encode()
        ),
        max_size=5,
    )
)  # fmt: skip
def test_what_is_built_verifies_whatever_the_documents(documents):
    assert ids(signed(documents), documents) == []
    for missing in documents:
        rest = {unique_id: data for unique_id, data in documents.items() if unique_id != missing}
        assert ids(signed(documents), rest) == ["wire.signature-document-not-submitted"]
