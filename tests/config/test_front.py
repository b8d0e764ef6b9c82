"""Behind a front server that ends TLS: a real nginx, and those who would pass for it."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from tests import nginx, unsecured
from tests.servers import sandbox_server, socle

from socle.config.settings import Settings
from socle.config.startup import refusals
from socle.sandbox.authority import Authority

SECRET = "a-secret-of-the-front-server-and-of-socle"
LETTER = Path(__file__).parents[2] / "examples" / "lettre-de-sortie.xml"
CLAIRE = "288042923299113"
REGISTRY = "si-dmp-server/v2/services/registry"

needs_nginx = pytest.mark.skipif(nginx.program() is None, reason="nginx is not installed: apt-get install nginx")


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A Socle that knows a front, by socket and by secret."""
    folder = tmp_path_factory.mktemp("front")
    environment = {"SOCLE_FRONT_SOCKET": str(folder / "front.sock"), "SOCLE_FRONT_SECRET": SECRET}
    with sandbox_server(folder, at="2026-11-16T09:00:00Z", environment=environment) as running:
        yield running, folder


def front(running, folder, changes):
    authority = Authority(running.data / "authority")
    certificate, key = authority.server_certificate, authority.server_key
    material = {"/etc/socle/server.pem": str(certificate), "/etc/socle/server.key": str(key)}
    return nginx.running(folder, material | changes)


@needs_nginx
@pytest.mark.parametrize("way", ["socket", "secret"])
def test_a_document_is_fed_found_and_read_through_nginx_with_the_client_s_certificate(behind, tmp_path, way):
    running, folder = behind
    http = running.url.removeprefix("http://").rstrip("/").replace("localhost", "127.0.0.1")
    changes = (
        {"unix:/run/socle/front.sock": f"unix:{folder}/front.sock"}
        if way == "socket"
        else {"unix:/run/socle/front.sock": http, "the-secret-of-SOCLE_FRONT_SECRET": SECRET}
    )
    with front(running, tmp_path, changes) as port:
        here = {"SOCLE_URL": f"https://localhost:{port}"}
        running.api("reset", {})
        fed = socle("feed", str(LETTER), **here)
        assert fed.returncode == 0, fed.stderr
        found = socle("find", "--patient", CLAIRE, "--as", "guivarch", "--json", **here)
        assert found.returncode == 0, found.stderr
        unique_id = json.loads(found.stdout)["documents"][0]["unique_id"]
        got = socle("get", unique_id, "--patient", CLAIRE, "--as", "guivarch", "-o", str(tmp_path / "got.xml"), **here)
        assert got.returncode == 0, got.stderr
        context = running.tls_context()
        with httpx.Client(base_url=f"https://localhost:{port}", verify=context) as anonymous:
            assert anonymous.get("metrics").status_code == 404
            home = anonymous.get("/")
            assert home.status_code == 200
            answer = anonymous.post(REGISTRY, content=b"<a/>", headers={"Content-Type": "text/xml"})
            assert "Fault" in answer.text


@needs_nginx
def test_what_the_client_itself_says_of_a_certificate_is_taken_away_by_the_documented_front(behind, tmp_path):
    running, folder = behind
    forged = {"X-Socle-Client-Certificate": "x", "X-Socle-Front": "x", "X-Socle-Client-Address": "6.6.6.6"}
    with front(running, tmp_path, {"unix:/run/socle/front.sock": f"unix:{folder}/front.sock"}) as port:
        answer = httpx.get(f"https://localhost:{port}/healthz", headers=forged, verify=running.tls_context())
    assert answer.status_code == 200


class TestForgery:
    @pytest.mark.parametrize("name", ["X-Socle-Front", "X-Socle-Client-Certificate", "X-Socle-Client-Address"])
    @pytest.mark.parametrize("value", ["", "x", SECRET[:-1], SECRET.upper(), "é"])
    def test_a_header_of_the_front_from_anyone_else_is_refused_at_both_doors(self, behind, name, value):
        running, _ = behind
        with running.client() as secured, unsecured.Client(base_url=running.url) as plain:
            for client in (secured, plain):
                answer = client.get("healthz", headers={name: value.encode()})
                assert answer.status_code == 403
                assert answer.text.startswith("Cette demande porte des en-têtes réservés au serveur frontal")

    def test_the_certificate_of_another_is_not_believed_without_the_secret(self, behind):
        running, _ = behind
        stolen = quote(running.api("actors/guivarch")["tls_certificate"])
        answer = unsecured.post(
            f"{running.url}{REGISTRY}", content=b"<a/>", headers={"X-Socle-Client-Certificate": stolen}
        )
        assert answer.status_code == 403

    def test_a_certificate_that_cannot_be_read_is_told_to_the_front(self, behind):
        running, _ = behind
        answer = unsecured.get(
            f"{running.url}healthz", headers={"X-Socle-Front": SECRET, "X-Socle-Client-Certificate": "x"}
        )
        assert (answer.status_code, "certificat de client illisible" in answer.text) == (400, True)

    def test_without_any_front_the_same_headers_are_refused_too(self, sandbox):
        answer = unsecured.get(f"{sandbox.url}healthz", headers={"X-Socle-Front": ""})
        assert answer.status_code == 403

    def test_the_socket_opens_to_its_owner_and_group_alone(self, behind):
        _, folder = behind
        assert stat.S_IMODE((folder / "front.sock").stat().st_mode) & 0o007 == 0


def test_a_secret_that_can_be_guessed_is_refused_at_the_start():
    found = {refusal.id for refusal in refusals(Settings(front_secret="short"))}
    assert "socle.E012" in found
    assert "socle.E012" not in {refusal.id for refusal in refusals(replace(Settings(), front_secret=SECRET))}
