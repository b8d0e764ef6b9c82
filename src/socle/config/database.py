"""One database, two engines: a SQLite file by default, PostgreSQL by `DATABASE_URL`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from socle.storage.schema.phases import level

#: Write-ahead log and full synchronisation: an acknowledged act survives a power cut (docs/decisions/0003).
#: Pages of 8 KB, in a file that is made new: a document's row (1.1 KB) would not fit a page of 4 KB, and each took one
#: more to itself (docs/decisions/0011).
SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA busy_timeout=20000;"
)

#: How a connection to PostgreSQL is secured, as libpq names it: `?sslmode=verify-full&sslrootcert=/etc/…`.
TLS_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey")

#: Seconds an act waits for the database, or for a record that another one holds, before it is told to come back.
PATIENCE = 20


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's description of the database that `url` names; SQLite in `data_dir` when it is empty.

    Raises `ValueError` with a sentence for a scheme that Socle does not know.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data_dir / "socle.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS, "timeout": PATIENCE},
            "CONN_MAX_AGE": None,  # one connection a thread, kept: opening one costs more than a query
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL begins with '{parts.scheme}:': write postgresql://user@host/name, or nothing")
    asked = dict(parse_qsl(parts.query))
    unknown = set(asked) - {"host", *TLS_OPTIONS}
    if unknown:
        raise ValueError(f"DATABASE_URL has an unknown part '{min(unknown)}': host, {', '.join(TLS_OPTIONS)} are known")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {  # the name is read by whoever takes something away (`migrating.py`)
            "application_name": f"socle {level()}",
            **{name: asked[name] for name in TLS_OPTIONS if name in asked},
            "options": f"-c lock_timeout={PATIENCE}s",
        },
    }
