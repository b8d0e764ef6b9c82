"""A table laid anew in another layout while it is used: a new one beside it, kept in step, then put in its place.

1. the new table, empty, and triggers that repeat in it whatever happens to the former (one short transaction);
2. the rows copied in the order of their key, by small batches, each locked only while it is copied;
3. nothing may lack: counted;
4. the names exchanged (one short transaction), then the former table removed.

Stopped anywhere and begun again, it goes on. The rows come out in the order of their key, a record's side by side.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import models, transaction
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from socle.storage.schema.clustered import Clustered
from socle.storage.schema.layouts import Key, Layout
from socle.storage.schema.pace import Pace, limits, pace_of, patiently, rest
from socle.storage.schema.partitioned import Partitioned
from socle.storage.schema.partitions import Cut


class Relay(Operation):
    """Lay a table anew. What an engine is not asked for leaves it as it is.

    `cut`: how PostgreSQL cuts it in partitions; `clustered`: whether SQLite keeps its rows in the
    tree of their key (WITHOUT ROWID); `unindexed`: columns whose own index is left behind, since nobody searches by it.
    """

    atomic = False
    reduces_to_sql = False

    def __init__(
        self, model_name: str, *, cut: Cut | None = None, clustered: bool = False, unindexed: tuple[str, ...] = ()
    ) -> None:
        self.model_name, self.cut, self.clustered, self.unindexed = model_name, cut, clustered, unindexed

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The shape stays."""

    def database_forwards(self, app_label: str, editor: Any, _from: ProjectState, to_state: ProjectState) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        layout = layout_for(editor, model, self.cut, clustered=self.clustered, unindexed=self.unindexed)
        if layout is not None:
            lay_anew(editor, layout)

    def database_backwards(self, *_args: Any) -> None:
        """Both layouts serve."""

    def describe(self) -> str:
        return f"Lay {self.model_name} anew"


def layout_for(
    editor: Any, model: type[models.Model], cut: Cut | None, *, clustered: bool, unindexed: tuple[str, ...]
) -> Layout | None:
    """The layout asked for on this engine; None when this engine is asked for none."""
    if editor.connection.vendor == "postgresql":
        return Partitioned(editor, model, unindexed, cut) if cut else None
    return Clustered(editor, model, unindexed) if clustered else None


def lay_anew(editor: Any, layout: Layout) -> None:
    """Bring the table of `layout` into it, whatever a former try left."""
    connection, pace = editor.connection, pace_of(editor)

    def briefly(what: str, act: Any) -> None:
        def once() -> None:
            with transaction.atomic(using=connection.alias):
                act()

        with limits(connection, lock=pace.lock, longest=pace.longest):
            patiently(pace, f"{layout.table}: {what}", once)

    if not layout.is_laid():
        if not layout.is_begun():
            briefly("new table", layout.begin)
        _copy(layout, pace)
        if lacking := layout.lacking():
            raise ValueError(f"{layout.table}: {lacking} rows lack in the new table; nothing was exchanged")
        briefly("exchange", layout.exchange)
    layout.empty_former(pace)
    briefly("former table", layout.forget_former)


def _copy(layout: Layout, pace: Pace) -> None:
    """Every row, batch after batch, in the order of the key."""
    last: Key = None
    total, count = 0, pace.batch

    def batch() -> tuple[int, Key]:
        with transaction.atomic(using=layout.connection.alias):
            return layout.copy(last, pace.batch)

    while count == pace.batch:
        began = time.monotonic()
        with limits(layout.connection, lock=pace.lock, longest=0):
            count, last = patiently(pace, f"{layout.table}: copy", batch)
        total += count
        pace.say(f"{layout.table}: {total} rows copied")
        rest(pace, time.monotonic() - began)
