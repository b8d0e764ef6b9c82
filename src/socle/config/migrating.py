"""The database's schema against what this program knows: may it serve, what is missing, and how that is laid.

`judge` is pure. docs/migrations.md tells the two phases.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.storage.schema.phases import Phase, level, phase_of

if TYPE_CHECKING:
    from django.db.migrations import Migration

    from socle.storage.schema.pace import Pace

#: What PostgreSQL's advisory lock is called here: "socle" in letters' numbers.
LOCK = 0x736F636C65


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One migration by its name; `phase` is None when the name tells none."""

    app: str
    name: str

    @property
    def phase(self) -> Phase | None:
        return phase_of(self.app, self.name)

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A database beside a program. `behind`: what the program knows and the database lacks; `ahead`: the other way."""

    empty: bool
    behind: tuple[Step, ...]
    ahead: tuple[Step, ...]

    @property
    def missing(self) -> tuple[Step, ...]:
        """What must be laid before this program can serve."""
        return tuple(step for step in self.behind if step.phase is not Phase.CONTRACT)

    @property
    def waiting(self) -> tuple[Step, ...]:
        """What may be taken away once no previous program runs."""
        return tuple(step for step in self.behind if step.phase is Phase.CONTRACT)

    @property
    def beyond(self) -> tuple[Step, ...]:
        """Why this program is too old for the database: steps that took something away, or that tell nothing."""
        return tuple(step for step in self.ahead if step.phase is not Phase.EXPAND)

    def refusals(self) -> Iterator[tuple[str, str]]:
        """Why this program must not serve this database: stable ids with a sentence; none when it may."""
        if self.missing and not self.empty:
            yield (
                "socle.E012",
                (
                    f"the database is older than this program: {_named(self.missing)} not laid yet. "
                    "Run `socle migrate expand`; the previous program may serve meanwhile"
                ),
            )
        if self.beyond:
            yield (
                "socle.E013",
                (
                    f"the database is newer than this program, beyond what it can serve: {_named(self.beyond)}. "
                    "Start the version that laid this, or a later one"
                ),
            )


def _named(steps: tuple[Step, ...]) -> str:
    shown = ", ".join(map(str, steps[:3]))
    return f"{shown} and {len(steps) - 3} more" if len(steps) > 3 else shown  # noqa: PLR2004 - three suffice


def judge(known: Iterable[Step], applied: Iterable[Step]) -> Standing:
    """How a database that has `applied` stands to a program that knows `known`."""
    here, there = set(known), set(applied)
    return Standing(empty=not there, behind=tuple(sorted(here - there)), ahead=tuple(sorted(there - here)))


def standing() -> Standing:
    """How the database stands to this program. No migration module is loaded: names suffice."""
    from django.apps import apps  # noqa: PLC0415 - Django is set up by then
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    known = (
        Step(app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    )
    applied = MigrationRecorder(connection).applied_migrations()
    return judge(known, (Step(app, name) for app, name in applied))


class NotNow(Exception):  # noqa: N818 - a refusal, with its reason
    """The schema cannot be changed now; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One step to come: what it does, on how many rows, and what it waits for (empty: nothing)."""

    step: Step
    does: tuple[str, ...]
    rows: Mapping[str, int]
    waits_for: str
    faults: tuple[str, ...]


def plan() -> tuple[Planned, ...]:
    """Everything that is missing, in the order in which it will be done."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from socle.storage.schema.lint import faults  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    found: list[Planned] = []
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        step = Step(migration.app_label, migration.name)
        before = next((str(other.step) for other in found if _must_wait(migration, step, other)), "")
        tables = sorted({table for operation in migration.operations if (table := _table(migration, operation))})
        found.append(
            Planned(
                step,
                tuple(operation.describe() for operation in migration.operations),
                {table: _rows(connection, table) for table in tables if _is_there(connection, table)},
                before,
                tuple(faults(migration)) if migration.app_label in _rooms() else (),
            )
        )
    return tuple(found)


