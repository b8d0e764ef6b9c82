"""What the life of a record leaves: a death, a deletion asked of an author, the former internet account."""

import django.db.models.deletion
from django.db import migrations, models

from socle.storage.schema.operations import AddColumn


def _row(name, *fields):
    own = [
        (
            "pk",
            models.CompositePrimaryKey("record_id", "id", blank=True, editable=False, primary_key=True, serialize=False),
        ),
        ("id", models.CharField(max_length=64)),
        (
            "record",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.record"
            ),
        ),
    ]
    return migrations.CreateModel(name=name, fields=[*own, *fields], options={})


class Migration(migrations.Migration):
    dependencies = [("record", "0009_expand_administrative")]

    operations = [
        AddColumn("record", "died_on", models.DateField(null=True)),
        _row(
            "DeletionRequest",
            ("unique_id", models.CharField(max_length=300)),
            ("asked_by", models.CharField(max_length=100)),
            ("since", models.DateTimeField()),
            ("until", models.DateTimeField(null=True)),
            ("sealed", models.BinaryField()),
        ),
        _row(
            "InternetAccount",
            ("login", models.CharField(max_length=40)),
            ("password", models.CharField(max_length=200)),
            ("opened_at", models.DateTimeField()),
            ("renewed_at", models.DateTimeField()),
            ("sealed", models.BinaryField()),
        ),
    ]
