"""Identifiers by kind: each is looked for in one partition, and unique in it as in the whole."""

from django.db import migrations

from socle.storage.schema.partitions import ByValue
from socle.storage.schema.relay import Relay


class Migration(migrations.Migration):
    dependencies = [("record", "0003_expand_ins")]
    atomic = False
    operations = [
        Relay(
            "identifier",
            cut=ByValue("kind", ("ins", "document", "entry", "set", "folder", "object")),
            clustered=True,
            unindexed=("record",),
        ),
    ]
