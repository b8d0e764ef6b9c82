"""Whom traits may designate, across records: those born that day, and those who live there (TD0.5)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from socle.identity.traits import Traits
from socle.sql import Row, Statement, day

#: How many are looked at by each way; those whose name agrees come first.
LOOKED_AT = 200

_PERSON = """
    SELECT r.id, p.birth_name, p.given_names, p.first_given_name, p.sex, p.birth_date, p.birth_place, p.used_name,
        p.used_given_name
"""
_NAMED_FIRST = """
    ORDER BY CASE WHEN p.birth_name = %s OR p.used_name = %s THEN 0 ELSE 1 END,
        CASE WHEN p.first_given_name = %s THEN 0 ELSE 1 END, CASE WHEN p.sex = %s THEN 0 ELSE 1 END, r.id
    LIMIT %s
"""
_BORN = Statement(f"""{_PERSON}
    FROM identity_person p JOIN record_record r ON r.person_id = p.id
    WHERE p.birth_date = %s AND r.status = 'open' {_NAMED_FIRST}
""")
_LIVING = Statement(f"""{_PERSON}
    FROM record_administrativerow a JOIN record_record r ON r.id = a.record_id JOIN identity_person p
        ON p.id = r.person_id
    WHERE a.postal_code = %s AND r.status = 'open' {_NAMED_FIRST}
""")


class Found(NamedTuple):
    """A person with an open record."""

    record_id: str
    traits: Traits


def persons(born: date | None, postal_code: str, family: str, given: str, sex: str) -> list[Found]:
    """Those with an open record, born that day or living there, each once."""
    order = (family, family, given, sex, LOOKED_AT)
    rows = _BORN.rows(born, *order) if born is not None else []
    if postal_code:
        rows += _LIVING.rows(postal_code, *order)
    return list({row[0]: _found(row) for row in rows}.values())


def _found(row: Row) -> Found:
    record_id, birth_name, given_names, first, sex, born, birth_place, used, used_given = row
    birth_date = day(born)
    assert birth_date is not None  # noqa: S101 - the column is never null
    traits = Traits(
        birth_name=birth_name,
        given_names=given_names,
        first_given_name=first,
        sex=sex,
        birth_date=birth_date,
        birth_place=birth_place,
        used_name=used,
        used_given_name=used_given,
    )
    return Found(record_id, traits)
