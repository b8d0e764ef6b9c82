"""The master key wrapped by a key service: never in clear on the disk, and a service that fails says so."""

from __future__ import annotations

import json
import time

import pytest
from tests.servers import sandbox_server, socle
from tests.storage import keyserver

from socle.storage import KeyRing, KeyService, KeyServiceUnavailable, MasterKeyRefused, keyservice
from socle.storage.backup import keybox
from socle.storage.rotation import rotate


@pytest.fixture(autouse=True)
def forgotten():
    keyservice.forget()
    yield
    keyservice.forget()


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "service"
    folder.mkdir()
    with keyserver.running(folder) as found:
        yield found


@pytest.fixture
def ring(tmp_path, server):
    return ring_of(tmp_path, server)


def ring_of(tmp_path, server, token=keyserver.TOKEN, **changes):
    service = KeyService(server.url, token, authority=server.authority, **changes)
    return KeyRing(tmp_path / "keys", may_create_master=True, service=service)


def everything(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class TestAtRest:
    def test_no_file_ever_holds_the_master_key(self, tmp_path, ring):
        ring.create("r1")
        masters = [*ring.masters()]
        rotate(ring)
        masters += ring.masters()
        held = everything(tmp_path / "keys")
        assert len(set(masters)) == 2
        assert all(form not in held for master in masters for form in (master, master.hex().encode()))

    def test_a_record_s_key_is_the_same_after_a_start_and_the_service_is_asked_once(self, ring, server):
        ring.create("r1")
        key = ring.key("r1")
        keyservice.forget()
        server.asked.clear()
        assert {ring.key("r1") for _ in range(5)} == {key}
        assert server.asked == ["/v1/transit/decrypt/socle"]

    def test_a_backup_of_the_keys_holds_what_the_service_wrapped(self, tmp_path, ring):
        from datetime import UTC, datetime, timedelta  # noqa: PLC0415

        ring.create("r1")
        at = datetime(2026, 11, 22, tzinfo=UTC)
        kept = keybox.keep(tmp_path / "copy", ring, at=at, expires=at + timedelta(days=1), with_master=True)
        master = ring.masters()[0]
        assert master.hex() not in kept.read_text()
        keybox.lay_out(keybox.latest(tmp_path / "copy", at, None), tmp_path / "restored")
        again = KeyRing(tmp_path / "restored", may_create_master=False, service=ring._service)
        assert again.key("r1") == ring.key("r1")

    def test_rotating_brings_a_clear_master_key_under_the_service(self, tmp_path, server):
        before = KeyRing(tmp_path / "keys", may_create_master=True)
        before.create("r1")
        key, clear = before.key("r1"), before.masters()[0]
        after = ring_of(tmp_path, server)
        assert after.is_clear
        assert after.key("r1") == key
        rotate(after)
        assert not after.is_clear
        assert after.key("r1") == key
        assert clear not in everything(tmp_path / "keys")

    def test_without_its_service_a_wrapped_key_is_refused_with_the_way_out(self, tmp_path, ring):
        ring.create("r1")
        with pytest.raises(MasterKeyRefused, match="name it in SOCLE_KEY_SERVICE"):
            KeyRing(tmp_path / "keys", may_create_master=False).key("r1")


class TestFailures:
    @pytest.mark.parametrize("answers", [[503], [500, 502], [429]])
    def test_a_passing_failure_is_asked_again(self, ring, server, answers):
        server.answers = answers
        ring.create("r1")
        assert ring.exists("r1")

    def test_a_service_that_stays_away_is_told_within_seconds(self, tmp_path, ring, server):
        ring.create("r1")
        keyservice.forget()
        server.answers = [503] * 10
        begun = time.monotonic()
        with pytest.raises(KeyServiceUnavailable, match=r"does not answer \(HTTP 503\)"):
            ring.key("r1")
        assert time.monotonic() - begun < 5
        assert len(server.asked) == 1 + 3

    def test_nothing_is_made_when_the_service_is_not_there(self, tmp_path):
        service = KeyService("https://127.0.0.1:1/v1/transit/keys/socle", "t")
        ring = KeyRing(tmp_path / "keys", may_create_master=True, service=service)
        with pytest.raises(KeyServiceUnavailable, match="ConnectError"):
            ring.create("r1")
        assert not ring.master_path.exists()

    def test_a_token_that_may_not_is_refused_and_not_asked_again(self, tmp_path, server):
        with pytest.raises(MasterKeyRefused, match=r"refused to encrypt \(HTTP 403\)"):
            ring_of(tmp_path, server, "wrong").create("r1")
        assert len(server.asked) == 1

    def test_another_key_of_the_service_does_not_open_it(self, ring, server):
        ring.create("r1")
        keyservice.forget()
        server.key = bytes(32)
        with pytest.raises(MasterKeyRefused, match=r"refused to decrypt \(HTTP 400\)"):
            ring.key("r1")

    def test_a_service_that_nobody_vouches_for_is_not_told_the_key(self, tmp_path, server):
        service = KeyService(server.url, keyserver.TOKEN)
        with pytest.raises(KeyServiceUnavailable):
            KeyRing(tmp_path / "keys", may_create_master=True, service=service).create("r1")
        assert server.asked == []

    @pytest.mark.parametrize("document", [{}, {"data": None}, {"data": {"ciphertext": 3}}])
    def test_an_answer_that_is_none_is_refused(self, ring, server, monkeypatch, document):
        monkeypatch.setattr(type(server), "answer", lambda *_: (200, document))
        with pytest.raises(MasterKeyRefused, match="is it a transit engine"):
            ring.create("r1")

    def test_a_token_file_is_read_at_each_call_and_its_absence_told(self, tmp_path, server):
        file = tmp_path / "token"
        ring = ring_of(tmp_path, server, "", token_file=file)
        with pytest.raises(MasterKeyRefused, match="SOCLE_KEY_SERVICE_TOKEN_FILE"):
            ring.create("r1")
        file.write_text(keyserver.TOKEN + "\n")
        ring.create("r1")
        server.token = "renewed"
        file.write_text("renewed")
        keyservice.forget()
        assert ring.key("r1")


class TestCommands:
    def test_production_is_prepared_refuses_to_start_without_the_service_and_says_why(self, tmp_path, server):
        data = {"SOCLE_DATA": str(tmp_path / "data")}
        made = socle("keys", "init", "--json", **data, **server.environment)
        assert json.loads(made.stdout)["wrapped"] is True
        assert b"vault:v1:" in (tmp_path / "data" / "keys" / "master.key").read_bytes()
        server.answers = [503] * 20
        refused = socle("serve", **data, **server.environment)
        assert (refused.returncode, "socle.E015" in refused.stderr) == (1, True)
        assert "does not answer (HTTP 503)" in refused.stderr
        assert keyserver.TOKEN not in refused.stderr

    def test_a_key_that_cannot_be_wrapped_is_not_made(self, tmp_path, server):
        environment = server.environment | {"SOCLE_KEY_SERVICE_TOKEN": "wrong", "SOCLE_DATA": str(tmp_path / "data")}
        refused = socle("keys", "init", **environment)
        assert (refused.returncode, "no master key was made" in refused.stderr) == (1, True)
        assert not (tmp_path / "data" / "keys" / "master.key").exists()

    def test_a_whole_socle_serves_on_when_the_service_goes_once_it_has_its_key(self, tmp_path, server):
        with sandbox_server(tmp_path, environment=server.environment) as running:
            assert running.cli("find", "--patient", "288042923299113", "--as", "guivarch").returncode == 0
            assert b"vault:v1:" in (running.data / "keys" / "master.key").read_bytes()
            server.answers = [503] * 100
            asked = len(server.asked)
            assert running.cli("find", "--patient", "288042923299113", "--as", "guivarch").returncode == 0
            assert len(server.asked) == asked
