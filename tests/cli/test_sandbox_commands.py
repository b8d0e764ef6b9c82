"""`people`, `clock`, `reset`, `pki` against a running sandbox, as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib

import pytest
from cryptography import x509
from tests.servers import clean_environment


def out(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestClock:
    def test_it_is_shown_moved_frozen_and_let_run(self, fresh):
        assert set(out(fresh.cli("clock", "show", "--json"))) == {"now", "frozen"}
        assert out(fresh.cli("clock", "set", "2027-01-01", "--json"))["now"].startswith("2027-01-01T00:00:0")
        assert out(fresh.cli("clock", "freeze", "--json"))["frozen"] is True
        assert out(fresh.cli("clock", "advance", "15d", "--json"))["now"].startswith("2027-01-16T00:00:0")
        assert out(fresh.cli("clock", "advance", "-1d", "--json"))["now"].startswith("2027-01-15T00:00:0")
        assert "(frozen)" in fresh.cli("clock", "show").stdout
        assert out(fresh.cli("clock", "run", "--json"))["frozen"] is False

    def test_a_move_beyond_the_calendar_is_refused_with_a_sentence(self, sandbox):
        done = sandbox.cli("clock", "advance", "9999999d")
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr


def test_people_come_as_json_or_as_a_table(sandbox):
    people = out(sandbox.cli("people", "--json"))
    assert {"patients", "professionals", "structures"} == set(people)
    text = sandbox.cli("people").stdout
    assert "guivarch" in text
    assert people["patients"][0]["ins"] in text


def test_a_reader_who_leaves_is_no_failure(sandbox):
    done = subprocess.run(
        f"{sys.executable} -m socle.cli.main people --url {sandbox.url} | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
    )
    assert "Traceback" not in done.stderr


def test_a_reset_says_which_world_it_brought_back(fresh):
    assert out(fresh.cli("reset", "--json"))["world"] == "default"
    assert "default" in fresh.cli("reset").stdout


class TestPki:
    def test_an_actors_folder_holds_certificates_keys_and_who_it_is(self, sandbox, tmp_path):
        folder = tmp_path / "guivarch"
        result = out(sandbox.cli("pki", "issue", "guivarch", "-d", str(folder), "--json"))
        assert set(result["files"]) == {"tls.crt.pem", "tls.key.pem", "sign.crt.pem", "sign.key.pem", "actor.toml"}
        assert "BEGIN PRIVATE KEY" not in json.dumps(result)
        assert tomllib.loads((folder / "actor.toml").read_text())["idnat"] == "899881000014"
        assert x509.load_pem_x509_certificate((folder / "sign.crt.pem").read_bytes())
        assert (folder / "tls.key.pem").stat().st_mode & 0o077 == 0

    def test_a_folder_that_holds_something_is_left_alone(self, sandbox, tmp_path):
        (tmp_path / "mine").write_text("x")
        done = sandbox.cli("pki", "issue", "guivarch", "-d", str(tmp_path))
        assert (done.returncode, "not empty" in done.stderr) == (2, True)
        assert [path.name for path in tmp_path.iterdir()] == ["mine"]

    def test_nobody_gets_no_certificate(self, sandbox, tmp_path):
        done = sandbox.cli("pki", "issue", "nobody", "-d", str(tmp_path / "x"), "--json")
        assert done.returncode == 1
        assert "error" in json.loads(done.stdout)

    def test_what_was_issued_is_listed_and_revoked(self, fresh):
        fresh.api("actors/boucheny")
        serial = out(fresh.cli("pki", "list", "--json"))["certificates"][-1]["serial"]
        assert serial in fresh.cli("pki", "list").stdout
        assert out(fresh.cli("pki", "revoke", serial, "--json"))["serial"] == serial
        assert fresh.cli("pki", "revoke", "12").returncode == 1


class TestTrust:
    @pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
    def test_on_loopback_the_sandboxs_own_authority_is_learnt(self, sandbox, name):
        url = sandbox.tls_url.replace("localhost", name).rstrip("/")
        assert sandbox.cli("clock", "show", "--url", url).returncode == 0

    def test_plain_http_works_on_loopback_too(self, sandbox):
        assert sandbox.cli("clock", "show", "--url", sandbox.url).returncode == 0

    def test_the_address_may_come_from_the_environment(self, sandbox):
        assert sandbox.cli("clock", "show").returncode == 0
