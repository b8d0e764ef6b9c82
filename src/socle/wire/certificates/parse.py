"""Reading a certificate: subject part by part, French extensions, what it may be used for.

Source: spec/identity.md g; certificate_extensions.csv; RFC 5280 section 4.2.1.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from socle.wire.certificates import names
from socle.wire.certificates.model import CardType, Certificate, Kind

#: Extensions of the GIP-CPS arc. Source: certificate_extensions.csv.
CARD_TYPE: Final = x509.ObjectIdentifier("1.2.250.1.71.1.2.2")
CARD_ID: Final = x509.ObjectIdentifier("1.2.250.1.71.1.2.3")
CATEGORY: Final = x509.ObjectIdentifier("1.2.250.1.71.1.2.5")
PROFESSION: Final = x509.ObjectIdentifier("1.2.250.1.71.1.2.7")
#: High bit of the category byte: 80 test card, 83 test software, 03 production software.
TEST_BIT: Final = 0x80

_CARDS: Final = {0: CardType.CPS, 1: CardType.CPF, 2: CardType.CPE, 3: CardType.CPA}


#: Certificates kept once read, those asked for last, and the longest one kept: its bytes are all that it depends on.
_KEPT: Final = 2048
_LONGEST_KEPT: Final = 8192


def read(data: bytes) -> Certificate:
    """Read one certificate in DER or PEM. Raises `ValueError` with a sentence when it is not one."""
    return _kept(data) if len(data) <= _LONGEST_KEPT else _read(data)


def _read(data: bytes) -> Certificate:
    try:
        pem = data.lstrip().startswith(b"-----BEGIN")
        certificate = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
        certificate.public_key()  # a key that nothing can use is refused here, not at its first use
        return of(certificate)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension) as error:
        raise ValueError(f"the certificate cannot be read: {error}") from error


_kept = lru_cache(_KEPT)(_read)


def of(certificate: x509.Certificate) -> Certificate:
    """The same from a certificate already loaded."""
    der = certificate.public_bytes(Encoding.DER)
    extensions = certificate.extensions
    subject = certificate.subject
    category = _octet(_raw(extensions, CATEGORY))
    kind = _kind(extensions)
    person, structure = _person(subject, kind), _first(subject, NameOID.ORGANIZATIONAL_UNIT_NAME)
    common_name = _first(subject, NameOID.COMMON_NAME)
    profession = _raw(extensions, PROFESSION)
    return Certificate(
        der=der,
        fingerprint=hashlib.sha256(der).hexdigest(),
        subject=subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        serial=certificate.serial_number,
        kind=kind,
        card_type=_card_type(extensions),
        card_id=_content(_raw(extensions, CARD_ID)).decode("ascii", "replace"),
        idnat_ps=common_name if kind is Kind.CARD else "",
        family=person[0],
        given=person[1],
        title=_first(subject, NameOID.TITLE),
        profession=str(int.from_bytes(_content(profession), "big")) if profession else "",
        service="" if kind is Kind.CARD else common_name,
        structure="" if kind is Kind.AUTHORITY else structure,
        structure_name=_first(subject, NameOID.ORGANIZATION_NAME),
        department=_first(subject, NameOID.STATE_OR_PROVINCE_NAME),
        category=category,
        is_test=_is_test(category, certificate.issuer),
        can_sign=kind is not Kind.AUTHORITY and _can_sign(extensions),
        can_authenticate=kind is not Kind.AUTHORITY and _can_authenticate(extensions),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        name=names.of(subject),
    )


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """The first value of an attribute, wherever it stands: cards put CN, GN and SN in one multi-valued part."""
    found = name.get_attributes_for_oid(oid)
    return found[0].value if found and isinstance(found[0].value, str) else ""


def _person(subject: x509.Name, kind: Kind) -> tuple[str, str]:
    if kind is not Kind.CARD:
        return "", ""
    family, given = _first(subject, NameOID.SURNAME), _first(subject, NameOID.GIVEN_NAME)
    if family or given:
        return family, given
    # A CPE that names nobody: its structure and its identifier stand for the name. Source: PDT-INF-617.
    return _first(subject, NameOID.ORGANIZATION_NAME), _first(subject, NameOID.COMMON_NAME)


def _kind(extensions: x509.Extensions) -> Kind:
    if _is_authority(extensions):
        return Kind.AUTHORITY
    if _raw(extensions, CARD_TYPE):
        return Kind.CARD
    uses = _extended_usages(extensions) or frozenset()
    return Kind.SERVER if ExtendedKeyUsageOID.SERVER_AUTH in uses else Kind.ORGANISATION


def _is_authority(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _card_type(extensions: x509.Extensions) -> CardType | None:
    raw = _raw(extensions, CARD_TYPE)
    return _CARDS.get(int.from_bytes(_content(raw), "big")) if raw else None


def _is_test(category: int | None, issuer: x509.Name) -> bool:
    """The category byte says; without it, the test chain says so in the name of its authorities."""
    if category is not None:
        return bool(category & TEST_BIT)
    units = [str(attribute.value) for attribute in issuer.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    return _first(issuer, NameOID.COMMON_NAME).startswith("TEST") or any(unit.endswith(" TEST") for unit in units)


def _can_sign(extensions: x509.Extensions) -> bool:
    """A signature certificate: nonRepudiation, and emailProtection among its extended usages when it has some."""
    usages = _extended_usages(extensions)
    accepted = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    return _usage(extensions, "content_commitment") and (usages is None or bool(usages & accepted))


def _can_authenticate(extensions: x509.Extensions) -> bool:
    """A client certificate: digitalSignature and clientAuth."""
    usages = _extended_usages(extensions) or frozenset()
    return _usage(extensions, "digital_signature") and ExtendedKeyUsageOID.CLIENT_AUTH in usages


def _usage(extensions: x509.Extensions, name: str) -> bool:
    try:
        return bool(getattr(extensions.get_extension_for_class(x509.KeyUsage).value, name))
    except x509.ExtensionNotFound:
        return False


def _extended_usages(extensions: x509.Extensions) -> frozenset[x509.ObjectIdentifier] | None:
    try:
        return frozenset(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return None


def _raw(extensions: x509.Extensions, oid: x509.ObjectIdentifier) -> bytes:
    try:
        value = extensions.get_extension_for_oid(oid).value
    except x509.ExtensionNotFound:
        return b""
    return value.value if isinstance(value, x509.UnrecognizedExtension) else b""


def _content(value: bytes) -> bytes:
    """What a short DER value holds: one byte of tag, one of length."""
    if not value:
        return b""
    if len(value) < 2 or value[1] >= 0x80 or len(value) != 2 + value[1]:  # noqa: PLR2004 - DER, short form
        raise ValueError("an extension of the health space is not a short DER value")
    return value[2:]


def _octet(value: bytes) -> int | None:
    content = _content(value)
    return content[-1] if content else None
