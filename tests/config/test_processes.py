"""A whole Socle in several processes: what one of them is told holds for all, and what one suffers harms no other."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from tests import unsecured
from tests.config.test_supervisor import alive
from tests.failures.exchange import Feeding, Target
from tests.servers import database_of, sandbox_server, socle, start
from tests.wire import pki

pytestmark = pytest.mark.database

SOON = 30
LETTER = "examples/lettre-de-sortie.xml"
CLAIRE = "288042923299113"


def health(running):
    return unsecured.get(f"{running.url}healthz", timeout=20).json()


def processes(running):
    """The process of each part."""
    return {name: one["pid"] for name, one in health(running)["details"]["processes"].items()}


def until(true):
    deadline = time.monotonic() + SOON
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found
    return found


def well(running):
    """Wait until every part answers again; how often each died."""

    def found():
        said = health(running)
        return said if said["status"] == "ok" else None

    return {name: one["restarts"] for name, one in until(found)["details"]["processes"].items()}


def states(pid):
    """How the threads of a process are, as the kernel says."""
    told = [(task / "stat").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    return {one.rpartition(")")[2].split()[0] for one in told}


@contextmanager
def stopped(pid):
    """A process that stands still meanwhile, each thread of it: whatever is answered, another one answers it."""
    os.kill(pid, signal.SIGSTOP)
    try:
        until(lambda: states(pid) == {"T"})
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def from_each(running, ask):
    """What each process at the doors answers, by making it the only one that moves."""
    doors = [pid for name, pid in processes(running).items() if name.startswith("doors-")]
    answers = []
    for alone in doors:
        with ExitStack() as held:
            for pid in doors:
                if pid != alone:
                    held.enter_context(stopped(pid))
            answers.append(ask())
    return answers


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("processes")
    with sandbox_server(folder, at="2026-11-16T09:00:00Z", environment={"SOCLE_PROCESSES": "2"}, first=True) as one:
        yield one


class TestHealth:
    def test_names_every_process(self, running):
        found = processes(running)
        assert set(found) == {"doors-1", "doors-2", "worker"}
        assert len({running.process.pid, *found.values()}) == 4

    def test_is_the_same_whichever_process_is_asked(self, running):
        first, second = from_each(running, lambda: processes(running))
        assert first == second

    def test_adds_up_the_handshakes_that_each_refused(self, running):
        before = health(running)["details"]["handshakes"]["refused"]
        where = httpx.URL(running.tls_url)

        def spoil():
            with socket.create_connection((where.host, where.port), timeout=20) as plain:
                plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
                while plain.recv(4096):
                    pass

        from_each(running, spoil)
        until(lambda: health(running)["details"]["handshakes"]["refused"] == before + 2)


class TestWhatHoldsForAll:
    def test_the_clock_set_in_one_process_is_seen_by_every_other_at_once(self, running):
        running.set_clock("2027-03-01T08:00:00Z")
        running.api("clock", {"action": "freeze"})
        frozen = running.api("clock")["now"]
        assert from_each(running, lambda: running.api("clock")) == [{"now": frozen, "frozen": True}] * 2
        running.api("clock", {"action": "advance", "value": "15d"})
        moved = from_each(running, lambda: running.api("clock")["now"])
        assert moved[0] == moved[1] > "2027-03-16T08:00:00"
        running.api("reset", {})
        assert [state["frozen"] for state in from_each(running, lambda: running.api("clock"))] == [False, False]

    def test_who_was_registered_and_what_was_reset(self, running):
        new = {"kind": "professional", "idnat": "899700218896", "structure": "10B0152872"}
        running.api("actors", new)

        def known():
            return running.cli("record", "--patient", CLAIRE, "--as", new["idnat"]).returncode

        assert from_each(running, known) == [0, 0]
        running.api("reset", {})
        assert 0 not in from_each(running, known)

    def test_a_document_fed_to_one_is_found_by_the_other(self, running):
        running.api("reset", {})
        assert running.cli("feed", LETTER).returncode == 0
        found = from_each(running, lambda: running.cli("find", "--patient", CLAIRE, "--as", "guivarch").stdout)
        assert all("Lettre de liaison de sortie" in one for one in found)

    def test_a_session_opened_in_one_is_open_in_the_other(self, running):
        with unsecured.Client(base_url=running.url, timeout=20) as browser:
            page = browser.get("bac-a-sable/").text
            form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            browser.post("bac-a-sable/entrer", data={"csrfmiddlewaretoken": form[1], "patient": "claire"})
            cookies = dict(browser.cookies)
        seen = from_each(running, lambda: unsecured.get(f"{running.url}mon-espace/", cookies=cookies, timeout=20))
        assert [answer.status_code for answer in seen] == [200, 200]
        assert all("Claire" in answer.text for answer in seen)

    def test_the_journal_of_all_is_one_tree_sealed_by_one(self, running):
        running.api("reset", {})
        from_each(running, lambda: running.cli("find", "--patient", CLAIRE, "--as", "guivarch"))

        def sealed():
            said = socle("ledger", "verify", "--json", "--data", str(running.data), **database(running))
            return said.returncode == 0 and '"waiting": 0' in said.stdout

        until(sealed)


def database(running):
    found = database_of(running.data)
    return {"DATABASE_URL": found} if found else {}


class TestAPartKilled:
    def test_at_the_doors_is_started_again_and_the_service_goes_on_meanwhile(self, running):
        before = well(running)
        killed = processes(running)["doors-1"]
        os.kill(killed, signal.SIGKILL)
        assert running.cli("find", "--patient", CLAIRE, "--as", "guivarch").returncode == 0
        until(lambda: processes(running)["doors-1"] not in {killed, None})
        assert well(running)["doors-1"] == before["doors-1"] + 1
        assert '"part": "doors-1", "reason": "signal 9"' in (running.data.parent / "data.log").read_text()

    def test_behind_them_is_missed_by_health_and_its_work_goes_on_afterwards(self, running):
        before = well(running)
        killed = processes(running)["worker"]
        os.kill(killed, signal.SIGKILL)
        until(lambda: processes(running)["worker"] not in {killed, None})
        assert well(running)["worker"] == before["worker"] + 1
        running.cli("find", "--patient", CLAIRE, "--as", "guivarch")
        TestWhatHoldsForAll().test_the_journal_of_all_is_one_tree_sealed_by_one(running)

    def test_that_stands_still_is_told_and_serves_again(self, running):
        pids = processes(running)
        with stopped(pids["worker"]):
            said = until(lambda: (found := health(running))["status"] != "ok" and found)
            assert said["rooms"]["ledger"] == "failing: the worker does not answer"
        with stopped(pids["doors-2"]):
            said = until(lambda: (found := health(running))["status"] == "degraded" and found)
            assert said["rooms"]["config"] == "degraded: doors-2 of 2 processes at the doors"
            assert unsecured.get(f"{running.url}healthz", timeout=20).status_code == 200
        well(running)


@pytest.fixture
def feeding_half(tmp_path, dmp_samples):
    """A Socle of two processes to which a feeding was half sent: the rest of it, and its connection."""
    trust = (dmp_samples / "certs" / "TEST-ONLY-ca-root.crt.pem",)
    with sandbox_server(tmp_path, world="trois-ponts", trust=trust, environment={"SOCLE_PROCESSES": "2"}) as one:
        target = Target(one, dmp_samples, tmp_path)
        target.set_clock(pki.NOW)
        feeding = Feeding.of(target)
        target.set_clock(feeding.instant)
        body = feeding.fresh()
        head = (
            f"POST /si-dmp-server/v2/services/repository HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: {feeding.content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = target.raw(feeding.card)
        connection.sendall(head.encode() + body[:1000])
        time.sleep(1)
        yield target, connection, body[1000:]
        connection.close()


class TestTheEnd:
    def test_is_calm_and_a_feeding_that_is_being_sent_is_still_taken(self, feeding_half):
        target, connection, rest = feeding_half
        target.running.process.terminate()
        time.sleep(0.5)
        connection.sendall(rest)
        answer = b""
        try:
            while b"RegistryResponse" not in answer and (piece := connection.recv(65536)):
                answer += piece
        except ssl.SSLError:
            pass
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"ResponseStatusType:Success" in answer
        assert target.running.process.wait(30) == 0
        again = start(target.running.data, world="trois-ponts", environment={"SOCLE_PROCESSES": "1"})
        try:
            whose = ("--patient", "284053523899177", "--as", "899880000015", "--json")
            again.cli("authorise", *whose)
            found = again.cli("find", *whose)
            assert "2.25.288238509688271636137782403822380314590.1.1.101" in found.stdout
        finally:
            again.stop()
            again.process.stdout.close()

    def test_comes_at_once_at_the_second_signal_whatever_is_being_sent(self, feeding_half):
        target, _, _ = feeding_half
        pids = processes(target.running).values()
        target.running.process.terminate()
        time.sleep(0.3)
        begun = time.monotonic()
        target.running.process.terminate()
        assert target.running.process.wait(10) == -signal.SIGTERM
        assert time.monotonic() - begun < 5
        until(lambda: not any(map(alive, pids)))

    def test_of_the_supervisor_alone_leaves_nobody_and_the_folder_is_free(self, tmp_path):
        with sandbox_server(tmp_path, world="none", environment={"SOCLE_PROCESSES": "2"}) as one:
            pids = processes(one).values()
            one.kill()
            until(lambda: not any(map(alive, pids)))
            again = start(one.data, world="none", environment={"SOCLE_PROCESSES": "2"})
            try:
                assert health(again)["status"] in {"ok", "degraded"}
            finally:
                again.stop()
                again.process.stdout.close()


def threads(pid):
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


class TestTheSupervisor:
    def test_runs_no_thread_of_anybody_which_would_be_missing_in_the_processes_it_makes(self, running):
        assert threads(running.process.pid) == 1
        assert all(threads(pid) > 1 for pid in processes(running).values())


class TestHowMany:
    def test_one_holds_everything(self, tmp_path):
        with sandbox_server(tmp_path, world="none", environment={"SOCLE_PROCESSES": "1"}) as one:
            assert processes(one) == {"socle": one.process.pid}

    def test_when_nothing_is_said_one_on_sqlite_and_on_postgresql_one_a_processor_up_to_four(self, tmp_path):
        with sandbox_server(tmp_path, world="none") as one:
            doors = [name for name in processes(one) if name.startswith("doors-")]
            cores = min(len(os.sched_getaffinity(0)), 4) if database(one) else 1
            assert len(doors) == (cores if cores > 1 else 0)

    @pytest.mark.parametrize("number", ["-1", "1000"])
    def test_a_number_that_cannot_be_is_refused(self, tmp_path, number):
        words = ("up", "--data", str(tmp_path / "data"), "--world", "none", "--port", "0", "--tls-port", "0")
        done = socle(*words, SOCLE_PROCESSES=number)
        assert (done.returncode, "socle.E016" in done.stderr) == (2, True)
