"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_expand_cards")]
    atomic = False
    operations = [
        Twins(
            {
                "mandate": ("id", "structure_id", "holder", "role", "since", "until"),
                "agreement": ("id", "structure_id", "level", "since"),
                "order": (
                    "id",
                    "structure_id",
                    "what",
                    "form",
                    "purpose",
                    "holder",
                    "family",
                    "given",
                    "profession",
                    "register",
                    "ordered_by",
                    "at",
                    "complete_on",
                    "due_on",
                    "made",
                    "made_on",
                    "received_on",
                ),
                "issuedcertificate": (
                    "id",
                    "issuer",
                    "serial",
                    "type",
                    "structure",
                    "card",
                    "service",
                    "not_before",
                    "not_after",
                    "is_test",
                ),
            }
        ),
    ]
