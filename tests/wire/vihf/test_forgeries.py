"""Forged tokens: each attack known on signed XML is refused, each for its own reason."""

from __future__ import annotations

import base64
import copy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.wire import pki
from tests.wire.vihf.forge import GOOD, HMAC, ID, Seal, assertion, evil, forged, header, sealed

from socle.wire import xmldsig
from socle.wire.certificates import issue
from socle.wire.certificates.issue import Holder, Use
from socle.wire.namespaces import SAML2, SOAP12, qname
from socle.wire.vihf.verify import verify
from socle.wire.xml import XmlRefused, parse, serialise

SIGNATURE = xmldsig.name("Signature")
NAME_ID = f".//{qname(SAML2, 'NameID')}"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"


def judge(security, **choices):
    return verify(security, trust=pki.trust(), at=pki.NOW, life=pki.LIFE, skew=pki.SKEW, **choices)


def refused(security, **choices):
    """The ids of the findings; the token must be None with them."""
    token, findings = judge(security, **choices)
    assert token is None
    assert findings
    return [finding.verdict.id for finding in findings]


def test_the_forger_makes_good_tokens_when_asked_to():
    token, findings = judge(header(forged()))
    assert findings == []
    assert token is not None
    assert token.name_id == GOOD.name_id


class TestWrapping:
    """The signed token is hidden somewhere, another is shown in its place."""

    def test_a_signed_token_under_the_advice_of_an_unsigned_one(self):
        root = evil()
        etree.SubElement(root, qname(SAML2, "Advice")).append(forged())
        assert refused(header(root)) == ["wire.token-wrapped"]

    @pytest.mark.parametrize("where", ["Subject", "AuthnStatement", "AttributeStatement"])
    def test_a_signed_token_inside_any_part_of_an_unsigned_one(self, where):
        root = evil()
        root.find(f".//{qname(SAML2, where)}").append(forged())
        assert refused(header(root)) == ["wire.token-wrapped"]

    def test_a_signed_token_inside_the_object_of_the_signature_of_another(self):
        good = forged()
        signature = copy.deepcopy(good.find(SIGNATURE))
        good.remove(good.find(SIGNATURE))
        root = evil()
        etree.SubElement(signature, xmldsig.name("Object")).append(good)
        root[0].addnext(signature)
        assert refused(header(root)) == ["wire.token-wrapped"]

    def test_the_signature_of_another_token_on_an_unsigned_one(self):
        root = evil()
        root[0].addnext(forged().find(SIGNATURE))
        assert refused(header(root)) == ["wire.token-wrapped"]

    def test_the_signature_of_another_token_with_the_id_it_refers_to(self):
        root = evil(lambda node: node.set("ID", ID))
        root[0].addnext(forged().find(SIGNATURE))
        assert refused(header(root)) == ["wire.token-altered"]

    def test_a_signed_token_before_an_unsigned_one(self):
        assert refused(header(forged(), evil())) == ["wire.token-several"]

    def test_a_signed_token_after_an_unsigned_one(self):
        assert refused(header(evil(), forged())) == ["wire.token-several"]

    def test_two_signed_tokens(self):
        other = replace(GOOD, id="_other")
        assert refused(header(forged(), forged(other, Seal(uris=("#_other",))))) == ["wire.token-several"]

    def test_a_signed_token_in_another_element_of_the_header(self):
        security = header(evil())
        etree.SubElement(security, "Wrapper").append(forged())
        assert refused(security) == ["wire.token-wrapped"]

    def test_the_original_token_kept_in_the_body_under_the_same_id(self):
        envelope = etree.Element(qname(SOAP12, "Envelope"))
        security = header(evil(lambda node: node.set("ID", ID)))
        security[0][0].addnext(forged().find(SIGNATURE))
        envelope.append(security)
        etree.SubElement(envelope, qname(SOAP12, "Body")).append(forged())
        assert refused(security) == ["wire.token-repeated-id"]

    @pytest.mark.parametrize("name", ["Id", "id", "{http://www.w3.org/XML/1998/namespace}id", "{urn:x}Id"])
    def test_another_element_that_carries_the_id_of_the_token_whatever_the_attribute(self, name):
        security = header(forged())
        etree.SubElement(security, "decoy").set(name, ID)
        assert refused(security) == ["wire.token-repeated-id"]

    def test_a_second_identity_on_the_token_itself(self):
        root = assertion()
        root.set("Id", ID)
        assert refused(header(sealed(root))) == ["wire.token-repeated-id"]

    def test_a_signature_moved_to_the_end_of_its_token(self):
        root = forged()
        root.append(root.find(SIGNATURE))
        assert refused(header(root)) == ["wire.token-wrapped"]

    def test_a_signature_moved_into_a_part_of_its_token(self):
        root = forged()
        root.find(qname(SAML2, "Subject")).append(root.find(SIGNATURE))
        assert refused(header(root)) == ["wire.token-wrapped"]

    def test_two_signatures_on_one_token(self):
        root = forged()
        root.append(copy.deepcopy(root.find(SIGNATURE)))
        assert refused(header(root)) == ["wire.token-wrapped"]

    @pytest.mark.parametrize("place", ["Advice", "Subject"])
    def test_an_element_whose_name_bears_an_accent(self, place):
        root = forged()
        held = root if place == "Advice" else root.find(qname(SAML2, place))
        etree.SubElement(held, "{urn:x}é").set("prénom", "Zoé")
        assert refused(header(root)) == ["wire.token-altered"]

    def test_an_element_added_next_to_the_signature(self):
        root = forged()
        root.append(copy.deepcopy(evil().find(f".//{qname(SAML2, 'Subject')}")))
        assert refused(header(root)) == ["wire.token-altered"]


