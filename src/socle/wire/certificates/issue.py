"""Minting fictitious certificates shaped like those of IGC-Santé: authorities, cards, organisations, servers.

Pure: a subject, a key and an authority in, a certificate out. Whoever calls keeps the keys. Everything minted
says TEST in its names and carries the test bit unless told otherwise.
Source: spec/identity.md g; certificate_types.csv, certificate_extensions.csv.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from socle.wire.certificates.model import CardType, Certificate
from socle.wire.certificates.parse import CARD_ID, CARD_TYPE, CATEGORY, PROFESSION, of

SMARTCARD_LOGON: Final = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.2")
USER_PRINCIPAL_NAME: Final = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")

_CARD_CODES: Final = {CardType.CPS: 0, CardType.CPF: 1, CardType.CPE: 2, CardType.CPA: 3}
_KEY_USAGES: Final = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
_CATEGORY_CARD, _CATEGORY_SOFTWARE, _TEST_BIT = 0x00, 0x03, 0x80
_INTEGER, _OCTET_STRING, _UTF8_STRING, _PRINTABLE_STRING = 0x02, 0x04, 0x0C, 0x13


class Use(StrEnum):
    """What a certificate is for: its holder's authentication, or his signature."""

    AUTHENTICATION = "authentication"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Validity:
    """The two dates of a certificate, UTC, both included."""

    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where an authority tells what it revoked: its list (CRL), and whoever answers for one certificate (OCSP)."""

    crl: str
    ocsp: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and the private key it belongs to; an authority signs others with it.

    What an authority with `revocations` issues names them.
    """

    certificate: Certificate
    key: rsa.RSAPrivateKey = field(repr=False)
    revocations: Addresses | None = None

    @property
    def pem(self) -> str:
        return self.certificate.pem

    @property
    def key_pem(self) -> str:
        """The private key, PKCS#8 without a password: for fictitious keys only."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()


def new_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def load_key(pem: str | bytes, *, proved: bool = False) -> rsa.RSAPrivateKey:
    """Read an RSA private key without a password. Raises `ValueError` when it is anything else.

    `proved` says that it was made here: its numbers are not proved again to be those of a key.
    """
    data = pem.encode() if isinstance(pem, str) else pem
    key = serialization.load_pem_private_key(data, password=None, unsafe_skip_rsa_key_validation=proved)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("the private key is not an RSA key")  # noqa: TRY004 - what is wrong is the text received
    return key


def root(
    name: str,
    validity: Validity,
    *,
    organisation: str = "SOCLE TEST-ONLY",
    units: Sequence[str] = ("0002 999000011", "SOCLE-SANTE TEST"),
    key: rsa.RSAPrivateKey | None = None,
    serial: int | None = None,
) -> Issued:
    """A self-signed authority, the anchor of a trust."""
    key = key or new_key()
    subject = _authority_name(name, organisation, units)
    builder = _start(subject, subject, key, validity, serial)
    return _finish(_authority(builder, None), key, key)


def intermediate(
    authority: Issued,
    name: str,
    validity: Validity,
    *,
    organisation: str = "SOCLE TEST-ONLY",
    units: Sequence[str] = ("0002 999000011", "SOCLE-SANTE TEST"),
    key: rsa.RSAPrivateKey | None = None,
    serial: int | None = None,
) -> Issued:
    """An authority that issues persons' or organisations' certificates, and no other authority."""
    key = key or new_key()
    builder = _under(authority, _authority_name(name, organisation, units), key, validity, serial)
    return _finish(_authority(builder, 0), key, authority.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a card. `idnat` is IdNat_PS; `profession` a TRE_G15 number, empty for staff; structure for CPE, CPA.

    Leave `family` and `given` empty for an employee card that names nobody (PDT-INF-617).
    """

    idnat: str
    card_type: CardType = CardType.CPS
    family: str = ""
    given: str = ""
    title: str = ""
    profession: str = ""
    structure: str = ""
    structure_name: str = ""
    department: str = ""
    card_id: str = "8099900001/9900000001"


