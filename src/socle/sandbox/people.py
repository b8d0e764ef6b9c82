"""Who lives in the sandbox, as `socle people` and the sandbox's page list them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from socle.codes import value_set
from socle.directory import services as directory
from socle.identity.models import Person
from socle.identity.services import find_by_ins
from socle.sandbox import actors
from socle.sandbox.loading import traits
from socle.sandbox.world import Inhabitant, World
from socle.wire.hl7v2 import CX


def patient_of(world: World, who: str) -> Inhabitant | None:
    """The patient called `who`: an id of the world, or an INS, present or former."""
    return next((p for p in world.patients if who and who in {p.id, p.ins, *p.former_ins}), None)


def ins_of(world: World, who: str, oid: str) -> CX | None:
    """The matricule of the patient called `who`; `who` itself, of kind `oid`, when nobody of the world is called so."""
    patient = patient_of(world, who)
    if patient is not None:
        return CX.of(patient.ins, patient.oid, "NH") if patient.ins else None
    return CX.of(who, oid, "NH") if who else None


def person_of(patient: Inhabitant) -> Person | None:
    """The person that `identity` keeps for this patient."""
    if patient.ins:
        return find_by_ins(CX.of(patient.ins, patient.oid, "NH"))
    known = traits(patient)
    return Person.objects.filter(
        birth_name=known.birth_name, given_names=known.given_names, birth_date=known.birth_date
    ).first()


def listing(world: World, at: datetime) -> dict[str, Any]:
    """The shape of `socle people --json` (interfaces.md): the world's, then who was minted since."""
    return {
        "patients": [_patient(patient, at) for patient in world.patients],
        "professionals": [*_professionals(world), *_employees(world)],
        "structures": _structures(world),
    }


def _patient(patient: Inhabitant, at: datetime) -> dict[str, Any]:
    record = patient.record
    return {
        "id": patient.id,
        "ins": patient.ins,
        "oid": patient.oid if patient.ins else "",
        "name": patient.name,
        "birth_name": patient.birth_name,
        "given_names": patient.given_names,
        "first_given_name": patient.first_given_name,
        "used_name": patient.used_name,
        "sex": patient.sex,
        "birth_date": patient.birth_date.isoformat(),
        "birth_place": patient.birth_place,
        "age": age(patient, at),
        "local_id": patient.local_id,
        "representatives": list(patient.representatives),
        "record_at_first": ("closed" if record.closed else "open") if record else "none",
        "note": patient.note,
    }


def age(patient: Inhabitant, at: datetime) -> int:
    """Years lived at `at`; 0 before birth too."""
    day, born = at.date(), patient.birth_date
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _professionals(world: World) -> list[dict[str, Any]]:
    known = {caregiver.idnat: caregiver for caregiver in world.professionals}
    order = {idnat: rank for rank, idnat in enumerate(known)}
    found = sorted(directory.professionals(), key=lambda one: order.get(one.idnat, len(order)))
    result = []
    for one in found:
        profile = actors.find(world, one.idnat)
        caregiver = known.get(one.idnat)
        result.append(_actor(profile, caregiver.note if caregiver else "créé à la demande"))
    return result


def _employees(world: World) -> list[dict[str, Any]]:
    return [_actor(actors.find(world, staff.idnat), staff.note) for staff in world.employees]


def _actor(profile: actors.Profile, note: str) -> dict[str, Any]:
    code = profile.profession or profile.role
    table = "profession" if profile.profession else "subject_role"
    return {
        "id": profile.id,
        "kind": profile.kind,
        "idnat": profile.idnat,
        "rpps": profile.idnat[1:] if profile.kind == "professional" and profile.idnat.startswith("8") else "",
        "name": f"{profile.given} {profile.family}".strip(),
        "profession": code,
        "profession_label": value_set(table).label(code),
        "specialty": profile.specialty,
        "card": profile.card,
        "structure": profile.structure,
        "structure_name": profile.structure_name,
        "note": note,
    }


def _structures(world: World) -> list[dict[str, Any]]:
    names = {place.idnat: place.id for place in world.structures}
    order = {idnat: rank for rank, idnat in enumerate(names)}
    found = sorted(directory.structures(), key=lambda one: order.get(one.idnat, len(order)))
    return [
        {
            "id": names.get(one.idnat, one.idnat),
            "idnat": one.idnat,
            "finess": one.idnat[1:] if one.idnat.startswith("1") else "",
            "name": one.name,
            "sector": one.sector,
            "kind": one.kind.value,
            "legal_entity": one.legal_entity,
        }
        for one in found
    ]
