"""What was deposited over some days is found without reading every row: what a structure fed, for its indicators."""

from django.db import migrations, models

from socle.storage.schema.operations import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [("record", "0014_expand_twins")]
    atomic = False
    operations = [
        AddIndexOnline(
            "entry",
            models.Index(
                fields=["deposited_at"],
                condition=models.Q(version=1, is_signature=False),
                name="record_entry_deposited",
            ),
        ),
    ]
