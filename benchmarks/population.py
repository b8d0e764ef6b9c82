"""A population in the database, straight into its tables: `python -m benchmarks.population JOB.json`.

Each patient gets a record with its key, an authorisation for the physician who reads, and `documents` entries
as a feeding would leave them (row, sealed metadata, identifiers), without bytes, sets and associations. They come in
the order of time, as in life: a record's rows stand far from one another unless the layout brings them together.
Only for databases made for a measure: nothing is journaled and nothing is decided.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from benchmarks.documents import PERSON, PLACE, document
from benchmarks.people import TEST_INS, Patient, patient

BATCH = 2000
#: Records that share one key file.
SHARING = 1000
#: A step that reaches every patient in an order that is not theirs (prime to any number of patients below it).
STRIDE = 1_000_003
#: Seconds between two lines that say how far the load is.
TELL = 10.0
#: Documents of the population have an arc and a run of their own.
RUN = 0
#: Before the rank and the number of a document's uniqueId.
UNIQUE = f"2.25.288238509688271636137782403822380314590.9.{RUN}"


def setup(data: Path, database: str) -> None:
    """Django on the database of one sandbox folder, brought to its latest shape."""
    from socle.config import startup
    from socle.config.settings import Settings
    from socle.rulebook.choices import Choices

    choices = Choices(open_record_for_unknown_test_ins=True, habilitation_matrix="demonstration")
    secret = "measure" * 8
    startup.setup(
        Settings(
            data_dir=data, database_url=database, sandbox=True, secret_key=secret, log_level="ERROR", choices=choices
        )
    )
    startup.migrate()


class Tables:
    """Inserts rows by thousands: COPY where there is one, prepared INSERTs elsewhere."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self._connection = connection
        self._waiting: dict[tuple[Any, int], tuple[str, tuple[str, ...], tuple[Any, ...], list[Sequence[Any]]]] = {}

    def add(self, model: Any, **values: Any) -> None:
        """Keep one row for `flush`; what is not said is at the model's default."""
        known = self._waiting.get((model, len(values)))
        if known is None:
            columns = self.columns_of(model, values)
            table = model._meta.db_table  # noqa: SLF001 - Django's documented API is called so
            defaults = tuple(columns.values())[len(values) :]
            known = self._waiting[model, len(values)] = (table, tuple(columns), defaults, [])
        known[3].append((*values.values(), *known[2]))

    def flush(self) -> None:
        for table, columns, _, rows in self._waiting.values():
            self._insert(table, columns, rows)
            rows.clear()

    def columns_of(self, model: Any, values: dict[str, Any]) -> dict[str, Any]:
        """What a row would hold, by column: these values, and the model's defaults where none is said."""
        meta = model._meta  # noqa: SLF001 - Django's documented API is called so
        said = {meta.get_field(name).column: value for name, value in values.items()}
        silent = [field for field in meta.concrete_fields if field.column not in said and field.has_default()]
        return said | {field.column: field.get_default() for field in silent}

    def _insert(self, table: str, columns: tuple[str, ...], rows: list[Sequence[Any]]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        if self._connection.vendor == "postgresql":
            with self._connection.connection.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(columns))
        kept = [[plain(value) for value in row] for row in rows]
        self._connection.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', kept)


def plain(value: Any) -> Any:
    """A value as Django keeps it in SQLite: instants in UTC without offset."""
    return value.replace(tzinfo=None).isoformat(sep=" ") if isinstance(value, datetime) else value


