"""What is kept back for an announcement is found without reading every entry."""

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
    ]
