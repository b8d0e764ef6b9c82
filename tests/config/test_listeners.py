"""The two doors, as clients meet them: real sockets, real certificates."""

from __future__ import annotations

import socket
import ssl
import time
import warnings
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import pytest
from tests import unsecured
from tests.certificates import without_extended_usages
from tests.servers import sandbox_server

from socle.sandbox.authority import Authority
from socle.wire.certificates import issue

REGISTRY = "si-dmp-server/v2/services/registry"
CUT = (httpx.TransportError, ssl.SSLError, OSError)


def files(folder, name, issued):
    certificate, key = folder / f"{name}.crt.pem", folder / f"{name}.key.pem"
    certificate.write_text(issued.pem)
    key.write_text(issued.key_pem)
    return certificate, key


def health(sandbox):
    return unsecured.get(f"{sandbox.url}healthz").json()


def refused(sandbox):
    return health(sandbox)["details"]["handshakes"]["refused"]


def connect(sandbox):
    where = urlsplit(sandbox.tls_url)
    return socket.create_connection((where.hostname, where.port), timeout=20)


class TestHandshake:
    def test_a_chain_to_an_unknown_authority_is_cut_and_counted(self, sandbox, tmp_path):
        validity = issue.Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
        stranger = issue.root("TEST-ONLY AC INCONNUE", validity)
        holder = issue.Holder(idnat="899881000014", family="GUIVARCH", given="Solenn", profession="10")
        card = issue.card(stranger, holder, issue.Use.AUTHENTICATION, validity)
        before = refused(sandbox)
        with pytest.raises(CUT), sandbox.client(*files(tmp_path, "stranger", card)) as client:
            client.get("healthz")
        assert refused(sandbox) == before + 1
        assert "CERTIFICATE_VERIFY_FAILED" in health(sandbox)["details"]["handshakes"]["reasons"]

    def test_an_expired_certificate_of_a_known_authority_passes_to_be_judged_by_the_service(self, sandbox, tmp_path):
        holder = issue.Holder(idnat="899881000014", family="GUIVARCH", given="Solenn", profession="10")
        expired = Authority(sandbox.data / "authority").card("expired", holder, datetime(2015, 1, 1, tzinfo=UTC))
        before = refused(sandbox)
        with sandbox.client(*files(tmp_path, "expired", expired.authentication)) as client:
            assert client.get("healthz").status_code == 200
        assert refused(sandbox) == before

    def test_a_signature_certificate_is_cut_before_any_answer(self, sandbox, tmp_path):
        holder = issue.Holder(idnat="899881000014", family="GUIVARCH", given="Solenn", profession="10")
        card = Authority(sandbox.data / "authority").card("signs", holder, datetime(2026, 11, 16, tzinfo=UTC))
        before = refused(sandbox)
        with pytest.raises(CUT), sandbox.client(*files(tmp_path, "signs", card.signature)) as client:
            client.get("healthz")
        assert refused(sandbox) == before + 1

    def test_a_certificate_that_does_not_tell_its_use_passes_to_be_judged_by_the_service(self, sandbox, tmp_path):
        authority = Authority(sandbox.data / "authority")
        holder = issue.Holder(idnat="899881000014", family="GUIVARCH", given="Solenn", profession="10")
        card = authority.card("silent", holder, datetime(2026, 11, 16, tzinfo=UTC))
        silent = without_extended_usages(card.authentication, authority.persons)
        with sandbox.client(*files(tmp_path, "silent", silent)) as client:
            assert client.get("healthz").status_code == 200

    def test_a_client_may_show_its_own_certificate_without_the_issuer(self, sandbox, tmp_path):
        with sandbox.actor_client("ferrandis", tmp_path) as client:
            assert client.get("healthz").status_code == 200

    def test_without_a_certificate_the_service_is_reached_and_refuses(self, sandbox):
        with sandbox.client() as client:
            answer = client.post(REGISTRY, content=b"<a/>", headers={"Content-Type": "application/soap+xml"})
        assert answer.status_code == 400
        assert "Fault" in answer.text

    def test_tls_1_1_is_refused(self, sandbox):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python says itself that this version is of the past
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        with connect(sandbox) as plain, pytest.raises(CUT):
            context.wrap_socket(plain)

    def test_plain_http_on_the_tls_port_is_told_to_write_https(self, sandbox):
        where = urlsplit(sandbox.tls_url)
        answer = unsecured.get(f"http://localhost:{where.port}/")
        assert (answer.status_code, "https://" in answer.text) == (400, True)

    def test_who_connects_and_stays_silent_stops_nobody(self, sandbox):
        silent = [connect(sandbox) for _ in range(12)]
        try:
            with sandbox.client() as client:
                started = time.monotonic()
                assert client.get("healthz").status_code == 200
                assert time.monotonic() - started < 5
        finally:
            for one in silent:
                one.close()


