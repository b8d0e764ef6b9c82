"""`socle check`: any byte changed at rest is found and named."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from tests.record.submission_builders import AT, PATIENT, feed
from tests.servers import socle

from socle import storage
from socle.cli.check import examine
from socle.cli.output import Exit, Output
from socle.ledger import guard
from socle.ledger.models import Event
from socle.record.models import AssociationRow, Entry, Notice, SubmissionSetRow
from socle.record.services.notices import leave_notices
from socle.record.store.identifiers import locate
from socle.rulebook import Obligation
from socle.storage.segment_store import parsed

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def check(capsys):
    """Runs the examination; gives its status and its JSON document."""

    def run():
        status = examine(Output(json=True))
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def fed():
    feed(("1.1", b"<a>first</a>"), ("1.2", b"<b>second</b>"), set_id="9.1")
    payload = {
        "record": locate(PATIENT), "tell": [Obligation.TELL_HOLDER.value], "id": "n1", "who": "X", "about": "fed"
    }  # fmt: skip
    leave_notices(payload, AT)
    return Entry.objects.get(unique_id="1.1")


def flip(path, position):
    data = bytearray(path.read_bytes())
    data[position] ^= 0x01
    path.write_bytes(bytes(data))


def where(data_dir, row):
    """The segment that holds the bytes of a row, and where they begin."""
    name, offset, _ = parsed(row.location)
    return data_dir / "documents" / "segments" / f"{name}.seg", offset


def overwrite(model, row, column, value):
    """As someone with full rights on the database would."""
    key = "sequence" if model is Event else "id"
    table = model._meta.db_table
    with guard.lifted(connection), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, getattr(row, key)])


def test_a_byte_changed_in_a_document_is_named_with_its_record_document_file_and_row(fed, check, data_dir):
    path, offset = where(data_dir, fed)
    flip(path, offset + 50)
    status, said = check()
    (damage,) = said["damages"]
    assert status == Exit.REFUSED
    assert said["valid"] is False
    assert (damage["record"], damage["document"]) == (fed.record_id, "1.1")
    assert str(path.relative_to(data_dir)) in damage["place"]
    assert fed.id in damage["place"]


@pytest.mark.parametrize("position", range(0, 40, 7))
def test_any_byte_of_a_key_file_counts_and_its_record_is_named(fed, check, data_dir, position):
    flip(data_dir / storage.keyring().place(fed.record_id), position)
    status, said = check()
    assert status == Exit.REFUSED
    assert said["damages"][0]["place"].endswith(f"{fed.record_id}.key")
    assert said["damages"][0]["record"] == fed.record_id


def test_any_byte_of_a_document_counts(fed, check, data_dir):
    path, offset = where(data_dir, fed)
    length = parsed(fed.location)[2]
    for position in range(offset, offset + length):
        flip(path, position)
        _, said = check()
        assert [damage["document"] for damage in said["damages"]] == ["1.1"], position
        flip(path, position)


def test_a_changed_master_key_is_found_by_every_key_that_it_no_longer_opens(fed, check):
    flip(storage.keyring().master_path, 3)
    _, said = check()
    assert "not a key wrapped under this master key" in said["damages"][0]["what"]


@pytest.mark.parametrize("model", [Entry, SubmissionSetRow, AssociationRow, Notice])
@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_any_byte_of_a_sealed_column_counts_and_its_row_is_named(fed, check, model, position):
    row = model.objects.filter(record_id=fed.record_id).first()
    sealed = bytearray(row.sealed)
    sealed[position] ^= 0x80
    overwrite(model, row, "sealed", bytes(sealed))
    status, said = check()
    (damage,) = said["damages"]
    assert status == Exit.REFUSED
    assert row.id in damage["place"]
    assert "sealed details" in damage["what"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("type_code", "11502-2"), ("unique_id", "1.9"), ("hash", "0" * 40), ("size", 3), ("creation_time", "2001")],
)
def test_a_clear_column_that_contradicts_the_sealed_details_is_named(fed, check, column, value):
    overwrite(Entry, fed, column, value)
    status, said = check()
    assert status == Exit.REFUSED
    assert any(column in damage["what"] and fed.id in damage["place"] for damage in said["damages"])


@pytest.mark.parametrize(("column", "value"), [("leaf", b"\x00" * 32), ("record_id", "another"), ("body", "{}")])
def test_an_act_of_the_journal_that_was_rewritten_is_named(fed, check, column, value):
    event = Event.objects.order_by("-sequence").first()
    overwrite(Event, event, column, value)
    _, said = check()
    assert f"event {event.sequence}" in {damage["place"] for damage in said["damages"]}


def test_an_instant_that_is_none_any_more_does_not_stop_the_check(fed, check):
    if connection.vendor != "sqlite":  # where a column of instants takes any text
        return
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_entry SET deposited_at = '2026-13-45 10:00:00' WHERE id = %s", [fed.id])
    status, said = check()
    assert status == Exit.REFUSED
    assert any("cannot be read" in damage["what"] for damage in said["damages"])


def test_bytes_that_vanished_are_named(fed, check, data_dir):
    path, _ = where(data_dir, fed)
    path.unlink()
    _, said = check()
    assert storage.documents().place(fed.location) in said["damages"][0]["place"]
    assert said["damages"][0]["what"] == "no file"


def test_a_record_without_its_key_is_named_once(fed, check, data_dir):
    (data_dir / storage.keyring().place(fed.record_id)).unlink()
    _, said = check()
    (damage,) = said["damages"]
    assert damage["record"] == fed.record_id
    assert "key" in damage["what"]


def test_nothing_is_wrong_with_what_nobody_touched(fed, check):
    status, said = check()
    assert (status, said["valid"], said["damages"]) == (Exit.DONE, True, [])
    assert (said["documents"], said["keys"], said["orphans"]) == (2, 1, 0)
    assert said["details"] == sum(model.objects.count() for model in (Entry, SubmissionSetRow, AssociationRow, Notice))


def test_bytes_that_no_row_refers_to_are_counted_and_are_no_damage(fed, check):
    storage.documents().put(fed.record_id, "1.9", b"orphan", at=AT - timedelta(days=1))
    status, said = check()
    assert (status, said["orphans"]) == (Exit.DONE, 1)


def test_a_person_reads_what_is_damaged_and_the_count(fed, capsys, data_dir):
    path, offset = where(data_dir, fed)
    flip(path, offset + 50)
    assert examine(Output(json=False)) == Exit.REFUSED
    told = capsys.readouterr().out
    assert f"record {fed.record_id}, document 1.1" in told
    assert "2 documents" in told


class TestWithoutAFolder:
    def test_the_sandbox_of_the_default_world_is_meant(self, tmp_path):
        done = socle("check", XDG_DATA_HOME=str(tmp_path))
        assert done.returncode == Exit.USAGE
        assert f"{tmp_path}/socle/sandbox/default is not there" in done.stderr

    def test_the_folder_of_the_environment_comes_before(self, tmp_path):
        done = socle("check", XDG_DATA_HOME=str(tmp_path), SOCLE_DATA=str(tmp_path / "mine"))
        assert f"{tmp_path}/mine is not there" in done.stderr


class TestWordsThatAreOff:
    def test_a_folder_that_is_not_there_is_told(self, tmp_path):
        done = socle("check", "--data", str(tmp_path / "none"))
        assert done.returncode == Exit.USAGE
        assert "is not there" in done.stderr

    def test_a_folder_without_a_database_is_left_as_it_was(self, tmp_path):
        done = socle("check", "--data", str(tmp_path))
        assert done.returncode == Exit.USAGE
        assert "holds no database" in done.stderr
        assert list(tmp_path.iterdir()) == []
