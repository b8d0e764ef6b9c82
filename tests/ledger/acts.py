"""Acts for the tests of the journal, and the means of someone with full rights on its database."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection, transaction

from socle import ledger
from socle.ledger import Act, ActCode, Author, guard, heads, models, sealing, signing, store
from socle.ledger.act import Outcome
from socle.ledger.tree import Growth
from socle.ledger.verification import verify

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
DOCTOR = Author(kind="professional", id="899880000015", name="KERVELEC Noëlle", structure="499880000015001")


def act(**changes):
    values = {"at": AT, "code": ActCode.DOCUMENT_READ, "outcome": Outcome.DONE, "author": DOCTOR, "record_id": "r1"}
    return Act(**values | changes)


def tell(count=1, **changes):
    """So many acts, each in the transaction of its own."""
    for number in range(count):
        with transaction.atomic():
            ledger.append(act(object_id=f"1.2.{number}", **changes))


def seal(limit=500):
    return sealing.seal(AT, limit=limit)


def check(since=None):
    """What verifying with the published keys finds."""
    folder = sealing.heads_folder()
    return verify(folder, signing.published(folder), since)


def bad(since=None):
    report = check(since)
    assert report.first_bad is not None
    return report.first_bad


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def undone():
    """Whatever is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def full_rights():
    """Someone who owns the database: no trigger stops them."""
    with guard.lifted(connection):
        yield


def rebuild(key=None):
    """Rewrite places, tiles and the last head so that they agree with the events that are left.

    Without `key` the old signature stays; with one (the stolen one, or a forger's own) the head is signed.
    """
    kept = list(models.Event.objects.order_by("sequence").values_list("sequence", "leaf"))
    for table in ("ledger_place", "ledger_tile", "ledger_unsealed"):
        sql(f"DELETE FROM {table}")
    old = store.latest()
    growth = Growth(0, lambda _level, _number: b"")
    growth.extend(bytes(leaf) for _, leaf in kept)
    for position, (sequence, _) in enumerate(kept):
        sql("INSERT INTO ledger_place (position, event) VALUES (%s, %s)", position, sequence)
    for (level, number), hashes in growth.changed.items():
        sql("INSERT INTO ledger_tile (level, number, hashes) VALUES (%s, %s, %s)", level, number, hashes)
    sql("DELETE FROM ledger_treehead")
    root = growth.tree().root()
    head = heads.sign(growth.size, root, AT, key) if key else None
    values = (
        (head.size, head.root, head.timestamp, head.key, head.signature)
        if head
        else (growth.size, root, old.timestamp, old.key, old.signature)
    )
    sql("INSERT INTO ledger_treehead (size, root, timestamp, key, signature) VALUES (%s, %s, %s, %s, %s)", *values)
