"""Which migrations would disturb those who serve: refused by a test, and again before they run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as django
from django.db.migrations.operations.base import Operation
from django.db.models.expressions import Value
from django.db.models.fields import PositiveIntegerRelDbTypeMixin

from socle.storage.schema import operations as ours
from socle.storage.schema.phases import FIRST, Phase, phase_of
from socle.storage.schema.relay import Relay
from socle.storage.schema.twins import Twins

#: What changes nothing in the database.
_SHAPELESS = (django.AlterModelOptions, django.AlterModelManagers)
_ALLOWED: dict[Phase, tuple[type[Operation], ...]] = {
    Phase.EXPAND: (
        django.CreateModel,
        ours.AddColumn,
        ours.AddIndexOnline,
        ours.Backfill,
        ours.Retire,
        Relay,
        Twins,
    ),
    Phase.CONTRACT: (ours.DropColumn, ours.RemoveIndexOnline, ours.Backfill, django.DeleteModel),
}
#: Why an operation of Django is refused, and what to write instead.
_WAYS: dict[type[Operation], str] = {
    django.AddField: "it may rewrite the table, and the previous program cannot insert: use AddColumn",
    django.AlterField: "it may rewrite the table or read it whole under a lock: add a column, fill it, retire the "
    "former; what changes no column (choices) goes into SeparateDatabaseAndState",
    django.RemoveField: "the previous program still reads it: Retire in the expand phase, DropColumn in the contract "
    "phase",
    django.RenameField: "the previous program knows the former name: add a column, fill it, retire the former",
    django.RenameModel: "the previous program knows the former name: keep it with db_table",
    django.AlterModelTable: "the previous program knows the former name",
    django.AddIndex: "writers would wait until it is built: use AddIndexOnline",
    django.RemoveIndex: "use RemoveIndexOnline, in the contract phase",
    django.RenameIndex: "drop it in the contract phase and add the other online",
    django.AddConstraint: "the whole table would be read under a lock",
    django.RemoveConstraint: "SQLite rebuilds the whole table",
    django.RunSQL: "nobody can tell what it locks, nor begin it again: use an operation of socle.storage.schema",
    django.RunPython: "nobody can tell how long it takes, nor begin it again: use Backfill",
}


def faults(migration: Migration) -> list[str]:
    """Why this migration must not run while Socle serves, one sentence each; none when it may."""
    name = f"{migration.app_label}.{migration.name}"
    if (migration.app_label, migration.name) in FIRST:
        return []
    phase = phase_of(migration.app_label, migration.name)
    if phase is None:
        return [f"{name}: its name tells no phase: call it NNNN_expand_… or NNNN_contract_…"]
    return [f"{name}: {text}" for text in (*_alone(migration), *_each(migration.operations, phase))]


def _alone(migration: Migration) -> Iterator[str]:
    """What is not one transaction must be one step, so that whoever begins it again knows where it was."""
    lasting = [operation for operation in migration.operations if operation.atomic is False and _lasts(operation)]
    if lasting and len(migration.operations) > 1:
        yield f"'{lasting[0].describe()}' is no transaction: give it a migration of its own"
    if lasting and migration.atomic:
        yield f"'{lasting[0].describe()}' is no transaction: write atomic = False"
    if not lasting and not migration.atomic:
        yield "nothing in it needs atomic = False: cut short, it could not be begun again"


def _lasts(operation: Operation) -> bool:
    return isinstance(operation, ours.AddIndexOnline | ours.RemoveIndexOnline | ours.Backfill | Relay | Twins)


def _each(operations: Iterable[Operation], phase: Phase) -> Iterator[str]:
    new: set[str] = set()
    for operation in operations:
        if isinstance(operation, django.SeparateDatabaseAndState):
            yield from _each(operation.database_operations, phase)
        elif isinstance(operation, django.CreateModel) and phase is Phase.EXPAND:
            new.add(operation.name_lower)
        elif not isinstance(operation, _SHAPELESS) and getattr(operation, "model_name", "").lower() not in new:
            yield from _one(operation, phase)


def _one(operation: Operation, phase: Phase) -> Iterator[str]:
    if not isinstance(operation, _ALLOWED[phase]):
        other = next((held for held in Phase if isinstance(operation, _ALLOWED[held])), None)
        way = (
            f"it belongs to the phase {other}"
            if other
            else _WAYS.get(type(operation), "it is not known to be harmless")
        )
        yield f"'{operation.describe()}': {way}"
    if isinstance(operation, ours.AddColumn):
        yield from (f"'{operation.describe()}': {why}" for why in _column(operation.field))


def _column(field: models.Field) -> Iterator[str]:  # type: ignore[type-arg]
    if field.has_db_default():
        if hasattr(field.db_default, "resolve_expression") and not isinstance(field.db_default, Value):
            yield "a default that is computed row by row rewrites the table: use a constant"
    elif not field.null:
        yield "the previous program inserts rows without it: null=True, or db_default"
    elif field.has_default():
        yield "a default of Python's alone is written into each row: null=True without default, or db_default"
    if field.unique or field.primary_key:
        yield "a unique column reads the whole table under a lock"
    if getattr(field, "db_index", False):
        yield "its index would be built under a lock: AddIndexOnline in a migration of its own"
    if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True):
        yield "its constraint locks both tables: db_constraint=False"
    if isinstance(field, PositiveIntegerRelDbTypeMixin):
        yield "its check reads the whole table under a lock: use the type without it"
