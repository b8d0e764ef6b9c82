"""What is stored of a record. Rows of a record carry its id first, in their key too.

What is searched stands in columns; what is only shown is sealed under the record's key, in `sealed`, as
the whole frozen value (`record.serial`). Source: design.md, "Identity of things, secrets, proof".
"""

from __future__ import annotations

from django.db import models

from socle.record.facts import Regime
from socle.storage.schema import twins

ID = 64
ACTOR = 100
IDENTIFIER = 300


class Record(models.Model):
    """One person's shared record (DMP). The row also serves as the lock of all that belongs to it."""

    id = models.CharField(primary_key=True, max_length=ID)
    person_id = models.CharField(max_length=ID, unique=True)
    status = models.CharField(max_length=20)
    space = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_motive = models.CharField(max_length=60, default="")
    closing_reason = models.CharField(max_length=300, default="")
    objects_to_break_glass = models.BooleanField(default=False)
    objects_to_regulation = models.BooleanField(default=False)
    shows_masked_in_emergency = models.BooleanField(default=False)
    masks_all = models.BooleanField(default=False)
    emancipated = models.BooleanField(default=False)
    physician_required = models.BooleanField(default=False)
    physician_present_until = models.DateTimeField(null=True)
    own_acts = models.TextField(default="", help_text="acts that the represented person does alone, one a line")
    died_on = models.DateField(null=True)
    twin = twins.column()

    class Meta:
        indexes = (
            models.Index(fields=["closed_at"], condition=models.Q(status="closed"), name="record_record_closed"),
            models.Index(
                fields=["died_on"], condition=models.Q(status="open", died_on__isnull=False), name="record_record_died"
            ),
        )

    def __str__(self) -> str:
        return self.id


class Identifier(models.Model):
    """What must be found without knowing the record, unique in the whole of Socle."""

    class Kind(models.TextChoices):
        INS = "ins"  # "<authority>|<id>": every INS the person ever had
        DOCUMENT = "document"  # uniqueId of a document → its logical id
        ENTRY = "entry"  # entryUUID, every metadata version → itself
        SET = "set"  # uniqueId of a submission set → its entryUUID
        FOLDER = "folder"  # uniqueId of a folder → its entryUUID
        OBJECT = "object"  # entryUUID of a submission set, folder or association → itself

    pk = models.CompositePrimaryKey("kind", "value")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=IDENTIFIER)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="identifiers")
    object_id = models.CharField(max_length=ID)
    since = models.DateTimeField()
    twin = twins.column()

    class Meta:
        indexes = (models.Index(fields=["record"], condition=models.Q(kind="ins"), name="record_identifier_ins"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Row(models.Model):
    """A row of a record: the record's id leads its key, so that the tables can be cut along records."""

    pk = models.CompositePrimaryKey("record_id", "id")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.CharField(max_length=ID)
    twin = twins.column()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.id


class Entry(Row):
    """One metadata version of one document. `id` is its entryUUID; `lid` is common to all its versions.

    `author_ids` and `author_structures` are written `|id|id|`; times are kept as sent (UTC, any precision).
    The visibility flags and `masked_from` (written as the ids) say what holds for the document now and are equal
    on all its versions, so that no former version shows what the current one hides; `sealed` keeps the codes of its
    own version.
    """

    lid = models.CharField(max_length=ID)
    unique_id = models.CharField(max_length=IDENTIFIER)
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    type_code = models.CharField(max_length=80, default="")
    class_code = models.CharField(max_length=80, default="")
    format_code = models.CharField(max_length=80, default="")
    creation_time = models.CharField(max_length=14, default="")
    service_start = models.CharField(max_length=14, default="")
    service_stop = models.CharField(max_length=14, default="")
    author_ids = models.TextField(default="")
    author_structures = models.TextField(default="")
    masked = models.BooleanField()
    hidden_from_patient = models.BooleanField()
    hidden_from_representatives = models.BooleanField()
    is_signature = models.BooleanField()
    by_patient = models.BooleanField()
    deposited_at = models.DateTimeField()
    deposited_by = models.CharField(max_length=ACTOR)
    masked_from = models.TextField(default="")
    shown_apart = models.BooleanField(default=False)
    author_blocked = models.BooleanField(default=False)
    hash = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    location = models.CharField(max_length=120)
    sealed = models.BinaryField()
    told_elsewhere = frozenset(
        {
            *("lid", "unique_id", "version", "object_type", "type_code", "class_code", "format_code"),
            *("creation_time", "service_start", "service_stop", "author_ids", "author_structures"),
            *("is_signature", "hash", "size", "location", "sealed"),
        }
    )

    class Meta:
        indexes = (
            models.Index(fields=["record", "unique_id"], name="record_entry_unique_id"),
            models.Index(fields=["record", "status", "creation_time"], name="record_entry_found"),
            models.Index(fields=["location"], name="record_entry_location"),
            models.Index(
                fields=["deposited_at"],
                condition=models.Q(hidden_from_patient=True, is_signature=False),
                name="record_entry_kept_back",
            ),
            models.Index(
                fields=["deposited_at"],
                condition=models.Q(version=1, is_signature=False),
                name="record_entry_deposited",
            ),
        )


class SubmissionSetRow(Row):
    """One submission set. `fingerprint` tells an identical retry from another content."""

    unique_id = models.CharField(max_length=IDENTIFIER)
    status = models.CharField(max_length=80)
    submission_time = models.CharField(max_length=14, default="")
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    deposited_by = models.CharField(max_length=ACTOR)
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"unique_id", "submission_time", "sealed"})


