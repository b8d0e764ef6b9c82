"""Ordering cards and certificates, and their life: issued, received, renewed, withdrawn, revoked; the file of expiries.

One transaction an act, told to the journal, refusals included. Whoever orders is what the directory says he is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from socle import ledger
from socle.directory import rules
from socle.directory.actor import Actor
from socle.directory.cards.facts import (
    CardKind,
    CardOrder,
    CertificateFacts,
    CertificateOrder,
    CertificateType,
    Form,
    Level,
    Purpose,
    Register,
    Role,
)
from socle.directory.kinds import StructureKind
from socle.directory.models import (
    Agreement,
    Card,
    Employee,
    IssuedCertificate,
    Order,
    Professional,
    RevokedCertificate,
    Structure,
)
from socle.directory.services.mandates import roles_in
from socle.directory.services.register import register_card, register_employee, register_exercise, revoke_certificate
from socle.ledger import Act, ActCode, Author
from socle.ledger.act import Outcome
from socle.ledger.acting import as_one_act
from socle.rulebook import ALLOWED, Decision, rule
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.wire.certificates import CardType as WireCard
from socle.wire.certificates import Certificate, Kind

#: The roles that may order, the strongest first: what is asked is judged by the strongest that the person holds.
_STRONGEST = (Role.LEGAL_MANAGER, Role.TECHNICAL_ADMINISTRATOR, Role.RPPS_MANAGER)
#: Who places the orders that nobody asks for.
_ITSELF = "socle"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of an order: the decision, and the order when it stands."""

    decision: Decision
    order: Order | None = None


@as_one_act
def order_card(
    actor: Actor,
    structure: str,
    wanted: CardOrder,
    at: datetime,
    *,
    holder: str = "",
    family: str = "",
    given: str = "",
) -> Outcomes:
    """Order a card for a structure. Who orders is read in the directory, whatever `wanted` says of it."""
    place = Structure.objects.get(idnat=structure)
    wanted = replace(wanted, by=_strongest(actor, place, at), has_card=wanted.has_card or _has_card(holder))
    decision = rules.may_order_card(wanted, french_day(at))
    order = None
    if decision.allowed:
        complete = french_day(at)
        order = Order.objects.create(
            structure=place,
            what=wanted.card.value,
            form=wanted.form.value,
            purpose=wanted.purpose.value,
            holder=holder,
            family=family,
            given=given,
            profession=wanted.profession,
            register=wanted.register.value,
            ordered_by=actor.id,
            at=at,
            complete_on=complete,
            due_on=rules.card_due(complete),
        )
    _tell(ActCode.CARD_ORDER, _author(actor), decision, str(order.pk) if order else structure, at)
    return Outcomes(decision, order)


@as_one_act
def order_certificate(actor: Actor, structure: str, type: CertificateType, at: datetime) -> Outcomes:
    """Order a certificate for a structure, under its own contract or that of its legal entity."""
    place = Structure.objects.get(idnat=structure)
    day, parent = french_day(at), place.legal_entity
    agreement = Agreement.objects.filter(structure__in=[place.pk, parent.pk if parent else 0], since__lte=day).first()
    wanted = CertificateOrder(
        kind=StructureKind(place.kind),
        for_legal_entity=place.is_legal_entity,
        belongs_to_legal_entity=parent is not None,
        contract=Level(agreement.level) if agreement else None,
        technical_administrator=_strongest(actor, place, at) in {Role.LEGAL_MANAGER, Role.TECHNICAL_ADMINISTRATOR},
    )
    decision = rules.may_order_certificate(wanted, day, current())
    order = None
    if decision.allowed:
        order = Order.objects.create(
            structure=place,
            what=type.value,
            form=Form.TOM.value,
            ordered_by=actor.id,
            at=at,
            complete_on=day,
        )
    _tell(ActCode.CERTIFICATE_ORDER, _author(actor), decision, str(order.pk) if order else structure, at)
    return Outcomes(decision, order)


