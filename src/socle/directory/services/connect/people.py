"""Who a person is to the connected services: name, profession, and every place of practice, as of one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from socle.directory.models import Employee, Exercise, Professional, Structure


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place where somebody practises; `entity_finess` is that of its legal entity."""

    idnat: str
    name: str
    kind: str
    sector: str = ""
    finess: str = ""
    siret: str = ""
    entity_finess: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A professional, or an employee when `role` is said."""

    idnat: str
    family: str
    given: str
    profession: str = ""
    specialties: tuple[str, ...] = ()
    rpps: str = ""
    adeli: str = ""
    role: str = ""
    posts: tuple[Post, ...] = ()


def person(idnat: str, day: date) -> Person | None:
    """Whoever has this national identifier, with the posts held that day, in the order they were registered."""
    row = Professional.objects.filter(idnat=idnat).first()
    if row is not None:
        held = Exercise.objects.filter(professional=row).select_related("structure__legal_entity").order_by("pk")
        posts = tuple(_post(exercise.structure) for exercise in held if _holds(exercise, day))
        return Person(
            idnat=row.idnat,
            family=row.family,
            given=row.given,
            profession=row.profession,
            specialties=tuple(row.specialties),
            rpps=row.rpps,
            adeli=row.adeli,
            posts=posts,
        )
    employee = Employee.objects.filter(idnat=idnat).select_related("structure__legal_entity").first()
    if employee is None:
        return None
    place = (_post(employee.structure),)
    return Person(idnat=idnat, family=employee.family, given=employee.given, role=employee.role, posts=place)


def _holds(exercise: Exercise, day: date) -> bool:
    return (exercise.since is None or exercise.since <= day) and (exercise.until is None or day <= exercise.until)


def _post(structure: Structure) -> Post:
    entity = structure.legal_entity
    return Post(
        idnat=structure.idnat,
        name=structure.name,
        kind=structure.kind,
        sector=structure.sector,
        finess=structure.finess,
        siret=structure.siret,
        entity_finess=entity.finess if entity is not None else "",
    )
