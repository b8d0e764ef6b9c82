"""What is looked for at every moment is found by an index, however many documents Socle holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from socle.record import services
from socle.record.models import Entry
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.services.test_tending import put

pytestmark = [pytest.mark.database, pytest.mark.django_db]

LATER = build.AT + timedelta(days=40)
#: Statistics of SQLite of a Socle with ten million documents, none of them kept back.
MANY = (
    ("record_entry", "record_entry", "10000000 20 1"),
    ("record_entry", "record_entry_unique_id", "10000000 20 1"),
    ("record_entry", "record_entry_found", "10000000 20 20 1"),
    ("record_entry", "record_entry_deposited", "9000000 1"),
    ("record_record", "sqlite_autoindex_record_record_1", "500000 1"),
)


@contextmanager
def whole_readings() -> Iterator[list[str]]:
    """The statements run within of which the plan reads a whole table, with that plan."""
    found: list[str] = []

    def explain(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT"):
            with context["connection"].cursor() as cursor:
                cursor.execute(f"EXPLAIN {'QUERY PLAN ' if on_sqlite else ''}{sql}", params)
                steps = [str(row[-1]) for row in cursor.fetchall()]
            found.extend(f"{step}: {sql}" for step in steps if _is_whole(step))
            told.append(sql)
        return execute(sql, params, many, context)

    on_sqlite, told = connection.vendor == "sqlite", []
    with connection.execute_wrapper(explain):
        yield found
    assert told, "nothing was asked: this proves nothing"


def _is_whole(step: str) -> bool:
    return step.startswith("SCAN ") or "Seq Scan on record_" in step


def as_many() -> None:
    """Have the database plan as if there were many documents."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", MANY)
            cursor.execute("ANALYZE sqlite_schema")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows would be read whole anyhow


def test_what_is_due_is_found_without_reading_every_document(record_id):  # noqa: F811
    put("2.25.7.1")
    as_many()
    with whole_readings() as whole:
        assert services.tend(LATER) > 0
    assert not whole
    assert not Entry.objects.filter(hidden_from_patient=True, status__endswith="Approved").exists()


def test_what_a_structure_fed_over_some_days_is_found_without_reading_every_document(record_id):  # noqa: F811
    put("2.25.7.1")
    as_many()
    with whole_readings() as whole:
        found = services.fed_in_figures(["1990100018"], build.AT, LATER)
    assert found.documents + found.gone == 0
    assert not whole
