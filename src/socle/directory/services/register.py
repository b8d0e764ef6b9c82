"""Use cases that fill the directory: who exists, where they exercise, with which software.

Each is idempotent by identifier: registering again updates, so that a world can be loaded twice. All raise
`django.db.IntegrityError` or `DoesNotExist` for an identifier that is used but was never registered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from socle.directory import idnat as numbers
from socle.directory.kinds import StructureKind, kind_of_sector
from socle.directory.models import (
    Agreement,
    Card,
    Delegation,
    Employee,
    Enrolment,
    Exercise,
    Manager,
    Mandate,
    Order,
    Professional,
    RevokedCertificate,
    SoftwareRelease,
    Structure,
)
from socle.ledger.acting import as_one_act
from socle.rulebook.days import french_day


def register_structure(
    idnat: str,
    name: str,
    *,
    sector: str = "",
    kind: StructureKind | None = None,
    legal_entity: str = "",
    is_legal_entity: bool = False,
    finess: str = "",
    siret: str = "",
) -> Structure:
    """Record a structure; its kind comes from its sector when not said, its numbers from its identifier."""
    parent = Structure.objects.get(idnat=legal_entity) if legal_entity else None
    structure, _ = Structure.objects.update_or_create(
        idnat=idnat,
        defaults={
            "name": name,
            "sector": sector,
            "kind": (kind or kind_of_sector(sector)).value,
            "legal_entity": parent,
            "is_legal_entity": is_legal_entity,
            "finess": finess or numbers.finess_of(idnat),
            "siret": siret or numbers.siret_of(idnat),
        },
    )
    return structure


@as_one_act
def change_structure_identifier(former: str, new: str, at: datetime) -> Structure:
    """Give a structure a new IdNat_Struct from `at` on; its sites, people and who registers them follow.

    The former identifier stays known as ended: certificates that still carry it are refused (AUTH-043).
    """
    old = Structure.objects.get(idnat=former)
    successor = register_structure(
        new,
        old.name,
        sector=old.sector,
        kind=StructureKind(old.kind),
        legal_entity=old.legal_entity.idnat if old.legal_entity is not None else "",
        is_legal_entity=old.is_legal_entity,
    )
    old.sites.update(legal_entity=successor)
    old.exercises.update(structure=successor)
    old.employees.update(structure=successor)
    for declared in (Enrolment, Manager, Delegation, Mandate, Order, Agreement):
        declared.objects.filter(structure=old).update(structure=successor)
    old.ended_on = date.fromordinal(french_day(at).toordinal() - 1)
    old.replaced_by = successor
    old.save(update_fields=["ended_on", "replaced_by"])
    return successor


@as_one_act
def register_professional(
    idnat: str,
    family: str,
    given: str = "",
    *,
    profession: str,
    specialties: Iterable[str] = (),
    structures: Iterable[str] = (),
) -> Professional:
    """Record a professional (`8` + RPPS or `0` + ADELI) and the structures where he or she exercises."""
    professional, _ = Professional.objects.update_or_create(
        idnat=idnat,
        defaults={
            "rpps": numbers.rpps_of(idnat),
            "adeli": numbers.adeli_of(idnat),
            "family": family,
            "given": given,
            "profession": profession,
            "specialties": sorted(set(specialties)),
        },
    )
    for place in structures:
        register_exercise(idnat, place)
    return professional


def register_exercise(
    professional: str, structure: str, *, since: date | None = None, until: date | None = None
) -> Exercise:
    """Record that a professional exercises in a structure, between two days included."""
    exercise, _ = Exercise.objects.update_or_create(
        professional=Professional.objects.get(idnat=professional),
        structure=Structure.objects.get(idnat=structure),
        defaults={"since": since, "until": until},
    )
    return exercise


def register_situation(
    idnat: str,
    *,
    profession: str,
    structure: Structure | None = None,
    since: date | None = None,
    until: date | None = None,
    family: str = "",
    given: str = "",
    is_new: bool = False,
) -> Professional:
    """What RPPS+ says of a person: the profile that the access rules read, and the days in one structure.

    Whoever is new is created under `family` and `given`; the names of the others stay.
    """
    if is_new:
        professional = Professional.objects.create(
            idnat=idnat,
            rpps=numbers.rpps_of(idnat),
            adeli=numbers.adeli_of(idnat),
            family=family,
            given=given,
            profession=profession,
            specialties=[],
        )
        if structure is not None:
            Exercise.objects.create(professional=professional, structure=structure, since=since, until=until)
        return professional
    professional = Professional.objects.get(idnat=idnat)
    if professional.profession != profession:
        professional.profession = profession
        professional.save(update_fields=["profession"])
    if structure is not None:
        Exercise.objects.update_or_create(
            professional=professional, structure=structure, defaults={"since": since, "until": until}
        )
    return professional


def register_employee(idnat: str, family: str, given: str = "", *, structure: str, role: str = "") -> Employee:
    """Record an employee of a structure, who may hold an employee card (CPE)."""
    employee, _ = Employee.objects.update_or_create(
        idnat=idnat,
        defaults={
            "family": family,
            "given": given,
            "role": role,
            "structure": Structure.objects.get(idnat=structure),
        },
    )
    return employee


def register_card(number: str, type: str, holder: str, *, since: date | None = None, until: date | None = None) -> Card:
    """Record a card of `holder` (IdNat_PS), of type CPS, CPF, CPE or CPA."""
    card, _ = Card.objects.update_or_create(
        number=number, defaults={"type": type, "holder": holder, "since": since, "until": until}
    )
    return card


def register_software(
    homologation: str,
    name: str,
    version: str,
    *,
    api_version: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> SoftwareRelease:
    """Record a line of the homologation register; `api_version` is "1", "2.0", "2.4" or "2.5"."""
    release, _ = SoftwareRelease.objects.update_or_create(
        homologation=homologation,
        defaults={
            "name": name,
            "version": version,
            "api_version": api_version,
            "valid_from": valid_from,
            "valid_until": valid_until,
        },
    )
    return release


def revoke_certificate(issuer: str, serial: int, at: datetime) -> RevokedCertificate:
    """Record that a certificate is withdrawn from `at` on; the first instant stays. `issuer` is an RFC 4514 name."""
    revoked, _ = RevokedCertificate.objects.get_or_create(issuer=issuer, serial=str(serial), defaults={"at": at})
    return revoked
