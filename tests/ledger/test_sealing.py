from __future__ import annotations

import json
import threading

import pytest
from django.db import connection, transaction

from socle import ledger
from socle.ledger import exported, sealing, signing, store
from socle.ledger.models import Event, Place, Tile, TreeHead, Unsealed
from socle.ledger.sealing import Forked, Sealer, heads_folder
from socle.rulebook import choices
from socle.rulebook.choices import Choices
from tests.ledger import rfc
from tests.ledger.acts import AT, act, check, full_rights, seal, sql, tell, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def order():
    """The events in the order of the tree."""
    return list(Place.objects.order_by("position").values_list("event", flat=True))


def test_production_refuses_to_seal_without_its_key(data_dir):
    tell()
    former = choices.current()
    choices.install(Choices(production=True))
    try:
        with pytest.raises(signing.SigningKeyRefused, match="socle ledger init"):
            seal()
    finally:
        choices.install(former)
    assert not (data_dir / "keys" / "ledger.key").exists()
    assert not TreeHead.objects.exists()


def test_sealing_stops_when_the_database_does_not_hold_what_was_exported():
    tell(3)
    with undone():
        seal()
    tell()
    with pytest.raises(Forked, match="a tree of 3 events"):
        seal()
    assert not TreeHead.objects.exists()


def test_a_failure_is_told_to_health_and_never_raised(data_dir, caplog):
    sealer = Sealer()
    tell()
    (data_dir / "keys").mkdir(parents=True)
    (data_dir / "keys" / "ledger.key").write_text("not a key")
    assert sealer.tick(AT) == 0
    assert sealer.problem == "failing: the journal is not sealed (SigningKeyRefused)"
    assert "sealing failed" in caplog.text
    (data_dir / "keys" / "ledger.key").unlink()
    sealer.finish(AT)
    assert sealer.problem == ""
    assert order()


def test_the_sealer_keeps_its_pace_and_goes_on_at_once_when_more_waits(monkeypatch):
    sealer = Sealer()
    monkeypatch.setattr(sealing, "BATCH", 2)
    monkeypatch.setattr(sealing.seal, "__kwdefaults__", {"limit": 2})
    tell(5)
    assert [sealer.tick(AT), sealer.tick(AT), sealer.tick(AT)] == [2, 2, 0]
    assert len(order()) == 5
    tell()
    assert sealer.tick(AT) == 0
    assert len(order()) == 5


def test_a_calm_end_seals_all_that_waits():
    tell(7)
    Sealer().finish(AT)
    assert not Unsealed.objects.exists()
    assert store.latest().size == 7


def test_an_event_waits_from_its_own_transaction_on():
    with undone():
        ledger.append(act(), act())
        assert Unsealed.objects.count() == 2
    assert not Unsealed.objects.exists()


def test_an_event_written_around_the_journals_functions_waits_too():
    tell()
    columns = "event_id, at, code, outcome, actor_kind, actor_id, structure, record_id, object_id, body, leaf"
    sql(f"INSERT INTO ledger_event ({columns}) SELECT {columns} FROM ledger_event")
    assert Unsealed.objects.count() == 2


def test_each_event_gets_its_place_and_the_root_is_that_of_the_rfc():
    tell(5)
    assert seal(limit=3) == 3
    tell(2)
    assert seal() == 4
    assert seal() == 0
    leaves = [bytes(Event.objects.get(sequence=event).leaf) for event in order()]
    assert len(leaves) == 7
    assert [(head.size, bytes(head.root)) for head in TreeHead.objects.order_by("size")] == [
        (3, rfc.mth(leaves[:3])),
        (7, rfc.mth(leaves)),
    ]


def test_tiles_grow_across_batches_as_in_one():
    with transaction.atomic():
        ledger.append(*[act() for _ in range(600)])
    while seal(limit=130):
        pass
    leaves = [bytes(Event.objects.get(sequence=event).leaf) for event in order()]
    assert store.latest().root == rfc.mth(leaves)
    assert Tile.objects.count() == 4
    assert check().first_bad is None


