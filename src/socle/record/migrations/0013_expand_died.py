"""Open records whose holder died are found."""

from django.db import migrations, models

from socle.storage.schema.operations import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [("record", "0012_expand_closed")]
    atomic = False
    operations = [
        AddIndexOnline(
            "record",
            models.Index(
                fields=["died_on"], condition=models.Q(status="open", died_on__isnull=False), name="record_record_died"
            ),
        ),
    ]
