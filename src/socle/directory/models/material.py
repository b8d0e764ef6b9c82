"""Cards, revoked certificates, homologated software, tokens already used; the version of the whole."""

from __future__ import annotations

from django.db import models

from socle.storage.schema import twins


class Card(models.Model):
    """A card: its number, its type (CPS, CPF, CPE, CPA), its holder, and the day of its opposition if any."""

    number = models.CharField(max_length=64, unique=True)
    type = models.CharField(max_length=8)
    holder = models.CharField(max_length=64, db_index=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    opposed_at = models.DateTimeField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_card"

    def __str__(self) -> str:
        return f"{self.type} {self.number}"


class RevokedCertificate(models.Model):
    """A certificate withdrawn by its authority, from an instant on. `serial` is in decimal digits."""

    issuer = models.CharField(max_length=500)
    serial = models.CharField(max_length=64)
    at = models.DateTimeField()
    twin = twins.column()

    class Meta:
        db_table = "directory_revoked_certificate"
        constraints = (models.UniqueConstraint(fields=["issuer", "serial"], name="directory_revoked_once"),)

    def __str__(self) -> str:
        return f"{self.serial} of {self.issuer}"


class SoftwareRelease(models.Model):
    """A line of the homologation register: number, software, version of the DMP's interface, days of life.

    `api_version` is "1", "2.0", "2.4" or "2.5"; both days are included.
    """

    homologation = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=64)
    api_version = models.CharField(max_length=8)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_software_release"

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.homologation})"


class TokenUse(models.Model):
    """A token was used with a message: the same pair is never accepted again while the token lives.

    An identifier longer than its column stands as its SHA-256. `keep_until` says when the line may be purged.
    """

    token_id = models.CharField(max_length=200)
    message_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    keep_until = models.DateTimeField(db_index=True)
    twin = twins.column()
    told_elsewhere = frozenset({"id"})  # a number that nobody names; the index of the others repeats it

    class Meta:
        db_table = "directory_token_use"
        constraints = (models.UniqueConstraint(fields=["token_id", "message_id"], name="directory_token_use_once"),)

    def __str__(self) -> str:
        return f"{self.token_id} with {self.message_id}"


class Version(models.Model):
    """One row, whose value changes with any other row of the directory: its triggers write it (`versions.py`)."""

    id = models.SmallIntegerField(primary_key=True)
    value = models.CharField(max_length=36)
    twin = twins.column()

    class Meta:
        db_table = "directory_version"

    def __str__(self) -> str:
        return self.value
