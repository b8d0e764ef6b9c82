"""How to reach the holder of a record and who answers for him (TD1.3), sealed; the postal code is searched (TD0.5)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0008_expand_associations")]

    operations = [
        migrations.CreateModel(
            name="AdministrativeRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.CharField(max_length=64)),
                ("postal_code", models.CharField(default="", max_length=10)),
                ("updated_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.record",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["postal_code"], name="record_administrative_place")],
            },
        ),
    ]
