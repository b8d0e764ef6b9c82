"""What time brings is found without reading every row: kept back, closed, its holder dead."""

from django.db import migrations, models

from socle.storage.schema.operations import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [("record", "0010_expand_life")]
    atomic = False
    operations = [
        AddIndexOnline(
            "entry",
            models.Index(
                fields=["deposited_at"],
                condition=models.Q(hidden_from_patient=True, is_signature=False),
                name="record_entry_kept_back",
            ),
        ),
        AddIndexOnline(
            "record",
            models.Index(fields=["closed_at"], condition=models.Q(status="closed"), name="record_record_closed"),
        ),
        AddIndexOnline(
            "record",
            models.Index(
                fields=["died_on"], condition=models.Q(status="open", died_on__isnull=False), name="record_record_died"
            ),
        ),
    ]
