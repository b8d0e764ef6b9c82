"""The engine that computes: expressions of Ibis, the same on DuckDB (here) and on Spark (here, or a cluster).

`with opened() as engine: engine.rows(expression)`. What an engine writes beside its memory stands in a temporary
folder, removed at the end. Source: docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from socle.programmes.engine import duck, spark
from socle.programmes.engine.errors import NoEngine
from socle.programmes.engine.verdicts import ENGINE_UNKNOWN
from socle.programmes.files.folder import temporary

if TYPE_CHECKING:
    import ibis

#: What an engine may hold when nothing is said.
MEMORY = "1GB"
_WAYS = {"duckdb": duck, "spark": spark}
ENGINES = tuple(_WAYS)


class Loaded(Protocol):
    """A file read (`socle.programmes.files.Loaded`)."""

    @property
    def path(self) -> Path: ...


Source = Path | str | Loaded


@dataclass
class Engine:
    """An engine at work. `name` says which; `folder` is its own, and goes with it."""

    name: str
    backend: Any
    folder: Path
    progress: duck.Said | None = None
    _tables: int = 0

    def table(self, source: Source | Sequence[Source]) -> ibis.Table:
        """Typed Parquet as a table: one file, or several of the same shape."""
        many = list(source) if isinstance(source, Sequence) and not isinstance(source, str) else [source]
        paths = [str(one if isinstance(one, str | Path) else one.path) for one in many]
        self._tables += 1
        # Ibis names its own steps t0, t1…: a source by such a name would be read in their place.
        found: ibis.Table = self._way.table(self.backend, paths, f"socle_source_{self._tables}")
        return found

    def rows(self, expression: ibis.Table) -> list[dict[str, Any]]:
        """What an expression gives, row by row: for results, not for the rows of a file."""
        with self._watched():
            found: list[dict[str, Any]] = self.backend.to_pyarrow(expression).to_pylist()
        return found

    def kept(self, expression: ibis.Table) -> ibis.Table:
        """The table of an expression, computed once and kept in the engine's folder."""
        self._tables += 1
        path = self.folder / f"kept-{self._tables}.parquet"
        with self._watched():
            self.backend.to_parquet(expression, path)
        return self.table(path)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        with self._way.watched(self.backend, self.progress):
            yield

    @property
    def _way(self) -> ModuleType:
        return _WAYS[self.name]


@contextmanager
def opened(
    name: str = "duckdb",
    *,
    memory: str = MEMORY,
    threads: int = 0,
    remote: str = "",
    progress: duck.Said | None = None,
) -> Iterator[Engine]:
    """An engine: `duckdb` in this process, or `spark`, at the cluster `remote` (`sc://host:15002`) or its own.

    `memory` is what it may hold, `threads` how many processors it takes (0: all); `progress` is told a part of 1. A
    cluster elsewhere must see the files by the same names. Raises `NoEngine` when the engine cannot be had.
    """
    if name not in ENGINES:
        raise NoEngine(ENGINE_UNKNOWN.at("ANALYTICS_ENGINE", expected=", ".join(ENGINES), found=name))
    with temporary() as folder, _WAYS[name].connected(folder, memory, threads, remote) as backend:
        yield Engine(name, backend, folder, progress)


__all__ = ["ENGINES", "MEMORY", "Engine", "NoEngine", "opened"]
