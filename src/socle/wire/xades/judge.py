"""Judging a signature document: its own signature, who signed it, and the digest of every document sent.

The manifest is read from the very bytes whose digest the signature holds, so that nothing beside it can pass
for it. Source: spec/dmp.md 4.1; spec/README.md (XAdES document of a submission).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from socle.rulebook import Finding, applies
from socle.wire import certificates, xmldsig
from socle.wire.content import Content
from socle.wire.namespaces import qname
from socle.wire.xades import verdicts
from socle.wire.xades.document import MANIFEST_TYPE, XADES
from socle.wire.xml import XmlRefused, again, children, first, parse, text_of

#: Bytes of a signature document at most: 100 documents take 60,000.
_LARGEST: Final = 1024 * 1024
#: References of SignedInfo at most: two are written, each costs a canonicalisation.
_REFERENCES: Final = 8
_OID: Final = "urn:oid:"
_SIGNED_PROPERTIES: Final = qname(XADES, "SignedProperties")


class _Refused(Exception):  # noqa: N818 - carries a finding up to `verify`, which gives it as a value
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


@dataclass(frozen=True, slots=True)
class _Covered:
    """What the signature covers, rebuilt from the digested bytes: the manifest, the properties when signed too."""

    manifest: etree._Element
    properties: etree._Element | None


def verify(
    signature_xml: bytes,
    set_unique_id: str,
    documents: Mapping[str, Content],
    trust: certificates.Trust,
    at: datetime,
    require_signer: bool,
    *,
    test: bool | None = None,
) -> list[Finding]:
    """What is wrong with the signature document of a submission; nothing when all is right.

    `documents` are the submission's documents by uniqueId, the signature document itself left out. A signature
    that does not hold comes alone; faults of the manifest and of the signer come together. Without
    `require_signer`, the signer may be unknown or absent, but what he signed must still hold. `test` says whether a
    required signer's certificate must be one of test (True) or of production (False); None takes either.
    """
    try:
        root = parse(signature_xml, limit=_LARGEST)
    except XmlRefused as refusal:
        return [verdicts.UNREADABLE.at(refusal.finding.place, found=refusal.finding.verdict.id)]
    try:
        covered = _covered(root)
        signer = _signer(root, covered, require_signer=require_signer)
    except _Refused as refusal:
        return [refusal.finding]
    except ValueError as error:  # XML without canonical form, such as one with a relative namespace
        return [verdicts.UNREADABLE.at("ds:Signature", found=error)]
    findings: list[Finding] = []
    if signer is not None and require_signer:
        findings = _trusted(signer, trust, at) + _of_environment(signer, test)
    return findings + _manifest(covered.manifest, set_unique_id, documents)


def _covered(root: etree._Element) -> _Covered:
    """Check each reference of SignedInfo, an element of this document by its unique identifier, and rebuild it."""
    infos = list(children(root, xmldsig.name("SignedInfo")))
    if root.tag != xmldsig.name("Signature") or len(infos) != 1:
        raise _Refused(verdicts.SHAPE.at("ds:Signature/ds:SignedInfo"))
    manifests, properties = [], []
    references = list(children(infos[0], xmldsig.name("Reference")))
    if len(references) > _REFERENCES:
        raise _Refused(verdicts.SHAPE.at("ds:SignedInfo/ds:Reference", expected=_REFERENCES, found=len(references)))
    for reference in references:
        node = _referenced(root, reference)
        if node.tag == xmldsig.name("Manifest"):
            manifests.append(node)
        elif node.tag == _SIGNED_PROPERTIES:
            properties.append(node)
        elif reference.get("Type") == MANIFEST_TYPE:
            raise _Refused(verdicts.SHAPE.at("ds:Reference/@Type"))
    if len(manifests) != 1 or len(properties) > 1:
        raise _Refused(verdicts.SHAPE.at("ds:SignedInfo/ds:Reference"))
    return _Covered(manifests[0], properties[0] if properties else None)


def _referenced(root: etree._Element, reference: etree._Element) -> etree._Element:
    uri = reference.get("URI", "")
    nodes = xmldsig.identified(root, uri[1:]) if uri.startswith("#") else []
    if len(nodes) != 1:
        raise _Refused(verdicts.SHAPE.at("ds:Reference/@URI", found=uri[:120]))
    data = xmldsig.canonical(nodes[0], _canonicalisation(reference))
    digest = xmldsig.digest(data, _digest_method(reference, sha1=False))
    if digest != xmldsig.decoded(first(reference, xmldsig.name("DigestValue"))):
        raise _Refused(verdicts.ALTERED.at(uri[:120]))
    return again(data)


def _canonicalisation(reference: etree._Element) -> str:
    """The one canonicalisation of a reference: the inclusive one by default, no other transform."""
    found = [transform.get("Algorithm", "") for transform in xmldsig.transforms_of(reference)]
    inside = [node for transform in xmldsig.transforms_of(reference) for node in children(transform)]
    if len(found) > 1 or inside:
        raise _Refused(verdicts.SHAPE.at("ds:Reference/ds:Transforms", found=", ".join(found)[:200]))
    algorithm = found[0] if found else xmldsig.INCLUSIVE
    if algorithm not in xmldsig.CANONICAL:
        raise _Refused(verdicts.ALGORITHM.at("ds:Transform", found=algorithm[:120]))
    return algorithm


def _digest_method(reference: etree._Element, *, sha1: bool) -> str:
    algorithm = xmldsig.algorithm_of(reference, "DigestMethod")
    if algorithm not in xmldsig.DIGESTS or (xmldsig.is_sha1(algorithm) and not sha1):
        raise _Refused(verdicts.ALGORITHM.at("ds:DigestMethod", found=algorithm[:120] or "-"))
    return algorithm


def _signer(root: etree._Element, covered: _Covered, *, require_signer: bool) -> certificates.Certificate | None:
    """The certificate whose key made the signature; None when it carries none and none is required."""
    der = xmldsig.certificate_bytes(root)
    if der is None:
        if require_signer:
            raise _Refused(verdicts.NO_CERTIFICATE.at("ds:KeyInfo"))
        return None
    try:
        certificate = certificates.read(der)
    except ValueError as error:
        raise _Refused(verdicts.SIGNER.at("ds:X509Certificate", found="le certificat est illisible.")) from error
    info = next(children(root, xmldsig.name("SignedInfo")))
    method = xmldsig.algorithm_of(info, "SignatureMethod")
    canonical = xmldsig.algorithm_of(info, "CanonicalizationMethod")
    if method not in xmldsig.SIGNATURES or xmldsig.is_sha1(method) or canonical not in xmldsig.CANONICAL:
        raise _Refused(verdicts.ALGORITHM.at("ds:SignedInfo", found=f"{method} {canonical}"[:200]))
    value = xmldsig.decoded(first(root, xmldsig.name("SignatureValue")))
    if value is None or not xmldsig.verifies(xmldsig.canonical(info, canonical), value, certificate, method):
        raise _Refused(verdicts.ALTERED.at("ds:SignatureValue"))
    _designated(covered.properties, certificate)
    return certificate


def _designated(properties: etree._Element | None, certificate: certificates.Certificate) -> None:
    """SigningCertificate, when it is signed, names the certificate of KeyInfo (against its substitution)."""
    path = ("SignedSignatureProperties", "SigningCertificate", "Cert", "CertDigest")
    digest = first(properties, *(qname(XADES, step) for step in path))
    if digest is None:
        return
    method = first(digest, qname(XADES, "DigestMethod"))
    algorithm = method.get("Algorithm", "") if method is not None else ""
    if algorithm not in xmldsig.DIGESTS:
        raise _Refused(verdicts.ALGORITHM.at("xad:DigestMethod", found=algorithm[:120] or "-"))
    if xmldsig.decoded(first(digest, qname(XADES, "DigestValue"))) != xmldsig.digest(certificate.der, algorithm):
        raise _Refused(verdicts.NOT_THE_CERTIFICATE.at("xad:SigningCertificate"))


@applies("AUTH-041")
def _trusted(signer: certificates.Certificate, trust: certificates.Trust, at: datetime) -> list[Finding]:
    reasons = [finding.sentence("fr") for finding in certificates.verify_chain(signer, trust, at)]
    reasons = [reason[0].lower() + reason[1:] for reason in reasons]
    if not signer.can_sign:
        reasons.append("le certificat n'est pas un certificat de signature.")
    return [verdicts.SIGNER.at("ds:X509Certificate", found=reason) for reason in reasons]


@applies("TEST-001", "TEST-002", "TEST-003")
def _of_environment(signer: certificates.Certificate, test: bool | None) -> list[Finding]:
    """Test cards and certificates sign in a test environment and nowhere else."""
    if test is None or signer.is_test is test:
        return []
    expected, found = ("de test", "de production") if test else ("de production", "de test")
    return [verdicts.ENVIRONMENT.at("ds:X509Certificate", expected=expected, found=found)]


def _manifest(manifest: etree._Element, set_unique_id: str, documents: Mapping[str, Content]) -> list[Finding]:
    """The set named first, whatever its digest; then each document, its digest that of what was sent."""
    references = list(children(manifest, xmldsig.name("Reference")))
    named = [reference.get("URI", "").removeprefix(_OID) for reference in references]
    findings = []
    if not named or named[0] != set_unique_id:
        place = "ds:Manifest/ds:Reference[1]/@URI"
        findings.append(verdicts.OTHER_SET.at(place, expected=set_unique_id, found=named[0] if named else ""))
    repeated = [unique_id for unique_id, times in Counter(named).items() if times > 1]
    findings += [verdicts.REPEATED.at("ds:Manifest", found=unique_id) for unique_id in repeated]
    # Each document once, however often it is named: a digest costs, and a manifest may be hostile.
    for unique_id, reference in dict(zip(named[1:], references[1:], strict=True)).items():
        findings += _document(unique_id, reference, documents.get(unique_id))
    findings += [
        verdicts.NOT_COVERED.at("ds:Manifest", document=missing) for missing in documents if missing not in named[1:]
    ]
    return findings


def _document(unique_id: str, reference: etree._Element, content: Content | None) -> list[Finding]:
    place = f"ds:Reference[@URI='{_OID}{unique_id}']"
    if content is None:
        return [verdicts.NOT_SUBMITTED.at(place, document=unique_id)]
    try:
        canonicalisation = _canonicalisation(reference) if xmldsig.transforms_of(reference) else None
        algorithm = _digest_method(reference, sha1=True)
        if canonicalisation is None:
            digest = content.digest(algorithm)
        else:
            digest = content.canonical_digest(canonicalisation, algorithm)
    except _Refused as refusal:
        return [refusal.finding.about(unique_id)]
    except (XmlRefused, ValueError):
        return [verdicts.DIGEST.at(place, document=unique_id)]
    expected = text_of(first(reference, xmldsig.name("DigestValue")))
    if digest != xmldsig.decoded(first(reference, xmldsig.name("DigestValue"))):
        return [verdicts.DIGEST.at(place, document=unique_id, expected=expected)]
    return []
