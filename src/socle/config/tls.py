"""The TLS door: it asks for a client certificate, checks its chain, and leaves its dates to the services.

Dates and revocation are judged at Socle's instant (design, idea 4), so the handshake only cuts a chain that
does not lead to a trusted authority; an absent certificate passes and is refused, with a verdict, by the
services that need one (spec/README.md).
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cheroot.ssl import Adapter

from socle.config.connections import Connection
from socle.config.metrics import metrics
from socle.config.sockets import makefile

log = logging.getLogger("socle.tls")

#: OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python does not name.
NO_CHECK_TIME = 0x200000

#: TLS 1.2 suites, each with forward secrecy; the last for software that has no better one. Source: PDT-FI-579 v4
#: (spec/dmp.md 1). TLS 1.3 has its own.
SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE-RSA-AES256-SHA384"

#: Key of the WSGI environ under which the client's certificate (DER) stands.
CERTIFICATE = "socle.certificate"

#: Seconds a client has to finish its handshake.
HANDSHAKE_TIMEOUT = 10

MAX_PLAIN_REQUEST = 64 * 1024
NOT_TLS = b"This port speaks HTTPS only: write https:// in the address.\n"
NOT_TLS_ANSWER = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(NOT_TLS), NOT_TLS)
)


class Handshakes:
    """How many handshakes were refused, by OpenSSL's reason. Safe across threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: dict[str, int] = {}

    def refused(self, reason: str) -> None:
        metrics().handshake(reason)
        with self._lock:
            self._refused[reason] = self._refused.get(reason, 0) + 1

    def as_dict(self) -> dict[str, Any]:
        with self._lock:
            return {"refused": sum(self._refused.values()), "reasons": dict(sorted(self._refused.items()))}


def told_together(counted: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What several processes counted (`Handshakes.as_dict`), added up."""
    reasons: Counter[str] = Counter()
    for one in counted:
        reasons.update(one["reasons"])
    return {"refused": reasons.total(), "reasons": dict(sorted(reasons.items()))}


def server_context(certificate: Path, key: Path, trust: Iterable[bytes]) -> ssl.SSLContext:
    """A server's TLS context: TLS 1.2 or later, client certificate asked for, chain checked, dates not.

    `trust` holds PEM texts; a certificate that is not self-signed only helps to build chains. Raises
    `ssl.SSLError` or `OSError` when a file is not what it should be.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(SUITES)
    context.options |= ssl.OP_NO_RENEGOTIATION  # costs the server ten times what it costs the client
    context.load_cert_chain(certificate, key)
    for pem in trust:
        context.load_verify_locations(cadata=pem.decode("ascii", "ignore"))
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= NO_CHECK_TIME
    return context


class TLSAdapter(Adapter):
    """Cheroot's adapter: wraps at once, and leaves the handshake to the thread that serves the connection."""

    def __init__(self, context: ssl.SSLContext, handshakes: Handshakes) -> None:
        self.context = context
        self.handshakes = handshakes

    def bind(self, sock: socket.socket) -> socket.socket:
        return sock

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, Any]]:
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, self.get_environ()

    def get_environ(self) -> dict[str, Any]:
        return {"wsgi.url_scheme": "https", "HTTPS": "on"}

    def makefile(self, sock: ssl.SSLSocket, mode: str = "r", bufsize: int = -1) -> Any:
        return makefile(sock, mode, bufsize)


class TLSConnection(Connection):
    """A connection whose first turn is its handshake, in a worker thread: one slow client stops nobody."""

    shaken = False

    def communicate(self) -> bool:
        """Shake hands on the first turn, then answer requests; whether the connection stays open.

        After its handshake a connection waits for its first request where idle ones do, without a thread.
        """
        if self.shaken:
            return super().communicate()
        return self._shake()

    def _shake(self) -> bool:
        tls: ssl.SSLSocket = self.socket
        tls.settimeout(HANDSHAKE_TIMEOUT)
        try:
            tls.do_handshake()
        except (ssl.SSLError, OSError) as error:
            if self.is_cut:
                return False
            reason = getattr(error, "reason", None) or type(error).__name__
            self.server.ssl_adapter.handshakes.refused(reason)
            log.warning("handshake refused", extra={"reason": reason, "remote": self.remote_addr})
            if reason == "HTTP_REQUEST":
                self._answer_plain_http(tls)
            return False
        tls.settimeout(self.server.timeout)
        certificate = tls.getpeercert(binary_form=True)
        if certificate:
            self.ssl_env = {**self.ssl_env, CERTIFICATE: certificate}
        self.shaken = True
        metrics().handshake()
        return True

    @staticmethod
    def _answer_plain_http(tls: ssl.SSLSocket) -> None:
        """Tell it under the TLS layer, which never came to be; read what was sent, or the answer would be lost."""
        with suppress(OSError):
            socket.socket.sendall(tls, NOT_TLS_ANSWER)
            socket.socket.recv(tls, MAX_PLAIN_REQUEST)
