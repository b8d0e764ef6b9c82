"""Assertions of a person, as cards sign them and as Pro Santé Connect's come."""

from __future__ import annotations

from lxml import etree

from socle.wire import xml
from socle.wire.certificates.issue import Use
from socle.wire.namespaces import SAML2, qname
from socle.wire.vihf.sign import sign
from tests.identity.insi.asking import AT
from tests.wire import pki

SUBJECT_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"


def bare(name_id, qualifier="CPS", issued=AT):
    stamp = issued.isoformat().replace("+00:00", "Z")
    attributes = {"ID": "_c6a7f665", "IssueInstant": stamp, "Version": "2.0"}
    root = xml.element(qname(SAML2, "Assertion"), attributes, nsmap={None: SAML2})
    xml.child(root, qname(SAML2, "Issuer"), {"Format": SUBJECT_NAME})
    subject = xml.child(root, qname(SAML2, "Subject"))
    xml.child(subject, qname(SAML2, "NameID"), {"NameQualifier": qualifier}, name_id)
    statement = xml.child(root, qname(SAML2, "AttributeStatement"))
    for name, text in (("identifiantFacturation", "991100025"), ("secteurActivite", "SA01")):
        value = xml.child(
            xml.child(statement, qname(SAML2, "Attribute"), {"Name": name}), qname(SAML2, "AttributeValue")
        )
        value.text = text
    return root


def by_card(signer=None, name_id="", **more):
    """Signed by a card's signature certificate; its holder is named unless another is."""
    signer = signer or pki.card(Use.SIGNATURE)
    return sign(bare(name_id or signer.certificate.idnat_ps, **more), signer.certificate, signer.key)


def by_psc(name_id="899880000015", **more):
    return bare(name_id, "PSC", **more)


def altered(assertion):
    text = etree.tostring(assertion).replace(b"SA01", b"SA05")
    return etree.fromstring(text)
