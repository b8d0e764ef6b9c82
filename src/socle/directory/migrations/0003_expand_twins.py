"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_version")]
    atomic = False
    operations = [
        Twins(
            {
                "card": ("id", "number", "type", "holder", "since", "until", "opposed_at"),
                "revokedcertificate": ("id", "issuer", "serial", "at"),
                "softwarerelease": (
                    "id",
                    "homologation",
                    "name",
                    "version",
                    "api_version",
                    "valid_from",
                    "valid_until",
                ),
                "tokenuse": ("token_id", "message_id", "at", "keep_until"),
                "version": ("id", "value"),
                "professional": ("id", "idnat", "rpps", "adeli", "family", "given", "profession", "specialties"),
                "structure": (
                    "id",
                    "idnat",
                    "name",
                    "finess",
                    "siret",
                    "sector",
                    "kind",
                    "is_legal_entity",
                    "legal_entity_id",
                    "ended_on",
                    "replaced_by_id",
                ),
                "exercise": ("id", "professional_id", "structure_id", "since", "until"),
                "employee": ("id", "idnat", "family", "given", "role", "structure_id"),
            }
        ),
    ]
