"""Professionals, structures, employees, and where professionals exercise."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from socle.directory.kinds import StructureKind
from socle.storage.schema import twins


def _no_specialty() -> list[str]:
    return []


class Professional(models.Model):
    """A person of the national directory, known by IdNat_PS (`8` + RPPS, `0` + ADELI).

    `profession` is a code of TRE_G15, or of the role value sets for the others; `specialties` are codes such
    as `SM26`, as a token writes them.
    """

    idnat = models.CharField(max_length=64, unique=True)
    rpps = models.CharField(max_length=11, blank=True)
    adeli = models.CharField(max_length=9, blank=True)
    family = models.CharField(max_length=100)
    given = models.CharField(max_length=100, blank=True)
    profession = models.CharField(max_length=32)
    specialties: models.JSONField[Any, list[str]] = models.JSONField(default=_no_specialty)
    twin = twins.column()

    class Meta:
        db_table = "directory_professional"

    def __str__(self) -> str:
        return f"{self.family} {self.given}".strip()


class Structure(models.Model):
    """A structure, known by IdNat_Struct (`1` + FINESS, `3` + SIRET, `4` + RPPS and rank…).

    A site points at its legal entity. A structure that changed identifier ends the day before, and points at
    the one that replaced it: its certificates must be ordered again (AUTH-043).
    """

    idnat = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    finess = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    sector = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=32, choices=[(kind.value, kind.value) for kind in StructureKind])
    is_legal_entity = models.BooleanField(default=False)
    legal_entity = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="sites")
    ended_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    twin = twins.column()

    class Meta:
        db_table = "directory_structure"

    def __str__(self) -> str:
        return f"{self.name} ({self.idnat})"


class Exercise(models.Model):
    """A professional exercises in a structure between two days, both included."""

    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="exercises")
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="exercises")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_exercise"
        constraints = (
            models.UniqueConstraint(fields=["professional", "structure"], name="directory_one_exercise_by_place"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=models.F("until")),
                name="directory_exercise_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.professional_id} in {self.structure_id}"


class Employee(models.Model):
    """A person of a structure who is not one of its professionals: the holder of an employee card (CPE).

    `idnat` is the structure's number and an internal one, `3990100109/SEC0042`; `role` a code such as
    SECRETARIAT_MEDICAL.
    """

    idnat = models.CharField(max_length=64, unique=True)
    family = models.CharField(max_length=100)
    given = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=32, blank=True)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="employees")
    twin = twins.column()

    class Meta:
        db_table = "directory_employee"

    def __str__(self) -> str:
        return f"{self.family} {self.given}".strip()
