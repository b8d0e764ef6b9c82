"""Who answers which address: the exchange services beside Django, health, and Django for everything else."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, BinaryIO, cast
from uuid import uuid4

from socle.config.metrics import CONTENT_TYPE, metrics
from socle.config.refusing import CONNECT_PREFIX, speaks_fhir
from socle.config.tls import CERTIFICATE
from socle.wire.exchange import Request, Response

log = logging.getLogger("socle.exchange")

Environ = dict[str, Any]
Network = IPv4Network | IPv6Network
StartResponse = Callable[..., Any]
WSGI = Callable[[Environ, StartResponse], Iterable[bytes]]
Exchange = Callable[[str, Request], Response]
#: What is answered instead of an exchange; None when it may take place.
Refusal = Callable[[Request], Response | None]

#: The last resort when a binding itself fails: a fault without detail, never a traceback nor an empty answer.
FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body><soap:Fault>'
    "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code><soap:Reason>"
    "<soap:Text xml:lang=\"fr\">Socle n'a pas pu traiter cette demande. Rien n'a été enregistré. "
    "Référence : {reference}</soap:Text></soap:Reason></soap:Fault></soap:Body></soap:Envelope>"
)

#: The same in FHIR; the reference is its id.
OUTCOME = (
    '{"resourceType": "OperationOutcome", "issue": [{"severity": "fatal", "code": "exception", "diagnostics": '
    "\"Socle n'a pas pu traiter cette demande. Rien n'a été enregistré.\"}]}"
)


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of exchange services: the prefix of their addresses, their names, and who answers.

    Who answers is asked for every address under the prefix: the service is "" where there is none of that name.

    `plain` says whether they answer without TLS too (neutral profile of the sandbox). `whole` names the one
    service that answers at every address under the prefix, and at the prefix without its last slash.
    """

    prefix: str
    services: frozenset[str]
    exchange: Exchange
    plain: bool = False
    whole: str = ""

    def covers(self, path: str) -> bool:
        return path.startswith(self.prefix) or bool(self.whole and f"{path}/" == self.prefix)

    def service(self, path: str) -> str:
        """The service that answers there, "" when there is none of that name."""
        named = path.removeprefix(self.prefix).strip("/")
        return self.whole or (named if named in self.services else "")


class Dispatcher:
    """The WSGI application of both listeners. `after` is called once each exchange is over.

    `refusal` is asked before it: an answer of its own takes the exchange's place. `figures` answers `/metrics` to the
    networks of `readers`, on the HTTP door alone.
    """

    def __init__(
        self,
        pages: WSGI,
        mounts: Iterable[Mount],
        health: Callable[[], Mapping[str, Any]],
        after: Callable[[], None] = lambda: None,
        refusal: Refusal = lambda _request: None,
        figures: Callable[[], bytes] | None = None,
        readers: Iterable[Network] = (),
    ) -> None:
        self._pages = pages
        self._mounts = tuple(mounts)
        self._health = health
        self._after = after
        self._refusal = refusal
        self._figures = figures
        self._readers = tuple(readers)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return self._healthz(start_response)
        if path == "/metrics" and self._figures is not None and self._may_read_figures(environ):
            told = Response(200, (("Content-Type", CONTENT_TYPE),), self._figures())
            return _send(told, start_response)
        for mount in self._mounts:
            if mount.covers(path) and (mount.plain or environ["wsgi.url_scheme"] == "https"):
                return self._exchange(mount.exchange, mount.service(path), environ, start_response)
        return self._pages(environ, start_response)

    def _may_read_figures(self, environ: Environ) -> bool:
        try:
            address = ip_address(environ.get("REMOTE_ADDR", ""))
        except ValueError:
            return False
        return environ["wsgi.url_scheme"] == "http" and any(address in network for network in self._readers)

    def _healthz(self, start_response: StartResponse) -> Iterable[bytes]:
        state = self._health()
        status = HTTPStatus.SERVICE_UNAVAILABLE if state["status"] == "failing" else HTTPStatus.OK
        body = json.dumps(state).encode()
        return _send(Response(status, (("Content-Type", "application/json"),), body), start_response)

    def _exchange(
        self, exchange: Exchange, service: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        request, begun = request_of(environ), time.perf_counter()
        try:
            response = self._refusal(request) or exchange(service, request)
        except Exception:
            reference = uuid4().hex
            log.exception("exchange failed", extra={"service": service, "reference": reference})
            response = _last_resort(request.path, reference)
        finally:
            self._after()
        self._count(service, request.notes.get("transaction", ""), response.status, time.perf_counter() - begun)
        log.info("exchange", extra={"service": service, "status": response.status, "remote": request.remote})
        return _send(response, start_response)

    @staticmethod
    def _count(service: str, transaction: str, status: int, seconds: float) -> None:
        figures = metrics()
        figures.exchanges.labels(service, transaction, str(int(status))).inc()
        figures.exchange_seconds.labels(service, transaction).observe(seconds)


def request_of(environ: Environ) -> Request:
    """The request as a binding sees it."""
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    length = headers.get("content-length", "")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        headers=headers,
        body=cast("BinaryIO", environ["wsgi.input"]),
        length=int(length) if length.isdigit() else None,
        certificate=environ.get(CERTIFICATE),
        remote=environ.get("REMOTE_ADDR", ""),
        query=environ.get("QUERY_STRING", ""),
    )


def _last_resort(path: str, reference: str) -> Response:
    if speaks_fhir(path):
        body = json.dumps(json.loads(OUTCOME) | {"id": reference}).encode()
        return Response(500, (("Content-Type", "application/fhir+json; charset=utf-8"),), body)
    if path.startswith(CONNECT_PREFIX):
        body = json.dumps(
            {"error": "server_error", "error_description": f"Nothing was kept. Reference: {reference}"}
        ).encode()
        return Response(500, (("Content-Type", "application/json"),), body)
    fault = FAULT.format(reference=reference).encode()
    return Response(500, (("Content-Type", "application/soap+xml; charset=utf-8"),), fault)


def _send(response: Response, start_response: StartResponse) -> Iterator[bytes]:
    headers = list(response.headers)
    pieces: Iterable[bytes] = response.body if not isinstance(response.body, bytes) else [response.body]
    if isinstance(response.body, bytes):
        headers.append(("Content-Length", str(len(response.body))))
    start_response(f"{int(response.status)} {HTTPStatus(response.status).phrase}", headers)
    return iter(pieces)
