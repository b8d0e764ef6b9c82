"""Among identifiers, only an INS is searched by its record."""

from django.db import migrations, models

from socle.storage.schema.operations import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [("record", "0002_will")]
    atomic = False
    operations = [
        AddIndexOnline(
            "identifier", models.Index(fields=["record"], condition=models.Q(kind="ins"), name="record_identifier_ins")
        ),
    ]