def card(
    authority: Issued,
    holder: Holder,
    use: Use,
    validity: Validity,
    *,
    key: rsa.RSAPrivateKey | None = None,
    serial: int | None = None,
    test: bool = True,
) -> Issued:
    """One of the two certificates of a card. The signature one holds CN, SN and GN in one multi-valued part."""
    key = key or new_key()
    builder = _under(authority, _card_name(holder, use), key, validity, serial)
    if use is Use.SIGNATURE:
        builder = _usages(builder, ("content_commitment",), (ExtendedKeyUsageOID.EMAIL_PROTECTION,))
    else:
        builder = _usages(builder, ("digital_signature",), (ExtendedKeyUsageOID.CLIENT_AUTH, SMARTCARD_LOGON))
        domain = "carte-cps.test" if test else "carte-cps.fr"
        principal = _der(_UTF8_STRING, f"{holder.idnat}@{domain}".encode())
        names = x509.SubjectAlternativeName([x509.OtherName(USER_PRINCIPAL_NAME, principal)])
        builder = builder.add_extension(names, critical=False)
    builder = _french(builder, CARD_TYPE, _der(_INTEGER, bytes([_CARD_CODES[holder.card_type]])))
    builder = _french(builder, CARD_ID, _der(_PRINTABLE_STRING, holder.card_id.encode("ascii")))
    builder = _category(builder, _CATEGORY_CARD, test=test)
    if holder.profession:
        code = int(holder.profession)
        builder = _french(builder, PROFESSION, _der(_INTEGER, code.to_bytes(code.bit_length() // 8 + 1, "big")))
    return _finish(builder, key, authority.key)


def organisation(
    authority: Issued,
    service: str,
    *,
    structure: str,
    name: str,
    use: Use,
    validity: Validity,
    department: str = "Test (99)",
    key: rsa.RSAPrivateKey | None = None,
    serial: int | None = None,
    test: bool = True,
) -> Issued:
    """An organisation's certificate: AUTH_CLI (`DMP-AUTO`, `INSI-AUTO` …) or SIGN (`DMP-SIGN`), by its use.

    `structure` is the IdNat_Struct of the legal entity, written in OU.
    """
    key = key or new_key()
    builder = _under(authority, _organisation_name(service, structure, name, department), key, validity, serial)
    if use is Use.SIGNATURE:
        usages = ("digital_signature", "content_commitment")
        builder = _usages(builder, usages, (ExtendedKeyUsageOID.EMAIL_PROTECTION,))
    else:
        builder = _usages(builder, ("digital_signature",), (ExtendedKeyUsageOID.CLIENT_AUTH,))
    return _finish(_category(builder, _CATEGORY_SOFTWARE, test=test), key, authority.key)


def server(
    authority: Issued,
    hosts: Sequence[str],
    *,
    validity: Validity,
    structure: str = "",
    name: str = "SOCLE TEST-ONLY",
    department: str = "Test (99)",
    key: rsa.RSAPrivateKey | None = None,
    serial: int | None = None,
    test: bool = True,
) -> Issued:
    """A server's certificate (SSL_SERV) for these names or IP addresses, the first one in CN."""
    key = key or new_key()
    builder = _under(authority, _organisation_name(hosts[0], structure, name, department), key, validity, serial)
    usages = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
    builder = _usages(builder, ("digital_signature", "key_encipherment"), usages)
    builder = builder.add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
    return _finish(_category(builder, _CATEGORY_SOFTWARE, test=test), key, authority.key)


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _authority_name(name: str, organisation_name: str, units: Sequence[str]) -> x509.Name:
    attributes = [(NameOID.COUNTRY_NAME, "FR"), (NameOID.ORGANIZATION_NAME, organisation_name)]
    attributes += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units]
    return _name(*attributes, (NameOID.COMMON_NAME, name))


def _organisation_name(service: str, structure: str, name: str, department: str) -> x509.Name:
    return _name(
        (NameOID.COUNTRY_NAME, "FR"),
        (NameOID.STATE_OR_PROVINCE_NAME, department),
        (NameOID.ORGANIZATION_NAME, name),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, structure),
        (NameOID.COMMON_NAME, service),
    )


def _card_name(holder: Holder, use: Use) -> x509.Name:
    parts = list(
        _name(
            (NameOID.COUNTRY_NAME, "FR"),
            (NameOID.STATE_OR_PROVINCE_NAME, holder.department),
            (NameOID.ORGANIZATION_NAME, holder.structure_name),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, holder.structure),
            (NameOID.TITLE, holder.title),
        ).rdns
    )
    person = list(
        _name((NameOID.GIVEN_NAME, holder.given), (NameOID.SURNAME, holder.family), (NameOID.COMMON_NAME, holder.idnat))
    )
    if use is Use.SIGNATURE:
        parts.append(x509.RelativeDistinguishedName(person))
    else:
        parts += [x509.RelativeDistinguishedName([attribute]) for attribute in person]
    return x509.Name(parts)


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


def _start(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, validity: Validity, serial: int | None
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number() if serial is None else serial)
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _under(
    authority: Issued, subject: x509.Name, key: rsa.RSAPrivateKey, validity: Validity, serial: int | None
) -> x509.CertificateBuilder:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = _start(subject, authority.certificate.x509.subject, key, validity, serial)
    return _told_revoked(builder.add_extension(identifier, critical=False), authority.revocations)


def _told_revoked(builder: x509.CertificateBuilder, told: Addresses | None) -> x509.CertificateBuilder:
    """Where to ask whether it was revoked. Source: RFC 5280, 4.2.1.13 and 4.2.2.1."""
    if told is None:
        return builder
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(told.crl)], None, None, None)
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(told.ocsp))
    builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)


def _authority(builder: x509.CertificateBuilder, path_length: int | None) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    return builder.add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)


def _usages(
    builder: x509.CertificateBuilder, usages: Sequence[str], extended: Sequence[x509.ObjectIdentifier]
) -> x509.CertificateBuilder:
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(*usages), critical=True)
        .add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    )


def _key_usage(*usages: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in usages for usage in _KEY_USAGES})


def _category(builder: x509.CertificateBuilder, category: int, *, test: bool) -> x509.CertificateBuilder:
    return _french(builder, CATEGORY, _der(_OCTET_STRING, bytes([category | _TEST_BIT if test else category])))


def _french(builder: x509.CertificateBuilder, oid: x509.ObjectIdentifier, value: bytes) -> x509.CertificateBuilder:
    return builder.add_extension(x509.UnrecognizedExtension(oid, value), critical=False)


def _der(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content


def _finish(builder: x509.CertificateBuilder, key: rsa.RSAPrivateKey, signer: rsa.RSAPrivateKey) -> Issued:
    return Issued(of(builder.sign(signer, hashes.SHA256())), key)
