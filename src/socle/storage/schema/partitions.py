"""How PostgreSQL cuts a table in partitions.

Source: the PostgreSQL manual, 5.11 (declarative partitioning).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ByHash:
    """Rows go to one of so many partitions by the hash of a column, which the primary key holds."""

    column: str

    def clause(self) -> str:
        return f'PARTITION BY HASH ("{self.column}")'

    def parts(self, count: int) -> Iterator[tuple[str, str]]:
        """Each partition's suffix, and which rows it holds."""
        for number in range(count):
            yield f"{number:02}", f"FOR VALUES WITH (MODULUS {count}, REMAINDER {number})"


@dataclass(frozen=True, slots=True)
class ByValue:
    """Rows go to a partition of their own value of a column, which the primary key holds; other values to one."""

    column: str
    values: tuple[str, ...]

    def clause(self) -> str:
        return f'PARTITION BY LIST ("{self.column}")'

    def parts(self, _count: int) -> Iterator[tuple[str, str]]:
        """Each partition's suffix, and which rows it holds."""
        for value in self.values:
            yield value, f"FOR VALUES IN ('{value}')"
        yield "other", "DEFAULT"


Cut = ByHash | ByValue


def statements(table: str, cut: Cut, count: int) -> Iterator[str]:
    """What creates the partitions of `table`, which is laid with the clause of `cut`."""
    for suffix, rows in cut.parts(count):
        yield f'CREATE TABLE "{table}__{suffix}" PARTITION OF "{table}" {rows}'  # two strokes: no index is called so
