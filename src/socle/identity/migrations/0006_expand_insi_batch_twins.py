"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_expand_insi_batches")]
    atomic = False
    operations = [Twins({"insibatch": ("id", "depositor", "deposited_at", "ready_at", "results")})]
