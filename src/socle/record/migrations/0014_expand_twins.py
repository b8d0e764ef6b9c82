"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0008)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("record", "0013_expand_died")]
    atomic = False
    operations = [
        Twins(
            {
                "record": (
                    "id",
                    "person_id",
                    "status",
                    "space",
                    "opened_at",
                    "closed_at",
                    "closing_motive",
                    "closing_reason",
                    "objects_to_break_glass",
                    "objects_to_regulation",
                    "shows_masked_in_emergency",
                    "masks_all",
                    "emancipated",
                    "physician_required",
                    "physician_present_until",
                    "own_acts",
                    "died_on",
                ),
                "identifier": ("kind", "value", "record_id", "object_id", "since"),
                "entry": (
                    "record_id",
                    "id",
                    "status",
                    "masked",
                    "hidden_from_patient",
                    "hidden_from_representatives",
                    "by_patient",
                    "deposited_at",
                    "deposited_by",
                    "masked_from",
                    "shown_apart",
                    "author_blocked",
                ),
                "submissionsetrow": ("record_id", "id", "status", "fingerprint", "received_at", "deposited_by"),
                "folderrow": ("record_id", "id", "status"),
                "associationrow": ("record_id", "id", "status"),
                "authorisationrow": (
                    "record_id",
                    "id",
                    "actor_id",
                    "actor_kind",
                    "name",
                    "profession",
                    "specialty",
                    "granted_at",
                    "expires_at",
                    "last_action_at",
                    "removed_at",
                    "regime",
                    "declared_by",
                    "given_by",
                    "means",
                ),
                "block": ("record_id", "id", "actor_id", "name", "since", "until", "decided_by"),
                "treatingphysician": ("record_id", "id", "actor_id", "name", "since", "until"),
                "administrator": ("record_id", "id", "actor_id", "name", "since", "until", "decided_by"),
                "carerow": (
                    "record_id",
                    "id",
                    "actor_id",
                    "name",
                    "started_at",
                    "ended_at",
                    "informed_by",
                    "informed_at",
                    "channel",
                ),
                "oppositionrow": (
                    "record_id",
                    "id",
                    "to",
                    "against",
                    "name",
                    "about",
                    "since",
                    "until",
                    "admitted",
                    "decided_by",
                ),
                "representative": ("record_id", "id", "capacity", "is_organisation", "person_id", "since", "until"),
                "administrativerow": ("record_id", "id", "updated_at"),
                "notice": ("record_id", "id", "to", "actor_id", "about", "at", "read_at"),
                "deletionrequest": ("record_id", "id", "unique_id", "asked_by", "since", "until"),
                "internetaccount": ("record_id", "id", "login", "password", "opened_at", "renewed_at"),
            }
        ),
    ]
