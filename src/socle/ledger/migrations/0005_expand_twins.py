"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seal")]
    atomic = False
    operations = [
        Twins(
            {
                "message": ("id", "topic", "payload", "created", "not_before", "attempts", "last_error", "done"),
            }
        ),
    ]
