"""Entries by record: a record's rows stand in one partition."""

from django.db import migrations

from socle.storage.schema.partitions import ByHash
from socle.storage.schema.relay import Relay


class Migration(migrations.Migration):
    dependencies = [("record", "0005_expand_unindexed")]
    atomic = False
    operations = [
        Relay("entry", cut=ByHash("record_id"), clustered=True),
    ]
