"""The whole schema of an empty database laid by statements kept from one that its migrations had laid."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder


def lay(connection: BaseDatabaseWrapper, statements: Iterable[str], steps: Iterable[tuple[str, str]]) -> None:
    """Execute the statements and note these migrations, by room and name, as done: all of it or nothing."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        rows = (recorder.Migration(app=app, name=name) for app, name in steps)
        recorder.migration_qs.bulk_create(rows)
