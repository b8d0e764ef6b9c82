"""Whether a certificate leads to a trusted authority, judged at Socle's instant.

OpenSSL builds and checks the path (signatures, basic constraints, path length); the dates of each of its
certificates and their revocation are judged here, at each call, so that a path kept in memory never
carries a verdict past a date. Rule AUTH-041; design idea 4.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from OpenSSL import crypto

from socle.rulebook import Finding, applies
from socle.wire.certificates import verdicts
from socle.wire.certificates.model import Certificate
from socle.wire.certificates.parse import of

#: (issuer as in `Certificate.issuer`, serial number, instant) -> whether revoked then.
Revocations = Callable[[str, int, datetime], bool]

Path = tuple[Certificate, ...]

_NO_CHECK_TIME: Final = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which pyOpenSSL does not name
_KEPT: Final = 4096


def nothing_revoked(_issuer: str, _serial: int, _at: datetime) -> bool:
    """The revocation list of a world where nothing was revoked."""
    return False


@dataclass(frozen=True, eq=False)
class Trust:
    """Whom Socle trusts: self-signed `anchors`, the `intermediates` that may stand between, and what was revoked.

    Build it once and keep it: paths already validated are kept in it by fingerprint.
    """

    anchors: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...] = ()
    revoked: Revocations = nothing_revoked
    _paths: dict[str, Path] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def asking(self, revoked: Revocations) -> Trust:
        """The same trust and the same paths, its revocations asked elsewhere."""
        return Trust(self.anchors, self.intermediates, revoked, self._paths, self._lock)

    def kept(self, certificate: Certificate, at: datetime) -> Path | None:
        """A path validated before whose every certificate covers `at`."""
        path = self._paths.get(certificate.fingerprint)
        return path if path is not None and all(link.covers(at) for link in path) else None

    def keep(self, path: Path) -> None:
        with self._lock:
            if len(self._paths) >= _KEPT:
                self._paths.pop(next(iter(self._paths)))
            self._paths[path[0].fingerprint] = path


@applies("AUTH-041")
def verify_chain(certificate: Certificate, trust: Trust, at: datetime) -> list[Finding]:
    """What is wrong with this certificate at `at`; nothing when it leads to a trusted authority.

    An expired certificate of a known authority is told as expired, not as unknown. The whole path counts: an
    authority that expired or was revoked takes with it what it issued.
    """
    path = trust.kept(certificate, at)
    if path is None:
        path = _path(certificate, trust, at)
        if path is not None:
            trust.keep(path)
        else:
            path = _path(certificate, trust, None)
    if path is None:
        return [verdicts.UNKNOWN_AUTHORITY.at(certificate.subject, found=certificate.issuer)]
    findings = [finding for link in path for finding in _dates(link, at)]
    findings += [
        verdicts.REVOKED.at(link.subject, found=link.serial)
        for link in path
        if trust.revoked(link.issuer, link.serial, at)
    ]
    return findings


def _path(certificate: Certificate, trust: Trust, at: datetime | None) -> Path | None:
    """The path from `certificate` to an anchor, with dates as at `at`, or whatever they are when None."""
    try:
        store = crypto.X509Store()
        for anchor in trust.anchors:
            store.add_cert(crypto.X509.from_cryptography(anchor.x509))
        if at is None:
            store.set_flags(_NO_CHECK_TIME)
        else:
            store.set_time(at)
        between = [crypto.X509.from_cryptography(link.x509) for link in trust.intermediates]
        leaf = crypto.X509.from_cryptography(certificate.x509)
        found = crypto.X509StoreContext(store, leaf, chain=between).get_verified_chain()
    except (crypto.X509StoreContextError, crypto.Error):
        return None
    return tuple(of(link.to_cryptography()) for link in found)


def _dates(certificate: Certificate, at: datetime) -> list[Finding]:
    if at > certificate.not_after:
        return [
            verdicts.EXPIRED.at(certificate.subject, expected=certificate.not_after.isoformat(), found=at.isoformat())
        ]
    if at < certificate.not_before:
        expected = certificate.not_before.isoformat()
        return [verdicts.NOT_YET_VALID.at(certificate.subject, expected=expected, found=at.isoformat())]
    return []
