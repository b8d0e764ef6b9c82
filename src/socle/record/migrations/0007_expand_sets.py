"""Submission sets by record."""

from django.db import migrations

from socle.storage.schema.partitions import ByHash
from socle.storage.schema.relay import Relay


class Migration(migrations.Migration):
    dependencies = [("record", "0006_expand_entries")]
    atomic = False
    operations = [
        Relay("submissionsetrow", cut=ByHash("record_id"), clustered=True),
    ]
