"""What decisions on cards and certificates rest on: plain frozen facts.

Source: spec/identity.md g; card_types.csv, certificate_types.csv; rules AUTH-001 to AUTH-066.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from socle.directory.kinds import StructureKind


class CardKind(StrEnum):
    """The cards. An e-CPS is one too, on a phone: it is activated, never ordered."""

    CPS = "CPS"
    CPF = "CPF"
    CPE = "CPE"
    CPA = "CPA"
    E_CPS = "e-CPS"

    @property
    def is_personal(self) -> bool:
        """Attached to the person's own national number, whatever the structure."""
        return self in {self.CPS, self.CPF, self.E_CPS}


class CertificateType(StrEnum):
    """The certificates of an organisation or a server, by offer and type. Source: certificate_types.csv."""

    AUTH_CLI = "ORG AUTH_CLI"
    SIGN = "ORG SIGN"
    CONF = "ORG CONF"
    SSL_SERV = "SERV SSL_SERV"
    SMIME = "SERV S/MIME"


class Service(StrEnum):
    """What a card or a certificate may open."""

    INSI = "INSi"
    DMP_FEEDING = "DMP (alimentation)"
    DMP_CONSULTING = "DMP (consultation)"
    PRO_SANTE_CONNECT = "Pro Santé Connect"
    PSC_API = "API derrière Pro Santé Connect"
    MSSANTE = "MSSanté"
    MSSANTE_OPERATORS = "MSSanté (entre opérateurs)"
    WITHOUT_PSC = "Service hors Pro Santé Connect"


class Way(StrEnum):
    """How a professional reaches the DMP."""

    SOFTWARE = "logiciel"
    WEB = "dmp.fr"
    CALL = "appel contextuel"


#: The services that each certificate opens. Source: certificate_types.csv ("opens"); spec/identity.md g.
OPENED_BY_CERTIFICATE: Mapping[CertificateType, frozenset[Service]] = MappingProxyType(
    {
        CertificateType.AUTH_CLI: frozenset({Service.INSI, Service.DMP_FEEDING, Service.PSC_API, Service.MSSANTE}),
        CertificateType.SIGN: frozenset({Service.DMP_FEEDING}),
        CertificateType.CONF: frozenset(),
        CertificateType.SSL_SERV: frozenset({Service.MSSANTE_OPERATORS}),
        CertificateType.SMIME: frozenset({Service.MSSANTE}),
    }
)

_PERSONAL = frozenset({Service.INSI, Service.DMP_FEEDING, Service.DMP_CONSULTING, Service.MSSANTE})
#: The services that each card opens, by itself. Source: card_types.csv ("opens"); AUTH-012, AUTH-022.
OPENED_BY_CARD: Mapping[CardKind, frozenset[Service]] = MappingProxyType(
    {
        CardKind.CPS: _PERSONAL | {Service.PRO_SANTE_CONNECT, Service.WITHOUT_PSC},
        CardKind.CPF: _PERSONAL | {Service.PRO_SANTE_CONNECT, Service.WITHOUT_PSC},
        CardKind.CPE: frozenset(
            {Service.INSI, Service.DMP_FEEDING, Service.PRO_SANTE_CONNECT, Service.WITHOUT_PSC, Service.MSSANTE}
        ),
        CardKind.CPA: frozenset({Service.WITHOUT_PSC}),
        CardKind.E_CPS: _PERSONAL | {Service.PRO_SANTE_CONNECT},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What somebody shows: a card, with the profession it is of (a code of TRE_G15), or an organisation's certificate.

    `nominative` is False for a CPE that names nobody.
    """

    card: CardKind | None = None
    certificate: CertificateType | None = None
    profession: str = ""
    nominative: bool = True


class Form(StrEnum):
    """The forms of the ANS, and its online ordering (TOM)."""

    F101 = "F101"  # the legal representative, with the adhesion contract
    F201 = "F201"  # an employee, by profession
    F202 = "F202"
    F301 = "F301"  # an RPPS+ manager who has no card
    F502 = "F502"  # an RPPS+ manager who has one
    TOM = "TOM"


class Purpose(StrEnum):
    """Whom an order is for."""

    LEGAL_REPRESENTATIVE = "représentant légal"
    RPPS_MANAGER = "gestionnaire RPPS+"
    EMPLOYEE = "salarié"


class Role(StrEnum):
    """What a person is in a structure, as its contract with the ANS says."""

    LEGAL_MANAGER = "responsable légal"
    TECHNICAL_ADMINISTRATOR = "administrateur technique"
    RPPS_MANAGER = "gestionnaire RPPS+"


class Register(StrEnum):
    """Where the holder of a card is registered."""

    RPPS = "RPPS"
    ADELI = "ADELI"
    NONE = "aucun"


class Practice(StrEnum):
    """The situation of practice of a professional."""

    LIBERAL = "libéral"
    EMPLOYEE = "salarié"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOrder:
    """An order of a card as it was filled in. `profession` is a code of TRE_G15, TRE_R94 or TRE_R95, or empty."""

    form: Form
    purpose: Purpose
    card: CardKind
    by: Role | None
    profession: str = ""
    register: Register = Register.NONE
    has_card: bool = False
    signed_by_holder: bool = False
    signed_by_legal_representative: bool = False
    contract_joined: bool = False
    situation_updated: bool = False


class Level(StrEnum):
    """At which level a contract with the ANS was made."""

    LEGAL = "entité juridique"
    SITE = "entité géographique"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOrder:
    """An order of a certificate: for a structure of this kind, as its legal entity or as one of its sites.

    `contract` is the level of the structure's contract with the ANS, None when it has none.
    """

    kind: StructureKind
    for_legal_entity: bool
    belongs_to_legal_entity: bool = True
    contract: Level | None = None
    technical_administrator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """A certificate that was issued, as the list of expiries shows it."""

    type: CertificateType
    structure: str
    structure_name: str
    serial: str
    not_after: date
    revoked: bool = False
    former_identifier: bool = False
