"""A certificate of the French health trust space as a frozen value, with the words that decisions use.

Source: spec/identity.md g; certificate_types.csv, certificate_extensions.csv, card_types.csv.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from socle.wire.certificates import names


class Kind(StrEnum):
    """What a certificate stands for."""

    CARD = "card"
    ORGANISATION = "organisation"
    SERVER = "server"
    AUTHORITY = "authority"


class CardType(StrEnum):
    """The cards, by the value of extension 1.2.250.1.71.1.2.2 (0 to 3). Source: card_types.csv."""

    CPS = "CPS"
    CPF = "CPF"
    CPE = "CPE"
    CPA = "CPA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate, read once. Text fields are empty and `card_type` None when it does not say.

    `idnat_ps` is the national id of a card's holder (CN), `structure` the IdNat_Struct in OU, `service` the CN
    of an organisation's or a server's certificate. `family` and `given` follow the CPE that names nobody: O and
    CN (PDT-INF-617). `fingerprint` is the SHA-256 of the DER, lower-case hexadecimal. Instants are UTC.
    """

    der: bytes = field(repr=False)
    fingerprint: str
    subject: str
    issuer: str
    serial: int
    kind: Kind
    card_type: CardType | None = None
    card_id: str = ""
    idnat_ps: str = ""
    family: str = ""
    given: str = ""
    title: str = ""
    profession: str = ""
    service: str = ""
    structure: str = ""
    structure_name: str = ""
    department: str = ""
    category: int | None = None
    is_test: bool = False
    can_sign: bool = False
    can_authenticate: bool = False
    not_before: datetime
    not_after: datetime
    name: names.Name = field(repr=False, compare=False)

    @property
    def x509(self) -> x509.Certificate:
        """The certificate as `cryptography` knows it, read again from the DER (so that values stay picklable)."""
        return x509.load_der_x509_certificate(self.der)

    @property
    def pem(self) -> str:
        return self.x509.public_bytes(Encoding.PEM).decode()

    def covers(self, at: datetime) -> bool:
        """Whether `at` is between its two dates, both included."""
        return self.not_before <= at <= self.not_after

    def is_named(self, text: str) -> bool:
        """Whether `text` writes the subject of this certificate, in any of the accepted forms."""
        return names.same(text, self.name)

    def written_name(self) -> str:
        """The subject as a VIHF Issuer writes it: CN first for a card, C first otherwise."""
        subject = self.x509.subject
        return names.card_form(subject) if self.kind is Kind.CARD else names.organisation_form(subject)