def _must_wait(migration: Migration, step: Step, other: Planned) -> bool:
    """Whether a step of the expand phase stands behind one that takes something away, or behind one that does so."""
    named = (other.step.app, other.step.name) in migration.dependencies
    return named and step.phase is not Phase.CONTRACT and (other.step.phase is Phase.CONTRACT or bool(other.waits_for))


def _rooms() -> frozenset[str]:
    from django.apps import apps  # noqa: PLC0415

    return frozenset(app.label for app in apps.get_app_configs() if app.name.startswith("socle."))


def _table(migration: Migration, operation: Any) -> str:
    """The table that an operation bears on, as Django names it unless the model says otherwise."""
    name = getattr(operation, "model_name", None)
    return f"{migration.app_label}_{name.lower()}" if name else ""


def _is_there(connection: Any, table: str) -> bool:
    return table in connection.introspection.table_names()


def _rows(connection: Any, table: str) -> int:
    """About how many rows a table holds: counted on SQLite, as last estimated on PostgreSQL."""
    counted = f'SELECT count(*) FROM "{table}"'  # noqa: S608 - a table of our own models
    estimated = (
        "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint FROM pg_partition_tree(%s::regclass) AS tree "
        "JOIN pg_class AS c ON c.oid = tree.relid WHERE tree.isleaf"
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(counted)
        else:
            cursor.execute(estimated, [table])
        return int(cursor.fetchone()[0])


def lay(steps: Iterable[Step], pace: Pace) -> Iterator[Step]:
    """Lay these steps one after another at this pace, each told once it is whole. Raises `NotNow`.

    Each is one transaction, or one operation that can be begun again: stopped anywhere, the next call goes on.
    """
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from socle.storage.schema import shape  # noqa: PLC0415
    from socle.storage.schema.editors import Rebuilds, gently  # noqa: PLC0415
    from socle.storage.schema.pace import limits, patiently  # noqa: PLC0415

    shape.forget(connection)
    for step in steps:
        with gently(connection, pace):
            executor = MigrationExecutor(connection)
            executor.recorder.ensure_schema()
            migration = executor.loader.get_migration(step.app, step.name)
            before = executor.loader.project_state(sorted(_applied(executor.loader)))
            pace.say(f"{step}: {'; '.join(operation.describe() for operation in migration.operations)}")

            def act(executor: Any = executor, migration: Any = migration, before: Any = before) -> None:
                executor.apply_migration(before.clone(), migration)

            try:
                if migration.atomic:
                    with limits(connection, lock=pace.lock, longest=pace.longest):
                        patiently(pace, str(step), act)
                else:
                    act()
            except (DatabaseError, Rebuilds) as error:
                raise NotNow(f"{step}: {error}") from error
        yield step
    shape.tell(connection)


def _applied(loader: Any) -> set[tuple[str, str]]:
    return {key for key in loader.applied_migrations if key in loader.graph.nodes}


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Nobody else changes this schema meanwhile. Raises `NotNow` when someone does."""
    from django.db import connection  # noqa: PLC0415

    with (data_dir / "migrate.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NotNow(_TWICE) from error
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise NotNow(_TWICE)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


_TWICE = "another `socle migrate` is at work on this database"


def serving(data_dir: Path) -> tuple[int, ...]:
    """The levels of the programs that use this database now (see `phases.level`); 0 for one that tells none."""
    from django.db import connection  # noqa: PLC0415

    found = list(_holder(data_dir))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND application_name LIKE 'socle %'"
            )
            found += [_number(name.removeprefix("socle ")) for (name,) in cursor.fetchall()]
    return tuple(sorted(set(found)))


def _holder(data_dir: Path) -> Iterator[int]:
    try:
        with (data_dir / "lock").open("r", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                yield _number(lock.read().strip())
    except FileNotFoundError:
        return


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def may_take_away(data_dir: Path) -> None:
    """Raises `NotNow` while a program serves that still knows what the contract phase takes away."""
    older = [there for there in serving(data_dir) if there < level()]
    if older:
        raise NotNow(
            f"a program of an earlier version serves this database ({older[0]} migrations known, here {level()}): "
            "start this version in its place, then run `socle migrate contract`"
        )
