"""Statements written by hand, only where a benchmark proved the need: each made ready once, the same on both engines.

Building a query costs Django ten to sixty times what the database takes to run it, and handing it a finished text
three times; here a statement is a constant of its module, and goes to the connection and the transaction that Django
keeps. Values always travel beside the text, as `%s`: nothing that came from outside is ever written into SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]

#: Lengths of a list for which one text is kept ready.
_LENGTHS = 64
#: Rows written by one statement: databases bound the number of its values.
_TOGETHER = 500


class Statement:
    """One statement. `lock` names the table whose rows stay locked until the transaction ends; `shared`, among readers.

    SQLite has no row to lock: there a transaction takes the one writer's place when it begins (IMMEDIATE).
    Errors are Django's own (`IntegrityError` and the like).
    """

    __slots__ = ("_locking", "_marked", "_text")

    def __init__(self, text: str, *, lock: str = "", shared: bool = False) -> None:
        self._text = text
        self._marked = text.replace("%s", "?")  # as SQLite writes the place of a value
        self._locking = f"{text} FOR {'SHARE' if shared else 'UPDATE'} OF {lock}" if lock else text

    def rows(self, *values: Any) -> list[Row]:
        """Every row it gives."""
        found: list[Row] = self._run(values, "fetchall")
        return found

    def row(self, *values: Any) -> Row | None:
        """The first row it gives; None when it gives none."""
        found: Row | None = self._run(values, "fetchone")
        return found

    def run(self, *values: Any) -> int:
        """Run it; how many rows it wrote."""
        count: int = self._run(values, "")
        return count

    def _run(self, values: Sequence[Any], fetch: str) -> Any:
        here = _ready()
        on_sqlite = here.vendor == "sqlite"
        if on_sqlite:
            values = _all_kept(values)
        if _watched(here):
            with here.cursor() as cursor:
                cursor.execute(self._text if on_sqlite else self._locking, values)
                return getattr(cursor, fetch)() if fetch else cursor.rowcount
        with here.wrap_database_errors:
            done = here.connection.execute(self._marked if on_sqlite else self._locking, values)
            return getattr(done, fetch)() if fetch else done.rowcount


class Insert:
    """Writes rows of these columns into a table: `insert(rows)`.

    `told`: the columns that its twin repeats (`storage.schema.twins`): written at once, SQLite need not write it after.
    """

    def __init__(self, table: str, columns: Sequence[str], told: Sequence[str] = ()) -> None:
        self.table, self.columns = table, tuple(columns)
        self._values = f"({', '.join(['%s'] * len(columns))})"
        self._head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        marks = [f"?{place}" for place in range(1, len(columns) + 1)]
        if not set(told) <= set(columns):  # the database gives a value of its own: it writes the twin too
            told = ()
        twin = " || char(31) || ".join(f"quote({marks[self.columns.index(name)]})" for name in told)
        names = [*columns, "twin"] if told else columns
        self._one = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([*marks, twin] if told else marks)})"
        self._of = lru_cache(_LENGTHS)(lambda count: Statement(self._head + ", ".join([self._values] * count)))

    def __call__(self, rows: Sequence[Sequence[Any]]) -> None:
        here = _ready()
        if here.vendor == "sqlite" and not _watched(here):  # which takes rows one by one in half the time
            with here.wrap_database_errors:
                here.connection.executemany(self._one, [_all_kept(row) for row in rows])
            return
        for start in range(0, len(rows), _TOGETHER):
            some = rows[start : start + _TOGETHER]
            self._of(len(some)).run(*(value for row in some for value in row))


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on rows, and the values that stand in it. `&`, `|` and `~` make others of it, as of sets."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: Where) -> Where:
        return Where(f"({self.text} AND {other.text})", self.values + other.values)

    def __or__(self, other: Where) -> Where:
        return Where(f"({self.text} OR {other.text})", self.values + other.values)

    def __invert__(self) -> Where:
        return Where(f"NOT ({self.text})", self.values)


#: What holds for no row.
NOTHING = Where("1 = 0")


def one_of(column: str, values: Collection[Any]) -> Where:
    """Whether a column holds one of these values; for none of them, no row."""
    return Where(f"{column} IN ({', '.join(['%s'] * len(values))})", tuple(values)) if values else NOTHING


def listed(text: str) -> Callable[[int], Statement]:
    """A statement whose `{}` stands for so many values: `listed("… WHERE id IN ({})")(len(ids)).rows(*ids)`.

    The text comes from our own modules; what is put into it is `%s` and nothing else.
    """

    @lru_cache(_LENGTHS)
    def of(count: int) -> Statement:
        return Statement(text.format(", ".join(["%s"] * count)))

    return of


def instant(value: Any) -> datetime | None:
    """An instant as a row gives it back, in UTC; None for none."""
    if value is None:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def day(value: Any) -> date | None:
    """A day as a row gives it back; None for none."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _ready() -> BaseDatabaseWrapper:
    """The connection of this thread, as Django's own cursors make sure of it."""
    here = connections[DEFAULT_DB_ALIAS]
    here.close_if_health_check_failed()
    here.ensure_connection()
    here.validate_no_broken_transaction()
    return here


def _watched(here: BaseDatabaseWrapper) -> bool:
    """Whether someone counts or times statements: these must then pass where Django shows them."""
    return bool(here.execute_wrappers) or here.queries_logged


def _all_kept(values: Sequence[Any]) -> list[Any]:
    """Values as Django keeps them in SQLite: instants in UTC without offset, days in ISO 8601."""
    return [_kept(value) if isinstance(value, date) else value for value in values]  # an instant is a day too


def _kept(value: date) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat()
