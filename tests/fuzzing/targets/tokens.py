"""Tokens, signature documents and certificates: spoiled after they were signed, and spoiled before."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from socle.rulebook import Finding
from socle.wire import certificates, xml, xmldsig
from socle.wire.certificates import names, verify_chain
from socle.wire.certificates.issue import Issued
from socle.wire.content import Content
from socle.wire.namespaces import SAML2, qname
from socle.wire.vihf.model import Vihf
from socle.wire.vihf.verify import verify
from socle.wire.xades import verify as verify_signature
from socle.wire.xades.document import digest_of
from tests.fuzzing import corpus
from tests.fuzzing.mutators import der, lines
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, parsed, plain, told
from tests.fuzzing.targets.wire import xml_mutator
from tests.fuzzing.words import Chance
from tests.wire import pki
from tests.wire.vihf.forge import Seal, sealed

ASSERTION = qname(SAML2, "Assertion")
_SIGNATURE = re.compile(rb"<ds:Signature[ >].*?</ds:Signature>", re.DOTALL)


@cache
def worked(name: str) -> Issued:
    return pki.worked(corpus.DIALOGUES, name)


@cache
def trust() -> certificates.Trust:
    return pki.worked_trust(corpus.DIALOGUES)


def signer_of(assertion: bytes) -> str:
    """Whose key signs a token that says this: the hospital's where it names one, else the physician's card."""
    return "org-hospital-sign" if b"INDIRECTE" in assertion else "card-kervelec-sign"


@cache
def tokens() -> Seeds:
    """Every signed assertion of the dialogues, alone."""
    found = {}
    for name, data in {**corpus.dialogues("vihf/*.xml"), **corpus.dialogues("faults/*.request.xml")}.items():
        root = parsed(data)
        assertion = None if root is None else next(root.iter(ASSERTION), None)
        if assertion is not None:
            found[name] = etree.tostring(assertion, with_tail=False)
    return Seeds.of(found)


@cache
def unsigned() -> Seeds:
    return Seeds.of({name: _SIGNATURE.sub(b"", data, count=1) for name, data in tokens().short.items()})


def signed(data: bytes, *, signer: str = "") -> bytes:
    """An assertion signed as a good sender signs it, whatever it says; itself when nothing can be signed."""
    root = parsed(data)
    if root is None or not len(root):
        return data
    issued = worked(signer or signer_of(data))
    try:
        return etree.tostring(sealed(root, Seal(signer=issued, uris=("#" + root.get("ID", ""),))))
    except (etree.LxmlError, ValueError):  # a relative namespace has no canonical form: nobody can sign it
        return data


def read_token(data: bytes) -> tuple[Vihf | None, list[Finding]]:
    """What the house reads of an assertion, or of a header that holds one."""
    root = parsed(data)
    if root is None:
        return None, []
    holder = root
    if root.tag == ASSERTION:
        holder = etree.Element("{urn:x}Security")
        holder.append(root)
    token, findings = verify(holder, trust=trust(), at=pki.NOW, life=timedelta(days=365), skew=pki.SKEW)
    assert (token is None) == any(finding.is_error for finding in findings)
    return token, findings


@dataclass(frozen=True, slots=True)
class Presented:
    """A token as it is shown, and as its holder signed it."""

    data: bytes
    good: bytes


@cache
def _said(good: bytes) -> Vihf | None:
    return read_token(good)[0]


def check_token(presented: Presented) -> Iterable[str]:
    """Whoever has not the key makes Socle believe nothing but what the holder signed."""
    token, findings = read_token(presented.data)
    assert token is None or token == _said(presented.good), "a token was believed that nobody signed"
    return told(findings) or {"accepted"}


def check_signed(data: bytes) -> Iterable[str]:
    token, findings = read_token(signed(data))
    assert token is None or (token.certificate and token.name_id)
    return told(findings) or {"accepted"}


# --- signature documents -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature document with the documents it is about; `resigned` puts digests and signature right again."""

    signature: bytes
    set_id: str
    documents: tuple[tuple[str, bytes], ...]
    resigned: bool = False
    good: tuple[tuple[str, bytes], ...] = ()


@cache
def _signatures() -> Seeds:
    return Seeds.of(corpus.dialogues("documents/*.signature.xml"))


def _begin(data: bytes) -> Signed:
    root = xml.parse(data)
    manifest = next(root.iter(xmldsig.name("Manifest")))
    named = [node.get("URI", "").removeprefix("urn:oid:") for node in manifest]
    known = {_id_of(data): data for data in corpus.documents().short.values()}
    documents = tuple((id, known.get(id, b"<x/>")) for id in named[1:])
    return Signed(data, named[0], documents, good=documents)


@cache
def _id_of(data: bytes) -> str:
    root = parsed(data)
    node = None if root is None else root.find("{urn:hl7-org:v3}id")
    return "" if node is None else ".".join(filter(None, (node.get("root"), node.get("extension"))))


def _mutate(state: Signed, chance: Chance) -> Signed:
    draw = chance.random()
    if draw < 0.1 and state.documents:
        (id, data), *rest = state.documents
        return replace(state, documents=((id, xml_mutator()(data, chance)), *rest))
    if draw < 0.35:
        return replace(state, resigned=True)
    return replace(state, signature=xml_mutator()(state.signature, chance))


