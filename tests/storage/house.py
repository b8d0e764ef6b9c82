"""A Socle without doors, as a program: feeds a data folder, or gives back all it holds. Real processes can be killed.

python -m tests.storage.house feed DATA FROM TO    one submission a number; prints each number once acknowledged
python -m tests.storage.house read DATA            one JSON document: every document's SHA-1 or refusal, every row
python -m tests.storage.house destroy DATA RECORD  destroys a record's key
python -m tests.storage.house open DATA            one JSON document by unique id: its record, then the SHA-256 of its
                                                   bytes and of its sealed entry, or why they cannot be opened
python -m tests.storage.house erase DATA INS       erases the record of this test INS
python -m tests.storage.house seal DATA            seals the journal until nothing waits
python -m tests.storage.house lay DATA             the schema and nothing else
python -m tests.storage.house backup DATA DIR DAYS what `socle backup DIR --keys-life 1d` does, DAYS from now
"""

# ruff: noqa: PLC0415, T201 - a program: Django is set up before its models load
from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from tests import forks, prepared
from tests.servers import clean_environment

#: Sizes of fed documents: one byte, around a chunk of 64 KiB, and larger than several.
SIZES = (1, 900, 65_535, 65_536, 65_537, 200_000)


def content(number: int) -> bytes:
    """The bytes of the document of that number."""
    size = SIZES[number % len(SIZES)]
    return (hashlib.sha256(str(number).encode()).digest() * (size // 32 + 1))[:size]


def _setup(data: Path) -> None:
    from socle.config import startup
    from socle.config.settings import Settings

    data.mkdir(exist_ok=True)
    settings = Settings(
        data_dir=data,
        database_url=os.environ.get("DATABASE_URL", ""),
        storage_url=os.environ.get("STORAGE_URL", ""),
        heads_dir=Path(os.environ["SOCLE_HEADS"]) if "SOCLE_HEADS" in os.environ else None,
        log_level="ERROR",
    )
    startup.setup(settings)
    startup.migrate()


def _feed(first: int, last: int) -> None:
    from tests.record.submission_builders import CX, feed

    for number in range(first, last):
        patient = CX.of(f"patient-{number % 3}", "1.3.6.1.4.1.21367.13.20.1000")
        outcome = feed((f"1.{number}", content(number)), set_id=f"9.{number}", patient=patient)
        assert outcome.decision.allowed, outcome.decision.findings
        print(number, flush=True)


def _read() -> None:
    from django.apps import apps
    from tests.record.submission_builders import AT, TESTER

    from socle.record import services
    from socle.record.models import Entry
    from socle.record.profile import IHE
    from socle.record.submissions import REPOSITORY
    from socle.wire.xds.model import DocumentRequest

    rows = {
        model._meta.db_table: sorted(str(row) for row in model._base_manager.values_list())
        for model in apps.get_models()
        if model._meta.db_table not in ("ledger_event", "ledger_unsealed", "django_session")
    }
    documents = {}
    for unique_id in Entry.objects.order_by("unique_id").values_list("unique_id", flat=True):
        outcome = services.retrieve(TESTER, [DocumentRequest(REPOSITORY, unique_id)], None, AT, profile=IHE)
        found = [hashlib.sha1(document.content).hexdigest() for document in outcome.documents]
        documents[unique_id] = found[0] if found else outcome.findings[0].verdict.id
    print(json.dumps({"documents": documents, "rows": rows}))


def _open() -> None:
    from collections.abc import Callable
    from functools import partial

    from socle import storage
    from socle.record.models import Entry

    def opened(what: Callable[[], bytes]) -> str:
        try:
            return hashlib.sha256(what()).hexdigest()
        except storage.KeyMissing:
            return "no key"

    def document(entry: Entry) -> bytes:
        return storage.documents().get(entry.record_id, entry.unique_id, entry.location)

    def details(entry: Entry) -> bytes:
        return storage.open_text(entry.record_id, bytes(entry.sealed), f"entry:{entry.id}")

    found = {
        entry.unique_id: [entry.record_id, opened(partial(document, entry)), opened(partial(details, entry))]
        for entry in Entry.objects.order_by("unique_id")
    }
    print(json.dumps(found))


def _erase(ins: str) -> None:
    from benchmarks.people import TEST_INS

    from socle import clock
    from socle.record import services
    from socle.record.store.identifiers import locate
    from socle.wire.hl7v2 import CX

    record = locate(CX.of(ins, TEST_INS, "NH"))
    assert record is not None
    assert services.erase(record, clock.now())


def _seal() -> None:
    from socle import clock
    from socle.ledger import sealing

    while sealing.seal(clock.now()):
        pass


def _backup(data: Path, folder: Path, days: int) -> None:
    from datetime import timedelta

    from socle import clock, storage
    from socle.storage import backup

    at, day = clock.now() + timedelta(days=days), timedelta(days=1)
    backup.take(backup.Backup(folder, folder / "keys"), storage.files(), storage.keyring(), at=at, life=day)


def main() -> None:
    act, data, *words = sys.argv[1:]
    _setup(Path(data))
    from socle import storage

    if act == "feed":
        _feed(*map(int, words))
    elif act == "read":
        _read()
    elif act == "destroy":
        storage.keyring().destroy(words[0])
    elif act == "open":
        _open()
    elif act == "erase":
        _erase(*words)
    elif act == "seal":
        _seal()
    elif act == "backup":
        _backup(Path(data), Path(words[0]), int(words[1]))


def prepare(data: Path) -> None:
    """Give a data folder that is not there a database with its schema, copied: what each program would lay there first."""
    prepared.lay(data, "schema", lambda first, url: _lay(first, {"DATABASE_URL": url} if url else {}))


def _lay(data: Path, environment: dict[str, str]) -> None:
    run("lay", data, **environment)


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "tests.storage.house", *map(str, words)]


def start(*words: object, **environment: str) -> subprocess.Popen[str]:
    """Start the program; whoever starts it ends it."""
    return subprocess.Popen(command(*words), stdout=subprocess.PIPE, text=True, env=clean_environment(**environment))


def run(*words: object, **environment: str) -> str:
    """Run the program to its end; what it printed."""
    done = forks.run("tests.storage.house", [*map(str, words)], clean_environment(**environment), timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


if __name__ == "__main__":
    main()
