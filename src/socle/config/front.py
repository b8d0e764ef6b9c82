"""Behind a front server that ends TLS: what it says of the client is believed from it alone.

The front proves itself by the door it comes through (a Unix socket that only its account may open) or by a secret in a
header. It then says who the client is: the certificate, in PEM with percent signs as nginx writes it, and the address.
Chain, dates and revocation are judged by Socle as ever: the front only vouches that the client holds the key. The same
headers from anyone else are refused: whoever sends them wants to pass for another. Source: docs/operating.md.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from socle.config import verdicts
from socle.config.dispatch import WSGI, Environ, StartResponse
from socle.config.metrics import metrics
from socle.config.tls import CERTIFICATE
from socle.rulebook import Finding

log = logging.getLogger("socle.front")

#: What the front sets, and takes away from what the client sent.
SECRET = "HTTP_X_SOCLE_FRONT"  # noqa: S105 - the name of a header
CLIENT_CERTIFICATE = "HTTP_X_SOCLE_CLIENT_CERTIFICATE"
CLIENT_ADDRESS = "HTTP_X_SOCLE_CLIENT_ADDRESS"
HEADERS = (SECRET, CLIENT_CERTIFICATE, CLIENT_ADDRESS)
#: Set by the listener on what came through the Unix socket.
THROUGH_SOCKET = "socle.front"


class Front:
    """A WSGI application in front of another: it turns what a proven front says into what the TLS door would say."""

    def __init__(self, application: WSGI, secret: str) -> None:
        self._application = application
        self._secret = secret.encode()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said = {name: environ.pop(name) for name in HEADERS if name in environ}
        if not said and not environ.get(THROUGH_SOCKET):
            return self._application(environ, start_response)
        if not (environ.get(THROUGH_SOCKET) or self._proven(said.get(SECRET, ""))):
            log.warning("headers of a front that is none", extra={"remote": environ.get("REMOTE_ADDR", "")})
            return _refused(verdicts.FRONT_UNPROVEN.at(), "403 Forbidden", start_response)
        try:
            environ |= _client(said)
        except ValueError:
            log.warning("the front sent a certificate that cannot be read")
            return _refused(verdicts.FRONT_UNREADABLE.at(), "400 Bad Request", start_response)
        return self._application(environ, start_response)

    def _proven(self, secret: str) -> bool:
        """Compared in constant time; without a secret of its own nothing proves a front."""
        return bool(self._secret) and hmac.compare_digest(secret.encode("latin-1"), self._secret)


def _client(said: dict[str, str]) -> dict[str, Any]:
    """What the TLS door would say of this client. Raises `ValueError` when its certificate cannot be read."""
    found: dict[str, Any] = {
        "wsgi.url_scheme": "https",
        "HTTPS": "on",
        "REMOTE_ADDR": said.get(CLIENT_ADDRESS, ""),
        "REMOTE_PORT": "",
    }
    if said.get(CLIENT_CERTIFICATE):
        from cryptography import x509  # noqa: PLC0415 - half a start-up's time
        from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

        pem = unquote_to_bytes(said[CLIENT_CERTIFICATE])
        found[CERTIFICATE] = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    return found


def _refused(finding: Finding, status: str, start_response: StartResponse) -> Iterable[bytes]:
    metrics().refused([finding.verdict.id])
    text = finding.sentence("fr").encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text)))])
    return [text]