@as_one_act
def issue_card(order: int, number: str, at: datetime) -> Card:
    """The card of an order was made: it enters the directory, with its employee when nobody knew him."""
    asked = Order.objects.select_related("structure").get(pk=order)
    day = french_day(at)
    if not asked.holder:
        asked.holder = f"3{asked.structure.finess or asked.structure.idnat[1:]}/E{asked.pk:07d}"
    if asked.what in {CardKind.CPE, CardKind.CPA} and not Employee.objects.filter(idnat=asked.holder).exists():
        register_employee(
            asked.holder, asked.family, asked.given, structure=asked.structure.idnat, role=asked.profession
        )
    card = register_card(number, asked.what, asked.holder, since=day)
    asked.made, asked.made_on = number, day
    asked.save(update_fields=["holder", "made", "made_on"])
    _tell(ActCode.CARD_ISSUE, _own(), ALLOWED, number, at)
    return card


@as_one_act
def receive_card(actor: Actor, order: int, at: datetime) -> date:
    """The holder has the card: gives the last day for its secret codes (AUTH-015)."""
    asked = Order.objects.get(pk=order)
    asked.received_on = french_day(at)
    asked.save(update_fields=["received_on"])
    _tell(ActCode.CARD_RECEIVE, _author(actor), ALLOWED, asked.made, at)
    return rules.codes_due(asked.received_on)


@as_one_act
def withdraw_card(actor: Actor, number: str, at: datetime) -> Card:
    """Oppose a card, lost, stolen or given back: it and its certificates serve no more from `at` on."""
    card = Card.objects.get(number=number)
    _withdraw(card, at)
    _tell(ActCode.CARD_WITHDRAW, _author(actor), ALLOWED, number, at)
    return card


@as_one_act
def end_employment(actor: Actor, holder: str, structure: str, at: datetime) -> list[Card]:
    """A person leaves a structure: the cards that were the structure's are withdrawn, the person's own stay."""
    ended = []
    for card in Card.objects.filter(holder=holder, opposed_at__isnull=True):
        stays, cited = rules.stays_after_departure(CardKind(card.type))
        if not stays:
            _withdraw(card, at)
            ended.append(card)
            _tell(ActCode.CARD_WITHDRAW, _author(actor), Decision(rules=(cited,)), card.number, at)
    known = Professional.objects.filter(idnat=holder).first()
    if known is not None:
        known.exercises.filter(structure__idnat=structure, until__isnull=True).update(until=french_day(at))
    return ended


@as_one_act
def change_activity(professional: str, structure: str, at: datetime) -> Order | None:
    """The Ordre recorded a new place of practice: whoever holds a CPS gets a new one, ordered by itself (AUTH-002)."""
    register_exercise(professional, structure, since=french_day(at))
    held = Card.objects.filter(holder=professional, opposed_at__isnull=True).order_by("-pk").first()
    if held is None or not rules.new_card_on_change_of_activity(CardKind(held.type)):
        return None
    person, day = Professional.objects.get(idnat=professional), french_day(at)
    order = Order.objects.create(
        structure=Structure.objects.get(idnat=structure),
        what=CardKind.CPS.value,
        form=Form.TOM.value,
        holder=professional,
        family=person.family,
        given=person.given,
        profession=person.profession,
        register=(Register.RPPS if person.rpps else Register.ADELI).value,
        purpose=Purpose.EMPLOYEE.value,
        ordered_by=_ITSELF,
        at=at,
        complete_on=day,
        due_on=rules.card_due(day),
    )
    _tell(ActCode.CARD_ORDER, _own(), Decision(rules=(rule("AUTH-002"),)), str(order.pk), at)
    return order


@as_one_act
def record_certificates(certificates: Iterable[Certificate], at: datetime, *, order: int | None = None) -> int:
    """Keep what an authority issued, for the file of expiries; gives how many were new. `order` is then done."""
    new = 0
    for one in certificates:
        _, made = IssuedCertificate.objects.get_or_create(
            issuer=one.issuer,
            serial=str(one.serial),
            defaults={
                "type": _type(one),
                "structure": one.structure,
                "card": one.card_id,
                "service": one.service,
                "not_before": one.not_before,
                "not_after": one.not_after,
                "is_test": one.is_test,
            },
        )
        new += made
        if order is not None:
            Order.objects.filter(pk=order).update(made=str(one.serial), made_on=french_day(at))
            _tell(ActCode.CERTIFICATE_ISSUE, _own(), ALLOWED, str(one.serial), at)
    return new


