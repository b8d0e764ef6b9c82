"""What lays a new database of SQLite, read from one that every migration was laid in: `python -m tests.config.laying`.

Without a word it writes `src/socle/config/laid.json` anew. `migrations DATA` and `whole DATA` print what stands in a database
that each migration laid, one after the other, and in one that Socle laid as it does when it starts.
"""

# ruff: noqa: PLC0415, T201 - a program: Django is set up before its models load
from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

#: Made by Django before its first migration, and by SQLite itself.
OTHERS = ("django_migrations", "sqlite_sequence")
#: Filled by Django for the rooms that are there, whoever laid the tables.
FILLED = "django_content_type"
ORDER = {"table": 0, "index": 2, "trigger": 3}


def read(data: Path, way: str) -> dict[str, Any]:
    """Lay a database in this folder; its migrations, and by room the statements that make all that stands in it."""
    from socle.config import startup
    from socle.config.settings import Settings

    data.mkdir(parents=True, exist_ok=True)
    startup.setup(Settings(data_dir=data, sandbox=True, log_level="ERROR"))
    from django.core.management import call_command
    from django.db import connection

    if way == "whole":
        startup.migrate()
    else:
        call_command("migrate", interactive=False, verbosity=0)
    from django.apps import apps

    rooms = {model._meta.db_table: model._meta.app_label for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        steps = cursor.fetchall()
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        made = [row for row in cursor.fetchall() if row[2] not in OTHERS]
        found = [(ORDER[type], rooms[table], name, sql) for type, name, table, sql in made]
        for table in sorted({row[2] for row in made} - {FILLED}):
            cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
            names = [name for (name,) in cursor.fetchall()]
            quoted = " || ', ' || ".join(f'quote("{name}")' for name in names)
            cursor.execute(f'SELECT {quoted} FROM "{table}"')
            columns = ", ".join(f'"{name}"' for name in names)
            for (values,) in sorted(cursor.fetchall()):
                found.append((1, rooms[table], table, f'INSERT INTO "{table}" ({columns}) VALUES ({values})'))
    return {"steps": steps, "statements": [(room, sql) for _, room, _, sql in sorted(found)]}


def main(words: list[str]) -> None:
    if words:
        way, data = words
        print(json.dumps(read(Path(data), way)))
        return
    from socle.config.laying import FILE

    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder) / "data", "migrations")
    lists = (f'"{name}": [\n{_lines(rows)}\n]' for name, rows in found.items())
    FILE.write_text("{" + ",\n".join(lists) + "}\n", "utf-8")


def _lines(rows: list[Any]) -> str:
    """One row a line, so that a change is read as one."""
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


if __name__ == "__main__":
    main(sys.argv[1:])
