"""Who manages a structure, its contract with the ANS, what it ordered, the certificates that were issued."""

from __future__ import annotations

from django.db import models

from socle.directory.cards.facts import Form, Level, Purpose, Register, Role
from socle.directory.models.people import Structure
from socle.storage.schema import twins


class Mandate(models.Model):
    """A person (IdNat_PS) manages a structure in a role, between two days, both included."""

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="mandates")
    holder = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_mandate"
        constraints = (models.UniqueConstraint(fields=["structure", "holder", "role"], name="directory_mandate_once"),)

    def __str__(self) -> str:
        return f"{self.holder}, {self.role} of {self.structure_id}"


class Agreement(models.Model):
    """A structure's contract with the ANS, at the level of a legal entity or of a site."""

    structure = models.OneToOneField(Structure, on_delete=models.PROTECT, related_name="agreement")
    level = models.CharField(max_length=32, choices=[(level.value, level.value) for level in Level])
    since = models.DateField()
    twin = twins.column()

    class Meta:
        db_table = "directory_agreement"

    def __str__(self) -> str:
        return f"{self.level} contract of {self.structure_id}"


class Order(models.Model):
    """An order of a card or a certificate. `what` is a kind of card or a type of certificate.

    `at` is its instant, `complete_on` the day its file was complete; `due_on` when a card is expected. Once done,
    `made` is the card's number or the certificate's serial; `received_on` when its holder had the card.
    """

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="orders")
    what = models.CharField(max_length=16)
    form = models.CharField(max_length=8, choices=[(form.value, form.value) for form in Form])
    purpose = models.CharField(max_length=32, blank=True, choices=[(one.value, one.value) for one in Purpose])
    holder = models.CharField(max_length=64, blank=True)
    family = models.CharField(max_length=100, blank=True)
    given = models.CharField(max_length=100, blank=True)
    profession = models.CharField(max_length=32, blank=True)
    register = models.CharField(max_length=8, blank=True, choices=[(one.value, one.value) for one in Register])
    ordered_by = models.CharField(max_length=64)
    at = models.DateTimeField()
    complete_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    made = models.CharField(max_length=64, blank=True, db_index=True)
    made_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_order"

    def __str__(self) -> str:
        return f"{self.what} for {self.structure_id}, {self.at:%Y-%m-%d}"


class IssuedCertificate(models.Model):
    """A certificate that an authority issued for a structure or a card. `serial` is in decimal digits."""

    issuer = models.CharField(max_length=500)
    serial = models.CharField(max_length=64)
    type = models.CharField(max_length=16)
    structure = models.CharField(max_length=64, blank=True, db_index=True)
    card = models.CharField(max_length=64, blank=True, db_index=True)
    service = models.CharField(max_length=200, blank=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(db_index=True)
    is_test = models.BooleanField()
    twin = twins.column()

    class Meta:
        db_table = "directory_issued_certificate"
        constraints = (models.UniqueConstraint(fields=["issuer", "serial"], name="directory_issued_once"),)

    def __str__(self) -> str:
        return f"{self.type} {self.serial} of {self.issuer}"
