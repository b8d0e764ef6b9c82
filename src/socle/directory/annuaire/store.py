"""The rows of the public directory, by hand: extracts have millions of them, searches must not go through all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, cast

from django.db import connection

from socle.directory.annuaire.codes import PREFIX, term
from socle.directory.annuaire.entries import Held, common_key, compact, terms_shared
from socle.directory.models import Common, Detail, Entry, Term
from socle.sql import Insert, Row, Statement, instant, listed
from socle.storage.schema.twins import told

_COLUMNS: Final = (
    *("edition", "type", "key", "updated", "active", "hidden", "name", "given", "city", "postal"),
    *("owner", "person", "facts", "resource", "common"),
)
_ENTRIES: Final = Insert("directory_entry", _COLUMNS, told(Entry))
_DETAILS: Final = Insert("directory_detail", ("edition", "type", "key", "rank", "kind", "facts"), told(Detail))
_TERMS: Final = Insert("directory_term", ("edition", "type", "name", "code", "key", "system"), told(Term))
_COMMONS: Final = Insert("directory_common", ("edition", "type", "key", "facts"), told(Common))
_READ: Final = "e.type, e.key, e.facts, e.updated, e.active, e.owner, e.person, e.resource, c.facts"
_WHOLE: Final = (
    "FROM directory_entry e LEFT JOIN directory_common c "
    "ON c.edition = e.edition AND c.type = e.type AND c.key = e.common"
)
_CURRENT: Final = Statement("SELECT source, id, label FROM directory_edition WHERE state = 'current'")
_HERE: Final = f"{_WHOLE} WHERE e.edition = %s AND e.type = %s AND e.key"
_ONE: Final = Statement(f"SELECT {_READ} {_HERE} = %s")
_SOME: Final = listed(f"SELECT {_READ} {_HERE} IN ({{}})")
_STANDING: Final = listed(f"SELECT e.key, e.facts, c.facts, e.updated, e.owner, e.active {_HERE} IN ({{}})")
_DETAILS_OF: Final = listed(
    "SELECT d.key, d.kind, d.facts FROM directory_detail d WHERE d.edition = %s AND d.type = %s AND d.key IN ({}) "
    "ORDER BY d.key, d.rank"
)
_BELONGING: Final = {
    column: Statement(
        f"SELECT {_READ} {_WHOLE} WHERE e.edition = %s AND e.{column} = %s AND e.type = %s "
        "AND e.hidden = %s ORDER BY e.key LIMIT %s"
    )
    for column in ("owner", "person")
}
_BEARING: Final = Statement(
    "SELECT key FROM directory_term WHERE edition = %s AND type = %s AND name = 'i' AND code = %s ORDER BY key"
)
#: Rows removed by where they stand: terms have no index by the id of their entry.
_SOME_ROWS: Final = {
    "sqlite": "DELETE FROM {0} WHERE rowid IN (SELECT rowid FROM {0} WHERE edition = %s LIMIT %s)",
    "postgresql": "DELETE FROM {0} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {0} WHERE edition = %s LIMIT %s))",
}
_TABLES: Final = ("directory_term", "directory_detail", "directory_entry", "directory_common")
_COMMON_THERE: Final = listed("SELECT key FROM directory_common WHERE edition = %s AND type = %s AND key IN ({})")
_FORGET_ENTRY: Final = Statement("DELETE FROM directory_entry WHERE edition = %s AND type = %s AND key = %s")
_FORGET_TERM: Final = Statement(
    "DELETE FROM directory_term "
    "WHERE edition = %s AND type = %s AND name = %s AND code = %s AND key = %s AND system = %s"
)
_SHOW: Final = (
    "UPDATE directory_entry SET hidden = %s WHERE edition = %s AND hidden AND NOT EXISTS (SELECT 1 FROM "
    "directory_entry h WHERE h.edition IN ({}) AND h.type = directory_entry.type AND h.key = directory_entry.key)"
)
_HIDE: Final = Statement(
    "UPDATE directory_entry SET hidden = %s WHERE edition = %s AND type = %s AND NOT hidden AND key IN "
    "(SELECT h.key FROM directory_entry h WHERE h.edition = %s AND h.type = %s)"
)
_VERSION: Final = Statement("UPDATE directory_version SET value = %s WHERE id = 1")
_FIRST_VERSION: Final = Statement("INSERT INTO directory_version (id, value) VALUES (1, %s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is kept of an entry, to tell whether another says the same: its facts, and those that it shares."""

    own: str
    shared: str
    updated: datetime
    owner: str
    active: bool

    @property
    def facts(self) -> dict[str, Any]:
        """All of its facts."""
        return _whole(self.own, self.shared)

    def says(self, held: Held) -> bool:
        """Whether this entry tells the same facts."""
        return (self.own, self.shared) == (held.parted() if self.shared else (compact(held.facts), ""))


