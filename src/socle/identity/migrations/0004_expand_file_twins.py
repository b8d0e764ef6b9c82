"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_expand_files")]
    atomic = False
    operations = [
        Twins(
            {
                "identityfile": (
                    "id",
                    "structure",
                    "birth_name",
                    "given_names",
                    "first_given_name",
                    "sex",
                    "birth_date",
                    "birth_place",
                    "used_name",
                    "used_given_name",
                    "date_fictive",
                    "collected",
                    "insi_answered",
                    "document_checked",
                    "homonym",
                    "doubtful",
                    "fictive",
                    "reason",
                    "matricule",
                    "authority",
                    "sent",
                    "answered_at",
                    "verified_at",
                    "paper",
                    "parents_paper",
                    "paper_expired",
                    "checked_at",
                    "checked_by",
                    "invited_at",
                    "merged_into_id",
                    "opened_at",
                    "changed_at",
                ),
                "formerins": (
                    "id",
                    "file_id",
                    "value",
                    "authority",
                    "since",
                    "until",
                ),
                "fileact": (
                    "id",
                    "file_id",
                    "at",
                    "what",
                    "by",
                    "by_name",
                    "before",
                    "after",
                    "note",
                ),
                "recipient": (
                    "id",
                    "file_id",
                    "name",
                    "label",
                    "sent_at",
                    "withdrawn_at",
                    "told_at",
                    "told_by",
                ),
                "vigilance": (
                    "structure",
                    "charter",
                    "charter_on",
                    "referent",
                    "referent_name",
                    "cluster",
                    "super_referent",
                    "validated_on",
                    "declared_at",
                ),
            }
        ),
    ]