def test_an_event_committed_late_under_a_smaller_number_is_never_skipped():
    tell()
    number = Event.objects.get().sequence
    columns = "event_id, at, code, outcome, actor_kind, actor_id, structure, record_id, object_id, body, leaf"
    with full_rights():
        sql(f"INSERT INTO ledger_event (sequence, {columns}) SELECT {number + 50}, {columns} FROM ledger_event")
    seal()
    with full_rights():
        sql(f"INSERT INTO ledger_event (sequence, {columns}) SELECT {number + 20}, {columns} FROM ledger_event LIMIT 1")
    assert seal() == 1
    assert order() == [number, number + 50, number + 20]


@pytest.mark.django_db(transaction=True)
def test_postgresql_a_transaction_that_commits_after_a_later_one_was_sealed_gets_its_place():
    if connection.vendor != "postgresql":
        return
    written, may_commit = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                ledger.append(act(object_id="slow"))
                written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    tell()
    assert seal() == 1  # without waiting for the other
    may_commit.set()
    thread.join()
    assert seal() == 1
    late, early = Event.objects.get(object_id="slow").sequence, Event.objects.get(object_id="1.2.0").sequence
    assert late < early
    assert order() == [early, late]
    assert check().first_bad is None


@pytest.mark.django_db(transaction=True)
def test_sealers_at_work_together_place_each_event_once():
    tell(60)
    failures = []

    def work():
        try:
            for _ in range(100):
                before = store.latest()
                leaves = store.waiting(7)
                if not leaves:
                    return
                store.add(before.size if before else 0, leaves, AT, sealing.signing_key())
        except Exception as error:  # noqa: BLE001 - told by the test
            if "table is locked" not in str(error):  # SQLite in memory, the tests' own, where nobody waits
                failures.append(error)
        finally:
            connection.close()

    sealing.signing_key()
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    while seal():
        pass
    signing.publish(sealing.signing_key(), heads_folder())
    assert sorted(order()) == list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert check().first_bad is None


@pytest.mark.django_db(transaction=True)
def test_acts_go_on_while_a_sealer_is_stopped_in_the_middle():
    """On PostgreSQL even inside its transaction; on SQLite, whose one writer it is, before it."""
    tell(2)
    with sealing.paused():
        done = threading.Thread(target=lambda: (tell(3), connection.close()))
        done.start()
        done.join(10)
        assert not done.is_alive()
    assert seal() == 5


def test_places_and_heads_are_refused_any_change_by_the_database():
    tell()
    seal()
    for statement in (
        "UPDATE ledger_place SET position = 5",
        "DELETE FROM ledger_place",
        "UPDATE ledger_treehead SET size = 5",
        "DELETE FROM ledger_treehead",
    ):
        with pytest.raises(Exception, match="never changed nor removed"), transaction.atomic():
            sql(statement)


class TestExport:
    def test_every_head_is_exported_in_order(self):
        for _ in range(3):
            tell(2)
            seal()
        found = list(exported.read(heads_folder()))
        assert [(line, head.size) for line, head in found] == [(1, 2), (2, 4), (3, 6)]
        assert [head for _, head in found] == list(store.heads_beyond(0))

    def test_a_head_whose_export_a_crash_prevented_is_exported_later(self):
        tell()
        seal()
        file = heads_folder() / exported.FILE
        lines = file.read_bytes()
        tell()
        seal()
        file.write_bytes(lines)
        assert seal() == 0
        assert exported.last(heads_folder()) == store.latest()

    @pytest.mark.parametrize("kept", [1, 40, -1])
    def test_a_line_cut_short_by_a_power_cut_is_followed_by_the_whole_one(self, kept):
        tell()
        seal()
        file = heads_folder() / exported.FILE
        whole = file.read_bytes()
        tell()
        seal()
        line = file.read_bytes()[len(whole) :]
        file.write_bytes(whole + line[:kept])
        assert check().first_bad is None
        seal()
        assert exported.last(heads_folder()) == store.latest()
        assert check().first_bad is None
        tell()
        seal()
        assert check().first_bad is None
        assert check().exported == 3

    def test_the_folder_is_a_setting(self, settings, tmp_path):
        settings.SOCLE_HEADS_DIR = tmp_path / "elsewhere"
        tell()
        seal()
        assert (tmp_path / "elsewhere" / "heads.jsonl").is_file()

    def test_a_line_holds_no_more_than_the_signed_head(self):
        tell()
        seal()
        (line,) = (heads_folder() / exported.FILE).read_text().splitlines()
        assert set(json.loads(line)) == {"size", "root", "timestamp", "key", "signature"}
