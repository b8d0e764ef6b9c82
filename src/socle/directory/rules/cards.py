"""What cards and certificates open, to whom they belong, how an e-CPS is activated."""

from __future__ import annotations

from datetime import datetime

from socle.directory.cards import verdicts
from socle.directory.cards.facts import (
    OPENED_BY_CARD,
    OPENED_BY_CERTIFICATE,
    CardKind,
    Means,
    Practice,
    Service,
    Way,
)
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day

#: Préparateurs en pharmacie (hospital, dispensary). Source: TRE_G15.
PHARMACY_TECHNICIANS = frozenset({"38", "39"})
_NURSE = "60"
_DMP = frozenset({Service.DMP_FEEDING, Service.DMP_CONSULTING})


def opens(means: Means, service: Service, at: datetime, choices: Choices, way: Way = Way.SOFTWARE) -> Decision:
    """Whether this card or certificate opens this service on that day, before any right of its holder is looked at."""
    if means.card is None:
        certificate = means.certificate
        if certificate is None or service not in OPENED_BY_CERTIFICATE[certificate]:
            return refuse(verdicts.NOT_OPENED.at(expected=service.value, found=certificate or "aucun moyen"))
        return ALLOWED
    return Decision.all(
        [
            _named(means, service),
            _behind_psc(means.card, service),
            _e_cps_reaches_dmp(means, service, at, choices, way),
            _employee_through_psc(means.card, service),
        ]
    )


def _named(means: Means, service: Service) -> Decision:
    """Consulting asks for a nominative card; every other service for a card of its list."""
    card = means.card or CardKind.CPA
    if service is Service.DMP_CONSULTING and not (card.is_personal and means.nominative):
        return refuse(verdicts.NOT_NOMINATIVE.at(found=card.value), rules=(rule("DMP-064"),))
    if card is not CardKind.E_CPS and service not in OPENED_BY_CARD[card]:
        return refuse(verdicts.NOT_OPENED.at(expected=service.value, found=card.value))
    return ALLOWED


@applies("AUTH-022")
def _behind_psc(card: CardKind, service: Service) -> Decision:
    """An e-CPS goes through Pro Santé Connect or nowhere."""
    if card is not CardKind.E_CPS:
        return ALLOWED
    if service not in OPENED_BY_CARD[card]:
        return refuse(verdicts.E_CPS_ELSEWHERE.at(found=service.value))
    return Decision(rules=(rule("AUTH-022"),))


@applies("AUTH-012")
def _employee_through_psc(card: CardKind, service: Service) -> Decision:
    """A CPE signs in to Pro Santé Connect; what it reaches there is up to each service."""
    if card is CardKind.CPE and service is Service.PRO_SANTE_CONNECT:
        return Decision(rules=(rule("AUTH-012"),))
    return ALLOWED


@applies("DMP-060", "DMP-065", "DMP-066")
def _e_cps_reaches_dmp(means: Means, service: Service, at: datetime, choices: Choices, way: Way) -> Decision:
    """By e-CPS the DMP is reached from one day on, which depends on the way, and never by a pharmacy technician."""
    if means.card is not CardKind.E_CPS or service not in _DMP:
        return ALLOWED
    if means.profession in PHARMACY_TECHNICIANS:
        return refuse(verdicts.NO_E_CPS_FOR_PROFESSION.at(found=means.profession))
    call = way is Way.CALL
    first_day = choices.e_cps_contextual_call_first_day if call else choices.e_cps_dmp_first_day
    on_way = (rule("DMP-068"), rule("DMP-069")) if call else (rule("DMP-065"),)
    if french_day(at) >= first_day:
        return Decision(rules=on_way)
    planned = (rule("DMP-067"),) if way is Way.WEB else ()  # announced for the middle of 2022, not there on the day
    found = verdicts.E_CPS_NOT_YET.at(way.value, expected=f"{first_day:%d/%m/%Y}")
    return refuse(found, rules=(*planned, *on_way[1:]))


def stays_after_departure(card: CardKind) -> tuple[bool, str]:
    """Whether a card stays valid when its holder leaves the structure, and the rule that says so.

    The person's card follows the person; an employee's follows the structure, and is withdrawn.
    """
    return (True, rule("AUTH-001")) if card.is_personal else (False, rule("AUTH-007"))


@applies("AUTH-002")
def new_card_on_change_of_activity(held: CardKind | None) -> bool:
    """Each change of activity that the Ordre records makes a new card for whoever has a CPS already."""
    return held is CardKind.CPS


def first_card_is_automatic(profession: str, practice: Practice) -> tuple[bool, str]:
    """Whether the first CPS comes by itself or must be asked for, and the rule that says so.

    Every liberal professional gets one; for a nurse it depends on the situation of practice: an employee asks.
    """
    if practice is Practice.LIBERAL:
        return True, rule("AUTH-003") if profession == _NURSE else rule("AUTH-004")
    return False, rule("AUTH-003") if profession == _NURSE else rule("AUTH-005")


@applies("AUTH-017")
def needs_card_readers(*, regulated_with_physical_cards: bool, rpps_manager_orders_cards: bool) -> bool:
    """A medico-social structure needs card readers in two cases, and in no other."""
    return regulated_with_physical_cards or rpps_manager_orders_cards
