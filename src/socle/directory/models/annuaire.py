"""What the public directory tells: entries of its editions, what is attached to them, the codes they are found by.

An *edition* is one state of one source: the local registrations, a public extract, resources that were loaded. Its rows
are written while nobody sees them; it is read once its one row says `current` (docs/decisions/0014).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from socle.storage.schema import twins

#: Longest identifier of a resource (FHIR R4, id), and longest text that is searched.
ID, TEXT = 64, 200


def _texts(column: str) -> models.Index:
    """An index in which texts are found by how they begin, whatever the order of words in this place."""
    return models.Index(
        fields=["edition", "type", column],
        opclasses=["int8_ops", "varchar_ops", "varchar_pattern_ops"],
        condition=Q(**{f"{column}__isnull": False}),
        name=f"directory_entry_{column}",
    )


class Edition(models.Model):
    """One state of one source. `label` says what it was made of: files, or the version of the local directory."""

    source = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    at = models.DateTimeField()
    label = models.CharField(max_length=500)
    twin = twins.column()

    class Meta:
        db_table = "directory_edition"
        constraints = (
            models.UniqueConstraint(fields=["source"], condition=Q(state="current"), name="directory_one_current"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.state}"


class Entry(models.Model):
    """One resource of one edition: `type` is its letter (`annuaire.codes`), `key` its id.

    What is searched stands in columns, texts folded: `name` (family name, or name of a structure), `given`, `city`,
    `postal`; `owner` is the id of the structure it belongs to, `person` that of the professional. `facts` are what it
    is written from, in JSON; `resource` is the whole of it when it came as FHIR. `hidden`: another source tells it.
    `common`: where the facts stand that others share (`Common`); null when all of them stand here.

    What stands in an index, which the database verifies against the row, the twin leaves out.
    """

    pk = models.CompositePrimaryKey("edition", "type", "key")
    edition = models.BigIntegerField()
    type = models.CharField(max_length=1)
    key = models.CharField(max_length=ID)
    updated = models.DateTimeField()
    active = models.BooleanField()
    hidden = models.BooleanField()
    name = models.CharField(max_length=TEXT, null=True)
    given = models.CharField(max_length=TEXT, null=True)
    city = models.CharField(max_length=TEXT, null=True)
    postal = models.CharField(max_length=16, null=True)
    owner = models.CharField(max_length=ID, null=True)
    person = models.CharField(max_length=ID, null=True)
    facts = models.TextField()
    resource = models.TextField()
    common = models.CharField(max_length=16, null=True)
    twin = twins.column()
    told_elsewhere = frozenset(
        {"edition", "type", "key", "updated", "name", "given", "city", "postal", "owner", "person", "common"}
    )

    class Meta:
        db_table = "directory_entry"
        indexes = (
            models.Index(fields=["edition", "type", "updated"], name="directory_entry_updated"),
            models.Index(fields=["edition"], condition=Q(hidden=True), name="directory_entry_hidden"),
            _texts("name"),
            _texts("given"),
            _texts("city"),
            _texts("postal"),
            models.Index(
                fields=["edition", "owner", "type", "key"],
                condition=Q(owner__isnull=False),
                name="directory_entry_owner",
            ),
            models.Index(
                fields=["edition", "person", "type", "key"],
                condition=Q(person__isnull=False),
                name="directory_entry_person",
            ),
            models.Index(
                fields=["edition", "type", "common"], condition=Q(common__isnull=False), name="directory_entry_common"
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class Common(models.Model):
    """Facts that many entries of one edition share, once: of two million professionals some thousand differ in them.

    `key` is made of the facts. The codes that they are found by are terms whose type is the small letter of theirs.
    """

    pk = models.CompositePrimaryKey("edition", "type", "key")
    edition = models.BigIntegerField()
    type = models.CharField(max_length=1)
    key = models.CharField(max_length=16)
    facts = models.TextField()
    twin = twins.column()

    class Meta:
        db_table = "directory_common"

    def __str__(self) -> str:
        return f"{self.type} {self.facts}"


class Detail(models.Model):
    """What an edition of its own adds to entries of others: a diploma, a know-how, a mailbox. `facts` are in JSON."""

    pk = models.CompositePrimaryKey("edition", "type", "key", "rank")
    edition = models.BigIntegerField()
    type = models.CharField(max_length=1)
    key = models.CharField(max_length=ID)
    rank = models.IntegerField()
    kind = models.CharField(max_length=8)
    facts = models.TextField()
    twin = twins.column()

    class Meta:
        db_table = "directory_detail"

    def __str__(self) -> str:
        return f"{self.kind} of {self.key}"


class Term(models.Model):
    """One code, number or text by which an entry is found.

    `name` is the search parameter as `annuaire.codes.term` writes it, `system` as `short` does, `key` the entry's id.

    Made of the entry and of it alone. All of it but `key` stands in the index of its own key too, which the database
    verifies against the row.
    """

    pk = models.CompositePrimaryKey("edition", "type", "name", "code", "key", "system")
    edition = models.BigIntegerField()
    type = models.CharField(max_length=1)
    name = models.CharField(max_length=32)
    code = models.CharField(max_length=TEXT)
    key = models.CharField(max_length=ID)
    system = models.CharField(max_length=TEXT)
    twin = twins.column()
    told_elsewhere = frozenset({"edition", "type", "name", "code", "system"})

    class Meta:
        db_table = "directory_term"

    def __str__(self) -> str:
        return f"{self.name} {self.code} of {self.key}"
