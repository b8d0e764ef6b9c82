"""What `socle ledger verify` finds: any byte changed, any event removed, whoever did it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from socle import ledger
from socle.ledger import Author, exported, proving, sealing, store, verifier
from socle.ledger.canonical import leaf
from socle.ledger.models import Event, Place
from tests.ledger.acts import AT, act, bad, check, full_rights, rebuild, seal, sql, tell, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TEXTS = ("event_id", "code", "outcome", "actor_kind", "actor_id", "structure", "record_id", "object_id", "body")
HASHES = {"ledger_event": ("leaf",), "ledger_tile": ("hashes",), "ledger_treehead": ("root", "key", "signature")}
NUMBERS = {
    "ledger_event": ("sequence",),
    "ledger_place": ("position", "event"),
    "ledger_tile": ("level", "number"),
    "ledger_treehead": ("size", "timestamp"),
    "ledger_unsealed": ("event",),
}


@pytest.fixture
def journal():
    """Seven events sealed under three heads, and two that wait."""
    for count in (3, 3, 1):
        tell(count)
        seal()
    tell(2)
    return store.latest()


def rows_of(table):
    key = {"ledger_event": "sequence", "ledger_place": "position", "ledger_unsealed": "event"}.get(table, "")
    key = key or {"ledger_tile": "number", "ledger_treehead": "size"}[table]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} ORDER BY {key}")
        return [(key, value) for (value,) in cursor.fetchall()]


def change(table, column, value, key, row):
    """Whether the database took it: a number that another row has is refused."""
    try:
        with transaction.atomic(), full_rights():
            sql(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", value, row)
    except DatabaseError:
        return False
    return True


def value_of(table, column, key, row):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [row])
        found = cursor.fetchone()[0]
    return bytes(found) if isinstance(found, memoryview) else found


class TestAnyByteChanged:
    @pytest.mark.parametrize("column", TEXTS)
    def test_in_a_text_of_an_event(self, journal, column):
        for key, row in rows_of("ledger_event"):
            text = value_of("ledger_event", column, key, row)
            for place in range(0, len(text), 23 if column == "body" else 5):
                other = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
                with undone():
                    assert change("ledger_event", column, other, key, row)
                    found = bad()
                assert found.numbers["event"] == row, (row, place)

    def test_in_the_instant_of_an_event(self, journal):
        for key, row in rows_of("ledger_event"):
            with undone():
                assert change("ledger_event", "at", AT + timedelta(microseconds=1), key, row)
                assert bad().numbers["event"] == row

    def test_in_how_sqlite_writes_an_instant(self, journal):
        if connection.vendor != "sqlite":
            return
        key, row = rows_of("ledger_event")[2]
        with undone():
            change("ledger_event", "at", "2026-09-15T08:00:00", key, row)
            assert bad().as_dict() == {
                "place": "event",
                "position": 2,
                "event": row,
                "why": "the column at is not what the body says",
            }

    def test_in_the_type_sqlite_gives_a_value(self, journal):
        if connection.vendor != "sqlite":
            return
        for column in (*TEXTS, "at"):
            _, row = rows_of("ledger_event")[1]
            with undone():
                with full_rights():
                    sql(f"UPDATE ledger_event SET {column} = CAST({column} AS BLOB) WHERE sequence = %s", row)
                assert bad().numbers["event"] == row

    @pytest.mark.parametrize(("table", "column"), [(table, name) for table, names in HASHES.items() for name in names])
    def test_in_a_hash_a_key_or_a_signature(self, journal, table, column):
        for key, row in rows_of(table):
            value = value_of(table, column, key, row)
            for place in range(0, len(value), 9):
                other = value[:place] + bytes([value[place] ^ 4]) + value[place + 1 :]
                with undone():
                    assert change(table, column, other, key, row)
                    bad()
            for other in (value[:-1], value + b"\x00", b""):
                with undone():
                    change(table, column, other, key, row)
                    bad()

    @pytest.mark.parametrize(("table", "column"), [(table, name) for table, names in NUMBERS.items() for name in names])
    def test_in_a_number(self, journal, table, column):
        tried = 0
        for key, row in rows_of(table):
            value = value_of(table, column, key, row)
            for bit in (0, 1, 3, 8, 14):
                with undone():
                    if change(table, column, value ^ 1 << bit, key, row):
                        tried += 1
                        bad()
        assert tried

    def test_in_the_exported_heads(self, journal):
        file = sealing.heads_folder() / exported.FILE
        data = file.read_bytes()
        assert check().first_bad is None
        for place in range(0, len(data), 7):
            file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert check().first_bad is not None, place
        file.write_bytes(data.splitlines(keepends=True)[0] + data.splitlines(keepends=True)[2])
        assert "never exported" in bad().why


class TestARowRemovedOrAdded:
    @pytest.mark.parametrize("table", list(NUMBERS))
    def test_removed(self, journal, table):
        for key, row in rows_of(table):
            with undone():
                with full_rights():
                    sql(f"DELETE FROM {table} WHERE {key} = %s", row)
                bad()

    def test_an_event_removed_with_its_place(self, journal):
        event = Place.objects.get(position=2).event
        with full_rights():
            sql("DELETE FROM ledger_event WHERE sequence = %s", event)
            sql("DELETE FROM ledger_place WHERE event = %s", event)
        assert bad().as_dict() == {"place": "event", "position": 2, "why": "no event has this place"}

    def test_an_event_that_neither_has_a_place_nor_waits(self, journal):
        sql("DELETE FROM ledger_unsealed")
        assert bad().why == "it has no place and waits for none"

    def test_an_event_that_waits_though_it_has_its_place(self, journal):
        event = Place.objects.get(position=2).event
        sql("INSERT INTO ledger_unsealed (event) VALUES (%s)", event)
        assert bad().as_dict() == {
            "place": "waiting event",
            "event": event,
            "why": "it waits for a place though it has one",
        }

    def test_a_tile_that_nothing_explains(self, journal):
        sql("INSERT INTO ledger_tile (level, number, hashes) VALUES (3, 5, %s)", b"")
        assert bad().place == "tile"

    def test_a_head_of_a_tree_that_is_not_there(self, journal):
        sql(
            "INSERT INTO ledger_treehead (size, root, timestamp, key, signature) SELECT size + 1, root, timestamp, key, "
            "signature FROM ledger_treehead WHERE size = 7"
        )
        assert bad().place == "head"


def remove_one():
    sql("DELETE FROM ledger_event WHERE sequence = (SELECT event FROM ledger_place WHERE position = 1)")


def change_one():
    row = Event.objects.order_by("sequence")[1]
    body = row.body.replace("done", "refused")
    sql(
        "UPDATE ledger_event SET body = %s, outcome = 'refused', leaf = %s WHERE sequence = %s",
        body,
        leaf(body),
        row.sequence,
    )


@pytest.mark.parametrize("crime", [remove_one, change_one])
class TestSomeoneWithFullRightsOnTheDatabase:
    """Triggers dropped; events, places, tiles and heads rewritten so that they agree with one another."""

    def test_is_found_by_the_signature_when_they_lack_the_key(self, journal, crime):
        with full_rights():
            crime()
            rebuild()
        (sealing.heads_folder() / exported.FILE).unlink()
        assert bad().as_dict() == {
            "place": "head",
            "size": len(Event.objects.all()),
            "after": 0,
            "why": "its signature is not that of its size, root and instant",
        }

    def test_is_found_by_the_key_when_they_sign_with_their_own(self, journal, crime):
        with full_rights():
            crime()
            rebuild(Ed25519PrivateKey.generate())
        (sealing.heads_folder() / exported.FILE).unlink()
        assert bad().why == "it is signed with a key that is not this journal's"

    def test_is_found_by_the_exported_heads_even_when_they_stole_the_key(self, journal, crime):
        with full_rights():
            crime()
            rebuild(sealing.signing_key())
        assert bad().as_dict() == {
            "place": "heads.jsonl",
            "line": 1,
            "after": 0,
            "why": "the database does not hold this exported head",
        }
        with pytest.raises(sealing.Forked):
            tell() or seal()

    def test_is_found_by_a_head_kept_elsewhere_even_when_they_rewrote_the_exported_ones_too(self, journal, crime):
        with full_rights():
            crime()
            rebuild(sealing.signing_key())
        (sealing.heads_folder() / exported.FILE).unlink()
        assert check().first_bad is None
        found = bad((journal.size, journal.root))
        assert (found.place, found.numbers["size"]) == ("since", 7)
        assert check((3, store.tree(3).root())).first_bad is None  # the same tree, of course

    def test_is_found_by_the_verifier_from_a_head_kept_elsewhere(self, journal, crime, tmp_path, capsys):
        with full_rights():
            crime()
            rebuild(sealing.signing_key())
        (tmp_path / "head.json").write_text(journal.line())
        (tmp_path / "events.jsonl").write_text("".join(f"{body}\n" for body in proving.events()), "utf-8")
        assert verifier.main([str(tmp_path / "head.json"), str(tmp_path / "events.jsonl")]) == 1
        assert "do not make the tree of the head" in capsys.readouterr().err


def test_the_end_of_the_journal_cut_off_is_found_by_a_head_kept_elsewhere(journal):
    with full_rights():
        sql("DELETE FROM ledger_event WHERE sequence IN (SELECT event FROM ledger_place WHERE position >= 3)")
        sql("DELETE FROM ledger_event WHERE sequence IN (SELECT event FROM ledger_unsealed)")
        rebuild(sealing.signing_key())
    assert bad().place == "heads.jsonl"
    (sealing.heads_folder() / exported.FILE).unlink()
    assert bad((7, journal.root)).as_dict() == {
        "place": "since",
        "size": 7,
        "events": 3,
        "why": "the journal is smaller than it was",
    }


class TestASoundJournal:
    def test_is_valid_and_told_whole(self, journal):
        told = check((3, store.tree(3).root())).as_dict()
        assert told == {
            "valid": True,
            "size": 7,
            "root": journal.root.hex(),
            "signed_at": "2026-09-15T08:00:00.000+00:00",
            "heads": 3,
            "exported": 3,
            "waiting": 2,
            "first_bad": None,
        }

    def test_is_valid_when_empty(self):
        assert check().as_dict()["size"] == 0
        tell()
        assert check().as_dict() | {"root": ""} == {
            "valid": True,
            "size": 0,
            "root": "",
            "signed_at": None,
            "heads": 0,
            "exported": 0,
            "waiting": 1,
            "first_bad": None,
        }

    def test_is_valid_whatever_long_texts_and_instants_its_acts_have(self):
        tell(1, at=AT + timedelta(microseconds=7), record_id="", details={"é\u2028": "\x7f\n\u0085"})
        tell(1, author=Author(kind="unknown", id="é" * 300, structure="s" * 300))
        with transaction.atomic():
            ledger.append(act(object_id="1." * 400, verdicts=("x" * 500,)))
        seal()
        assert check().first_bad is None

    def test_is_valid_beyond_one_tile_and_one_batch(self):
        tell(700)
        while seal(limit=300):
            pass
        assert check().as_dict()["size"] == 700

    @pytest.mark.django_db(transaction=True)
    def test_is_verified_in_one_state_while_acts_go_on(self):
        tell(3)
        seal()
        assert check().first_bad is None


class TestProofs:
    def test_of_an_event_hold_for_the_verifier_at_every_head(self, journal):
        for size in (3, 6, 7):
            for position in range(size):
                event = Place.objects.get(position=position).event
                proof = proving.inclusion(str(event), size)
                head = verifier.read_head(proof["head"])
                sentence, _ = verifier.check_proof(head, json.loads(json.dumps(proof)), head.key)
                assert sentence == f"the event stands at place {position} of the tree of {size}"

    def test_of_growth_hold_for_the_verifier(self, journal):
        for first, second in ((3, 6), (3, 7), (6, 7), (7, 7)):
            proof = proving.consistency(first, second)
            kept = verifier.read_head(proof["first"])
            assert verifier.check_proof(kept, proof, kept.key)[1] is None

    def test_an_event_is_found_by_its_id_too(self, journal):
        event = Event.objects.get(sequence=Place.objects.get(position=4).event)
        assert proving.inclusion(event.event_id) == proving.inclusion(str(event.sequence))

    @pytest.mark.parametrize("event", ["999999", "f" * 32, "x"])
    def test_there_is_none_for_an_event_that_is_not_there(self, journal, event):
        with pytest.raises(proving.NoProof, match="there is no event"):
            proving.inclusion(event)

    def test_there_is_none_before_the_seal_nor_against_an_older_head(self, journal):
        waiting = str(Event.objects.latest("sequence").sequence)
        with pytest.raises(proving.NoProof, match="waits for its seal"):
            proving.inclusion(waiting)
        with pytest.raises(proving.NoProof, match="came after"):
            proving.inclusion(str(Place.objects.get(position=5).event), 3)
        with pytest.raises(proving.NoProof, match="no head was signed at size 5"):
            proving.consistency(5)
        with pytest.raises(proving.NoProof, match="is not older"):
            proving.consistency(7, 3)

    def test_there_is_none_in_an_empty_journal(self):
        assert proving.head() is None
        with pytest.raises(proving.NoProof, match="no signed head yet"):
            proving.inclusion("1")