class Loader:
    """Writes patients of given ranks, then so many entries for each. `part` of `parts`: which share of the entries."""

    def __init__(self, at: datetime, *, part: int = 0, parts: int = 1, step_days: int = 17) -> None:
        from socle.client import submission
        from socle.documents import cda
        from socle.record.serial import dump
        from socle.wire.xds.model import APPROVED

        self.at, self.tables, self.part, self.parts, self.step = at, Tables(), part, parts, step_days
        self._model = patient(0)
        data = document(self._model, "1.2.3.999999999", 5000)
        read, _ = cda.read(data)
        if read is None:
            raise ValueError("our own document does not read")
        self.entry = replace(
            submission.prepare(read, data, 1, ()).entry, id="@ID@", logical_id="@ID@", version=1, status=APPROVED,
            unique_id="@UNIQUE@", hash="a" * 40, size=140_000, creation_time="@CREATED@",
            service_start_time="@STARTED@", service_stop_time=None,
        )  # fmt: skip
        self._sealed = dump(self.entry).decode().replace(self._model.ins, "@INS@")

    def people(self, first: int, last: int) -> None:
        """The patients of these ranks, each with a record and its key."""
        for start in range(first, last, BATCH):
            for rank in range(start, min(start + BATCH, last)):
                self.patient(patient(rank))
            self._write()

    def entries(self, first: int, last: int, documents: int) -> None:
        """`documents` for each patient of these ranks, the oldest of everyone first; tells how far it is."""
        ranks = range(first + (self.part - first) % self.parts, last, self.parts)
        told, began, done, whole = time.monotonic(), time.monotonic(), 0, len(ranks) * documents
        people = _kept(ranks)
        for number in reversed(range(documents)):
            for turn in range(len(ranks)):
                who = people(ranks[(turn * STRIDE + number) % len(ranks)])
                self._entry(who, number)
                done += 1
                if done % BATCH == 0 or done == whole:
                    self._write()
                if time.monotonic() - told > TELL:
                    told = time.monotonic()
                    rate = done / (told - began)
                    print(f"  {done} of {whole} documents, {rate:.0f}/s", file=sys.stderr, flush=True)

    def people_of(self, ranks: Iterable[int]) -> None:
        """The patients of these ranks, however they follow."""
        for rank in ranks:
            self.patient(patient(rank))
        self._write()

    def entries_of(self, rank: int, documents: int) -> None:
        """`documents` for one patient alone."""
        for number in reversed(range(documents)):
            self._entry(patient(rank), number)
        self._write()

    def _write(self) -> None:
        from django.db import transaction

        with transaction.atomic():
            self.tables.flush()

    def patient(self, who: Patient) -> None:
        """A patient with his record and its key."""
        for model, values in self.rows_of(who):
            self.tables.add(model, **values)
        _make_key(who)

    def rows_of(self, who: Patient) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The rows of a patient and of his record, by field."""
        from socle.identity.models import Person, PersonIdentifier
        from socle.record.facts import RecordStatus, SpaceStatus
        from socle.record.models import AuthorisationRow, Identifier, Record

        since = self.at - timedelta(days=400)
        yield Person, {
            "id": who.person_id, "birth_name": who.family, "given_names": "DOMINIQUE", "first_given_name": "DOMINIQUE",
            "sex": "F", "birth_date": who.birth.isoformat(), "birth_place": "99100", "used_name": "",
            "used_given_name": "",
        }  # fmt: skip
        yield PersonIdentifier, {"person": who.person_id, "value": who.ins, "authority": TEST_INS, "active": True}
        yield Record, {
            "id": who.record_id, "person_id": who.person_id, "status": RecordStatus.OPEN.value,
            "space": SpaceStatus.ACTIVE.value, "opened_at": since, "closing_motive": "", "closing_reason": "",
            "objects_to_break_glass": False, "objects_to_regulation": False, "shows_masked_in_emergency": False,
        }  # fmt: skip
        yield Identifier, {
            "kind": "ins", "value": f"{TEST_INS}|{who.ins}", "record": who.record_id, "object_id": who.record_id,
            "since": since,
        }  # fmt: skip
        yield AuthorisationRow, {
            "record": who.record_id, "id": f"a{who.rank}", "actor_id": PERSON, "actor_kind": "professional",
            "name": "Ines MERCADAL", "profession": "10", "specialty": "SM59", "granted_at": since,
            "expires_at": self.at + timedelta(days=3000), "last_action_at": since,
        }  # fmt: skip

    def _entry(self, who: Patient, number: int) -> None:
        from socle.record.models import Entry, Identifier

        values, add = self.entry_of(who, number), self.tables.add
        add(Entry, **values)
        for kind, value in (("document", values["unique_id"]), ("entry", values["id"])):
            add(
                Identifier, kind=kind, value=value, record=who.record_id, object_id=values["id"],
                since=values["deposited_at"],
            )  # fmt: skip

    def entry_of(self, who: Patient, number: int) -> dict[str, Any]:
        """The row of a patient's document of this number, by field."""
        from socle.storage.sealing import seal_packed

        held = self.entry
        entry_id = f"urn:uuid:{who.rank:08x}-{number:04x}-4000-8000-{who.record_id[:12]}"
        unique = f"{UNIQUE}.{who.rank}.{number}"
        created = self.at - timedelta(days=1 + number * self.step, minutes=who.rank % 1440)
        sealed = self._sealed.replace("@ID@", entry_id).replace("@UNIQUE@", unique).replace("@INS@", who.ins)
        sealed = sealed.replace("@CREATED@", f"{created:%Y%m%d%H%M%S}").replace("@STARTED@", f"{created:%Y%m%d}")
        return {
            "record": who.record_id, "id": entry_id, "lid": entry_id, "unique_id": unique, "version": 1,
            "status": held.status, "object_type": held.object_type, "type_code": held.type_code.code,
            "class_code": held.class_code.code, "format_code": held.format_code.code,
            "creation_time": f"{created:%Y%m%d%H%M%S}", "service_start": f"{created:%Y%m%d}", "service_stop": "",
            "author_ids": f"|{PERSON}|", "author_structures": f"|{PLACE}|", "masked": False,
            "hidden_from_patient": False, "hidden_from_representatives": False, "is_signature": False,
            "by_patient": False, "deposited_at": created, "deposited_by": PLACE, "hash": held.hash,
            "size": held.size, "location": "",
            "sealed": seal_packed(_key(who), who.record_id, f"entry:{entry_id}", sealed.encode()),
        }  # fmt: skip


