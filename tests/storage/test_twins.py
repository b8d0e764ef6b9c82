"""Every clear column at rest has a second witness, and `socle check` hears both."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from tests.record.submission_builders import feed

from socle.cli.check import numbers
from socle.directory.models import Card
from socle.record.models import Entry, Record
from socle.record.store.writing import searched
from socle.storage import twins
from socle.storage.schema import shape
from socle.wire.xds.model import DocumentEntry

pytestmark = [pytest.mark.database, pytest.mark.django_db]

#: Tables whose every column is hashed in the journal's tree, or counts what the tree lacks (`socle ledger verify`).
IN_THE_TREE = {"ledger_event", "ledger_place", "ledger_tile", "ledger_treehead", "ledger_unsealed"}
#: Django's own: names of models, and sessions of pages, which are signed.
OF_DJANGO = {"django_content_type", "django_session"}


def silently(table, statement):
    """Change a row as a bad disk would: without the database noticing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{table}_twin"')
            cursor.execute(statement)
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{table}_twin"')
            return
        cursor.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement)
        for _, text in triggers:
            cursor.execute(text)


@pytest.fixture
def kept():
    """Rows of three rooms: one fed document, its record, a card."""
    feed(("1.1", b"<a/>"), set_id="9.1")
    Card.objects.create(number="2800000001", type="CPS", holder="899881000014", since=date(2026, 1, 1))


def damages(table):
    return [damage for damage in twins.damages() if damage.place.startswith((f"{table} ", f"table {table}"))]


def test_every_table_stands_twice_or_in_the_journals_tree():
    tables = {model._meta.db_table for model in apps.get_models()}
    assert tables - {model._meta.db_table for model in twins.having()} == (IN_THE_TREE | OF_DJANGO) & tables


def test_what_is_told_elsewhere_is_what_the_check_compares_with_seals_and_bytes():
    assert Entry.told_elsewhere == searched(DocumentEntry(id="x")).keys() | {"location", "sealed"}


def test_what_is_at_rest_as_it_was_written_is_whole(kept):
    assert list(twins.damages()) == []


@pytest.mark.parametrize(
    ("model", "change", "word"),
    [
        (Record, "status = 'closed'", "status reads 'closed', its twin 'open'"),
        (Entry, "hidden_from_patient = NOT hidden_from_patient", "hidden_from_patient reads"),
        (Card, "number = '9' || number", "number reads '9"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_column_changed_at_rest_is_named_with_its_row(kept, model, change, word):
    row, table = model.objects.first(), model._meta.db_table
    where = f"id = {row.id}" if isinstance(row.id, int) else f"id = '{row.id}'"
    silently(table, f"UPDATE {table} SET {change} WHERE {where}")
    (damage,) = damages(table)
    assert damage.place.endswith(str(row.id))
    assert word in damage.what


def test_a_twin_changed_at_rest_is_found_as_well(kept):
    table = Record._meta.db_table
    silently(table, f"UPDATE {table} SET twin = 'x' || twin")
    assert len(damages(table)) == min(Record.objects.count(), twins.MOST)


def test_a_row_without_twin_is_found(kept):
    table = Card._meta.db_table
    silently(table, f"UPDATE {table} SET twin = NULL")
    assert {damage.what for damage in damages(table)} == {"its clear columns have no twin"}


def test_a_database_that_stopped_writing_twins_is_told():
    table = Record._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_twin_update")
        else:
            cursor.execute(f"DROP TRIGGER {table}_twin ON {table}")
    (damage,) = damages(table)
    assert "is not as it was laid" in damage.what


def test_a_database_described_otherwise_than_it_was_laid_is_told():
    assert not shape.differs(connection)  # nothing was told yet
    shape.tell(connection)
    assert not shape.differs(connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX one_more ON directory_card (type)")
    assert shape.differs(connection) is (connection.vendor == "sqlite")
    shape.forget(connection)
    assert not shape.differs(connection)


def test_a_next_number_below_one_that_is_taken_is_told(kept):
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return
        assert list(numbers(cursor)) == []
        cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'directory_card'")
        cursor.execute("UPDATE sqlite_sequence SET name = 'ledger_evenu' WHERE name = 'ledger_event'")
        said = sorted(numbers(cursor))
    assert said == [
        "sqlite_sequence counts 0 rows of directory_card, which has number 1",
        "sqlite_sequence names no table ledger_evenu",
    ]
