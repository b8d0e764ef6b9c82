"""Verifying a VIHF token: shape, signature, then everything that the token alone can be judged on.

What needs the directory (whose card or structure the certificate is, against the person, the structure and the
mode of the token; the specialty of a physician; the reason of a break-glass) or the message (its patient) is
judged there, on the value given here and its `certificate`.
Source: spec/dmp.md 2 and 5; AUTH-041.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

from lxml import etree

from socle.rulebook import Finding, applies
from socle.wire import xmldsig
from socle.wire.certificates import Certificate, Trust, verify_chain
from socle.wire.vihf import verdicts
from socle.wire.vihf.envelope import Sealed, unseal
from socle.wire.vihf.model import Vihf
from socle.wire.vihf.read import read
from socle.wire.xml import again, children, first, written_out

#: Bytes of an assertion at most; the worked ones are of 7,000.
_LARGEST: Final = 200_000
_ISSUED: Final = "saml2:Assertion/@IssueInstant"


@applies("AUTH-041")
def verify(
    security: etree._Element,
    *,
    trust: Trust,
    at: datetime,
    life: timedelta,
    skew: timedelta,
    accept_sha1: bool = False,
) -> tuple[Vihf | None, list[Finding]]:
    """The token of `security` at the instant `at`, or why it is refused.

    `security` is the wsse:Security header where it stands in its message, or an assertion alone. `life` is the
    greatest age of a token, `skew` the difference of clocks tolerated. The value is read from the bytes that
    the signature covers and from nothing else; it is None as soon as one finding is an error. A fault of shape
    or signature comes alone, since nothing of such a token can be believed; all others come together.
    """
    sealed = unseal(security, accept_sha1=accept_sha1)
    if isinstance(sealed, Finding):
        return None, [sealed]
    data = written_out(sealed.assertion)
    certificate = sealed.certificate
    known = _proved.get(data)
    signed = _signed(sealed, data) if known is None else None
    if isinstance(signed, Finding):
        return None, [signed]
    findings = verify_chain(certificate, trust, at)
    if not certificate.can_sign:
        findings.append(verdicts.NOT_FOR_SIGNING.at("ds:X509Certificate", found=certificate.subject))
    token, faults = _read(signed, data, certificate) if signed is not None else (known, [])
    findings += faults
    if token is not None:
        findings += _window(token, at, life, skew)
    return (None if any(finding.is_error for finding in findings) else token), findings


def proved(security: etree._Element, *, accept_sha1: bool = False) -> tuple[etree._Element, Certificate] | Finding:
    """The assertion of any SAML header that is signed as a VIHF is, and its signer; or why nothing of it is believed.

    The element is rebuilt from the bytes that the signature covers. Chain, dates, instant and content are left to
    whoever asks: the INSi teleservice has an assertion of its own (spec/identity.md b.2).
    """
    sealed = unseal(security, accept_sha1=accept_sha1)
    if isinstance(sealed, Finding):
        return sealed
    signed = _signed(sealed)
    return signed if isinstance(signed, Finding) else (signed, sealed.certificate)


def _read(signed: etree._Element, data: bytes, certificate: Certificate) -> tuple[Vihf | None, list[Finding]]:
    """What the signed bytes say, and whether that holds together; kept when nothing is wrong with it."""
    token, findings = read(signed, certificate.der)
    if token is not None:
        findings = [*findings, *_issuer(token, certificate)]
        if not findings:
            _proved.keep(data, token)
    return token, findings


class _Proved:
    """Tokens whose signature was verified and whose bytes say nothing wrong, by these very bytes.

    A token serves for many messages. What its bytes alone tell is told once: they hold the certificate and the
    signature too. Whatever depends on the instant, the authorities or a setting is judged at each call.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._tokens: dict[bytes, Vihf] = {}
        self._lock = Lock()

    def get(self, data: bytes) -> Vihf | None:
        return self._tokens.get(sha256(data).digest())

    def keep(self, data: bytes, token: Vihf) -> None:
        """Keep a token, the one kept for longest leaving its place."""
        with self._lock:
            while len(self._tokens) >= self._most:
                del self._tokens[next(iter(self._tokens))]
            self._tokens[sha256(data).digest()] = token


#: A token takes some four kilobytes, most of them its certificate.
_proved = _Proved(2048)


