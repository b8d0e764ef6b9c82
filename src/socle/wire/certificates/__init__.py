"""Certificates of the French health trust space: read, judge, and mint fictitious ones (`issue`)."""

from socle.wire.certificates import issue
from socle.wire.certificates.chain import Revocations, Trust, nothing_revoked, verify_chain
from socle.wire.certificates.model import CardType, Certificate, Kind
from socle.wire.certificates.parse import of, read

__all__ = [
    "CardType",
    "Certificate",
    "Kind",
    "Revocations",
    "Trust",
    "issue",
    "nothing_revoked",
    "of",
    "read",
    "verify_chain",
]
