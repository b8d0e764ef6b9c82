"""Whoever shares some facts is found by them (docs/decisions/0014)."""

from django.db import migrations, models

from socle.storage.schema.operations import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_expand_common")]
    atomic = False
    operations = [
        AddIndexOnline(
            "entry",
            models.Index(
                fields=["edition", "type", "common"],
                condition=models.Q(common__isnull=False),
                name="directory_entry_common",
            ),
        ),
    ]