def _signed(sealed: Sealed, data: bytes | None = None) -> etree._Element | Finding:
    """The assertion rebuilt from the very bytes that the signature covers, once signature and digest verify.

    `data` is the assertion written out, where it was already.
    `unseal` has made sure of the shape: one reference, to the assertion itself, by the two transforms of the VIHF.
    Source: XML Signature 1.1, 3.2 (core validation).
    """
    data = written_out(sealed.assertion) if data is None else data
    if len(data) > _LARGEST:
        return verdicts.MALFORMED.at("saml2:Assertion (bytes)", expected=f"≤ {_LARGEST}", found=len(data))
    alone = again(data)  # with the namespaces that it stands in, and nothing else of its message
    signature = first(alone, xmldsig.name("Signature"))
    if signature is None or not xmldsig.is_well_made(signature):
        return verdicts.ALTERED.at("ds:Signature")
    info, written, *_ = children(signature)
    try:
        how, method, _reference = children(info)
        value = _octets(written)
        proved = xmldsig.canonical(info, xmldsig.EXCLUSIVE, xmldsig.prefixes_of(how))
        if not xmldsig.verifies(proved, value, sealed.certificate, method.get("Algorithm", "")):
            return verdicts.WRONG_KEY.at("ds:SignatureValue")
        if xmldsig.names_another_key(signature, sealed.certificate):
            return verdicts.ALTERED.at("ds:KeyInfo")
        return _covered(again(proved), alone, signature)
    except ValueError as error:  # a value that is none, or what has no canonical form, such as a relative namespace
        return verdicts.ALTERED.at("ds:Signature", found=error)


def _covered(info: etree._Element, assertion: etree._Element, signature: etree._Element) -> etree._Element | Finding:
    """The assertion without its signature, read from its canonical bytes, once they are those that `info` digests.

    `info` is read from the bytes that the signature proves.
    """
    *_, reference = children(info)
    transforms, method, value = children(reference)
    *_, exclusive = children(transforms)
    before = signature.getprevious()  # the Issuer, or a comment: what follows the signature now follows that
    if before is not None:
        before.tail = (before.tail or "") + (signature.tail or "")
    assertion.remove(signature)
    covered = xmldsig.canonical_document(assertion, xmldsig.EXCLUSIVE, xmldsig.prefixes_of(exclusive))
    if xmldsig.digest(covered, method.get("Algorithm", "")) != _octets(value):
        return verdicts.ALTERED.at("ds:DigestValue")
    return again(covered)


def _octets(node: etree._Element) -> bytes:
    """The bytes that an element writes; characters that are none of base64's do not count. Raises `ValueError`."""
    if not node.text:
        raise ValueError("no value")
    return base64.b64decode(node.text)


def _issuer(token: Vihf, certificate: Certificate) -> list[Finding]:
    """Issuer writes the subject of the certificate that signed."""
    if certificate.is_named(token.issuer):
        return []
    return [verdicts.ISSUER.at("saml2:Issuer", expected=certificate.written_name(), found=token.issuer)]


def _window(token: Vihf, at: datetime, life: timedelta, skew: timedelta) -> list[Finding]:
    """Issued within [at - life - skew, at + skew], and between its own Conditions.

    Conditions may only shorten a token's life; their end is the sender's own word and takes no tolerance.
    Source: spec/dmp.md 2 (validity, ASSUMED).
    """
    issued, begins, ends = token.issue_instant, token.not_before, token.not_on_or_after
    oldest, latest = at - life - skew, at + skew
    findings = []
    if issued < oldest:
        findings.append(verdicts.TOO_OLD.at(_ISSUED, expected=oldest.isoformat(), found=issued.isoformat()))
    if issued > latest:
        findings.append(verdicts.IN_THE_FUTURE.at(_ISSUED, expected=latest.isoformat(), found=issued.isoformat()))
    if begins is not None and begins > latest:
        place = "saml2:Conditions/@NotBefore"
        findings.append(verdicts.NOT_YET.at(place, expected=begins.isoformat(), found=at.isoformat()))
    if ends is not None and at >= ends:
        place = "saml2:Conditions/@NotOnOrAfter"
        findings.append(verdicts.OVER.at(place, expected=ends.isoformat(), found=at.isoformat()))
    return findings
