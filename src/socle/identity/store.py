"""What is asked by hand: finding a person by an INS, which every exchange about a patient does; a structure's turn."""

from __future__ import annotations

from django.db import connection

from socle.identity.models import Person
from socle.sql import Statement

_COLUMNS = tuple(field.attname for field in Person._meta.concrete_fields)  # noqa: SLF001 - Django documents it so
_HOLDERS = Statement(f"""
    SELECT i.active, {", ".join(f"p.{column}" for column in _COLUMNS)}
    FROM identity_identifier i JOIN identity_person p ON p.id = i.person_id
    WHERE i.value = %s AND i.authority = %s
""")

#: What the first half of PostgreSQL's advisory lock on a structure's files is: "file" in letters' numbers.
_FILES = 0x66696C65
_TURN = Statement("SELECT pg_advisory_xact_lock(%s, hashtext(%s))")


def one_at_a_time(structure: str) -> None:
    """Those who open files of this structure come one after the other, until the end of the act.

    So two desks that search for one person at once do not both find nobody. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        _TURN.row(_FILES, structure)


def holders(value: str, authority: str) -> list[tuple[Person, bool]]:
    """Who has, or had, this identifier, and whether it is active."""
    rows = _HOLDERS.rows(value, authority)
    return [(Person.from_db("default", _COLUMNS, columns), bool(active)) for active, *columns in rows]
