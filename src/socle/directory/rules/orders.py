"""Ordering cards and certificates: which form, who signs, who may, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from socle.codes import value_set
from socle.directory.cards import verdicts
from socle.directory.cards.facts import (
    CardKind,
    CardOrder,
    CertificateFacts,
    CertificateOrder,
    Form,
    Level,
    Purpose,
    Register,
    Role,
)
from socle.directory.kinds import StructureKind
from socle.rulebook import ALLOWED, Decision, Finding, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.working import working_days_after

_NURSE = "60"
#: Source: AUTH-066.
NURSES_IN_RPPS = date(2021, 10, 28)
#: Working days from the complete file to the card (AUTH-013), from the card to its codes (AUTH-015: 48 h ouvrées).
DELIVERY, CODES = 10, 2
#: How long before its end a certificate is told to expire: the time to order again, with a wide margin. ASSUMED.
SOON = timedelta(days=90)


def orders_cps(profession: str) -> bool:
    """Whether a profession orders a CPS: the active ones of TRE_G15 (the list of the ANS is not public: ASSUMED)."""
    entry = value_set("profession").get(profession)
    return entry is not None and entry.extra.get("active") == "yes"


def forms_of(order: CardOrder) -> tuple[tuple[Form, ...], str]:
    """The forms on which this order may be made, and the rule that says so.

    Which of F201 and F202 goes with which profession no source says: ASSUMED, F201 for the health professions of
    TRE_G15, F202 for the others.
    """
    if order.purpose is Purpose.LEGAL_REPRESENTATIVE:
        return (Form.F101,), rule("AUTH-062")
    if order.purpose is Purpose.RPPS_MANAGER:
        return ((Form.F502,), rule("AUTH-061")) if order.has_card else ((Form.F301,), rule("AUTH-060"))
    if order.card is CardKind.CPE:
        return (Form.TOM,), rule("AUTH-010")
    return (Form.TOM, Form.F201 if orders_cps(order.profession) else Form.F202), rule("AUTH-063")


def may_order_card(order: CardOrder, day: date) -> Decision:
    """Everything wrong with an order on the day it is made."""
    return Decision.all([_on_its_form(order), _signed(order), _by_whom_it_takes(order), _registered(order, day)])


def _on_its_form(order: CardOrder) -> Decision:
    forms, cited = forms_of(order)
    found = Decision(rules=(cited,))
    if order.form not in forms:
        expected = " ou ".join(form.value for form in forms)
        found += refuse(verdicts.FORM_NOT_RIGHT.at("form", expected=expected, found=order.form.value), rules=(cited,))
    if order.purpose is Purpose.LEGAL_REPRESENTATIVE and not order.contract_joined:
        found += refuse(verdicts.CONTRACT_NOT_JOINED.at("contract"), rules=(rule("AUTH-062"),))
    return found


@applies("AUTH-064")
def _signed(order: CardOrder) -> Decision:
    """On paper both sign: who receives the card and the legal representative. An order in TOM is signed by its sign-in.

    Who represents the structure signs his own F101 once.
    """
    if order.form is Form.TOM:
        return ALLOWED
    wanted = {"le représentant légal de la structure": order.signed_by_legal_representative}
    if order.purpose is not Purpose.LEGAL_REPRESENTATIVE:
        wanted["le salarié destinataire de la carte"] = order.signed_by_holder
    missing = [verdicts.SIGNATURE_MISSING.at("signature", expected=who) for who, signed in wanted.items() if not signed]
    return refuse(*missing) if missing else Decision(rules=(rule("AUTH-064"),))


@applies("AUTH-005", "AUTH-008", "AUTH-009")
def _by_whom_it_takes(order: CardOrder) -> Decision:
    """A CPE for an employee is ordered by the legal manager alone, its holder being in no register or in any.

    A CPS takes a profession of the list.
    """
    if order.card is CardKind.CPE:
        if order.purpose is Purpose.EMPLOYEE and order.by is not Role.LEGAL_MANAGER:
            return refuse(verdicts.ORDERED_BY_ANOTHER.at("by", found=order.by or "un tiers"))
        return Decision(rules=(rule("AUTH-008"), rule("AUTH-009")))
    if order.card is CardKind.CPS and not orders_cps(order.profession):
        return refuse(verdicts.PROFESSION_WITHOUT_CPS.at("profession", found=order.profession or "aucune"))
    return Decision(rules=(rule("AUTH-005"),)) if order.card is CardKind.CPS else ALLOWED


@applies("AUTH-065", "AUTH-066")
def _registered(order: CardOrder, day: date) -> Decision:
    """ADELI professionals first declare their situation to the ARS; nurses left ADELI on a day."""
    if order.register is not Register.ADELI or order.card is not CardKind.CPS:
        return ALLOWED
    if order.profession == _NURSE and day >= NURSES_IN_RPPS:
        since = f"{NURSES_IN_RPPS:%d/%m/%Y}"
        return refuse(verdicts.NURSE_IN_RPPS.at("register", expected=since, found=order.register.value))
    if not order.situation_updated:
        return refuse(verdicts.SITUATION_NOT_UPDATED.at("register"))
    return Decision(rules=(rule("AUTH-065"),))


def may_order_certificate(order: CertificateOrder, day: date, choices: Choices) -> Decision:
    """Whether a structure may order a certificate on that day, under which FINESS, with which contract."""
    return _under_contract(order, day, choices) + _at_its_level(order, day, choices)


@applies("AUTH-050", "AUTH-051", "AUTH-052")
def _under_contract(order: CertificateOrder, day: date, choices: Choices) -> Decision:
    """A contract and a technical administrator, and the order takes minutes; a legal-level contract, from a day on."""
    missing = [
        name
        for name, there in (
            ("un contrat avec l'ANS", order.contract is not None),
            ("un administrateur technique", order.technical_administrator),
        )
        if not there
    ]
    if missing:
        return refuse(verdicts.NO_CONTRACT.at("contract", expected=" et ".join(missing)))
    first_day = choices.legal_contract_certificates_first_day
    if order.contract is Level.LEGAL and day < first_day:
        return refuse(verdicts.LEGAL_CONTRACT_ORDERS_NONE.at("contract", expected=f"{first_day:%d/%m/%Y}"))
    return Decision(rules=(rule("AUTH-050"),))


def _at_its_level(order: CertificateOrder, day: date, choices: Choices) -> Decision:
    """Health establishments order by legal entity from 2023 on (AUTH-044); before, private ones by site (AUTH-047)."""
    first_day = choices.legal_entity_certificate_first_day
    if not order.kind.is_health_establishment:
        return ALLOWED
    if day >= first_day:
        if order.for_legal_entity or not order.belongs_to_legal_entity:
            return Decision(rules=(rule("AUTH-044"),))
        return refuse(verdicts.ORDER_FOR_LEGAL_ENTITY.at("structure", expected=f"{first_day:%d/%m/%Y}"))
    if order.kind is not StructureKind.PRIVATE_ESTABLISHMENT:
        return Decision(rules=(rule("AUTH-046"),))
    if order.for_legal_entity:
        last = f"{first_day - timedelta(days=1):%d/%m/%Y}"
        return refuse(verdicts.ORDER_FOR_SITE.at("structure", expected=last), rules=(rule("AUTH-047"),))
    return Decision(rules=(rule("AUTH-047"),))


@applies("AUTH-013")
def card_due(file_complete: date) -> date:
    """The day when the card is expected: ten working days after the complete file was received."""
    return working_days_after(file_complete, DELIVERY)


@applies("AUTH-015")
def codes_due(card_received: date) -> date:
    """The last day for the secret codes (holder's and unblocking): 48 working hours after the card was received."""
    return working_days_after(card_received, CODES)


def covered_by_legal_entity(kind: StructureKind, day: date, choices: Choices) -> bool:
    """Whether a site does without a certificate when its legal entity has one: not a private one before 2023."""
    return kind is not StructureKind.PRIVATE_ESTABLISHMENT or day >= choices.legal_entity_certificate_first_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """One line of the file of certificates: how many days it has left, negative once it has expired."""

    certificate: CertificateFacts
    days_left: int

    @property
    def soon(self) -> bool:
        return not self.certificate.revoked and 0 <= self.days_left <= SOON.days

    @property
    def serves(self) -> bool:
        """Whether it may be used: not expired, not revoked, not of an identifier that the structure left (AUTH-043)."""
        return self.days_left >= 0 and not self.certificate.revoked and not self.certificate.former_identifier

    @property
    def finding(self) -> Finding | None:
        """The warning, for one that expires soon."""
        if not self.soon:
            return None
        end = f"{self.certificate.not_after:%d/%m/%Y}"
        return verdicts.EXPIRES_SOON.at(self.certificate.structure, expected=end, found=self.certificate.serial)


@applies("AUTH-053")
def expiries(
    certificates: Iterable[CertificateFacts], structures: Iterable[str], day: date
) -> tuple[list[Expiry], list[str]]:
    """All certificates of all these structures, the first to expire first; and the structures with none in force."""
    found = [Expiry(certificate=one, days_left=(one.not_after - day).days) for one in certificates]
    covered = {one.certificate.structure for one in found if one.serves}
    ordered = sorted(found, key=lambda one: (one.certificate.not_after, one.certificate.serial))
    return ordered, sorted(set(structures) - covered)
