"""How a command reaches a running Socle: its address, and whom to trust there.

On loopback the sandbox's own authority is learnt from `/api/authority`, by one unverified fetch; everything
after it is verified. Anywhere else the machine's authorities hold.
"""

from __future__ import annotations

import argparse
import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from socle.cli.output import Exit, Stop

DEFAULT_URL = "https://localhost:8443"
TIMEOUT = 30


def add_url(parser: argparse.ArgumentParser) -> None:
    """Give a command its `--url`."""
    parser.add_argument(
        "--url",
        default=os.environ.get("SOCLE_URL", DEFAULT_URL),
        help="address of the running Socle (default: SOCLE_URL, else %(default)s)",
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Where a Socle answers."""

    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def address(url: str) -> Address:
    """Read `--url`. Stops the command (status 2) when it is no http or https address."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (KeyError, ValueError) as error:
        raise Stop(f"'{url}' is not an address: write for instance {DEFAULT_URL}", Exit.USAGE) from error
    return Address(parts.scheme, parts.hostname or "", port)


def authority(where: Address) -> str:
    """The PEM of the authorities to trust at `where`: the sandbox's own on loopback, else empty."""
    if where.scheme != "https" or not where.is_loopback:
        return ""
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    status, body = _ask(where, unverified, "GET", "/api/authority")
    if status != 200:  # noqa: PLR2004 - HTTP OK
        raise Stop(f"{where} is not a sandbox: it gives no test authority (HTTP {status})", Exit.REFUSED)
    return body.decode("ascii")


def trusting(where: Address) -> ssl.SSLContext:
    """A verifying client context for `where`."""
    pem = authority(where)
    return ssl.create_default_context(cadata=pem) if pem else ssl.create_default_context()


class Sandbox:
    """The control interface of a running sandbox (`/api/`)."""

    def __init__(self, url: str) -> None:
        self.address = address(url)
        self._context = trusting(self.address)

    def get(self, path: str) -> Any:
        """The JSON at `/api` + path. Stops the command with what the sandbox answered otherwise."""
        return self._call("GET", path, None)

    def post(self, path: str, document: Mapping[str, Any] | None = None) -> Any:
        """Likewise for a change."""
        return self._call("POST", path, document or {})

    def _call(self, method: str, path: str, document: Mapping[str, Any] | None) -> Any:
        body = None if document is None else json.dumps(document).encode()
        status, answer = _ask(self.address, self._context, method, f"/api{path}", body)
        try:
            result = json.loads(answer)
        except ValueError as error:
            raise Stop(f"{self.address}/api{path} did not answer as a sandbox (HTTP {status})", Exit.REFUSED) from error
        if status >= 400:  # noqa: PLR2004 - HTTP client errors and beyond
            exit_status = Exit.USAGE if status in {400, 422} else Exit.REFUSED
            raise Stop(result.get("error", f"HTTP {status}"), exit_status, result)
        return result


def _ask(
    where: Address, context: ssl.SSLContext, method: str, path: str, body: bytes | None = None
) -> tuple[int, bytes]:
    if where.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(where.host, where.port, timeout=TIMEOUT, context=context)
    else:
        connection = HTTPConnection(where.host, where.port, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, HTTPException) as error:
        raise Stop(f"{where} does not answer ({error}): is `socle up` running?", Exit.UNREACHABLE) from error
    finally:
        connection.close()
