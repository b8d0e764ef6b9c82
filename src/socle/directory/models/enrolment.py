"""What RPPS+ keeps: who registers where, the civil status of those registered, each registration, each file."""

from __future__ import annotations

from typing import Any

from django.db import models

from socle.directory.enrolment.facts import BodyKind
from socle.directory.models.people import Professional, Structure
from socle.storage.schema import twins


def _nothing() -> list[Any]:
    return []


class RegistrationBody(models.Model):
    """An ARS or a GRADeS that is authority of registration on its territory (RPPS-006).

    `departments` are their numbers as FINESS writes them, separated by spaces; both days are included.
    """

    structure = models.OneToOneField(Structure, on_delete=models.PROTECT, related_name="registration_body")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in BodyKind])
    departments = models.CharField(max_length=400)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_body"

    def __str__(self) -> str:
        return f"{self.kind} {self.structure_id}"


class Manager(models.Model):
    """A manager (gestionnaire d'autorité d'enregistrement) designated by a structure, between two days included.

    `holder` is the IdNat_PS of the person, `name` his as it was that day; `decided_by` names the legal representative.
    """

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="managers")
    holder = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_manager"

    def __str__(self) -> str:
        return f"{self.holder} for {self.structure_id}"


class Delegation(models.Model):
    """A structure that leaves its registrations to a body, between two days included."""

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="delegations")
    body = models.ForeignKey(RegistrationBody, on_delete=models.PROTECT, related_name="delegations")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_delegation"

    def __str__(self) -> str:
        return f"{self.structure_id} to {self.body_id}"


class CivilStatus(models.Model):
    """The civil status of a professional registered here, and how to reach him (his e-CPS is activated so).

    `name_key` is the birth name as names are compared: with the day of birth it finds a person before he is created.
    """

    professional = models.OneToOneField(Professional, on_delete=models.CASCADE, related_name="civil_status")
    birth_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField()
    birth_place = models.CharField(max_length=5)
    name_key = models.CharField(max_length=100)
    mail = models.CharField(max_length=200, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_civil"
        indexes = (models.Index(fields=["birth_date", "name_key"], name="directory_rpps_civil_key"),)

    def __str__(self) -> str:
        return str(self.professional_id)


class Enrolment(models.Model):
    """One registration: a person, a place, a role, between two days included.

    `enrolled_by` and `left_by` are the managers who declared the entry and the exit; `authority` the structure or the
    body they did it for; `uses` what the registration is for (`enrolment.facts.Use`).
    """

    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="enrolments")
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=32)
    profession = models.CharField(max_length=32, blank=True)
    practice = models.CharField(max_length=1)
    uses: models.JSONField[Any, list[str]] = models.JSONField(default=_nothing)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    enrolled_by = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField()
    authority = models.CharField(max_length=64)
    left_by = models.CharField(max_length=64, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_enrolment"
        indexes = (models.Index(fields=["structure", "until"], name="directory_rpps_by_place"),)

    def __str__(self) -> str:
        return f"{self.professional_id} in {self.structure_id} since {self.since}"


class NumberRange(models.Model):
    """The next number of this directory's own range: one row, which an act that registers holds until its end."""

    id = models.SmallIntegerField(primary_key=True)
    next = models.IntegerField(default=1)
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_range"

    def __str__(self) -> str:
        return str(self.next)


class EnrolmentFile(models.Model):
    """A file of entries and exits that was taken or refused, and what was said of each line.

    `digest` is the SHA-256 of its bytes. A dry run is kept until its author's next file.
    """

    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    sent_by = models.CharField(max_length=64, db_index=True)
    sent_at = models.DateTimeField()
    dry_run = models.BooleanField()
    taken = models.BooleanField()
    lines = models.IntegerField()
    faulty = models.IntegerField()
    report: models.JSONField[Any, list[dict[str, Any]]] = models.JSONField(default=_nothing)
    twin = twins.column()

    class Meta:
        db_table = "directory_rpps_file"

    def __str__(self) -> str:
        return f"{self.name} ({self.digest[:8]})"
