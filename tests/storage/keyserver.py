"""A key service for the tests: the two calls of a transit engine, over real TLS, with a token and real AES.

Written from the public documentation of the transit engine (`/encrypt/:name`, `/decrypt/:name`); it can be told to fail.
"""

from __future__ import annotations

import base64
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from socle.wire.certificates import issue

TOKEN = "hvs.a-token-of-the-tests"
VALIDITY = issue.Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC))


@dataclass
class Server:
    """A running service. `answers` are statuses that it gives first, instead of working."""

    port: int
    authority: Path
    key: bytes = field(default_factory=lambda: os.urandom(32))
    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    token: str = TOKEN

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/v1/transit/keys/socle"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SOCLE_KEY_SERVICE": self.url,
            "SOCLE_KEY_SERVICE_TOKEN": TOKEN,
            "SOCLE_KEY_SERVICE_CA": str(self.authority),
        }

    def answer(self, path: str, token: str | None, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if self.answers:
            return self.answers.pop(0), {"errors": ["not now"]}
        if token != self.token:
            return 403, {"errors": ["permission denied"]}
        cipher = AESGCM(self.key)
        if path == "/v1/transit/encrypt/socle":
            nonce = os.urandom(12)
            sealed = nonce + cipher.encrypt(nonce, base64.b64decode(body["plaintext"]), None)
            return 200, {"data": {"ciphertext": "vault:v1:" + base64.b64encode(sealed).decode(), "key_version": 1}}
        if path == "/v1/transit/decrypt/socle":
            try:
                sealed = base64.b64decode(body["ciphertext"].removeprefix("vault:v1:"))
                clear = cipher.decrypt(sealed[:12], sealed[12:], None)
            except (InvalidTag, ValueError):
                return 400, {"errors": ["cipher: message authentication failed"]}
            return 200, {"data": {"plaintext": base64.b64encode(clear).decode()}}
        return 404, {"errors": []}


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[Server]:
    """Start one; it ends at the end."""
    root = issue.root("AC DU SERVICE DE CLES", VALIDITY, organisation="TERRITOIRE", units=("0002 000000000",))
    shown = issue.server(root, ["localhost"], validity=VALIDITY, name="CLES", department="Finistère (29)", test=False)
    (folder / "keys-ca.pem").write_text(root.pem)
    (folder / "keys.pem").write_text(shown.pem + root.pem)
    (folder / "keys.key").write_text(shown.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "keys.pem", folder / "keys.key")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, document = found.answer(self.path, self.headers["X-Vault-Token"], body)
            data = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_words: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    found = Server(httpd.server_address[1], folder / "keys-ca.pem")
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
