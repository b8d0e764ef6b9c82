"""Closed records are found by the day of their closing."""

from django.db import migrations, models

from socle.storage.schema.operations import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [("record", "0011_expand_kept_back")]
    atomic = False
    operations = [
        AddIndexOnline(
            "record",
            models.Index(fields=["closed_at"], condition=models.Q(status="closed"), name="record_record_closed"),
        ),
    ]
