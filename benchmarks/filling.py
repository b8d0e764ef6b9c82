"""A population too large to be loaded row by row: the records that are read in full, the others by the database itself.

The rows of a record that no request reads have their true keys, codes and instants, and a ciphertext of the true size
that opens with no key; their key files are not made. SQLite takes them in the order of the record, as its tables keep
them (their pages are fuller than after years of feeding); PostgreSQL, which keeps rows where they came, takes them in
the order of time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from random import Random
from typing import Any

from benchmarks.people import TEST_INS, patient
from benchmarks.population import TELL, UNIQUE, Loader, plain

#: Patients whose rows one statement writes.
SLICE = 10_000
STAGE = "bench_patient"
ONE = "(SELECT 0 AS number)"


class Filling:
    """Fills what lies around the records that are read. `loader` writes those; this writes the others."""

    def __init__(self, loader: Loader, documents: int, read: frozenset[int]) -> None:
        from django.db import connection

        self.loader, self.documents, self.read = loader, documents, read
        self.connection, self.sqlite = connection, connection.vendor == "sqlite"

    def fill(self, act: str, first: int, last: int) -> None:
        """The `people` or the `entries` of these ranks: the share of this process, the records that are read last."""
        share = range(first + (self.loader.part - first) % self.loader.parts, last, self.loader.parts)
        read = [rank for rank in share if rank in self.read]
        others = [rank for rank in share if rank not in self.read]
        self._stage(others)
        self._first = first
        if act == "people":
            self._laid(self._people(), last - first, range(1))
            self.loader.people_of(read)
            return
        turns = range(1) if self.sqlite else range(self.documents - 1, -1, -1)
        self._laid(self._entries(), last - first, turns)
        for rank in read:
            self.loader.entries_of(rank, self.documents)

    def _laid(self, statements: Sequence[tuple[str, list[Any]]], patients: int, turns: range) -> None:
        began = told = time.monotonic()
        slices = [(number, start) for number in turns for start in range(0, patients, SLICE)]
        for done, (number, start) in enumerate(slices, 1):
            for statement in statements:
                self._run(statement, start, number)
            if time.monotonic() - told > TELL:
                told = time.monotonic()
                print(f"  {done} of {len(slices)} slices in {told - began:.0f} s", file=sys.stderr, flush=True)

    def _stage(self, ranks: Sequence[int]) -> None:
        """The patients in a table of this connection, numbered in the order in which their rows are written."""
        people = sorted(map(patient, ranks), key=lambda who: who.record_id)
        if not self.sqlite:
            Random(0).shuffle(people)
        rows = [
            (place, who.record_id, who.rank, who.person_id, who.ins, who.family, who.birth.isoformat())
            for place, who in enumerate(people)
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGE}")
            cursor.execute(
                f"CREATE TEMP TABLE {STAGE} (place integer PRIMARY KEY, record text, rank integer, person text,"
                " ins text, family text, birth date)"
            )
            if self.sqlite:
                self.connection.connection.executemany(f"INSERT INTO {STAGE} VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
                cursor.execute(f"CREATE INDEX {STAGE}_rank ON {STAGE} (rank)")
                return
            with self.connection.connection.cursor().copy(f"COPY {STAGE} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {STAGE}")

    def _run(self, statement: tuple[str, list[Any]], start: int, number: int) -> None:
        from django.db import transaction

        text, values = statement
        text = text.replace("@NUMBERS@", self._numbers(number)).replace("@FROM@", str(start))
        text = text.replace("@UNTIL@", str(start + SLICE)).replace("@FIRST@", str(self._first))
        with transaction.atomic():
            if self.sqlite:
                self.connection.connection.execute(text, values)
            else:
                self.connection.connection.cursor().execute(text, values)

    def _numbers(self, number: int) -> str:
        if not self.sqlite:
            return f"(SELECT {number} AS number)"
        return "(" + " UNION ALL ".join(f"SELECT {one} AS number" for one in range(self.documents)) + ")"

    # --- the statements ------------------------------------------------------------------------------------

    def _people(self) -> list[tuple[str, list[Any]]]:
        from socle.identity.models import Person, PersonIdentifier
        from socle.record.models import AuthorisationRow, Identifier, Record

        said = {
            Person: {"id": "p.person", "birth_name": "p.family", "birth_date": "p.birth"},
            PersonIdentifier: {"person_id": "p.person", "value": "p.ins"},
            Record: {"id": "p.record", "person_id": "p.person"},
            Identifier: {"value": f"'{TEST_INS}|' || p.ins", "record_id": "p.record", "object_id": "p.record"},
            AuthorisationRow: {"record_id": "p.record", "id": "'a' || p.rank"},
        }
        rows = self.loader.rows_of(patient(0))
        return [
            self._insert(model, self.loader.tables.columns_of(model, values), said[model]) for model, values in rows
        ]

    def _entries(self) -> list[tuple[str, list[Any]]]:
        from socle.record.models import Entry, Identifier

        tables = self.loader.tables
        template = self.loader.entry_of(patient(0), 0)
        entry = tables.columns_of(Entry, template)
        said = self._said()
        rows = [self._insert(Entry, entry, {name: said[name] for name in entry if name in said})]
        for kind, value in (("document", said["unique_id"]), ("entry", said["id"])):
            held = tables.columns_of(
                Identifier, {"kind": kind, "value": "", "record": "", "object_id": "", "since": self.loader.at}
            )
            told = {"value": value, "record_id": "p.record", "object_id": said["id"], "since": said["deposited_at"]}
            # Identifiers stand in the order of their values on SQLite, which is that of the ranks.
            rows.append(self._insert(Identifier, held, told, "p.rank - @FIRST@" if self.sqlite else "p.place"))
        return rows

    def _said(self) -> dict[str, str]:
        """What differs from one document to another, as SQL. The same values as `Loader.entry_of`."""
        at, step = self.loader.at, self.loader.step
        if self.sqlite:
            entry_id = "printf('urn:uuid:%08x-%04x-4000-8000-%s', p.rank, n.number, substr(p.record, 1, 12))"
            moment = (
                f"'{at:%Y-%m-%d %H:%M:%S}', '-' || (1 + n.number * {step}) || ' days',"
                " '-' || (p.rank % 1440) || ' minutes'"
            )
            created, day = f"strftime('%Y%m%d%H%M%S', {moment})", f"strftime('%Y%m%d', {moment})"
            deposited = f"strftime('%Y-%m-%d %H:%M:%S', {moment})"
            unique = f"'{UNIQUE}.' || p.rank || '.' || n.number"
        else:
            entry_id = (
                "'urn:uuid:' || lpad(to_hex(p.rank), 8, '0') || '-' || lpad(to_hex(n.number), 4, '0')"
                " || '-4000-8000-' || substr(p.record, 1, 12)"
            )
            deposited = (
                f"(timestamptz '{at:%Y-%m-%d %H:%M:%S}+00' - make_interval(days => 1 + n.number * {step},"
                " mins => mod(p.rank, 1440)))"
            )
            created = f"to_char({deposited} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')"
            day = f"to_char({deposited} AT TIME ZONE 'UTC', 'YYYYMMDD')"
            unique = f"'{UNIQUE}.' || p.rank || '.' || n.number"
        return {
            "record_id": "p.record", "id": entry_id, "lid": entry_id, "unique_id": unique, "creation_time": created,
            "service_start": day, "deposited_at": deposited,
        }  # fmt: skip

    def _insert(
        self, model: Any, held: dict[str, Any], said: dict[str, str], by: str = "p.place"
    ) -> tuple[str, list[Any]]:
        """One statement for a slice of patients, in the order of `by`.

        On SQLite it writes the twin too, which spares the trigger's turn.
        """
        meta = model._meta  # noqa: SLF001 - Django's documented API is called so
        types = {field.column: field.db_type(self.connection) for field in meta.concrete_fields}
        mark, values, shown = "?" if self.sqlite else "%s", [], []
        for name, value in held.items():
            if name in said:
                shown.append(f'{said[name]} AS "{name}"')
                continue
            values.append(plain(value) if self.sqlite else value)
            cast = "" if self.sqlite else f"::{types[name]}"
            shown.append(f'{mark}{cast} AS "{name}"')
        source = (
            f"SELECT {', '.join(shown)} FROM {STAGE} p, {'@NUMBERS@' if 'n.number' in ''.join(shown) else ONE} n"
            f" WHERE {by} >= @FROM@ AND {by} < @UNTIL@ ORDER BY {by}, n.number"
        )
        names = ", ".join(f'"{name}"' for name in held)
        told = self._told(model)
        if told and told <= held.keys():
            from socle.storage.schema import twins

            twin = twins.text("sqlite", twins.told(model), "r.")
            return f'INSERT INTO "{meta.db_table}" ({names}, "twin") SELECT {names}, {twin} FROM ({source}) r', values
        return f'INSERT INTO "{meta.db_table}" ({names}) {source}', values

    def _told(self, model: Any) -> set[str]:
        """What a model's twin repeats, on SQLite; nothing in a release before there were twins."""
        if not self.sqlite or not any(field.column == "twin" for field in model._meta.concrete_fields):  # noqa: SLF001
            return set()
        from socle.storage.schema import twins

        return set(twins.told(model))
