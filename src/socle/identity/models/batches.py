"""Batches of verifications (WS_INS4) that wait to be collected (WS_INS5).

No trait and no matricule is kept: the answers alone, each under the reference that the depositor gave.
"""

from __future__ import annotations

from django.db import models

from socle.storage.schema import twins


class InsiBatch(models.Model):
    """One deposit. `results` is JSON: a list of [reference, code, label]."""

    id = models.CharField(primary_key=True, max_length=32)
    depositor = models.CharField(max_length=100)
    deposited_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    results = models.TextField()
    twin = twins.column()

    class Meta:
        db_table = "identity_insi_batch"
        indexes = (models.Index(fields=["deposited_at"], name="identity_insi_batch_age"),)

    def __str__(self) -> str:
        return self.id
