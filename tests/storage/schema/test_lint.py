"""Migrations that would disturb those who serve are refused, each with the way out; ours pass."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import Value
from django.db.models.functions import Now, Substr

from socle.storage.schema import operations as ours
from socle.storage.schema.lint import faults
from socle.storage.schema.phases import Phase, level, phase_of

ROOMS = {app.label for app in apps.get_app_configs() if app.name.startswith("socle.")}


def migration(*operations, name="0009_expand_something", atomic=True):
    made = migrations.Migration(name, "record")
    made.operations, made.atomic = list(operations), atomic
    return made


def why(*operations, **more):
    return " ".join(faults(migration(*operations, **more)))


def text(**more):
    return models.CharField(max_length=6, **more)


def test_every_migration_of_this_program_may_run_while_it_serves():
    loader = MigrationLoader(None)
    own = [found for (app, _), found in loader.disk_migrations.items() if app in ROOMS]
    assert own
    assert [fault for found in own for fault in faults(found)] == []


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_name_that_tells_no_phase_is_refused():
    assert "its name tells no phase" in why(migrations.CreateModel("Thing", []), name="0009_thing")


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (migrations.AddField("entry", "month", text(null=True)), "use AddColumn"),
        (migrations.AlterField("entry", "hash", text()), "add a column, fill it, retire the former"),
        (migrations.RemoveField("entry", "hash"), "Retire in the expand phase"),
        (migrations.RenameField("entry", "hash", "digest"), "the previous program knows the former name"),
        (migrations.RenameModel("Entry", "Document"), "the previous program knows the former name"),
        (migrations.AlterModelTable("entry", "documents"), "the previous program knows the former name"),
        (migrations.AddIndex("entry", models.Index(fields=["hash"], name="h")), "use AddIndexOnline"),
        (migrations.RemoveIndex("entry", "record_entry_found"), "use RemoveIndexOnline"),
        (migrations.AddConstraint("entry", models.UniqueConstraint(fields=["hash"], name="h")), "under a lock"),
        (migrations.RemoveConstraint("entry", "h"), "SQLite rebuilds the whole table"),
        (migrations.RunSQL("UPDATE record_entry SET hash = ''"), "nobody can tell what it locks"),
        (migrations.RunPython(migrations.RunPython.noop), "use Backfill"),
        (migrations.DeleteModel("Entry"), "it belongs to the phase contract"),
        (ours.DropColumn("entry", "hash"), "it belongs to the phase contract"),
        (migrations.SeparateDatabaseAndState([migrations.RunSQL("VACUUM FULL")]), "nobody can tell what it locks"),
    ],
    ids=lambda held: type(held).__name__ if not isinstance(held, str) else "",
)
def test_an_operation_that_locks_or_takes_away_is_refused(operation, reason):
    assert reason in why(operation)


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (text(), "null=True, or db_default"),
        (text(default="x"), "null=True, or db_default"),
        (text(null=True, default="x"), "written into each row"),
        (models.DateTimeField(db_default=Now()), "use a constant"),
        (text(null=True, unique=True), "reads the whole table"),
        (text(null=True, db_index=True), "AddIndexOnline in a migration of its own"),
        (models.ForeignKey("record.Record", models.PROTECT, null=True, db_index=False), "db_constraint=False"),
        (models.PositiveIntegerField(null=True), "its check reads the whole table"),
    ],
)
def test_a_column_that_rewrites_the_table_or_fails_the_previous_program_is_refused(field, reason):
    assert reason in why(ours.AddColumn("entry", "month", field))


@pytest.mark.parametrize("field", [text(null=True), text(db_default=Value("")), models.IntegerField(db_default=0)])
def test_a_column_that_the_previous_program_need_not_know_passes(field):
    assert why(ours.AddColumn("entry", "month", field)) == ""


def test_what_is_no_transaction_stands_alone():
    fill = ours.Backfill("entry", "month", Substr("creation_time", 1, 6))
    assert why(fill, atomic=False) == ""
    assert "write atomic = False" in why(fill)
    both = (ours.AddColumn("entry", "month", text(null=True)), fill)
    assert "give it a migration of its own" in why(*both, atomic=False)
    assert "could not be begun again" in why(both[0], atomic=False)


def test_a_new_table_may_have_what_an_old_one_may_not():
    index = models.Index(fields=["name"], name="thing_name")
    assert why(migrations.CreateModel("Thing", [("name", text())]), migrations.AddIndex("thing", index)) == ""


def test_the_contract_phase_only_takes_away():
    name = "0009_contract_something"
    assert why(ours.DropColumn("entry", "hash"), name=name) == ""
    assert "it belongs to the phase expand" in why(ours.AddColumn("entry", "month", text(null=True)), name=name)


def test_a_phase_is_read_in_the_name():
    assert phase_of("record", "0009_expand_month") is Phase.EXPAND
    assert phase_of("record", "0010_contract_day") is Phase.CONTRACT
    assert phase_of("record", "0001_initial") is Phase.EXPAND
    assert phase_of("unheard", "0001_initial") is Phase.EXPAND
    assert phase_of("record", "0009_month") is None
    assert phase_of("ledger", "0009_guard") is None


def test_the_level_counts_what_this_program_knows():
    loader = MigrationLoader(connection=None)
    assert level() == sum(1 for app, _ in loader.disk_migrations if app in ROOMS - {"sandbox"})