class FolderRow(Row):
    """One folder: the neutral profile only."""

    unique_id = models.CharField(max_length=IDENTIFIER)
    status = models.CharField(max_length=80)
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"unique_id", "sealed"})


class AssociationRow(Row):
    """One association, its ends resolved to entryUUIDs."""

    type = models.CharField(max_length=80)
    source = models.CharField(max_length=ID)
    target = models.CharField(max_length=ID)
    status = models.CharField(max_length=80)
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"type", "source", "target", "sealed"})

    class Meta:
        indexes = (
            models.Index(fields=["record", "source"], name="record_association_source"),
            models.Index(fields=["record", "target"], name="record_association_target"),
        )


class AuthorisationRow(Row):
    """An authorisation of a professional or a structure (TD0.3), with how it is shown (TD1.6)."""

    actor_id = models.CharField(max_length=ACTOR)
    actor_kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200, default="")
    profession = models.CharField(max_length=60, default="")
    specialty = models.CharField(max_length=20, default="")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_action_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    regime = models.CharField(max_length=20, default=Regime.TEAM)
    declared_by = models.CharField(max_length=ACTOR, default="", help_text="who collected the consent for him")
    given_by = models.CharField(max_length=20, default="", help_text="holder or representative")
    means = models.CharField(max_length=60, default="", help_text="how the consent was given (DMP-024)")

    class Meta:
        indexes = (models.Index(fields=["actor_id", "granted_at"], name="record_authorisation_actor"),)


class Block(Row):
    """A professional or structure that the holder keeps out, until he says otherwise."""

    actor_id = models.CharField(max_length=ACTOR)
    name = models.CharField(max_length=200, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=ACTOR)


class TreatingPhysician(Row):
    """A médecin traitant DMP; a record may have several (spec/dmp.md 3.2)."""

    actor_id = models.CharField(max_length=ACTOR)
    name = models.CharField(max_length=200, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class Administrator(Row):
    """A professional administrator (PS administrateur): the holder, or another administrator, appointed him."""

    actor_id = models.CharField(max_length=ACTOR)
    name = models.CharField(max_length=200, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=ACTOR)


class CareRow(Row):
    """A care episode: who takes care, and that the holder was informed, by whom, when and how (DMP-004, DMP-021)."""

    actor_id = models.CharField(max_length=ACTOR)
    name = models.CharField(max_length=200, default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    informed_by = models.CharField(max_length=ACTOR)
    informed_at = models.DateTimeField()
    channel = models.CharField(max_length=20)


class OppositionRow(Row):
    """An opposition of the holder, recorded by a professional; `motive` is sealed, since it tells of health."""

    to = models.CharField(max_length=20)
    against = models.CharField(max_length=ACTOR, default="")
    name = models.CharField(max_length=200, default="")
    about = models.CharField(max_length=IDENTIFIER, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    admitted = models.BooleanField(default=True)
    decided_by = models.CharField(max_length=ACTOR)
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"sealed"})


class Representative(Row):
    """Who acts for the holder, a minor or a protected adult: a person of `identity`, or an organisation (DMP-142)."""

    class Capacity(models.TextChoices):
        PARENT = "parent"
        GUARDIAN = "guardian"  # tuteur of a minor: the same prerogatives (DMP-141), until he comes of age
        ADULT_GUARDIAN = "adult guardian"  # tuteur à la personne of a protected adult

    capacity = models.CharField(max_length=20, choices=Capacity.choices, default=Capacity.PARENT)
    is_organisation = models.BooleanField(default=False)
    person_id = models.CharField(max_length=ID)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class AdministrativeRow(Row):
    """How to reach the holder and who answers for him (TD1.3): one row a record, sealed but for what TD0.5 searches."""

    postal_code = models.CharField(max_length=10, default="")
    updated_at = models.DateTimeField()
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"postal_code", "sealed"})

    class Meta:
        indexes = (models.Index(fields=["postal_code"], name="record_administrative_place"),)


class Notice(Row):
    """Something told to the holder or to a médecin traitant, because a rule asks for it."""

    class To(models.TextChoices):
        HOLDER = "holder"
        PHYSICIAN = "treating physician"

    to = models.CharField(max_length=20, choices=To.choices)
    actor_id = models.CharField(max_length=ACTOR, default="")
    about = models.CharField(max_length=60)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"sealed"})


class DeletionRequest(Row):
    """The holder asks who fed a document to delete it (DMP-016); the reason is sealed, since it tells of health."""

    unique_id = models.CharField(max_length=IDENTIFIER)
    asked_by = models.CharField(max_length=ACTOR)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"sealed"})


class InternetAccount(Row):
    """The former internet account of a record that is not attached to Mon espace santé (TD1.5).

    Its password is kept as a hash alone; where its one-time codes go is sealed.
    """

    login = models.CharField(max_length=40)
    password = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    renewed_at = models.DateTimeField()
    sealed = models.BinaryField()
    told_elsewhere = frozenset({"sealed"})
