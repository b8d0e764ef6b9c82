"""Identifiers were left without the index of every record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0004_expand_identifiers")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "identifier",
                    "record",
                    models.ForeignKey(
                        on_delete=models.PROTECT, db_index=False, related_name="identifiers", to="record.record"
                    ),
                )
            ]
        ),
    ]
