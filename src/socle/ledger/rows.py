"""The journal's rows as the database holds them, byte for byte, for whoever verifies them.

Texts are read as bytes: a byte that is no UTF-8, or an instant written in another way, is a change like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from socle.ledger.canonical import leaf

TABLES = ("ledger_event", "ledger_unsealed", "ledger_place", "ledger_tile", "ledger_treehead")
#: The columns of an event that repeat its body, in the order in which they are compared.
TEXTS = ("event_id", "code", "outcome", "actor_kind", "actor_id", "structure", "record_id", "object_id", "body")
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """An event and the place it has or waits for. `sequence` is None when the event is not there."""

    position: int | None
    event: int
    sequence: int | None
    texts: tuple[bytes | None, ...]
    at: Any
    leaf: bytes
    types: str

    @property
    def body(self) -> str:
        """The canonical body. Raises `UnicodeDecodeError`."""
        return (self.texts[-1] or b"").decode()

    def fault(self) -> str:
        """What is wrong with this event by itself; empty when its columns and leaf are those of its body."""
        if self.sequence is None:
            return "the event is not there"
        try:
            body = self.body
            expected = _columns(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError):
            return "the body cannot be read"
        if leaf(body) != self.leaf:
            return "the leaf is not the hash of the body"
        for name, text in zip(TEXTS[:-1], self.texts, strict=False):
            if text != expected[name]:
                return f"the column {name} is not what the body says"
        if self.at != expected["at"]:
            return "the column at is not what the body says"
        return "" if self.types == _TYPES else "a column is not of its type"


def _columns(content: dict[str, Any]) -> dict[str, Any]:
    """The columns that `journal.append` writes for this body."""
    author = content["author"]
    texts = {
        "event_id": content["id"],
        "code": content["code"],
        "outcome": content["outcome"],
        "actor_kind": author.get("kind", ""),
        "actor_id": author.get("id", "")[:100],
        "structure": author.get("structure", "")[:100],
        "record_id": content["record"],
        "object_id": content["object"][:300],
    }
    at = connection.ops.adapt_datetimefield_value(datetime.fromisoformat(content["at"]))
    return {name: text.encode() for name, text in texts.items()} | {
        "at": str(at).encode() if connection.vendor == "sqlite" else at
    }


#: What SQLite says of the columns' own types (PostgreSQL holds them to theirs): the texts, the instant, the leaf.
_TYPES = "text," * (len(TEXTS) + 1) + "blob,"


def _selected() -> str:
    if connection.vendor == "sqlite":
        texts = ", ".join(f"CAST(e.{name} AS BLOB)" for name in TEXTS)
        types = " || ',' || ".join(f"typeof(e.{name})" for name in (*TEXTS, "at", "leaf"))
        return f"e.sequence, {texts}, CAST(e.at AS BLOB), CAST(e.leaf AS BLOB), {types} || ','"
    texts = ", ".join(f"convert_to(e.{name}, 'UTF8')" for name in TEXTS)
    return f"e.sequence, {texts}, e.at, e.leaf, '{_TYPES}'"


def sealed() -> Iterator[Row]:
    """Every event that has a place, in the order of the tree."""
    return _rows("position, event", "ledger_place", "position")


def waiting() -> Iterator[Row]:
    """Every event that waits for its place, by number."""
    return _rows("NULL, event", "ledger_unsealed", "event")


def _rows(asked: str, table: str, by: str) -> Iterator[Row]:
    asked = ", ".join(word if word == "NULL" else f"p.{word}" for word in asked.split(", "))
    statement = (
        f"SELECT p.{by}, {asked}, {_selected()} FROM {table} p LEFT JOIN ledger_event e ON e.sequence = p.event "  # noqa: S608 - our own names
        f"WHERE p.{by} > %s ORDER BY p.{by} LIMIT {BATCH}"
    )
    after = -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after])
            found = cursor.fetchall()
        for _, position, event, sequence, *columns in found:
            *texts, at, leaf_hash, types = columns
            at = bytes(at) if connection.vendor == "sqlite" and at is not None else at
            kept = tuple(None if text is None else bytes(text) for text in texts)
            yield Row(position, event, sequence, kept, at, bytes(leaf_hash or b""), types or "")
        if len(found) < BATCH:
            return
        after = found[-1][0]


def lost() -> int | None:
    """The first event that neither has a place nor waits for one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(sequence) FROM ledger_event e WHERE NOT EXISTS (SELECT 1 FROM ledger_place p "
            "WHERE p.event = e.sequence) AND NOT EXISTS (SELECT 1 FROM ledger_unsealed u WHERE u.event = e.sequence)"
        )
        found: int | None = cursor.fetchone()[0]
    return found


def placed_and_waiting() -> int | None:
    """The first event that waits for a place though it has one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(p.event) FROM ledger_place p JOIN ledger_unsealed u ON u.event = p.event")
        found: int | None = cursor.fetchone()[0]
    return found


def damage() -> str:
    """What SQLite itself finds wrong in the journal's tables and their indexes; empty when all is well."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"PRAGMA integrity_check({table})")
            found = str(cursor.fetchone()[0])
            if found != "ok":
                return f"{table}: {found}"
    return ""
