"""`socle check`: every byte at rest verified, each damage named."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.atrest import open_data
from socle.cli.output import Exit, Output, Stop

if TYPE_CHECKING:
    from socle.storage.checking import Checker, Tally


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder to check (default: SOCLE_DATA, else the sandbox's)")


def run(args: argparse.Namespace, out: Output) -> int:
    """Verify; 1 when something is damaged. Safe while that Socle serves."""
    open_data(args.data)
    return examine(out)


def examine(out: Output) -> int:
    """Verify the data that the settings in force name, and say what was found."""
    from socle import storage  # noqa: PLC0415 - `socle --help` stays quick
    from socle.storage.checking import Checker, Tally  # noqa: PLC0415

    tally = Tally(said=out.say)
    try:
        verify(Checker(storage.documents(), storage.keyring(), tally))
    except storage.StorageUnavailable as error:
        raise Stop(f"the check stopped: {error}", Exit.UNREACHABLE) from error
    out.result(document(tally), _lines(tally))
    return Exit.REFUSED if tally.damages else Exit.DONE


def verify(checker: Checker) -> None:
    """The database's own shape, then every room that keeps something at rest."""
    from django.db import DatabaseError  # noqa: PLC0415

    from socle.ledger import checking as ledger  # noqa: PLC0415
    from socle.record.services import checking as record  # noqa: PLC0415
    from socle.storage.checking import Damage  # noqa: PLC0415

    for part in (_database, _twins, record.check, ledger.check):
        try:
            part(checker)
        except (DatabaseError, ValueError) as error:  # what stands for an instant, or for JSON, may be one no more
            checker.tally.note([Damage("database", f"cannot be read: {error or type(error).__name__}")])


def _twins(checker: Checker) -> None:
    """What stands clear in a row against what the row repeats of it."""
    from socle.storage import twins  # noqa: PLC0415

    checker.tally.note(twins.damages())


def _database(checker: Checker) -> None:
    """SQLite's own verification of its pages and indexes; PostgreSQL verifies its checksums as it reads."""
    from django.db import connection  # noqa: PLC0415

    from socle.config.migrating import standing  # noqa: PLC0415
    from socle.storage import wal  # noqa: PLC0415
    from socle.storage.checking import Damage  # noqa: PLC0415
    from socle.storage.schema import shape  # noqa: PLC0415

    on_sqlite = connection.vendor == "sqlite"
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if on_sqlite and (found := wal.damage(log)):  # before SQLite opens it, and takes what it can of it
        checker.tally.note([Damage(f"{log.name}, {found[0]}", found[1])])
    checker.tally.note(Damage("database", sentence) for _, sentence in standing().refusals())
    if not on_sqlite:
        return
    if shape.differs(connection):
        checker.tally.note([Damage("database", "its tables, indexes or triggers are not described as they were laid")])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(100)")
        said = [str(line) for (line,) in cursor.fetchall()]
        checker.tally.note(Damage("database", line) for line in said if line != "ok")
        checker.tally.note(Damage("database", line) for line in numbers(cursor))


def numbers(cursor: Any) -> Iterator[str]:
    """SQLite's next number of each table that counts its rows: below one that is taken, a row could not be written.

    A table without one (a sandbox that was reset) goes on after its last row.
    """
    cursor.execute("SELECT tbl_name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    tables = {str(name) for (name,) in cursor.fetchall()}
    cursor.execute("SELECT CAST(name AS BLOB), seq FROM sqlite_sequence")
    next_numbers = {bytes(name or b"").decode("utf-8", "backslashreplace"): seq for name, seq in cursor.fetchall()}
    yield from (f"sqlite_sequence names no table {name}" for name in next_numbers.keys() - tables)
    for table in sorted(tables & next_numbers.keys()):
        cursor.execute(f'SELECT max(rowid) FROM "{table}"')  # noqa: S608 - our own tables
        (most,) = cursor.fetchone()
        if most is not None and not _reaches(next_numbers[table], most):
            yield f"sqlite_sequence counts {next_numbers[table]} rows of {table}, which has number {most}"


def _reaches(count: object, most: int) -> bool:
    return isinstance(count, int) and count >= most


def document(tally: Tally) -> dict[str, Any]:
    """The result of `--json`."""
    return {
        "valid": not tally.damages,
        "documents": tally.documents,
        "details": tally.details,
        "keys": tally.keys,
        "orphans": tally.orphans,
        "destroyed": tally.destroyed,
        "damages": [asdict(damage) for damage in tally.damages],
    }


def _lines(tally: Tally) -> Iterator[str]:
    for damage in tally.damages:
        yield f"{damage.place}: {damage.what}"
        if damage.record:
            yield f"  record {damage.record}" + (f", document {damage.document}" if damage.document else "")
    yield (
        f"{tally.documents} documents, {tally.details} sealed details, {tally.keys} keys verified; "
        f"{len(tally.damages)} damages, {tally.orphans} orphans, {tally.destroyed} keys destroyed on purpose"
    )
