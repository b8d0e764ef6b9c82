"""Finding a person by an INS, by hand: every exchange about a patient asks."""

from __future__ import annotations

from socle.identity.models import Person
from socle.sql import Statement

_COLUMNS = tuple(field.attname for field in Person._meta.concrete_fields)  # noqa: SLF001 - Django documents it so
_HOLDERS = Statement(f"""
    SELECT i.active, {", ".join(f"p.{column}" for column in _COLUMNS)}
    FROM identity_identifier i JOIN identity_person p ON p.id = i.person_id
    WHERE i.value = %s AND i.authority = %s
""")


def holders(value: str, authority: str) -> list[tuple[Person, bool]]:
    """Who has, or had, this identifier, and whether it is active."""
    rows = _HOLDERS.rows(value, authority)
    return [(Person.from_db("default", _COLUMNS, columns), bool(active)) for active, *columns in rows]
