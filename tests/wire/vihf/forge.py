"""Forging tokens: any shape of signature, by any key, so that each refusal has its attack.

The signer of the house only makes good tokens; this one obeys.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree
from tests.wire import pki

from socle.wire import xmldsig
from socle.wire.certificates.issue import Issued
from socle.wire.namespaces import SAML2, WSSE, qname
from socle.wire.vihf.build import build
from socle.wire.vihf.model import Software, Vihf
from socle.wire.xds.model import Code

ID = "_c256091e-f451-55f6-8019-58165f84b6b6"
HMAC = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"

GOOD = Vihf(
    id=ID,
    issue_instant=pki.NOW,
    name_id="899880000015",
    structure="499880000015001",
    sector=Code("SA07", "1.2.250.1.71.4.2.4"),
    roles=(Code("10", "1.2.250.1.71.1.2.7", "Médecin"), Code("SM26", "1.2.250.1.71.4.2.5")),
    software=Software("Cahier LGC", "2026.1", "TEST-ONLY-LGC-0002"),
)


@dataclass(frozen=True, kw_only=True)
class Seal:
    """How to sign: everything the good signer never lets its caller choose."""

    signer: Issued = field(default_factory=pki.card)
    shown: Issued | None = None  # whose certificate stands in KeyInfo, the signer's when None
    uris: tuple[str, ...] = ("#" + ID,)
    transforms: tuple[str, ...] = (xmldsig.ENVELOPED, xmldsig.EXCLUSIVE)
    canonicalisation: str = xmldsig.EXCLUSIVE
    method: str = xmldsig.RSA_SHA256
    digest: str = xmldsig.SHA256
    key_info: str | None = None  # its content, when not a certificate
    objects: str = ""


def assertion(token: Vihf = GOOD, signer: Issued | None = None) -> etree._Element:
    """The unsigned assertion of `token`, its Issuer the name of the signer."""
    root = build(token)
    if not token.issuer:
        root[0].text = (signer or pki.card()).certificate.written_name()
    return root


def forged(token: Vihf = GOOD, seal: Seal | None = None) -> etree._Element:
    seal = seal or Seal()
    return sealed(assertion(token, seal.signer), seal)


def sealed(root: etree._Element, seal: Seal | None = None) -> etree._Element:
    """A copy of `root`, signed as `seal` says; every reference covers the assertion itself."""
    seal = seal or Seal()
    covered = etree.tostring(etree.fromstring(etree.tostring(root, with_tail=False)), method="c14n", exclusive=True)
    digest = base64.b64encode(xmldsig.digest(covered, seal.digest)).decode()
    references = "".join(_reference(uri, digest, seal) for uri in seal.uris)
    info = (
        f'<ds:SignedInfo xmlns:ds="{xmldsig.DS}"><ds:CanonicalizationMethod Algorithm="{seal.canonicalisation}"/>'
        f'<ds:SignatureMethod Algorithm="{seal.method}"/>{references}</ds:SignedInfo>'
    )
    method = seal.canonicalisation if seal.canonicalisation in xmldsig.CANONICAL else xmldsig.EXCLUSIVE
    value = _value(xmldsig.canonical(etree.fromstring(info), method), seal)
    shown = base64.b64encode((seal.shown or seal.signer).certificate.der).decode()
    key_info = seal.key_info or f"<ds:X509Data><ds:X509Certificate>{shown}</ds:X509Certificate></ds:X509Data>"
    text = (
        f'<ds:Signature xmlns:ds="{xmldsig.DS}">{info}'
        f"<ds:SignatureValue>{base64.b64encode(value).decode()}</ds:SignatureValue>"
        f"<ds:KeyInfo>{key_info}</ds:KeyInfo>{seal.objects}</ds:Signature>"
    )
    signed = etree.fromstring(etree.tostring(root, with_tail=False))
    signed[0].addnext(etree.fromstring(text))
    return signed


def _reference(uri: str, digest: str, seal: Seal) -> str:
    transforms = "".join(f'<ds:Transform Algorithm="{transform}"/>' for transform in seal.transforms)
    around = f"<ds:Transforms>{transforms}</ds:Transforms>" if transforms else ""
    return (
        f'<ds:Reference URI="{uri}">{around}<ds:DigestMethod Algorithm="{seal.digest}"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
    )


def _value(data: bytes, seal: Seal) -> bytes:
    if seal.method == HMAC:  # the public key as the shared secret: what a confused verifier would accept
        public = seal.signer.certificate.x509.public_key()
        return hmac.digest(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), data, "sha256")
    method = seal.method if seal.method in xmldsig.SIGNATURES else xmldsig.RSA_SHA256
    return xmldsig.sign(data, seal.signer.key, method)


def header(*nodes: etree._Element) -> etree._Element:
    """A wsse:Security that holds these."""
    security = etree.Element(qname(WSSE, "Security"), nsmap={"wsse": WSSE})
    security.extend(nodes)
    return security


def evil(change: Callable[[etree._Element], None] | None = None) -> etree._Element:
    """An unsigned assertion in the name of someone else, under another ID."""
    root = assertion()
    root.set("ID", "_evil")
    name_id = root.find(f".//{qname(SAML2, 'NameID')}")
    assert name_id is not None
    name_id.text = "899880000023"
    if change:
        change(root)
    return root
