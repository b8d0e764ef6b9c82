"""`socle up` as a process: what it refuses, what it leaves, how it ends."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from tests import postgres, unsecured
from tests.servers import clean_environment, sandbox_server, socle, start

from socle.cli.up import default_folder


def up(*words, **environment):
    return socle("up", "--port", "0", "--tls-port", "0", "--world", "none", *words, **environment)


class TestItRefuses:
    def test_a_folder_that_holds_something_else(self, tmp_path):
        (tmp_path / "thesis.tex").write_text("x")
        done = up("--data", str(tmp_path))
        assert (done.returncode, "something else" in done.stderr) == (1, True)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]

    def test_a_port_that_is_taken(self, tmp_path):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            done = up("--data", str(tmp_path / "data"), "--port", str(taken.getsockname()[1]))
        assert (done.returncode, done.stdout) == (1, "")
        assert "is another Socle running" in done.stderr

    def test_an_authority_that_is_not_there(self, tmp_path):
        done = up("--data", str(tmp_path / "data"), "--trust", str(tmp_path / "absent.pem"))
        assert (done.returncode, "absent.pem" in done.stderr) == (1, True)

    def test_an_authority_that_is_none(self, tmp_path):
        (tmp_path / "ca.pem").write_text("hello")
        done = up("--data", str(tmp_path / "data"), "--trust", str(tmp_path / "ca.pem"))
        assert (done.returncode, "no certificate" in done.stderr) == (1, True)

    def test_a_folder_where_another_one_runs(self, tmp_path):
        with sandbox_server(tmp_path, world="none") as running:
            done = up("--data", str(running.data))
        assert (done.returncode, "another Socle runs" in done.stderr) == (1, True)

    def test_to_print_a_trace_of_its_inside_for_any_of_these(self, tmp_path):
        assert "Traceback" not in up("--data", "/proc/none").stderr


class TestItSays:
    def test_where_it_answers_on_one_line_of_text(self, tmp_path):
        command = [sys.executable, "-m", "socle.cli.main", "up", "--data", str(tmp_path / "data"), "--world", "none"]
        process = subprocess.Popen(
            [*command, "--port", "0", "--tls-port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=clean_environment(),
        )
        try:
            line = process.stdout.readline()
            word, url = line.split()
            assert word == "ready"
            assert url.startswith("http://localhost:")
            assert unsecured.get(f"{url}healthz").status_code == 200
        finally:
            process.terminate()
            assert process.wait(30) == 0
            process.stdout.close()


class TestItLeaves:
    def test_secrets_that_only_their_owner_reads(self, tmp_path):
        with sandbox_server(tmp_path, first=True) as running:
            running.api("actors/guivarch")
            running.stop()
        secrets = [path for path in (tmp_path / "data").rglob("*") if "key" in path.name and path.is_file()]
        assert len(secrets) > 5
        assert [path for path in secrets if path.stat().st_mode & 0o077] == []
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0

    def test_a_folder_that_production_refuses(self, tmp_path):
        with sandbox_server(tmp_path, world="none", first=True) as running:
            running.stop()
        assert "socle.E003" in socle("serve", SOCLE_DATA=str(tmp_path / "data")).stderr


class TestItEnds:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_calmly_when_asked(self, tmp_path, number):
        with sandbox_server(tmp_path, world="none") as running:
            os.kill(running.process.pid, number)
            assert running.process.wait(30) == 0

    def test_calmly_when_a_thread_that_does_something_else_is_told(self, tmp_path):
        """As happens under a debugger: the system may hand a signal to any thread."""
        with sandbox_server(tmp_path, world="none", environment={"SOCLE_PROCESSES": "1"}) as running:
            pid = running.process.pid
            other = next(int(held.name) for held in Path(f"/proc/{pid}/task").iterdir() if held.name != str(pid))
            time.sleep(1)  # by then the first thread waits
            assert ctypes.CDLL(None).tgkill(pid, other, int(signal.SIGTERM)) == 0
            assert running.process.wait(30) == 0

    def test_after_the_request_at_hand(self, tmp_path):
        with sandbox_server(tmp_path) as running:
            body = json.dumps({"action": "freeze"}).encode()
            where = httpx.URL(running.url)
            with socket.create_connection((where.host, where.port), timeout=20) as plain:
                head = "POST /api/clock HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                plain.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:5])
                unsecured.get(f"{running.url}healthz")
                running.process.terminate()
                plain.sendall(body[5:])
                assert plain.recv(4096).startswith(b"HTTP/1.1 200")
            assert running.process.wait(30) == 0


def test_its_folder_is_one_per_world_in_the_users_own_data(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder("default") == tmp_path / "socle" / "sandbox" / "default"
    assert default_folder("/somewhere/own.toml") == tmp_path / "socle" / "sandbox" / "own"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder("default") == tmp_path / ".local" / "share" / "socle" / "sandbox" / "default"


@pytest.fixture
def postgres_url():
    if postgres.binaries() is None:
        pytest.skip("this machine cannot: PostgreSQL is not installed")
    with postgres.cluster() as url:
        yield postgres.create_database(url, "socle")


def test_it_runs_and_resets_on_postgresql(tmp_path, postgres_url):
    running = start(tmp_path / "data", database=postgres_url)
    try:
        assert len(running.api("people")["patients"]) == 41
        running.api("actors", {"kind": "professional", "idnat": "899700218896", "structure": "10B0152872"})
        running.api("reset", {})
        assert "899700218896" not in [one["idnat"] for one in running.api("people")["professionals"]]
        assert running.stop() == 0
    finally:
        running.process.kill()
        running.process.stdout.close()
