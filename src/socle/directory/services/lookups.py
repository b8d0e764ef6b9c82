"""What the directory knows of one identifier, as frozen facts; None when it does not know it."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from socle.directory.facts import (
    EmployeeFacts,
    ExerciseFacts,
    ProfessionalFacts,
    SoftwareFacts,
    StructureFacts,
)
from socle.directory.kinds import StructureKind
from socle.directory.models import Employee, Exercise, Professional, SoftwareRelease, Structure


def structure(idnat: str) -> StructureFacts | None:
    """The structure of this IdNat_Struct, ended ones included."""
    row = Structure.objects.select_related("legal_entity", "replaced_by").filter(idnat=idnat).first()
    return _structure_facts(row) if row is not None else None


def structures() -> tuple[StructureFacts, ...]:
    """Every structure, in the order of identifiers."""
    rows = Structure.objects.select_related("legal_entity", "replaced_by").order_by("idnat")
    return tuple(map(_structure_facts, rows))


def professional(idnat: str) -> ProfessionalFacts | None:
    """The professional of this IdNat_PS, with every place of exercise."""
    row = _with_exercises().filter(idnat=idnat).first()
    return _professional_facts(row) if row is not None else None


def professionals() -> tuple[ProfessionalFacts, ...]:
    """Every professional, in the order of names."""
    return tuple(map(_professional_facts, _with_exercises().order_by("family", "given")))


def _with_exercises() -> QuerySet[Professional]:
    """Professionals with their places of exercise, in two queries whatever their number."""
    places = Exercise.objects.select_related("structure__legal_entity", "structure__replaced_by").order_by("pk")
    return Professional.objects.prefetch_related(Prefetch("exercises", places))


def employee(idnat: str) -> EmployeeFacts | None:
    """The employee of this identifier."""
    row = Employee.objects.select_related("structure").filter(idnat=idnat).first()
    if row is None:
        return None
    return EmployeeFacts(idnat=row.idnat, name=str(row), structure=row.structure.idnat, role=row.role)


def software(homologation: str) -> SoftwareFacts | None:
    """The line of the homologation register under this number."""
    row = SoftwareRelease.objects.filter(homologation=homologation).first()
    if row is None:
        return None
    return SoftwareFacts(
        homologation=row.homologation,
        name=row.name,
        version=row.version,
        api_version=row.api_version,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _structure_facts(row: Structure) -> StructureFacts:
    return StructureFacts(
        idnat=row.idnat,
        name=row.name,
        kind=StructureKind(row.kind),
        sector=row.sector,
        is_legal_entity=row.is_legal_entity,
        legal_entity=row.legal_entity.idnat if row.legal_entity is not None else "",
        ended_on=row.ended_on,
        replaced_by=row.replaced_by.idnat if row.replaced_by is not None else "",
    )


def _professional_facts(row: Professional) -> ProfessionalFacts:
    return ProfessionalFacts(
        idnat=row.idnat,
        name=str(row),
        profession=row.profession,
        specialties=frozenset(row.specialties),
        exercises=tuple(map(_exercise_facts, row.exercises.all())),
    )


def _exercise_facts(row: Exercise) -> ExerciseFacts:
    place = _structure_facts(row.structure)
    return ExerciseFacts(structure=place.idnat, entity=place.entity, since=row.since, until=row.until)
