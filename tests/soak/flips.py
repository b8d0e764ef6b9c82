"""One byte changed anywhere at rest: `socle check` finds and names it, or nothing that Socle keeps was changed by it.

`python -m tests.soak.flips DATA COUNT SEED` works on copies of a dead Socle's folder, in one process: it prints one JSON
object, how many positions of each kind of file were found, harmless, unsealed, torn or missed.

- *found*: the check names at least one damage.
- *harmless*: every row, document and key reads as before (free space of a page, bytes that no row refers to).
- *torn*: it fell into the very last commit of SQLite's log, which then looks as a power cut leaves one.
- *missed*: anything else. There must be none.
"""

# ruff: noqa: PLC0415 - a program: Django is set up before its models load
from __future__ import annotations

import json
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import clean_environment

#: How often each kind of file is drawn.
WEIGHTS = {"database": 0.35, "log": 0.2, "segment": 0.25, "key": 0.1, "heads": 0.1}
#: Columns of Django and SQLite of which nothing depends, by their place in the row (0 is rowid): pages' sessions, which
#: are signed; names of models; when a migration was laid; the next number, when it only grew.
INDIFFERENT = frozenset(
    {
        *(f"django_session.{number}" for number in range(4)),
        *(f"django_content_type.{number}" for number in range(4)),
        *("django_migrations.0", "django_migrations.1", "django_migrations.4", "sqlite_sequence.2"),
    }
)


@dataclass
class Flips:
    """The copies that are flipped, and what a whole one holds."""

    base: Path
    scratch: Path
    chance: random.Random
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    live: list[tuple[str, int, int]] = field(default_factory=list)

    def files(self) -> dict[str, list[Path]]:
        """The files of each kind, by their place in the folder."""
        found = {
            "database": [Path("socle.sqlite3")],
            "log": [Path("socle.sqlite3-wal")],
            "segment": list((self.base / "documents").rglob("*.seg")),
            "key": list((self.base / "keys").rglob("*.key")),
            "heads": list((self.base / "heads").glob("*")),
        }
        relative = {kind: [self._relative(path) for path in paths] for kind, paths in found.items()}
        return {kind: [path for path in paths if self._size(path)] for kind, paths in relative.items()}

    def _relative(self, path: Path) -> Path:
        return path.relative_to(self.base) if path.is_absolute() else path

    def _size(self, path: Path) -> int:
        file = (self.settled if path.name == "socle.sqlite3" else self.base) / path
        return file.stat().st_size if file.is_file() else 0

    def draw(self) -> tuple[str, Path, int]:
        """A kind of file, a file of it (the larger the likelier), a position in it."""
        files = {kind: paths for kind, paths in self.files().items() if paths}
        kind = self.chance.choices(list(files), [WEIGHTS[kind] for kind in files])[0]
        sizes = [self._size(path) for path in files[kind]]
        path = self.chance.choices(files[kind], sizes)[0]
        return kind, path, self.chance.randrange(self._size(path))

    def prepare(self, kind: str = "") -> None:
        """A whole copy of what SQLite may change by reading; the other files stand beside it as they are.

        Bytes of the database itself are changed once its log was taken into it: before, the log stands for them.
        """
        for ending in ("", "-wal", "-shm"):
            (self.scratch / f"socle.sqlite3{ending}").unlink(missing_ok=True)
        endings = ("",) if kind == "database" else ("", "-wal")
        source = self.settled if kind == "database" else self.base
        for ending in endings:
            if (source / f"socle.sqlite3{ending}").exists():
                shutil.copyfile(source / f"socle.sqlite3{ending}", self.scratch / f"socle.sqlite3{ending}")

    @property
    def settled(self) -> Path:
        """Where the database stands without a log."""
        return self.scratch.with_name(f"{self.scratch.name}.settled")

    def settle(self) -> None:
        self.prepare()
        database = sqlite3.connect(self.scratch / "socle.sqlite3")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.settled.mkdir()
        shutil.copyfile(self.scratch / "socle.sqlite3", self.settled / "socle.sqlite3")

    def judge(self, kind: str, path: Path, position: int) -> tuple[str, str]:
        """Flip one bit of one byte, look, and put it back; the outcome, and what to say of it."""
        self.prepare(kind)
        file = self.scratch / path
        whole = file.read_bytes()
        changed = bytearray(whole)
        changed[position] ^= 1 << self.chance.randrange(8)
        file.write_bytes(bytes(changed))
        try:
            damages = check()
            if damages:
                return "found", damages[0]
            return self._unfound(kind, path, position)
        finally:
            file.write_bytes(whole)

    def _unfound(self, kind: str, path: Path, position: int) -> tuple[str, str]:
        if kind == "segment":
            inside = any(name == path.stem and start <= position < end for name, start, end in self.live)
            return ("missed" if inside else "harmless"), ""
        if kind in ("key", "heads"):
            return ("harmless" if self._same_heads() else "missed"), ""
        different = list(self._differences())
        if not different:
            return "harmless", ""
        if kind == "log" and position >= last_commit(self.base / path):
            return "torn", ""
        counts = [place for place in different if place not in INDIFFERENT]
        return ("missed", counts[0]) if counts else ("harmless", "")

    def _same_heads(self) -> bool:
        """Whether what the file says is what it said: a line's end, a word of a PEM frame."""
        from socle.ledger import exported, signing

        here, there = self.scratch / "heads", self.base / "heads"
        if list(exported.read(here)) != list(exported.read(there)):
            return False
        keys = [
            signing.load(signing.path(folder), may_create=False).public_key() for folder in (self.scratch, self.base)
        ]
        return keys[0] == keys[1] and signing.published(here) == signing.published(there)

    def _differences(self) -> Iterator[str]:
        now = rows()
        for table, before in self.rows.items():
            after = now.get(table)
            if after is None or len(after) != len(before):
                yield f"{table}.(rows)"
                continue
            for one, other in zip(before, after, strict=True):
                yield from (
                    f"{table}.{number}"
                    for number, pair in enumerate(zip(one, other, strict=True))
                    if pair[0] != pair[1]
                )