def current() -> Mapping[str, tuple[int, str]]:
    """The editions that are read: number and label by source."""
    return {source: (int(id), label) for source, id, label in _CURRENT.rows()}


def write(
    edition: int, entries: Iterable[Held], details: Iterable[tuple[str, str, int, str, Mapping[str, Any]]]
) -> None:
    """Add entries, and details (letter, id, rank, kind, facts) with the terms that they are found by."""
    rows, terms, commons = list[Row](), list[Row](), dict[tuple[str, str], str]()
    for held in entries:
        found = held.columns()
        own, shared = held.parted()
        common = common_key(shared) if shared else None
        if common is not None:
            commons[held.type, common] = shared
        rows.append(
            (
                *(edition, held.type, held.key, held.updated, found.active and held.active, False),
                *(found.name, found.given, found.city, found.postal, found.owner, found.person),
                *(own, _json(held.resource), common),
            )
        )
        terms += [(edition, held.type, term(name), code, held.key, system) for name, code, system in found.terms]
    terms += _shared(edition, commons)
    more = list[Row]()
    for letter, key, rank, kind, facts in details:
        more.append((edition, letter, key, rank, kind, compact(facts)))
        terms += [(edition, letter, term(name), code, key, system) for name, code, system in _terms_of(kind, facts)]
    rows.sort(key=itemgetter(1, 2))  # neighbours in the index of their ids are written together
    _ENTRIES(rows)
    _DETAILS(more)
    _TERMS(list(dict.fromkeys(terms)))


def _shared(edition: int, commons: Mapping[tuple[str, str], str]) -> list[Row]:
    """Keep the shared facts that this edition has not yet; the terms that they are found by."""
    terms = list[Row]()
    for letter in {letter for letter, _ in commons}:
        mine = {key: facts for (type, key), facts in commons.items() if type == letter}
        there = {row[0] for row in _COMMON_THERE(len(mine)).rows(edition, letter, *mine)}
        new = {key: facts for key, facts in mine.items() if key not in there}
        _COMMONS([(edition, letter, key, facts) for key, facts in new.items()])
        for key, facts in new.items():
            found = terms_shared(letter, facts)
            terms += [(edition, letter.lower(), term(name), code, key, system) for name, code, system in found]
    return terms


