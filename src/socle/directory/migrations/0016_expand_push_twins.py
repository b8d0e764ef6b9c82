"""A request that the second screen was shown keeps its clear columns twice (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("directory", "0015_expand_push")]
    atomic = False
    operations = [Twins({"push": ("id", "key", "holder", "client_id", "at", "stopped", "confirmed")})]
