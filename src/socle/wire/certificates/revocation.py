"""What an authority says of the certificates it issued: its revocation list (CRL) and its answers (OCSP).

Pure: an authority, what was revoked and an instant in, DER out. Source: RFC 5280 section 5; RFC 6960.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from socle.wire.certificates.issue import Issued

#: How long a list or an answer may be relied upon. ASSUMED: IGC-Santé renews its lists every day.
LASTS = timedelta(days=1)

#: (issuer as in `Certificate.issuer`, serial) -> whether it was issued, and since when it is revoked if it is.
Known = Callable[[str, int], tuple[bool, datetime | None]]


def crl(authority: Issued, revoked: Iterable[tuple[int, datetime]], at: datetime) -> bytes:
    """The list of an authority at `at`: serial numbers with the instant of their revocation, those to come left out."""
    key, second = authority.key, at.replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.x509.subject)
        .last_update(second)
        .next_update(second + LASTS)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for serial, since in sorted(revoked):
        if since <= at:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since.replace(microsecond=0))
            builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def ocsp_answer(request: bytes, authorities: Iterable[Issued], known: Known, at: datetime) -> bytes:
    """The answer to an OCSP request of one certificate: good, revoked, or unknown.

    A request that cannot be read, or about another authority's certificate, is told so (RFC 6960, 2.3).
    """
    try:
        asked = ocsp.load_der_ocsp_request(request)
        serial, algorithm = asked.serial_number, asked.hash_algorithm
    except (ValueError, NotImplementedError):
        return _unsuccessful(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    names = (asked.issuer_name_hash, asked.issuer_key_hash)
    authority = next((one for one in authorities if _hashes(one, algorithm) == names), None)
    if authority is None:
        return _unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    second = at.replace(microsecond=0)
    issued, since = known(authority.certificate.subject, serial)
    revoked = since is not None and since <= at
    status = ocsp.OCSPCertStatus.GOOD if issued else ocsp.OCSPCertStatus.UNKNOWN
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            issuer_name_hash=names[0],
            issuer_key_hash=names[1],
            serial_number=serial,
            algorithm=algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else status,
            this_update=second,
            next_update=second + LASTS,
            revocation_time=since.replace(microsecond=0) if since is not None and revoked else None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, authority.certificate.x509)
    )
    for extension in asked.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            builder = builder.add_extension(extension.value, critical=False)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _hashes(authority: Issued, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
    """The name and the key of an authority, as a request names them (RFC 6960, 4.1.1)."""
    key = authority.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return _hash(authority.certificate.x509.subject.public_bytes(), algorithm), _hash(key, algorithm)


def _hash(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def _unsuccessful(status: ocsp.OCSPResponseStatus) -> bytes:
    answer = ocsp.OCSPResponseBuilder.build_unsuccessful(status)
    return answer.public_bytes(serialization.Encoding.DER)
