"""A table of its own for each test, in a real database, with rows whose key begins with their record's id."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState

from socle.storage.schema.editors import gently
from socle.storage.schema.pace import Pace, limits, patiently

PACE = Pace(batch=10, pause=0.0, lock=0.2, longest=5.0, patience=20.0)


@dataclass
class Scratch:
    """The table `scratch_thing` and the state that migrations see."""

    state: ProjectState

    @property
    def model(self):
        return self.state.apps.get_model("scratch", "thing")

    @property
    def rows(self):
        return self.model._default_manager

    def fill(self, count):
        self.rows.bulk_create(
            self.model(record=f"r{rank % 7}", id=f"i{rank:05}", day=f"202609{rank % 28 + 1:02}", note=f"n{rank}")
            for rank in range(count)
        )

    def apply(self, operation, pace=PACE):
        """Do one operation as `socle migrate` does."""
        present = self.state.clone()
        operation.state_forwards("scratch", present)
        lasts = operation.atomic is False and type(operation).__module__.startswith("socle") and not _plain(operation)

        def act():
            with connection.schema_editor(atomic=not lasts) as editor:
                operation.database_forwards("scratch", editor, self.state, present)

        with gently(connection, pace):
            if lasts:
                act()
            else:
                with limits(connection, lock=pace.lock, longest=pace.longest):
                    patiently(pace, "scratch", act)
        self.state = present

    def sql(self, text, *values):
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else []

    def place(self):
        """What changes when an engine writes a table anew."""
        if connection.vendor == "sqlite":
            return self.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'scratch_thing'")
        return self.sql("SELECT relfilenode FROM pg_class WHERE relname = 'scratch_thing'")


def _plain(operation):
    return type(operation).__name__ in {"AddColumn", "Retire", "DropColumn"}


@pytest.fixture
def scratch(transactional_db):
    fields = [
        ("pk", models.CompositePrimaryKey("record", "id")),
        ("day", models.CharField(max_length=8)),
        ("note", models.CharField(max_length=20, default="")),
        ("id", models.CharField(max_length=20)),
        ("record", models.CharField(max_length=20)),
    ]
    state = ProjectState()
    state.add_model(ModelState("scratch", "Thing", fields))
    made = Scratch(state)
    with connection.schema_editor() as editor:
        editor.create_model(made.model)
    yield made
    if connection.in_atomic_block:
        transaction.rollback()
    for table in ("scratch_thing", "scratch_thing_former", "scratch_thing_new"):
        made.sql(f"DROP TABLE IF EXISTS {table}")
    if connection.vendor == "postgresql":
        made.sql("DROP FUNCTION IF EXISTS scratch_thing_mirror")
