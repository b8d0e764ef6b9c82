"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("sandbox", "0001_initial")]
    atomic = False
    operations = [
        Twins({"loadedworld": ("id", "name", "at")}),
    ]