def _terms_of(kind: str, facts: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """What a detail is found by: what it adds to the resource, read from a resource of it alone."""
    from socle.directory.annuaire import indexing, people, places  # noqa: PLC0415 - only extracts of details need it

    if kind == "mailbox":
        alone = places.organization("x", {}, updated="", active=True, details=[{"kind": kind, **facts}])
        names = {"mailbox-mss", "mailbox-mss-type"}
    else:
        nobody = {"idnat": "", "family": ""}
        alone = people.practitioner("x", nobody, updated="", active=True, details=[{"kind": kind, **facts}])
        names = {"qualification-code"}
    return [term for term in indexing.index(alone).terms if term[0] in names]


def one(edition: int, letter: str, key: str) -> Held | None:
    row = _ONE.row(edition, letter, key)
    return _held(row) if row is not None else None


def some(edition: int, letter: str, keys: Sequence[str]) -> list[Held]:
    """The entries of these ids."""
    return [_held(row) for row in _SOME(len(keys)).rows(edition, letter, *keys)] if keys else []


def belonging(edition: int, letter: str, *, column: str, key: str, most: int) -> list[Held]:
    """Entries that belong to a structure (`owner`) or to a professional (`person`)."""
    return [_held(row) for row in _BELONGING[column].rows(edition, key, letter, False, most)]


def bearing(edition: int, letter: str, number: str) -> list[str]:
    """The ids of the entries that bear an identifier."""
    return [row[0] for row in _BEARING.rows(edition, letter, number)]


def found(text: str, values: Sequence[Any]) -> list[Held]:
    """The entries that a condition of `searching` gives, and the order that stands after it."""
    return [_held(row) for row in Statement(f"SELECT {_READ} {_WHOLE} WHERE {text}").rows(*values)]


def keys(text: str, values: Sequence[Any]) -> list[str]:
    """The ids that a statement of `searching` gives."""
    return [row[0] for row in Statement(text).rows(*values)]


def count(text: str, values: Sequence[Any]) -> int:
    row = Statement(f"SELECT count(*) {text}").row(*values)
    return int(row[0]) if row is not None else 0


def details(editions: Sequence[int], letter: str, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What other extracts add to these entries, by id."""
    added: dict[str, list[dict[str, Any]]] = {}
    for edition in editions if ids else ():
        for key, kind, facts in _DETAILS_OF(len(ids)).rows(edition, letter, *ids):
            added.setdefault(key, []).append({"kind": kind, **json.loads(facts)})
    return added


def standing(edition: int, letter: str, ids: Sequence[str]) -> dict[str, Standing]:
    """What is kept of these entries, by id."""
    rows = _STANDING(len(ids)).rows(edition, letter, *ids) if ids else []
    return {
        key: Standing(own=own, shared=shared or "", updated=_instant(updated), owner=owner or "", active=bool(active))
        for key, own, shared, updated, owner, active in rows
    }


@contextmanager
def roomy() -> Iterator[None]:
    """More of SQLite's pages kept while millions of rows go into indexes that are in no order: 128 MB instead of 2."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (former,) = cursor.fetchone()
        cursor.execute("PRAGMA cache_size = -131072")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {int(former)}")


def forget(edition: int, most: int) -> int:
    """Remove some rows of an edition; how many, 0 when nothing of it is left."""
    text = _SOME_ROWS[connection.vendor]
    return next((gone for table in _TABLES if (gone := Statement(text.format(table)).run(edition, most))), 0)


def forget_one(edition: int, held: Held) -> None:
    """Remove one entry and the terms that were made of it alone: facts that it shares stay with the edition."""
    _FORGET_ENTRY.run(edition, held.type, held.key)
    for name, code, system in held.indexed().terms:
        _FORGET_TERM.run(edition, held.type, term(name), code, held.key, system)


def hide(edition: int, others: Sequence[int]) -> None:
    """Hide the entries of an edition that the others have too, show those that they have not."""
    listed(_SHOW)(len(others) or 1).run(False, edition, *(others or [0]))
    for other in others:
        for letter in PREFIX:
            _HIDE.run(True, edition, letter, other, letter)


def change_version(value: str) -> None:
    """Tell every process that what it keeps of the directory is another state's."""
    if not _VERSION.run(value):
        _FIRST_VERSION.run(value)


def _json(resource: Mapping[str, Any] | None) -> str:
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"), default=float) if resource else ""


def _held(row: Row) -> Held:
    letter, key, facts, updated, active, owner, person, resource, shared = row
    return Held(
        type=letter,
        key=key,
        facts=_whole(facts, shared or ""),
        updated=_instant(updated),
        active=bool(active),
        owner=owner or "",
        person=person or "",
        resource=json.loads(resource) if resource else None,
    )


def _whole(own: str, shared: str) -> dict[str, Any]:
    return {**json.loads(shared), **json.loads(own)} if shared else dict(json.loads(own))


def _instant(value: Any) -> datetime:
    return cast("datetime", instant(value))  # the column takes no null
