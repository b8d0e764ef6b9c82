"""The order of system calls: bytes durable, then the commit durable, then the answer. Seen from outside, by strace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from benchmarks.people import patient

from socle.client import token
from socle.client.dmp import ACTIONS
from socle.client.transport import SERVICES
from socle.wire import mtom, soap
from socle.wire.xds import write as write_xds
from tests.servers import clean_environment, database_of
from tests.soak import trace
from tests.soak.hospital import Author, Staff
from tests.soak.place import Place, free_ports

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(bool(trace.forbidden()), reason=trace.forbidden() or "-"),
]
DURABLE = ("fsync", "fdatasync")
WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg")


class Traced(Place):
    """A Socle under strace."""

    def spawn(self):
        self.out = self.data.parent / "trace"
        command = [*trace.command(self.out), sys.executable, "-m", "socle.cli.main", "up", "--data", str(self.data)]
        command += ["--at", "2026-09-15T08:00:00Z", "--port", str(self.ports[0]), "--tls-port", str(self.ports[1])]
        with self.log.open("ab") as log:
            environment = clean_environment(**self.variables)
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environment)


class Feeding:
    """One feeding and what the system saw of it."""

    def __init__(self, place, calls, work, begun_at, sent_at, answered_at):
        self.place, self.work = place, work
        self.unique_id = work.sent.documents[0].unique_id
        self.size = max(held.size for held in work.sent.documents)
        self.calls = [call for call in calls if begun_at <= call.at <= answered_at]
        port = place.ports[1]
        doors = [
            call for call in self.calls if call.name in WRITES and f":{port}->" in call.target and call.at >= sent_at
        ]
        self.answer = min(doors, key=lambda call: call.began)

    def after(self, rank, names, of):
        """The first call of these names on `of` that began after `rank`."""
        found = [call for call in self.calls if call.name in names and call.began > rank and of in call.target]
        return min(found, key=lambda call: call.began, default=None)

    @property
    def bytes_written(self):
        """The last piece of the document's frame."""
        frames = [
            call for call in self.calls if call.name in WRITES and ".seg" in call.target and call.result >= self.size
        ]
        assert frames, "no document was written to a segment"
        return frames[0]

    @property
    def bytes_durable(self):
        written = self.bytes_written
        return self.after(written.ended, DURABLE, written.target)


@pytest.fixture(scope="module")
def feedings(tmp_path_factory):
    """Three feedings in a row on a new folder: the first makes its segment, its record and its keys."""
    folder = tmp_path_factory.mktemp("order")
    place = Traced(folder / "data", free_ports(), database_of(folder / "data") or "")
    place.spawn()
    try:
        place.wait(120)
        place.freeze()
        staff = Staff.of(place.api)
        author = Author(staff.structure, int(time.time()), 1)
        known = [send(place, staff, author, rank) for rank in (1, 1, 2)]
        time.sleep(0.2)
    finally:
        for pid in place.processes()[1:]:
            os.kill(pid, signal.SIGTERM)
        place.process.wait(60)
    calls = trace.read(place.out)
    return [Feeding(place, calls, *one) for one in known]


def send(place, staff, author, rank):
    """Feed on a connection of its own; when the last byte left, and when the answer was there."""
    work = author.write(rank)
    body, parts = write_xds.submission_request(work.made)
    assertion = token.build(staff.structure, patient(rank).cx, author.at)
    address = f"{place.tls_url.rstrip('/')}{SERVICES}/repository"
    envelope = soap.write_envelope(
        action=ACTIONS["feed"], body=body, to=address, reply_to=soap.ANONYMOUS, security=assertion
    )
    content_type, content = mtom.write_multipart(envelope, parts, action=ACTIONS["feed"])
    port = urlsplit(place.tls_url).port
    with closing(HTTPSConnection("localhost", port, timeout=60, context=staff.structure.ssl_context())) as connection:
        connection.connect()
        time.sleep(0.5)  # the handshake's last messages leave the server
        begun_at = time.time()
        connection.request("POST", f"{SERVICES}/repository", content, {"Content-Type": content_type})
        sent_at = time.time()
        answer = connection.getresponse().read()
        answered_at = time.time()
    assert b"ResponseStatusType:Success" in answer
    return work, begun_at, sent_at, answered_at


