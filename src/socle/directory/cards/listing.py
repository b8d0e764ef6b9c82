"""Certificates, cards and orders as the tables of `/cartes/` show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from socle.directory import rules
from socle.directory.cards.facts import (
    OPENED_BY_CERTIFICATE,
    CardKind,
    CertificateType,
    Means,
    Service,
)
from socle.directory.cards.forms import STATES, CertificateFilter
from socle.directory.models import (
    Card,
    Employee,
    IssuedCertificate,
    Order,
    Professional,
    RevokedCertificate,
    Structure,
)
from socle.directory.rules import Expiry
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.web.components import Cell, Column, Status, Table
from socle.web.words import full_name, place_name, short_day

HEADER = ("Structure", "Identifiant", "Certificat", "Numéro de série", "Expire le", "Jours restants", "État")
_TONES = {
    "valide": ("good", "check"),
    "bientot": ("warn", "warning"),
    "expire": ("bad", "refused"),
    "revoque": ("bad", "refused"),
    "ancien": ("warn", "replace"),
}


def state(line: Expiry) -> str:
    """The key of `STATES`: what matters most first."""
    one = line.certificate
    if one.revoked:
        return "revoque"
    if line.days_left < 0:
        return "expire"
    if one.former_identifier:
        return "ancien"
    return "bientot" if line.soon else "valide"


def keep(lines: Iterable[Expiry], form: CertificateFilter) -> list[Expiry]:
    """Those that the filter lets through; a filter that cannot be read lets all."""
    said = form.cleaned_data if form.is_valid() else {}
    wanted, place = said.get("etat", ""), said.get("structure", "")
    return [
        line
        for line in lines
        if (not wanted or state(line) == wanted) and (not place or line.certificate.structure == place)
    ]


def certificates(lines: Sequence[Expiry]) -> Table:
    serials = [line.certificate.serial for line in lines]
    keys = dict(IssuedCertificate.objects.filter(serial__in=serials).values_list("serial", "pk"))
    columns = (Column("Structure"), Column("Certificat", whole=True), Column("Expire le", whole=True), Column("État"))
    return Table(
        "Certificats, du premier au dernier à expirer",
        columns,
        tuple(_certificate(line, keys[line.certificate.serial]) for line in lines),
    )


def _certificate(line: Expiry, key: int) -> tuple[Cell, ...]:
    one, tone = line.certificate, _TONES[state(line)]
    left = f"dans {line.days_left} jours" if line.days_left > 1 else ""
    return (
        Cell(place_name(one.structure_name), note=one.structure[1:]),
        Cell(one.type.value, href=f"/cartes/certificats/{key}/", note=f"n° {one.serial[:12]}…"),
        Cell(short_day(one.not_after), note=left),
        Cell("", statuses=(Status(str(STATES[state(line)]), tone[0], tone[1]),)),  # type: ignore[arg-type]
    )


def row(line: Expiry) -> Sequence[object]:
    """The line of a CSV file."""
    one = line.certificate
    end = f"{one.not_after:%d/%m/%Y}"
    return one.structure_name, one.structure[1:], one.type.value, one.serial, end, line.days_left, STATES[state(line)]


def holders(structures: Iterable[Structure]) -> list[str]:
    """Those whose cards are the structures' own: their employees."""
    return list(Employee.objects.filter(structure__in=structures).values_list("idnat", flat=True))


def name_of(holder: str) -> str:
    """The holder of a card in words; a card that names nobody has only its number."""
    person = Employee.objects.filter(idnat=holder).first() or Professional.objects.filter(idnat=holder).first()
    return full_name(str(person)) if person is not None and str(person) else holder


def cards(structures: Sequence[Structure]) -> Table | None:
    """The cards of the employees; None when there are none."""
    people = {one.idnat: one for one in Employee.objects.filter(structure__in=structures).select_related("structure")}
    rows = [_card(one, people[one.holder]) for one in Card.objects.filter(holder__in=people).order_by("holder", "pk")]
    columns = (Column("Titulaire"), Column("Carte"), Column("État"))
    return Table("Cartes des employés", columns, tuple(rows)) if rows else None


def _card(card: Card, holder: Employee) -> tuple[Cell, ...]:
    name = full_name(str(holder)) or "Carte de service"
    return (
        Cell(name, note=place_name(holder.structure.name)),
        Cell(f"{card.type} {card.number}", href=f"/cartes/cartes/{card.pk}/"),
        Cell("", statuses=(_of(card),)),
    )


def _of(card: Card) -> Status:
    opposed = Status("En opposition", "bad", "refused")
    return opposed if card.opposed_at is not None else Status("En service", "good", "check")


def orders(structures: Sequence[Structure]) -> Table | None:
    rows = [
        (
            Cell(short_day(french_day(order.at))),
            Cell(order.what, note=f"formulaire {order.form}"),
            Cell(full_name(f"{order.family} {order.given}".strip()) or place_name(order.structure.name)),
            Cell(_progress(order)),
        )
        for order in Order.objects.filter(structure__in=structures).select_related("structure").order_by("-at", "-pk")
    ]
    columns = (Column("Commandé le", whole=True), Column("Quoi"), Column("Pour"), Column("Où en est-on"))
    return Table("Commandes, la plus récente d’abord", columns, tuple(rows)) if rows else None


def _progress(order: Order) -> str:
    if order.received_on is not None:
        return f"reçue le {short_day(order.received_on)}"
    if order.made_on is not None:
        return f"faite le {short_day(order.made_on)}"
    return f"attendue le {short_day(order.due_on)}" if order.due_on is not None else "en cours"


def waiting(structures: Sequence[Structure]) -> list[Order]:
    """The cards that were made and that nobody said to have received."""
    made = Order.objects.filter(structure__in=structures, received_on__isnull=True, what__in=list(CardKind))
    return list(made.exclude(made="").order_by("pk"))


def former(structures: Sequence[Structure]) -> list[str]:
    """The identifiers that these structures left."""
    return list(Structure.objects.filter(replaced_by__in=structures).values_list("idnat", flat=True))


def opened_by(certificate: IssuedCertificate) -> list[str]:
    known = {kind.value: services for kind, services in OPENED_BY_CERTIFICATE.items()}
    return sorted(service.value for service in known.get(certificate.type, frozenset()))


def revoked_at(certificate: IssuedCertificate) -> datetime | None:
    row = RevokedCertificate.objects.filter(issuer=certificate.issuer, serial=certificate.serial).first()
    return row.at if row is not None else None


def uses(at: datetime) -> Table:
    """What each card and certificate opens that day, by the rules themselves."""
    shown = [service for service in Service if service is not Service.WITHOUT_PSC]
    means = [(card.value, Means(card=card)) for card in CardKind]
    means += [(kind.value, Means(certificate=kind)) for kind in CertificateType]

    def told(mean: Means) -> str:
        opened = [one.value for one in shown if rules.opens(mean, one, at, current()).allowed]
        return ", ".join(opened) or "aucun de ces services"

    rows = tuple((Cell(name), Cell(told(mean))) for name, mean in means)
    return Table("Ce que chaque moyen ouvre", (Column("Carte ou certificat", whole=True), Column("Services")), rows)