def _kept(ranks: range) -> Callable[[int], Patient]:
    """Patients by rank, kept while they are few enough: making one costs as much as a row."""
    return lru_cache(min(len(ranks), 300_000))(patient)


def _key(who: Patient) -> bytes:
    """The same in every run: nothing of this population is secret."""
    return _shared_key(who.rank - who.rank % SHARING)


@cache
def _shared_key(first: int) -> bytes:
    return bytes.fromhex(patient(first).record_id) * 2


def _make_key(who: Patient) -> None:
    """The record's key, made without the fsync that a real opening waits for.

    A thousand records share one file by hard links: tens of thousands of small files take minutes to remove.
    """
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    from socle import storage

    ring, first = storage.keyring(), patient(who.rank - who.rank % SHARING)
    if ring.exists(who.record_id):
        return
    if not ring.master_path.exists():
        ring.create_master()
    shared, path = (_key_path(ring, held.record_id) for held in (first, who))
    if not shared.exists():
        shared.write_bytes(aes_key_wrap(ring.master_path.read_bytes(), _key(who)))
    if path != shared:
        path.hardlink_to(shared)


def _key_path(ring: Any, record_id: str) -> Path:
    path: Path = ring.master_path.parent / "records" / record_id[:2] / f"{record_id}.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _without_sync() -> None:
    """This load alone: a crash would be answered by loading again."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET synchronous_commit = off")
        else:
            for pragma in (
                "synchronous = OFF",
                "cache_size = -1000000",
                "foreign_keys = OFF",
                "wal_autocheckpoint = 100000",
            ):
                cursor.execute(f"PRAGMA {pragma}")


def finish() -> None:
    """What a database does by itself in time: statistics, which pages are wholly visible, the log written back."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def main() -> None:
    """One share of the work that the job tells: its people (the first share alone), its entries, or the end."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    act, part, parts = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    setup(Path(job["data"]), job["database"])
    _without_sync()
    loader = Loader(datetime.fromisoformat(job["at"]), part=part, parts=parts, step_days=job.get("step_days", 17))
    first, last, documents, read = job["first"], job["last"], job["documents"], job.get("read")
    if act == "finish":
        finish()
    elif read is not None:
        from benchmarks.filling import Filling

        Filling(loader, documents, frozenset(read)).fill(act, first, last)
    elif act == "people":
        loader.people(first, last)
    else:
        loader.entries(first, last, documents)


if __name__ == "__main__":
    main()
