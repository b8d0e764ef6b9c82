"""A person and the INS this person has or had.

The key of a person is an internal random id, never the INS. Identifiers are never deleted: the former ones
are searched too, and never sent as the current one (spec/identity.md a.9).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from socle.identity.traits import Traits
from socle.storage.schema import twins
from socle.wire.hl7v2 import CX


class Person(models.Model):
    """One natural person, with the traits of the INS as INSi gave them."""

    id = models.CharField(primary_key=True, max_length=32)
    birth_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100)
    first_given_name = models.CharField(max_length=100)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField()
    birth_place = models.CharField(max_length=5)
    used_name = models.CharField(max_length=100, blank=True)
    used_given_name = models.CharField(max_length=100, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "identity_person"
        indexes = (models.Index(fields=["birth_date", "birth_name"], name="identity_person_birth"),)

    def __str__(self) -> str:
        return f"{self.birth_name} {self.first_given_name}"

    @property
    def traits(self) -> Traits:
        return Traits(
            birth_name=self.birth_name,
            given_names=self.given_names,
            first_given_name=self.first_given_name,
            sex=self.sex,
            birth_date=self.birth_date,
            birth_place=self.birth_place,
            used_name=self.used_name,
            used_given_name=self.used_given_name,
        )


class PersonIdentifier(models.Model):
    """One INS of a person: the active one, or one of the past (dates as INSi gives them, possibly none)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    value = models.CharField(max_length=32)
    authority = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "identity_identifier"
        constraints = (
            models.UniqueConstraint(
                fields=["value", "authority"], condition=Q(active=True), name="identity_one_holder_of_active_ins"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(active=True), name="identity_one_active_ins_of_person"
            ),
        )
        indexes = (models.Index(fields=["value", "authority"], name="identity_identifier_value"),)

    def __str__(self) -> str:
        return f"{self.value} ({self.authority})"

    @property
    def cx(self) -> CX:
        """The identifier as the wire writes it."""
        return CX.of(self.value, self.authority, "NH")
