"""Who may call the INSi teleservice, with what, from which day on: pure decisions.

Two public answers stand side by side: certificates of software are of type ORG (INS-012), and cards that name somebody
call too (INS-011). The first speaks of certificates, the second of cards: both hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from socle.identity.insi.verdicts import (
    ASSERTION_OF_ANOTHER,
    E_CPS_TOO_EARLY,
    NOT_FOR_AUTHENTICATION,
    NOT_INSI,
    NOT_ORGANISATION,
    PRODUCTION_IN_TEST,
    PSC_WITHOUT_ORGANISATION,
    TEST_IN_PRODUCTION,
)
from socle.identity.rules.answering import Means, may_call_insi
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.certificates import CardType, Certificate, Kind

#: Names of the certificates that open it: for batches, for a person who asks. Source: spec/identity.md b.1.
SERVICES = ("INSI-AUTO", "INSI-MANU")
#: Where a certificate was seen.
CONNECTION, ASSERTION = "TLS", "assertion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A certificate in the words of these rules. `holder` is an IdNat_PS for a card, else an IdNat_Struct."""

    kind: Kind
    holder: str = ""
    service: str = ""
    card_type: CardType | None = None
    nominative: bool = False
    is_test: bool = False
    can_authenticate: bool = True

    @classmethod
    def of(cls, certificate: Certificate) -> Shown:
        is_card = certificate.kind is Kind.CARD
        # A CPE that names nobody repeats its identifier in place of the given name (PDT-INF-617).
        named = bool(certificate.family) and certificate.given != certificate.idnat_ps
        return cls(
            kind=certificate.kind,
            holder=certificate.idnat_ps if is_card else certificate.structure,
            service=certificate.service,
            card_type=certificate.card_type,
            nominative=is_card and named,
            is_test=certificate.is_test,
            can_authenticate=certificate.can_authenticate,
        )

    @property
    def means(self) -> Means:
        if self.kind is Kind.ORGANISATION:
            return Means.ORGANISATION
        if self.kind is not Kind.CARD:
            return Means.OTHER
        if self.card_type in {CardType.CPS, CardType.CPF}:
            return Means.CARD
        if self.card_type is CardType.CPE:
            return Means.NOMINATIVE_EMPLOYEE_CARD if self.nominative else Means.EMPLOYEE_CARD
        return Means.OTHER


def may_connect(shown: Shown, choices: Choices) -> Decision:
    """Whether this certificate opens a connection to the teleservice."""
    usable = ALLOWED if shown.can_authenticate else refuse(NOT_FOR_AUTHENTICATION.at(CONNECTION))
    opens = may_call_insi(shown.means) if shown.kind is Kind.CARD else _software(shown)
    return usable + is_of_environment(shown, choices, CONNECTION) + opens


@applies("INS-012", "INS-540")
def _software(shown: Shown) -> Decision:
    """Certificates of software: of type ORG, in one of the two names of the service."""
    if shown.kind is not Kind.ORGANISATION:
        return refuse(NOT_ORGANISATION.at(CONNECTION, expected="ORG", found=shown.kind.value), rules=(rule("INS-012"),))
    if shown.service not in SERVICES:
        found = NOT_INSI.at(CONNECTION, expected=" ou ".join(SERVICES), found=shown.service)
        return refuse(found, rules=(rule("INS-540"),))
    return Decision(rules=(rule("INS-012"), rule("INS-540")))


@applies("TEST-001", "TEST-002", "TEST-003")
def is_of_environment(shown: Shown, choices: Choices, place: str) -> Decision:
    """Test cards and test certificates in a test environment and nowhere else."""
    if choices.production:
        return refuse(TEST_IN_PRODUCTION.at(place)) if shown.is_test else ALLOWED
    cited = (rule("TEST-001"), rule("TEST-002") if shown.kind is Kind.CARD else rule("TEST-003"))
    return Decision(rules=cited) if shown.is_test else refuse(PRODUCTION_IN_TEST.at(place), rules=cited)


def may_speak_by_card(connection: Shown, signer: Shown, name_id: str, choices: Choices) -> Decision:
    """Whether a card's signed assertion counts: a card that calls, of the person named, who opened the connection
    too when a card did.
    """
    decision = may_call_insi(signer.means) + is_of_environment(signer, choices, ASSERTION)
    for shown, place in ((signer, ASSERTION), (connection, CONNECTION)):
        if shown.kind is Kind.CARD and shown.holder != name_id:
            decision += refuse(ASSERTION_OF_ANOTHER.at(place, expected=shown.holder, found=name_id))
    return decision


def may_speak_by_psc(connection: Shown, at: datetime, choices: Choices) -> Decision:
    """Whether an assertion of Pro Santé Connect (e-CPS) counts: from the day on, on a structure's connection.

    It is not signed (spec/identity.md b.2): the structure's certificate answers for it.
    """
    first = choices.insi_e_cps_first_day
    if french_day(at) < first:
        decision = refuse(E_CPS_TOO_EARLY.at(ASSERTION, expected=f"{first:%d/%m/%Y}"), rules=(rule("INS-014"),))
    else:
        decision = Decision(rules=(rule("INS-014"),))
    if connection.kind is not Kind.ORGANISATION:
        decision += refuse(PSC_WITHOUT_ORGANISATION.at(ASSERTION, found=connection.means.value))
    return decision