def ids(feeding):
    return ["first", "second", "other record"][feeding]


@pytest.fixture(params=range(3), ids=ids)
def feeding(request, feedings):
    return feedings[request.param]


def test_document_bytes_are_durable_before_the_database_is_told_of_them(feeding):
    durable = feeding.bytes_durable
    assert durable is not None
    assert durable.result == 0
    told = min(call.began for call in database_writes(feeding))
    assert durable.ended < told


def test_the_commit_is_durable_before_the_answer_leaves(feeding):
    committed = commit_durable(feeding)
    assert committed is not None
    assert committed.ended < feeding.answer.began


def test_every_name_made_is_durable_in_its_folder_before_the_answer_leaves(feeding):
    """Segments, keys and folders: a file whose name is lost is lost. A lock holds nothing: lost, it is made again."""
    made = [(call, path) for call in feeding.calls for path in names_made(call) if call.ended < feeding.answer.began]
    kept = [(call, path) for call, path in made if path.startswith(str(feeding.place.data)) and Path(path).exists()]
    for call, path in kept:
        if Path(path).name.endswith(("-wal", "-shm", "lock")) or "/heads" in path or "/locks" in path:
            continue
        synced = feeding.after(call.ended, DURABLE, str(Path(path).parent))
        while synced is not None and synced.target != str(Path(path).parent):
            synced = feeding.after(synced.began, DURABLE, str(Path(path).parent))
        assert synced is not None, f"the name {path} is not durable"
        assert synced.ended < feeding.answer.began, f"the name {path} is durable after the answer alone"


def test_the_first_feeding_makes_a_segment_and_keys_whose_names_are_durable(feedings):
    made = [path for call in feedings[0].calls for path in names_made(call)]
    assert any(path.endswith(".seg") for path in made)
    assert any("/keys/records/" in path for path in made)


def names_made(call):
    """The paths that a call made, where it did."""
    if call.result < 0:
        return []
    if call.name in ("open", "openat", "creat") and "O_CREAT" in call.words:
        return call.paths[:1]
    if call.name in ("mkdir", "mkdirat"):
        return call.paths[:1]
    return call.paths[-1:] if call.name.startswith(("link", "rename")) else []


def on_postgresql():
    return bool(os.environ.get("SOCLE_TEST_POSTGRES"))


def database_writes(feeding):
    """The writes to the database that hold the document's identifier in clear."""
    where = (
        (lambda call: call.target.startswith("TCP:")) if on_postgresql() else (lambda call: "sqlite3" in call.target)
    )
    found = [
        call
        for call in feeding.calls
        if call.name in WRITES and where(call) and feeding.unique_id in call.words and call.ended < feeding.answer.began
    ]
    assert found, "the database was never told of this document"
    return found


def commit_durable(feeding):
    """The synchronisation of SQLite's log, or PostgreSQL's word, that makes the document's rows durable."""
    last = max(database_writes(feeding), key=lambda call: call.ended)
    if not on_postgresql():
        return feeding.after(last.ended, DURABLE, last.target)
    asked = [
        call
        for call in feeding.calls
        if call.name in WRITES and call.target == last.target and call.ended >= last.ended and "COMMIT" in call.words
    ]
    assert asked, "the commit was never asked for"
    assert not any("synchronous_commit" in call.words for call in feeding.calls), "its word would prove nothing"
    said = [
        call
        for call in feeding.calls
        if call.name in ("recvfrom", "recvmsg", "read")
        and call.target == last.target
        and call.ended > asked[0].began
        and "COMMIT" in call.words
    ]
    return min(said, key=lambda call: call.ended, default=None)


def test_what_was_traced_is_the_whole_program(feedings):
    """Else the order would be proven of a part of it."""
    for feeding in feedings:
        assert {"write", "read"} <= {call.name for call in feeding.calls}
        assert (
            sum(call.result for call in feeding.calls if call.name == "read" and "TCP:" in call.target) > feeding.size
        )