def resign(data: bytes, key: str = "org-hospital-sign") -> bytes:
    """The same document with digests of SignedInfo, certificate and signature put right, as far as they are there."""
    root = parsed(data)
    if root is None:
        return data
    info = xml.first(root, xmldsig.name("SignedInfo"))
    value = xml.first(root, xmldsig.name("SignatureValue"))
    if info is None or value is None:
        return data
    issued = worked(key)
    try:
        for reference in xml.children(info, xmldsig.name("Reference")):
            nodes = xmldsig.identified(root, reference.get("URI", "#")[1:])
            digest = xml.first(reference, xmldsig.name("DigestValue"))
            transforms = xmldsig.transforms_of(reference)
            method = transforms[0].get("Algorithm", "") if transforms else xmldsig.INCLUSIVE
            algorithm = xmldsig.algorithm_of(reference, "DigestMethod")
            if len(nodes) == 1 and digest is not None:
                covered = xmldsig.canonical(nodes[0], method)
                digest.text = base64.b64encode(xmldsig.digest(covered, algorithm)).decode()
        signed_info = xmldsig.canonical(info, xmldsig.algorithm_of(info, "CanonicalizationMethod"))
        method = xmldsig.algorithm_of(info, "SignatureMethod")
        value.text = base64.b64encode(xmldsig.sign(signed_info, issued.key, method)).decode()
    except (KeyError, ValueError, xml.XmlRefused, etree.LxmlError):
        return data
    carried = xml.first(root, xmldsig.name("KeyInfo"), xmldsig.name("X509Data"), xmldsig.name("X509Certificate"))
    if carried is not None:
        carried.text = base64.b64encode(issued.certificate.der).decode()
    return etree.tostring(root)


def check_signature(state: Signed) -> Iterable[str]:
    data = resign(state.signature) if state.resigned else state.signature
    documents = {id: Content(data) for id, data in state.documents}
    findings = verify_signature(data, state.set_id, documents, trust(), pki.NOW, require_signer=True)
    if not findings and not state.resigned:
        for (_, shown), (_, good) in zip(state.documents, state.good, strict=True):
            same = shown == good or digest_of(shown, xmldsig.SHA256) == digest_of(good, xmldsig.SHA256)
            assert same, "a document was believed to be signed that is another one"
    findings += verify_signature(data, state.set_id, documents, trust(), pki.NOW, require_signer=False)
    return told(findings, "repository") or {"accepted"}


# --- certificates and names --------------------------------------------------------------------------------


@cache
def _certificates() -> Seeds:
    found = {}
    for name, data in corpus.dialogues("certs/*.crt.pem").items():
        found[name] = certificates.read(data).x509.public_bytes(Encoding.DER)
    for one in (pki.card(), pki.hospital(), pki.stranger(), pki.root()):
        found[f"made-{one.certificate.subject}"] = one.certificate.der
    return Seeds.of(found)


def check_certificate(data: bytes) -> Iterable[str]:
    try:
        found = certificates.read(data)
    except ValueError:
        return {"unreadable"}
    findings = verify_chain(found, trust(), pki.NOW)
    certificates.read(found.pem.encode())
    assert found.is_named(found.written_name()) or not found.subject or _odd(found)
    xmldsig.verifies(b"x", b"y" * 256, found, xmldsig.RSA_SHA256)
    return told(findings) or {"accepted"}


def _odd(found: certificates.Certificate) -> bool:
    """Names that no text form of the house can write: other attributes than those it has a word for, or too long."""
    return True if len(found.subject) > 1000 else not found.can_sign or not _usual(found)


def _usual(found: certificates.Certificate) -> bool:
    known = set(names.KEYWORDS.values())
    return all(oid in known for part in found.name for oid, _ in part)


@cache
def _names() -> Seeds:
    subjects = [certificates.read(data).written_name() for data in corpus.dialogues("certs/*.crt.pem").values()]
    more = ['CN=a\\,b+SN=c, O="d;e",C=FR', "2.5.4.4=#0c0141", "OID.2.5.4.3=\\C3\\A9", "C=FR;ST=Loire (42)"]
    return Seeds.of({text: text.encode() for text in (*subjects, *more)})


def check_name(data: bytes) -> Iterable[str]:
    text = data.decode("utf-8", "surrogateescape")
    try:
        names.parse(text)
    except ValueError:
        return {"unreadable"}
    return {"read"}


def targets() -> list[Target]:
    return [
        Target(
            name="token",
            seeds=tokens,
            begin=lambda data: Presented(data, data),
            mutate=lambda state, chance: replace(state, data=xml_mutator()(state.data, chance)),
            check=check_token,
            bytes_of=lambda state: state.data,
            share=70,
        ),
        plain("token-signed", unsigned, xml_mutator, check_signed, 50),
        Target("signature", _signatures, _begin, _mutate, check_signature, lambda state: state.signature, 50),
        plain("certificate", _certificates, lambda: der.mutate, check_certificate, 50),
        plain("name", _names, lambda: lines.text, check_name, 30),
    ]