def check() -> list[str]:
    """What `socle check` finds."""
    from django.db import connection

    from socle import storage
    from socle.cli.check import verify
    from socle.storage.checking import Checker, Tally

    tally = Tally()
    try:
        verify(Checker(storage.documents(), storage.keyring(), tally))
    except storage.StorageError as error:
        return [str(error)]
    finally:
        connection.close()
    return [f"{damage.place}: {damage.what}" for damage in tally.damages]


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as SQLite gives it."""
    from django.conf import settings

    database = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    database.text_factory = bytes
    try:
        names = [name.decode() for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        names.append("sqlite_schema")
        return {name: database.execute(_every(database, name)).fetchall() for name in sorted(names)}
    except sqlite3.DatabaseError:
        return {}
    finally:
        database.close()


def _every(database: Any, name: str) -> str:
    """The query for a table's rows, each led by its number where it has one."""
    found = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
    keyed = found and b"WITHOUT ROWID" in (found[0] or b"")
    return f'SELECT {0 if keyed else "rowid"}, * FROM "{name}" ORDER BY 1, 2'


def last_commit(log: Path) -> int:
    """Where the last transaction of SQLite's log begins."""
    data = log.read_bytes()
    page = struct.unpack_from(">I", data, 8)[0]
    salts = data[16:24]
    frames = range(32, len(data) - page - 23, page + 24)
    own = [start for start in frames if data[start + 8 : start + 16] == salts]
    commits = [start + page + 24 for start in own if data[start + 4 : start + 8] != bytes(4)]
    return commits[-2] if len(commits) > 1 else 32


def _live() -> list[tuple[str, int, int]]:
    from django.db import connection

    from socle.record.models import Entry
    from socle.storage.segment_store import parsed

    places = [parsed(found) for found in Entry.objects.values_list("location", flat=True) if found.startswith("seg:")]
    connection.close()
    return [(name, offset, offset + length) for name, offset, length in places]


def main() -> None:
    base, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    from socle.config import startup
    from socle.config.settings import Settings

    scratch = base.with_name(f"{base.name}.flips")
    shutil.copytree(base, scratch)
    flips = Flips(base, scratch, random.Random(seed))
    flips.settle()
    flips.prepare()
    startup.setup(Settings(data_dir=scratch, log_level="CRITICAL"))
    whole = check()
    assert not whole, whole
    flips.rows, flips.live = rows(), _live()
    outcomes: Counter[str] = Counter()
    missed = []
    for _ in range(count):
        kind, path, position = flips.draw()
        outcome, why = flips.judge(kind, path, position)
        outcomes[f"{kind} {outcome}"] += 1
        if outcome == "missed":
            missed.append(f"{path} byte {position}: {why}")
    shutil.rmtree(scratch)
    shutil.rmtree(flips.settled)
    print(json.dumps({"outcomes": outcomes, "missed": missed}))  # noqa: T201


def run(data: Path, count: int, seed: int) -> dict[str, Any]:
    """Flip so many bytes of copies of the dead folder `data`; what came of it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.flips", str(data), str(count), str(seed)],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