@as_one_act
def revoke(actor: Actor, issuer: str, serial: str, at: datetime) -> RevokedCertificate:
    """Revoke a certificate from `at` on, told to the journal."""
    row = revoke_certificate(issuer, int(serial), at)
    _tell(ActCode.CERTIFICATE_REVOKE, _author(actor), ALLOWED, serial, at)
    return row


def certificates_of(structures: Iterable[Structure], at: datetime) -> tuple[list[rules.Expiry], list[str]]:
    """All certificates of these structures with their end, and the structures with none in force (AUTH-053).

    Certificates of an identifier that a structure left are told with its present name; a site that the certificate of
    its legal entity serves has one.
    """
    asked = {one.idnat: one for one in structures}
    entities = {one.legal_entity.idnat: one.legal_entity for one in asked.values() if one.legal_entity is not None}
    present, day = entities | asked, french_day(at)
    former = dict(Structure.objects.filter(replaced_by__idnat__in=present).values_list("idnat", "replaced_by__idnat"))
    revoked = {(row.issuer, row.serial) for row in RevokedCertificate.objects.filter(at__lte=at)}
    rows = IssuedCertificate.objects.filter(structure__in=[*present, *former], card="")
    found = [
        CertificateFacts(
            type=CertificateType(row.type),
            structure=row.structure,
            structure_name=present[former.get(row.structure, row.structure)].name,
            serial=row.serial,
            not_after=french_day(row.not_after),
            revoked=(row.issuer, row.serial) in revoked,
            former_identifier=row.structure in former,
        )
        for row in rows
    ]
    lines, without = rules.expiries(found, present, day)
    own = [one for one in lines if former.get(one.certificate.structure, one.certificate.structure) in asked]
    return own, [idnat for idnat in without if idnat in asked and not _covered(asked[idnat], without, day)]


def all_certificates(at: datetime) -> tuple[list[rules.Expiry], list[str]]:
    """The certificates of every structure in activity, and those of them that have none in force (AUTH-053)."""
    return certificates_of(Structure.objects.filter(ended_on__isnull=True).select_related("legal_entity"), at)


def _covered(site: Structure, without: list[str], day: date) -> bool:
    """Whether the certificate of its legal entity serves a site."""
    entity = site.legal_entity
    serves = rules.covered_by_legal_entity(StructureKind(site.kind), day, current())
    return entity is not None and serves and entity.idnat not in without


def _withdraw(card: Card, at: datetime) -> None:
    if card.opposed_at is None:
        card.opposed_at = at
        card.save(update_fields=["opposed_at"])


def _strongest(actor: Actor, structure: Structure, at: datetime) -> Role | None:
    held = roles_in(actor, structure, at)
    if structure.legal_entity is not None:
        held |= roles_in(actor, structure.legal_entity, at)
    return next((role for role in _STRONGEST if role in held), None)


def _has_card(holder: str) -> bool:
    return bool(holder) and Card.objects.filter(holder=holder, opposed_at__isnull=True).exists()


def _type(certificate: Certificate) -> str:
    """The type of a certificate by what it may do. Source: certificate_types.csv."""
    if certificate.kind is Kind.SERVER:
        return CertificateType.SSL_SERV.value
    if certificate.kind is Kind.CARD:
        return f"{(certificate.card_type or WireCard.CPS).value} {'SIGN' if certificate.can_sign else 'AUTH'}"
    return (CertificateType.SIGN if certificate.can_sign else CertificateType.AUTH_CLI).value


def _own() -> Author:
    return Author(kind="system", id=_ITSELF)


def _author(actor: Actor) -> Author:
    return Author(
        kind=actor.kind.value,
        id=actor.id,
        name=actor.name,
        structure=actor.structure,
        structure_name=actor.structure_name,
        profession=actor.profession,
        authentication=actor.authentication.value,
        person_id=actor.person_id,
    )


def _tell(code: ActCode, author: Author, decision: Decision, object_id: str, at: datetime) -> None:
    ledger.append(
        Act(
            at=at,
            code=code,
            outcome=Outcome.DONE if decision.allowed else Outcome.REFUSED,
            author=author,
            object_id=object_id,
            rules=decision.rules,
            verdicts=tuple(finding.verdict.id for finding in decision.errors),
        )
    )
