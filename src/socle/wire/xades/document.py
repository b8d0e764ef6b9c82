"""Writing the signature document: a manifest of the set and its documents, signed by card or organisation.

Source: spec/dmp.md 4.1 (signature document): XAdES 1.1.1, canonicalisation with comments, SHA-1 in the
manifest, SHA-256 above it (ASSUMED), the set first with the placeholder digest `AA==`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from socle.wire import xmldsig
from socle.wire.certificates import Certificate
from socle.wire.certificates.names import organisation_form
from socle.wire.content import Content
from socle.wire.namespaces import qname
from socle.wire.vihf.build import instant
from socle.wire.xml import XmlRefused, child, element, parse, serialise

XADES: Final = "http://uri.etsi.org/01903/v1.1.1#"
MANIFEST_ID: Final = "IHEManifest"
PROPERTIES_ID: Final = "SignedProperties"
MANIFEST_TYPE: Final = xmldsig.DS + "Manifest"
PROPERTIES_TYPE: Final = XADES + "SignedProperties"
#: What stands where the digest of the set would: a set has no bytes of its own.
PLACEHOLDER: Final = "AA=="
#: Signature purpose "Source". Source: ASTM E1762 as coded by DICOM, 1.2.840.10065.1.12.
PURPOSE: Final = "1.2.840.10065.1.12.1.14"
_METHOD: Final = xmldsig.INCLUSIVE_COMMENTS


def build(
    set_unique_id: str,
    documents: Iterable[tuple[str, bytes]],
    certificate: Certificate,
    key: rsa.RSAPrivateKey,
    at: datetime,
    id: str,
) -> bytes:
    """The signature document, in UTF-8, of these documents (uniqueId, bytes) and the set they are sent in.

    `id` is the Id of ds:Signature, an XML name such as `sig-…`; `at` the signing time.
    """
    root = element(xmldsig.name("Signature"), {"Id": id}, nsmap={"ds": xmldsig.DS, "xad": XADES})
    info = child(root, xmldsig.name("SignedInfo"))
    value = child(root, xmldsig.name("SignatureValue"))
    carried = child(child(root, xmldsig.name("KeyInfo")), xmldsig.name("X509Data"))
    child(carried, xmldsig.name("X509Certificate"), text=_base64(certificate.der))
    properties = _properties(child(root, xmldsig.name("Object")), certificate, at, id)
    purposes = child(child(root, xmldsig.name("Object")), xmldsig.name("SignatureProperties"))
    purpose = {"Id": "purposeOfSignature", "Target": f"#{id}"}
    child(purposes, xmldsig.name("SignatureProperty"), purpose, PURPOSE)
    manifest = _manifest(child(root, xmldsig.name("Object")), set_unique_id, documents)
    child(info, xmldsig.name("CanonicalizationMethod"), {"Algorithm": _METHOD})
    child(info, xmldsig.name("SignatureMethod"), {"Algorithm": xmldsig.RSA_SHA256})
    for node, uri, kind in ((manifest, MANIFEST_ID, MANIFEST_TYPE), (properties, PROPERTIES_ID, PROPERTIES_TYPE)):
        digest = xmldsig.digest(xmldsig.canonical(node, _METHOD), xmldsig.SHA256)
        _reference(info, f"#{uri}", digest, xmldsig.SHA256, kind=kind)
    value.text = _base64(xmldsig.sign(xmldsig.canonical(info, _METHOD), key))
    return serialise(root)


def digest_ahead(content: Content) -> None:
    """Digest the canonical form that the manifest of a signature document holds, while the document is at hand."""
    with suppress(XmlRefused, ValueError):
        content.canonical_digest(_METHOD, xmldsig.SHA1)


def digest_of(data: bytes, algorithm: str) -> tuple[bytes, bool]:
    """The digest of a document and whether it is that of its canonical form: so for XML, bytes as they are else."""
    try:
        return xmldsig.digest(xmldsig.canonical_document(parse(data), _METHOD), algorithm), True
    except XmlRefused:
        return xmldsig.digest(data, algorithm), False


def _manifest(parent: etree._Element, set_unique_id: str, documents: Iterable[tuple[str, bytes]]) -> etree._Element:
    manifest = child(parent, xmldsig.name("Manifest"), {"Id": MANIFEST_ID})
    placeholder = base64.b64decode(PLACEHOLDER)
    _reference(manifest, f"urn:oid:{set_unique_id}", placeholder, xmldsig.SHA1, canonical=False)
    for unique_id, data in documents:
        digest, canonical = digest_of(data, xmldsig.SHA1)
        _reference(manifest, f"urn:oid:{unique_id}", digest, xmldsig.SHA1, canonical=canonical)
    return manifest


def _reference(
    parent: etree._Element, uri: str, digest: bytes, algorithm: str, *, kind: str | None = None, canonical: bool = True
) -> None:
    reference = child(parent, xmldsig.name("Reference"), {"URI": uri, "Type": kind})
    if canonical:
        transforms = child(reference, xmldsig.name("Transforms"))
        child(transforms, xmldsig.name("Transform"), {"Algorithm": _METHOD})
    child(reference, xmldsig.name("DigestMethod"), {"Algorithm": algorithm})
    child(reference, xmldsig.name("DigestValue"), text=_base64(digest))


def _properties(parent: etree._Element, certificate: Certificate, at: datetime, id: str) -> etree._Element:
    """XAdES 1.1.1 properties: when, with which certificate, under the implied policy."""
    qualifying = child(parent, qname(XADES, "QualifyingProperties"), {"Target": f"#{id}"})
    properties = child(qualifying, qname(XADES, "SignedProperties"), {"Id": PROPERTIES_ID})
    signed = child(properties, qname(XADES, "SignedSignatureProperties"))
    child(signed, qname(XADES, "SigningTime"), text=instant(at.replace(microsecond=0)).replace(".000", ""))
    cert = child(child(signed, qname(XADES, "SigningCertificate")), qname(XADES, "Cert"))
    digest = child(cert, qname(XADES, "CertDigest"))
    child(digest, qname(XADES, "DigestMethod"), {"Algorithm": xmldsig.SHA256})
    child(digest, qname(XADES, "DigestValue"), text=_base64(xmldsig.digest(certificate.der, xmldsig.SHA256)))
    serial = child(cert, qname(XADES, "IssuerSerial"))
    child(serial, xmldsig.name("X509IssuerName"), text=organisation_form(certificate.x509.issuer))
    child(serial, xmldsig.name("X509SerialNumber"), text=str(certificate.serial))
    policy = child(signed, qname(XADES, "SignaturePolicyIdentifier"))
    child(policy, qname(XADES, "SignaturePolicyImplied"))
    return properties


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
