"""Rows of the public directory keep their clear columns twice (docs/decisions/0013)."""

from django.db import migrations

from socle.storage.schema.twins import Twins

_TEXTS = ("name", "given", "city", "postal", "owner", "person", "facts", "resource")


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_expand_annuaire")]
    atomic = False
    operations = [
        Twins(
            {
                "edition": ("id", "source", "state", "at", "label"),
                "entry": ("edition", "type", "key", "updated", "active", "hidden", *_TEXTS),
                "detail": ("edition", "type", "key", "rank", "kind", "facts"),
                "term": ("key",),
            }
        ),
    ]
