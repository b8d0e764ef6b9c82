"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]
    atomic = False
    operations = [
        Twins(
            {
                "person": (
                    "id",
                    "birth_name",
                    "given_names",
                    "first_given_name",
                    "sex",
                    "birth_date",
                    "birth_place",
                    "used_name",
                    "used_given_name",
                ),
                "personidentifier": ("id", "person_id", "value", "authority", "active", "valid_from", "valid_until"),
            }
        ),
    ]
