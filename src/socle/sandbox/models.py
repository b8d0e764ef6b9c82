"""What the sandbox remembers in the database itself: which world was loaded there."""

from __future__ import annotations

from django.db import models

from socle.storage.schema import twins


class LoadedWorld(models.Model):
    """One row, written in the transaction that loads the world: a half-loaded world never is."""

    name = models.CharField(max_length=500)
    at = models.DateTimeField()
    twin = twins.column()

    objects: models.Manager[LoadedWorld] = models.Manager()

    class Meta:
        db_table = "sandbox_loaded_world"

    def __str__(self) -> str:
        return self.name
