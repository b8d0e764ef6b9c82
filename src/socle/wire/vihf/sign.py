"""Signing a VIHF token: enveloped, exclusive canonicalisation, RSA-SHA256, certificate inside.

Source: spec/dmp.md 2 (Signature, signing key).
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from socle.wire import certificates, xmldsig
from socle.wire.certificates.issue import load_key
from socle.wire.namespaces import SAML2, qname
from socle.wire.xml import child, element, first, parse, text_of, written_out

#: `xs` stands in xsi:type values only, where exclusive canonicalisation does not see it.
_PREFIXES = ("xs",)


def sign(
    assertion: etree._Element,
    certificate: certificates.Certificate | str | bytes,
    key: rsa.RSAPrivateKey | str | bytes,
) -> etree._Element:
    """A signed copy of `assertion`; an empty Issuer receives the name of `certificate`.

    Certificate and key are values already loaded, or PEM. The signature stands right after the Issuer. Raises
    `ValueError` when either cannot be read, or when the assertion has no ID.
    """
    signer = _certificate(certificate)
    signed = parse(written_out(assertion))
    issuer = first(signed, qname(SAML2, "Issuer"))
    if not signed.get("ID") or issuer is None:
        raise ValueError("a token to sign has an ID and an Issuer: build it with `build`")
    if not text_of(issuer):
        issuer.text = signer.written_name()
    digest = xmldsig.digest(xmldsig.canonical(signed, xmldsig.EXCLUSIVE, _PREFIXES), xmldsig.SHA256)
    signature = element(xmldsig.name("Signature"), nsmap={"ds": xmldsig.DS})
    info = _signed_info(signature, f"#{signed.get('ID')}", digest)
    value = xmldsig.sign(xmldsig.canonical(info, xmldsig.EXCLUSIVE), _key(key))
    child(signature, xmldsig.name("SignatureValue"), text=base64.b64encode(value).decode())
    carried = child(child(signature, xmldsig.name("KeyInfo")), xmldsig.name("X509Data"))
    child(carried, xmldsig.name("X509Certificate"), text=base64.b64encode(signer.der).decode())
    issuer.addnext(signature)
    return signed


def _signed_info(signature: etree._Element, uri: str, digest: bytes) -> etree._Element:
    info = child(signature, xmldsig.name("SignedInfo"))
    child(info, xmldsig.name("CanonicalizationMethod"), {"Algorithm": xmldsig.EXCLUSIVE})
    child(info, xmldsig.name("SignatureMethod"), {"Algorithm": xmldsig.RSA_SHA256})
    reference = child(info, xmldsig.name("Reference"), {"URI": uri})
    transforms = child(reference, xmldsig.name("Transforms"))
    child(transforms, xmldsig.name("Transform"), {"Algorithm": xmldsig.ENVELOPED})
    exclusive = child(transforms, xmldsig.name("Transform"), {"Algorithm": xmldsig.EXCLUSIVE})
    prefixes = element(
        qname(xmldsig.EXCLUSIVE, "InclusiveNamespaces"),
        {"PrefixList": " ".join(_PREFIXES)},
        nsmap={"ec": xmldsig.EXCLUSIVE},
    )
    exclusive.append(prefixes)
    child(reference, xmldsig.name("DigestMethod"), {"Algorithm": xmldsig.SHA256})
    child(reference, xmldsig.name("DigestValue"), text=base64.b64encode(digest).decode())
    return info


def _certificate(certificate: certificates.Certificate | str | bytes) -> certificates.Certificate:
    if isinstance(certificate, certificates.Certificate):
        return certificate
    return certificates.read(certificate.encode() if isinstance(certificate, str) else certificate)


def _key(key: rsa.RSAPrivateKey | str | bytes) -> rsa.RSAPrivateKey:
    return key if isinstance(key, rsa.RSAPrivateKey) else load_key(key)
