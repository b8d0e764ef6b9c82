"""DuckDB, in this process."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from socle.programmes.engine.errors import NoEngine
from socle.programmes.engine.verdicts import ENGINE_ABSENT

#: Told which part of 1 of a computation is done.
Said = Callable[[float], None]
_LOOK: Final = 0.2  # seconds between two looks at how far a computation is
#: Without these DuckDB does not count how far it is.
_COUNTED: Final = (
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    "SET progress_bar_time = 1",
)
#: Nothing but our own Parquet is read: no extension, no table found among the variables of a caller.
_CLOSED: Final = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}
#: Files are read and written in these folders alone, and from then on nothing of all this can be changed.
_LOCKED: Final = (
    "SET allowed_directories = ['{}', '{}']",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@contextmanager
def connected(folder: Path, memory: str, threads: int, remote: str) -> Iterator[Any]:
    """A connection bounded in memory, whose overflow stands in `folder`.

    It sees that folder and the one for temporary files, where every file stands that was read; no other, no network.
    """
    del remote  # there is no other place
    try:
        import ibis  # noqa: PLC0415 - an extra
        import ibis.backends.duckdb  # noqa: PLC0415
    except ImportError as error:
        raise NoEngine(ENGINE_ABSENT.at("duckdb", found=str(error))) from error
    options: dict[str, Any] = {
        "memory_limit": memory,
        "temp_directory": str(folder),
        "preserve_insertion_order": False,
        **_CLOSED,
    }
    if threads:
        options["threads"] = threads
    backend = ibis.duckdb.connect(":memory:", **options)
    seen = [str(one).replace("'", "''") for one in (folder, tempfile.gettempdir())]
    for setting in (*_COUNTED, *_LOCKED):
        backend.con.execute(setting.format(*seen))
    try:
        yield backend
    finally:
        backend.disconnect()


def table(backend: Any, paths: list[str], name: str) -> Any:
    return backend.read_parquet(paths, table_name=name)


@contextmanager
def watched(backend: Any, said: Said | None) -> Iterator[None]:
    """Tell how far the computation inside is."""
    if said is None:
        yield
        return
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK):
            done = backend.con.query_progress()
            if done >= 0:
                said(min(done / 100, 1.0))

    watcher = threading.Thread(target=look, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        said(1.0)
