"""Certificates that no authority of ours issues, for the doors to refuse."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from socle.wire.certificates import of
from socle.wire.certificates.issue import Issued


def without_extended_usages(issued: Issued, authority: Issued) -> Issued:
    """The same certificate without its extendedKeyUsage, signed by its authority."""
    before = issued.certificate.x509
    builder = (
        x509.CertificateBuilder()
        .subject_name(before.subject)
        .issuer_name(before.issuer)
        .public_key(before.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(before.not_valid_before_utc)
        .not_valid_after(before.not_valid_after_utc)
    )
    for extension in before.extensions:
        if extension.oid != x509.ExtendedKeyUsage.oid:
            builder = builder.add_extension(extension.value, extension.critical)
    return Issued(of(builder.sign(authority.key, hashes.SHA256())), issued.key)