class TestReferences:
    def test_two_references(self):
        assert refused(header(forged(seal=Seal(uris=("#" + ID, "#" + ID))))) == ["wire.token-references"]

    def test_no_reference_at_all(self):
        assert refused(header(forged(seal=Seal(uris=())))) == ["wire.token-references"]

    @pytest.mark.parametrize("uri", ["", "#", "#xpointer(/)", f"#xpointer(id('{ID}'))"])
    def test_a_reference_that_does_not_name_the_token(self, uri):
        assert refused(header(forged(seal=Seal(uris=(uri,))))) == ["wire.token-references"]

    @pytest.mark.parametrize("uri", ["http://attacker.example/token", "file:///etc/passwd", "cid:token", "token.xml"])
    def test_a_reference_outside_the_message(self, uri):
        assert refused(header(forged(seal=Seal(uris=(uri,))))) == ["wire.token-external-reference"]

    @pytest.mark.parametrize(
        "transforms",
        [
            (),
            (xmldsig.ENVELOPED,),
            (xmldsig.EXCLUSIVE,),
            (xmldsig.EXCLUSIVE, xmldsig.ENVELOPED),
            (xmldsig.ENVELOPED, xmldsig.EXCLUSIVE + xmldsig.COMMENTS),
            (xmldsig.ENVELOPED, xmldsig.INCLUSIVE),
            (xmldsig.ENVELOPED, XPATH, xmldsig.EXCLUSIVE),
            (xmldsig.ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116", xmldsig.EXCLUSIVE),
            (xmldsig.ENVELOPED, xmldsig.DS + "base64", xmldsig.EXCLUSIVE),
            (xmldsig.ENVELOPED, xmldsig.EXCLUSIVE, xmldsig.EXCLUSIVE),
        ],
    )
    def test_transforms_other_than_the_two_of_the_token(self, transforms):
        assert refused(header(forged(seal=Seal(transforms=transforms)))) == ["wire.token-transforms"]

    def test_an_expression_inside_a_transform(self):
        root = forged()
        transform = root.find(f".//{xmldsig.name('Transform')}")
        etree.SubElement(transform, xmldsig.name("XPath")).text = "not(//*)"
        assert refused(header(root)) == ["wire.token-transforms"]


class TestAlgorithms:
    @pytest.mark.parametrize(
        "method",
        [
            HMAC,
            xmldsig.DS + "hmac-sha1",
            xmldsig.DS + "dsa-sha1",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "none",
            "",
        ],
    )
    def test_a_signature_method_that_is_not_rsa_with_sha2(self, method):
        assert refused(header(forged(seal=Seal(method=method)))) == ["wire.token-algorithm"]

    @pytest.mark.parametrize("method", [xmldsig.INCLUSIVE, xmldsig.EXCLUSIVE + xmldsig.COMMENTS, "", "none"])
    def test_another_canonicalisation_of_what_is_signed(self, method):
        assert refused(header(forged(seal=Seal(canonicalisation=method)))) == ["wire.token-algorithm"]

    @pytest.mark.parametrize("part", [{"method": xmldsig.RSA_SHA1}, {"digest": xmldsig.SHA1}])
    def test_sha1_when_the_setting_is_closed(self, part):
        root = forged(seal=Seal(**part))
        assert refused(header(root)) == ["wire.token-sha1"]
        token, findings = judge(header(root), accept_sha1=True)
        assert token is not None
        assert findings == []

    def test_a_digest_method_that_is_none(self):
        root = forged()
        root.find(f".//{xmldsig.name('DigestMethod')}").set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#md5")
        assert refused(header(root)) == ["wire.token-algorithm"]

    @pytest.mark.parametrize(
        ("value", "id"),
        [("", "altered"), ("AAAA", "wrong-key"), ("%%%", "wrong-key"), ("=" * 40, "altered")],
    )
    def test_a_signature_value_that_is_no_signature(self, value, id):
        root = forged()
        root.find(f".//{xmldsig.name('SignatureValue')}").text = value
        assert refused(header(root)) == [f"wire.token-{id}"]


class TestKeys:
    @pytest.mark.rule("AUTH-041")
    def test_a_certificate_made_by_the_attacker_himself(self):
        itself = issue.card(
            issue.root("TEST AC RACINE ESSAI", pki.VALIDITY), pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY
        )
        assert refused(header(forged(seal=Seal(signer=itself)))) == ["wire.certificate-unknown-authority"]

    @pytest.mark.rule("AUTH-041")
    def test_a_self_signed_certificate(self):
        itself = issue.root("899880000015", pki.VALIDITY)
        found = refused(header(forged(seal=Seal(signer=itself))))
        assert found[:2] == ["wire.certificate-unknown-authority", "wire.token-not-a-signature-certificate"]

    def test_a_trusted_certificate_shown_over_the_signature_of_another_key(self):
        attacker = pki.stranger()
        assert refused(header(forged(seal=Seal(signer=attacker, shown=pki.card())))) == ["wire.token-wrong-key"]

    def test_a_trusted_certificate_put_over_that_of_a_signed_token(self):
        root = forged(seal=Seal(signer=pki.stranger()))
        shown = base64.b64encode(pki.card().certificate.der).decode()
        root.find(f".//{xmldsig.name('X509Certificate')}").text = shown
        assert refused(header(root)) == ["wire.token-wrong-key"]

    def test_a_second_certificate_that_is_trusted_does_not_help_the_first(self):
        root = forged(seal=Seal(signer=pki.stranger()))
        shown = etree.SubElement(root.find(f".//{xmldsig.name('X509Data')}"), xmldsig.name("X509Certificate"))
        shown.text = base64.b64encode(pki.card().certificate.der).decode()
        assert refused(header(root)) == ["wire.certificate-unknown-authority"]

    def test_a_public_key_instead_of_a_certificate(self):
        numbers = pki.card().key.public_key().public_numbers()
        modulus = base64.b64encode(numbers.n.to_bytes(256, "big")).decode()
        value = f"<ds:RSAKeyValue><ds:Modulus>{modulus}</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>"
        root = forged(seal=Seal(key_info=f"<ds:KeyValue>{value}</ds:KeyValue>"))
        assert refused(header(root)) == ["wire.token-certificate-missing"]

    def test_the_public_key_of_another_beside_the_certificate(self):
        numbers = pki.stranger().key.public_key().public_numbers()
        modulus = base64.b64encode(numbers.n.to_bytes(256, "big")).decode()
        value = f"<ds:RSAKeyValue><ds:Modulus>{modulus}</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>"
        shown = base64.b64encode(pki.card().certificate.der).decode()
        certificate = f"<ds:X509Data><ds:X509Certificate>{shown}</ds:X509Certificate></ds:X509Data>"
        root = forged(seal=Seal(key_info=f"<ds:KeyValue>{value}</ds:KeyValue>{certificate}"))
        assert refused(header(root)) == ["wire.token-altered"]

    @pytest.mark.parametrize("content", ["AAAA", "not base64", "<x/>", ""])
    def test_a_certificate_that_cannot_be_read(self, content):
        data = f"<ds:X509Data><ds:X509Certificate>{content}</ds:X509Certificate></ds:X509Data>"
        assert refused(header(forged(seal=Seal(key_info=data)))) == ["wire.certificate-unreadable"]

    def test_a_name_of_key_instead_of_a_certificate(self):
        root = forged(seal=Seal(key_info="<ds:KeyName>899880000015</ds:KeyName>"))
        assert refused(header(root)) == ["wire.token-certificate-missing"]

    @pytest.mark.rule("AUTH-041")
    def test_the_authentication_key_of_the_card(self):
        assert refused(header(forged(seal=Seal(signer=pki.card(Use.AUTHENTICATION))))) == [
            "wire.token-not-a-signature-certificate"
        ]

    def test_the_key_of_an_authority(self):
        found = refused(header(forged(seal=Seal(signer=pki.persons()))))
        assert found == ["wire.token-not-a-signature-certificate"]

    def test_ones_own_card_with_the_issuer_of_someone_else(self):
        other = pki.card(holder=Holder(idnat="899880000023", family="DAUMONT", given="Elias", profession="10"))
        token = replace(GOOD, issuer=pki.card().certificate.written_name())
        found = refused(header(forged(token, Seal(signer=other))))
        assert found == ["wire.token-issuer-not-of-certificate"]

    def test_ones_own_card_for_someone_else_is_left_to_the_directory_with_the_certificate(self):
        other = pki.card(holder=Holder(idnat="899880000023", family="DAUMONT", given="Elias", profession="10"))
        token, findings = judge(header(forged(seal=Seal(signer=other))))
        assert findings == []
        assert token.certificate == other.certificate.der


class TestTruncation:
    def test_a_comment_in_the_middle_of_the_name(self):
        root = forged()
        name_id = root.find(NAME_ID)
        name_id.text = "8998800"
        comment = etree.Comment("x")
        comment.tail = "00015"
        name_id.append(comment)
        assert refused(header(root)) == ["wire.token-commented"]

    def test_a_name_signed_with_a_comment_that_readers_would_stop_at(self):
        root = assertion()
        name_id = root.find(NAME_ID)
        name_id.text = "899880000015"
        comment = etree.Comment("x")
        comment.tail = "/evil"
        name_id.append(comment)
        assert refused(header(sealed(root))) == ["wire.token-commented"]

    @pytest.mark.parametrize("name", ["Issuer", "AttributeValue", "AuthnContextClassRef"])
    def test_a_comment_in_any_other_value(self, name):
        root = forged()
        root.find(f".//{qname(SAML2, name)}").append(etree.Comment("x"))
        assert refused(header(root)) == ["wire.token-commented"]

    def test_an_instruction_in_a_value(self):
        root = assertion()
        root.find(NAME_ID).append(etree.ProcessingInstruction("x"))
        assert refused(header(sealed(root))) == ["wire.token-commented"]

    def test_comments_between_elements_are_what_vendors_write(self):
        root = forged()
        root.find(qname(SAML2, "Subject")).insert(0, etree.Comment("identifiant de la personne"))
        token, findings = judge(header(root))
        assert findings == []
        assert token is not None

    def test_a_document_type_that_defines_the_name(self):
        data = serialise(header(forged())).replace(b"899880000015</saml2:NameID>", b"&who;</saml2:NameID>")
        doctype = b'<!DOCTYPE x [<!ENTITY who "899880000015">]>\n'
        with pytest.raises(XmlRefused):
            parse(data.replace(b"?>\n", b"?>\n" + doctype, 1))


class TestAlterations:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (NAME_ID, "899880000023"),
            (f".//{qname(SAML2, 'Issuer')}", "C=FR, CN=Personne"),
            (f".//{qname(SAML2, 'AttributeValue')}", "2.0"),
        ],
    )
    def test_any_value_changed_after_the_signature(self, path, value):
        root = forged()
        root.find(path).text = value
        assert refused(header(root)) == ["wire.token-altered"]

    @pytest.mark.parametrize("name", ["IssueInstant", "Version"])
    def test_any_attribute_changed_after_the_signature(self, name):
        root = forged()
        root.set(name, "2026-09-15T08:01:00Z")
        assert refused(header(root)) == ["wire.token-altered"]

    def test_a_new_id_breaks_the_tie_with_the_signature(self):
        root = forged()
        root.set("ID", "_new")
        assert refused(header(root)) == ["wire.token-wrapped"]

    def test_a_new_id_and_a_reference_to_it(self):
        root = forged()
        root.set("ID", "_new")
        root.find(f".//{xmldsig.name('Reference')}").set("URI", "#_new")
        assert refused(header(root)) == ["wire.token-wrong-key"]

    def test_a_digest_changed_under_the_signature(self):
        root = forged()
        root.find(f".//{xmldsig.name('DigestValue')}").text = "AAAA"
        assert refused(header(root)) == ["wire.token-wrong-key"]

    def test_no_signature_at_all(self):
        assert refused(header(assertion())) == ["wire.token-unsigned"]

    def test_no_token_at_all(self):
        assert refused(header()) == ["wire.token-missing"]

    def test_an_encrypted_token(self):
        assert refused(header(etree.Element(qname(SAML2, "EncryptedAssertion")))) == ["wire.token-malformed"]

    @pytest.mark.parametrize("identifier", ["", "1", "a b", "é", "_" * 200])
    def test_an_id_that_is_none(self, identifier):
        root = assertion()
        root.set("ID", identifier)
        assert refused(header(sealed(root, Seal(uris=("#" + identifier,))))) == ["wire.token-malformed"]

    def test_a_token_out_of_all_proportion(self):
        root = assertion()
        etree.SubElement(root, qname(SAML2, "Advice")).text = "x" * 300_000
        assert refused(header(sealed(root))) == ["wire.token-malformed"]

    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_no_change_of_a_byte_makes_the_token_say_anything_else(self, data):
        good = serialise(header(forged()))
        position = data.draw(st.integers(0, len(good) - 1))
        changed = good[:position] + bytes([data.draw(st.integers(0, 255))]) + good[position + 1 :]
        try:
            token, findings = judge(parse(changed))
        except XmlRefused:
            return
        expected, _ = judge(parse(good))
        assert findings if token is None else token == expected