class TestRequests:
    def test_many_connections_stay_open_between_requests(self, sandbox):
        context, where = sandbox.tls_context(), urlsplit(sandbox.tls_url)
        kept = [
            context.wrap_socket(socket.create_connection((where.hostname, where.port)), server_hostname="localhost")
            for _ in range(15)
        ]
        try:
            for one in kept * 2:
                one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer = b""
                while not answer.endswith(b"}}}"):
                    piece = one.recv(65536)
                    assert piece
                    answer += piece
                assert answer.startswith(b"HTTP/1.1 200")
        finally:
            for one in kept:
                one.close()

    def test_what_a_refusal_left_unread_does_not_spoil_the_next_request(self, sandbox):
        with sandbox.client() as client:
            headers = {"Content-Type": "text/plain"}
            assert client.post(REGISTRY, content=b"x" * 3_000_000, headers=headers).status_code == 400
            assert client.get("healthz").status_code == 200

    def test_headers_beyond_every_limit_are_refused(self, sandbox):
        answer = unsecured.get(f"{sandbox.url}healthz", headers={"X-Long": "x" * 100_000})
        assert answer.status_code == 431

    def test_the_exchange_services_do_not_answer_without_tls(self, sandbox):
        assert unsecured.post(f"{sandbox.url}{REGISTRY}", content=b"<a/>").status_code == 404

    def test_the_neutral_profile_is_not_there_unless_asked_for(self, sandbox):
        with sandbox.client() as client:
            assert client.post("ihe/registry", content=b"<a/>").status_code == 404

    def test_an_unknown_service_is_refused_as_a_service_refuses(self, sandbox):
        with sandbox.client() as client:
            headers = {"Content-Type": "application/soap+xml"}
            answer = client.post("si-dmp-server/v2/services/nothing", content=b"<a/>", headers=headers)
        assert answer.status_code in {400, 404}
        assert "Fault" in answer.text

    def test_the_fhir_door_says_what_it_offers_to_anyone_and_shows_nothing_else(self, sandbox):
        with sandbox.client() as client:
            offered = client.get("fhir/dmp/metadata", headers={"Accept": "application/fhir+json"})
            assert offered.json()["implementation"]["url"] == f"{client.base_url}fhir/dmp/"
            for method, path in (("GET", "fhir/dmp/DocumentReference?status=current"), ("POST", "fhir/dmp")):
                refused = client.request(method, path, headers={"Content-Type": "application/fhir+json"}, content=b"{}")
                assert refused.status_code == 401
                assert refused.json()["resourceType"] == "OperationOutcome"
        assert httpx.get(f"{sandbox.url}fhir/dmp/metadata").status_code == 404


class TestHealth:
    def test_both_doors_tell_that_all_is_well(self, sandbox):
        with sandbox.client() as client:
            for answer in (health(sandbox), client.get("healthz").json()):
                assert answer["status"] == "ok"
                assert answer["version"]
                assert set(answer["rooms"].values()) == {"ok"}


def test_the_neutral_profile_answers_where_asked_for(tmp_path):
    with sandbox_server(tmp_path, world="none", profile="ihe") as running:
        answer = unsecured.post(
            f"{running.url}ihe/registry", content=b"<a/>", headers={"Content-Type": "application/soap+xml"}
        )
        assert answer.status_code in {400, 500}
        assert "Fault" in answer.text
