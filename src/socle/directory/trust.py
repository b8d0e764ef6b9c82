"""Whom this Socle trusts: the authorities installed at start-up, with the directory's revocation list.

Bindings pass `current()` to `wire.vihf.verify` and to `services.authenticate`; tests install their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509

from socle.directory.services.kept import Directory, is_revoked
from socle.wire.certificates import Certificate, Trust, of

#: Nobody, until somebody is installed.
_trust = Trust(())


def of_pem(pem: Iterable[bytes]) -> Trust:
    """A trust made of PEM texts: self-signed certificates are anchors, the others stand between.

    Raises `ValueError` when one holds no certificate.
    """
    found = {certificate.fingerprint: certificate for text in pem for certificate in _certificates(text)}
    anchors = tuple(certificate for certificate in found.values() if certificate.subject == certificate.issuer)
    between = tuple(certificate for certificate in found.values() if certificate.subject != certificate.issuer)
    return Trust(anchors, between, is_revoked)


def _certificates(pem: bytes) -> list[Certificate]:
    try:
        return [of(certificate) for certificate in x509.load_pem_x509_certificates(pem)]
    except ValueError as error:
        raise ValueError("a file of authorities holds no certificate in PEM") from error


def install(trust: Trust) -> None:
    """Make this the trust in force. Called once, at start-up (and by tests)."""
    global _trust  # noqa: PLW0603 - the one port through which authorities enter
    _trust = trust


def current(directory: Directory | None = None) -> Trust:
    """The trust in force, nobody until one is installed; its revocations are asked of `directory` when one is given."""
    return _trust if directory is None else _trust.asking(directory.is_revoked)
