"""Finding the one signed assertion of a security header, and refusing every other shape.

Nothing here is read for its content: these checks only make sure that what the signature covers and what
Socle reads are the same element, before any key is used. Source: spec/dmp.md 2; the known attacks on
signed XML (wrapping, repeated identifiers, added transforms, truncation by comments).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import certificates, xmldsig
from socle.wire.certificates.verdicts import UNREADABLE
from socle.wire.namespaces import SAML2, qname
from socle.wire.vihf import verdicts
from socle.wire.xml import children, path_of

ASSERTION: Final = qname(SAML2, "Assertion")
_ENCRYPTED: Final = qname(SAML2, "EncryptedAssertion")
_SIGNATURE: Final = xmldsig.name("Signature")
#: An NCName of reasonable length: what an xs:ID may be.
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,127}")
_PREFIX_LIST: Final = qname(xmldsig.EXCLUSIVE, "InclusiveNamespaces")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An assertion whose signature has the one accepted shape; nothing is verified yet."""

    assertion: etree._Element
    signature: etree._Element
    certificate: certificates.Certificate
    id: str


class _Refused(Exception):  # noqa: N818 - carries a finding up to `unseal`, which gives it as a value
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def unseal(security: etree._Element, *, accept_sha1: bool) -> Sealed | Finding:
    """The sealed assertion of `security` (a wsse:Security, or an assertion alone), or why there is none."""
    try:
        assertion = _assertion(security)
        signature = _signature(assertion)
        identifier = _identifier(assertion)
        _signed_info(signature, identifier, accept_sha1=accept_sha1)
        _uncut(assertion)
        return Sealed(assertion, signature, _certificate(signature), identifier)
    except _Refused as refusal:
        return refusal.finding


def _assertion(security: etree._Element) -> etree._Element:
    if security.tag == ASSERTION:
        found = [security]
    else:
        found = list(children(security, ASSERTION))
        if next(security.iter(_ENCRYPTED), None) is not None:
            raise _Refused(
                verdicts.MALFORMED.at("wsse:Security", expected="saml2:Assertion", found="EncryptedAssertion")
            )
        hidden = sum(1 for _ in security.iter(ASSERTION)) - sum(1 for one in found for _ in one.iter(ASSERTION))
        if hidden:
            raise _Refused(verdicts.WRAPPED.at("wsse:Security"))
    if not found:
        raise _Refused(verdicts.MISSING.at("wsse:Security"))
    if len(found) > 1:
        raise _Refused(verdicts.SEVERAL.at("wsse:Security", expected=1, found=len(found)))
    return found[0]


def _signature(assertion: etree._Element) -> etree._Element:
    anywhere = list(assertion.iter(_SIGNATURE))
    if not anywhere:
        raise _Refused(verdicts.UNSIGNED.at(path_of(assertion)))
    others = next(assertion.iterdescendants(ASSERTION), None) is not None
    nodes = list(children(assertion))
    in_place = len(nodes) > 1 and nodes[0].tag == qname(SAML2, "Issuer") and nodes[1] is anywhere[0]
    if others or len(anywhere) > 1 or not in_place:
        raise _Refused(verdicts.WRAPPED.at(path_of(anywhere[0])))
    signature = anywhere[0]
    if next(signature.iter(xmldsig.name("Object")), None) is not None:
        raise _Refused(verdicts.WRAPPED.at(path_of(signature), found="ds:Object"))
    return signature


def _identifier(assertion: etree._Element) -> str:
    identifier = assertion.get("ID", "")
    if not _IDENTIFIER.fullmatch(identifier):
        raise _Refused(verdicts.MALFORMED.at("saml2:Assertion/@ID", expected="_c256091e-f451", found=identifier[:80]))
    if len(xmldsig.identified(assertion, identifier)) != 1:
        raise _Refused(verdicts.REPEATED_ID.at("saml2:Assertion/@ID", found=identifier))
    return identifier


def _signed_info(signature: etree._Element, identifier: str, *, accept_sha1: bool) -> None:
    infos = list(children(signature, xmldsig.name("SignedInfo")))
    references = [node for info in infos for node in children(info, xmldsig.name("Reference"))]
    if len(infos) != 1 or len(references) != 1:
        raise _Refused(verdicts.REFERENCES.at("ds:SignedInfo", expected=1, found=len(references)))
    reference = references[0]
    uri = reference.get("URI")
    if uri and not uri.startswith("#"):
        raise _Refused(verdicts.EXTERNAL.at("ds:Reference/@URI", expected=f"#{identifier}", found=uri[:80]))
    if uri != f"#{identifier}":
        if uri and len(uri) > 1 and "(" not in uri:
            raise _Refused(verdicts.WRAPPED.at("ds:Reference/@URI", expected=f"#{identifier}", found=uri[:80]))
        raise _Refused(
            verdicts.REFERENCES.at("ds:Reference/@URI", expected=f"#{identifier}", found=f'URI="{uri or ""}"')
        )
    _transforms(reference)
    _algorithms(infos[0], reference, accept_sha1=accept_sha1)


def _transforms(reference: etree._Element) -> None:
    transforms = xmldsig.transforms_of(reference)
    found = [transform.get("Algorithm", "") for transform in transforms]
    inside = [node for transform in transforms for node in children(transform)]
    if found != [xmldsig.ENVELOPED, xmldsig.EXCLUSIVE] or any(node.tag != _PREFIX_LIST for node in inside):
        named = ", ".join(name[:80] for name in found) or "0"
        raise _Refused(verdicts.TRANSFORMS.at("ds:Reference/ds:Transforms", found=named))


def _algorithms(info: etree._Element, reference: etree._Element, *, accept_sha1: bool) -> None:
    used = {
        "CanonicalizationMethod": (xmldsig.algorithm_of(info, "CanonicalizationMethod"), {xmldsig.EXCLUSIVE}),
        "SignatureMethod": (xmldsig.algorithm_of(info, "SignatureMethod"), set(xmldsig.SIGNATURES)),
        "DigestMethod": (xmldsig.algorithm_of(reference, "DigestMethod"), set(xmldsig.DIGESTS)),
    }
    for place, (algorithm, accepted) in used.items():
        if algorithm not in accepted:
            raise _Refused(verdicts.ALGORITHM.at(f"ds:{place}", found=algorithm[:120] or "-"))
        if xmldsig.is_sha1(algorithm) and not accept_sha1:
            raise _Refused(verdicts.SHA1_REFUSED.at(f"ds:{place}", found=algorithm))


def _uncut(assertion: etree._Element) -> None:
    """No comment or instruction inside a value: exclusive canonicalisation drops comments, readers may stop there."""
    # Each holder once, however many comments it holds: these are walked before the sender is known.
    holders = dict.fromkeys(node.getparent() for node in assertion.iter(etree.Comment, etree.ProcessingInstruction))
    for holder in holders:
        if holder is not None and next(children(holder), None) is None:
            raise _Refused(verdicts.COMMENTED.at(path_of(holder)))


def _certificate(signature: etree._Element) -> certificates.Certificate:
    der = xmldsig.certificate_bytes(signature)
    if next(signature.iter(xmldsig.name("X509Certificate")), None) is None:
        raise _Refused(verdicts.NO_CERTIFICATE.at("ds:KeyInfo"))
    try:
        return certificates.read(der or b"")
    except ValueError as error:
        raise _Refused(UNREADABLE.at("ds:X509Certificate", found=error)) from error
