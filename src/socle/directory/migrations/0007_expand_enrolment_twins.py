"""The rows of RPPS+ keep their clear columns twice (docs/decisions/0013)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_expand_enrolment")]
    atomic = False
    operations = [
        Twins(
            {
                "registrationbody": ("id", "structure_id", "kind", "departments", "since", "until"),
                "manager": ("id", "structure_id", "holder", "name", "since", "until", "decided_by", "decided_at"),
                "delegation": ("id", "structure_id", "body_id", "since", "until", "decided_by", "decided_at"),
                "civilstatus": (
                    "id",
                    "professional_id",
                    "birth_name",
                    "given_names",
                    "sex",
                    "birth_date",
                    "birth_place",
                    "name_key",
                    "mail",
                    "mobile",
                ),
                "enrolment": (
                    "id",
                    "professional_id",
                    "structure_id",
                    "role",
                    "profession",
                    "practice",
                    "uses",
                    "since",
                    "until",
                    "enrolled_by",
                    "enrolled_at",
                    "authority",
                    "left_by",
                    "left_at",
                ),
                "numberrange": ("id", "next"),
                "enrolmentfile": (
                    "id",
                    "digest",
                    "name",
                    "sent_by",
                    "sent_at",
                    "dry_run",
                    "taken",
                    "lines",
                    "faulty",
                    "report",
                ),
            }
        ),
    ]
