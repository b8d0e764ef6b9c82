"""A structure's own file of a person, what happened to it, who received its INS.

A file knows of the national services what INSi told it, and nothing else: no key leads from it to a `Person`, who is
found again by matricule and OID. What the rules forbid, the table refuses too.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from socle.identity.facts import Collected, Reason
from socle.storage.schema import twins

ID, STRUCTURE, NAME, NAMES = 32, 100, 100, 255


class IdentityFile(models.Model):
    """One local identity. `structure` is the IdNat_Struct of whose file it is, or the IdNat_PS of who exercises alone.

    The former INS stand in `FormerIns`; `merged_into` names the file that took this one's place.
    """

    id = models.CharField(primary_key=True, max_length=ID)
    structure = models.CharField(max_length=STRUCTURE)
    birth_name = models.CharField(max_length=NAME)
    given_names = models.CharField(max_length=NAMES, blank=True)
    first_given_name = models.CharField(max_length=NAME)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField()
    birth_place = models.CharField(max_length=5)
    used_name = models.CharField(max_length=NAME, blank=True)
    used_given_name = models.CharField(max_length=NAME, blank=True)
    date_fictive = models.BooleanField(default=False)
    collected = models.CharField(max_length=8, default=Collected.TYPED.value)
    insi_answered = models.BooleanField(default=False)
    document_checked = models.BooleanField(default=False)
    homonym = models.BooleanField(default=False)
    doubtful = models.BooleanField(default=False)
    fictive = models.BooleanField(default=False)
    reason = models.CharField(max_length=8, default=Reason.NONE.value)
    matricule = models.CharField(max_length=15, blank=True)
    authority = models.CharField(max_length=64, blank=True)
    sent = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    paper = models.CharField(max_length=8, blank=True)
    parents_paper = models.CharField(max_length=8, blank=True)
    paper_expired = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    twin = twins.column()

    class Meta:
        db_table = "identity_file"
        indexes = (
            models.Index(fields=["structure", "birth_date"], name="identity_file_birth"),
            models.Index(fields=["matricule", "authority"], name="identity_file_matricule"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(insi_answered=True, matricule__gt="") | Q(insi_answered=False, matricule=""),
                name="identity_file_ins_of_insi_alone",
            ),
            models.CheckConstraint(
                condition=Q(document_checked=True, paper__gt="") | Q(document_checked=False, paper=""),
                name="identity_file_check_of_a_document",
            ),
            models.CheckConstraint(
                condition=Q(doubtful=False, fictive=False) | Q(insi_answered=False, document_checked=False),
                name="identity_file_doubt_is_provisional",
            ),
            models.CheckConstraint(
                condition=Q(fictive=False) | Q(homonym=False, doubtful=False), name="identity_file_fictive_alone"
            ),
            models.CheckConstraint(
                condition=Q(sent=False) | Q(insi_answered=True, document_checked=True),
                name="identity_file_sent_is_qualified",
            ),
        )

    def __str__(self) -> str:
        return f"{self.birth_name} {self.first_given_name}"


class FormerIns(models.Model):
    """A former INS of a file, with the dates that INSi gave, possibly none or in reverse order."""

    file = models.ForeignKey(IdentityFile, on_delete=models.PROTECT, related_name="history")
    value = models.CharField(max_length=32)
    authority = models.CharField(max_length=64)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    twin = twins.column()

    class Meta:
        db_table = "identity_file_ins"
        indexes = (models.Index(fields=["value", "authority"], name="identity_file_former_ins"),)

    def __str__(self) -> str:
        return f"{self.value} ({self.authority})"


class FileAct(models.Model):
    """What was done to a file, as its structure reads it. `note` is a code: a document, a reason, INSi's answer."""

    file = models.ForeignKey(IdentityFile, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField()
    what = models.CharField(max_length=60)
    by = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    note = models.CharField(max_length=200, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "identity_file_act"

    def __str__(self) -> str:
        return f"{self.what} {self.before} {self.after}"


class Recipient(models.Model):
    """Who received a matricule, and whether he knows that it was withdrawn. A printed label is one too."""

    file = models.ForeignKey(IdentityFile, on_delete=models.PROTECT, related_name="recipients")
    name = models.CharField(max_length=200)
    label = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=200, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "identity_recipient"

    def __str__(self) -> str:
        return self.name


class Vigilance(models.Model):
    """The identitovigilance of a structure, as it declared it last."""

    structure = models.CharField(primary_key=True, max_length=STRUCTURE)
    charter = models.CharField(max_length=200, blank=True)
    charter_on = models.DateField(null=True)
    referent = models.CharField(max_length=100, blank=True)
    referent_name = models.CharField(max_length=200, blank=True)
    cluster = models.CharField(max_length=200, blank=True)
    super_referent = models.CharField(max_length=100, blank=True)
    validated_on = models.DateField(null=True)
    declared_at = models.DateTimeField()
    twin = twins.column()

    class Meta:
        db_table = "identity_vigilance"

    def __str__(self) -> str:
        return self.structure
