"""Identities of the fictitious authority, and a server on loopback that answers what a test wants."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from socle.client.identity import Identity
from socle.wire.certificates import issue
from socle.wire.certificates.issue import Use
from socle.wire.vihf.model import Mode, Software
from tests.wire import pki

SOFTWARE = Software("LOGICIEL D'ESSAI", "1.0", "TEST-ONLY-0001", "1.2.250.1.999.1")


def proofs(authentication, signature, authority) -> dict[str, str]:
    return {
        "tls_certificate": authentication.pem,
        "tls_key": authentication.key_pem,
        "sign_certificate": signature.pem,
        "sign_key": signature.key_pem,
        "authority": authority,
    }


@pytest.fixture(scope="session")
def physician() -> Identity:
    """Dr KERVELEC with a card, in the hospital of the worked examples."""
    return Identity(
        idnat=pki.PHYSICIAN.idnat,
        mode=Mode.DIRECT,
        structure="1990100018",
        sector="SA01",
        name="Nolwenn KERVELEC",
        profession="10",
        specialty="SM26",
        software=SOFTWARE,
        **proofs(pki.card(Use.AUTHENTICATION), pki.card(), pki.root().pem),
    )


@pytest.fixture(scope="session")
def hospital() -> Identity:
    """The hospital's automate."""
    return Identity(
        idnat="1990100018",
        mode=Mode.INDIRECT,
        kind="structure",
        structure="1990100018",
        sector="SA01",
        software=SOFTWARE,
        **proofs(pki.hospital(Use.AUTHENTICATION, "AUTH_CLI"), pki.hospital(), pki.root().pem),
    )


class Answers:
    """A server: what it answers, and what it was asked."""

    def __init__(self) -> None:
        self.status, self.content_type, self.body = 200, "text/plain", b""
        self.silent = False
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""

    def give(self, body: bytes, content_type: str = "application/soap+xml; charset=UTF-8", status: int = 200) -> None:
        self.body, self.content_type, self.status = body, content_type, status


@contextmanager
def serving(answers: Answers, certificate):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            if answers.silent:
                self.close_connection = True
                return
            self.send_response(answers.status)
            self.send_header("Content-Type", answers.content_type)
            self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            self.wfile.write(answers.body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    answers.url = f"https://localhost:{server.server_port}"
    try:
        yield answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server(tmp_path):
    """A TLS server of the fictitious authority; it answers what `give` says."""
    issued = issue.server(pki.root(), ["localhost", "127.0.0.1"], validity=pki.VALIDITY)
    certificate, key = tmp_path / "server.crt.pem", tmp_path / "server.key.pem"
    certificate.write_text(issued.pem)
    key.write_text(issued.key_pem)
    with serving(Answers(), (certificate, key)) as answers:
        yield answers
