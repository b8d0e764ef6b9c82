"""Associations by record."""

from django.db import migrations

from socle.storage.schema.partitions import ByHash
from socle.storage.schema.relay import Relay


class Migration(migrations.Migration):
    dependencies = [("record", "0007_expand_sets")]
    atomic = False
    operations = [
        Relay("associationrow", cut=ByHash("record_id"), clustered=True),
    ]
