"""A fictitious authority for the tests of signatures, and the one of the worked examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from socle.wire import certificates
from socle.wire.certificates import issue
from socle.wire.certificates.issue import Holder, Issued, Use, Validity

#: The frozen clock of the worked examples.
NOW = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
VALIDITY = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC))
LIFE, SKEW = timedelta(minutes=5), timedelta(minutes=2)

PHYSICIAN = Holder(idnat="899880000015", family="KERVELEC", given="Nolwenn", title="Médecin", profession="10")


@cache
def root() -> Issued:
    return issue.root("TEST AC RACINE ESSAI", VALIDITY, serial=1)


@cache
def persons() -> Issued:
    return issue.intermediate(root(), "TEST AC ESSAI PERSONNES", VALIDITY, serial=2)


@cache
def organisations() -> Issued:
    return issue.intermediate(root(), "TEST AC ESSAI ORGANISATIONS", VALIDITY, serial=3)


@cache
def card(use: Use = Use.SIGNATURE, validity: Validity = VALIDITY, holder: Holder = PHYSICIAN) -> Issued:
    return issue.card(persons(), holder, use, validity)


@cache
def hospital(use: Use = Use.SIGNATURE, service: str = "DMP-SIGN") -> Issued:
    return issue.organisation(
        organisations(), service, structure="1990100018", name="CH DES TROIS PONTS", use=use, validity=VALIDITY
    )


@cache
def stranger() -> Issued:
    """The same physician's card, made by an authority that nobody trusts."""
    unknown = issue.root("TEST AC INCONNUE", VALIDITY)
    return issue.card(unknown, PHYSICIAN, Use.SIGNATURE, VALIDITY)


def trust() -> certificates.Trust:
    return certificates.Trust((root().certificate,), (persons().certificate, organisations().certificate))


def worked(samples: Path, name: str) -> Issued:
    """A certificate and its key among the worked examples."""
    stem = samples / "certs" / f"TEST-ONLY-{name}"
    certificate = certificates.read(stem.with_suffix(".crt.pem").read_bytes())
    return Issued(certificate, issue.load_key(stem.with_suffix(".key.pem").read_bytes()))


def worked_trust(samples: Path) -> certificates.Trust:
    """Trust in the root of the worked examples and nothing else, as their README asks."""
    anchor, *between = (worked(samples, name).certificate for name in ("ca-root", "ca-persons", "ca-organisations"))
    return certificates.Trust((anchor,), tuple(between))
