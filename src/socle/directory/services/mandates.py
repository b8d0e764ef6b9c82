"""Who manages which structure, and its contract with the ANS."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from socle.directory.actor import Actor, Kind
from socle.directory.cards.facts import Level, Role
from socle.directory.models import Agreement, Manager, Mandate, Structure
from socle.rulebook.days import french_day


def give_mandate(
    structure: str, holder: str, role: Role, *, since: date | None = None, until: date | None = None
) -> Mandate:
    """Record that a person manages a structure in a role; idempotent."""
    mandate, _ = Mandate.objects.update_or_create(
        structure=Structure.objects.get(idnat=structure),
        holder=holder,
        role=role.value,
        defaults={"since": since, "until": until},
    )
    return mandate


def sign_agreement(structure: str, level: Level, since: date) -> Agreement:
    """Record a structure's contract with the ANS; idempotent."""
    agreement, _ = Agreement.objects.update_or_create(
        structure=Structure.objects.get(idnat=structure), defaults={"level": level.value, "since": since}
    )
    return agreement


def roles_in(actor: Actor, structure: Structure, at: datetime) -> frozenset[Role]:
    """What an actor is in a structure that day. A practice of one's own makes its legal manager (AUTH-008)."""
    person = actor.person_id or actor.id
    mandates = Mandate.objects.filter(_on(at), holder=person, structure=structure)
    found = {Role(role) for role in mandates.values_list("role", flat=True)}
    if Manager.objects.filter(_on(at), holder=person, structure=structure).exists():
        found.add(Role.RPPS_MANAGER)
    if actor.kind is Kind.STRUCTURE and structure.idnat in {actor.structure, actor.legal_entity}:
        found.add(Role.TECHNICAL_ADMINISTRATOR)  # its own software signed in with its certificate
    if is_own_practice(person, structure.idnat):
        found.add(Role.LEGAL_MANAGER)
    return frozenset(found)


def is_own_practice(person: str, structure: str) -> bool:
    """Whether a structure is the practice of this person: `4` + RPPS and rank, against `8` + RPPS."""
    return person[:1] == "8" and structure[:1] == "4" and structure[1:12] == person[1:]


def managed_by(actor: Actor, at: datetime) -> list[Structure]:
    """The structures that an actor manages that day, by name; their sites with those of a legal entity."""
    person = actor.person_id or actor.id
    mine = Q(pk__in=Mandate.objects.filter(_on(at), holder=person).values("structure"))
    mine |= Q(pk__in=Manager.objects.filter(_on(at), holder=person).values("structure"))
    if person[:1] == "8":
        mine |= Q(idnat__startswith=f"4{person[1:]}")
    if actor.kind is Kind.STRUCTURE:
        mine |= Q(idnat__in=[actor.structure, actor.legal_entity])
    first = list(Structure.objects.filter(mine, ended_on__isnull=True).select_related("legal_entity"))
    sites = Structure.objects.filter(legal_entity__in=first, ended_on__isnull=True).select_related("legal_entity")
    return sorted({*first, *sites}, key=lambda one: (one.name, one.idnat))


def _on(at: datetime) -> Q:
    """What holds that day, both days included."""
    day = french_day(at)
    return (Q(since__isnull=True) | Q(since__lte=day)) & (Q(until__isnull=True) | Q(until__gte=day))
