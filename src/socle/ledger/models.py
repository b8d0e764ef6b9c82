"""What the journal keeps, its hash tree, and the messages that wait for the worker."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from socle.storage.schema import twins


class Immutable(TypeError):  # noqa: N818 - what the journal is
    """Someone tried to change or remove what the journal keeps."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads only: the journal grows through `socle.ledger.append` and in no other way."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise Immutable("an event of the journal is never changed")

    def delete(self) -> NoReturn:
        raise Immutable("an event of the journal is never removed")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Immutable("an event of the journal is never changed")


class Event(models.Model):
    """One act. The columns repeat what is searched; `body` is what is proved, `leaf` its hash."""

    sequence = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=32)
    at = models.DateTimeField()
    code = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=100)
    structure = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64)
    object_id = models.CharField(max_length=300)
    body = models.TextField()
    leaf = models.BinaryField(max_length=32)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["record_id", "at"], name="ledger_event_record"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("an event of the journal is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Immutable("an event of the journal is never removed")


class Unsealed(models.Model):
    """An event that waits for its place in the tree; the database itself writes this row (`guard.py`).

    A list of what waits, rather than a mark of what was seen: a transaction that commits late under a smaller
    number is never skipped.
    """

    event = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.event)


class Place(models.Model):
    """The place of an event among the leaves of the tree. Neither changes, ever."""

    position = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.event} at {self.position}"


class Tile(models.Model):
    """Up to 256 hashes of the tree, one after another (`tree.py`)."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    def __str__(self) -> str:
        return f"tile {self.number} of level {self.level}"


class TreeHead(models.Model):
    """A signed tree head (`heads.py`)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    timestamp = models.BigIntegerField()
    key = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"head of {self.size}"


class Message(models.Model):
    """One thing the worker must do after an act, kept with the act."""

    topic = models.CharField(max_length=60)
    payload = models.JSONField()
    created = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, default="")
    done = models.DateTimeField(null=True)
    twin = twins.column()

    class Meta:
        indexes = (
            models.Index(fields=["not_before", "id"], condition=models.Q(done=None), name="ledger_message_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.topic}"
