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


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of exchange services: the prefix of their addresses, their names, and who answers.

    Who answers is asked for every address under the prefix: the service is "" where there is none of that name.

    `plain` says whether they answer without TLS too (neutral profile of the sandbox).
    """

    prefix: str
    services: frozenset[str]
    exchange: Exchange
    plain: bool = False


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
            if path.startswith(mount.prefix) and (mount.plain or environ["wsgi.url_scheme"] == "https"):
                service = path.removeprefix(mount.prefix).strip("/")
                known = service if service in mount.services else ""
                return self._exchange(mount.exchange, known, environ, start_response)
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
            body = FAULT.format(reference=reference).encode()
            response = Response(500, (("Content-Type", "application/soap+xml; charset=utf-8"),), body)
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
    )


def _send(response: Response, start_response: StartResponse) -> Iterator[bytes]:
    headers = list(response.headers)
    pieces: Iterable[bytes] = response.body if not isinstance(response.body, bytes) else [response.body]
    if isinstance(response.body, bytes):
        headers.append(("Content-Length", str(len(response.body))))
    start_response(f"{int(response.status)} {HTTPStatus(response.status).phrase}", headers)
    return iter(pieces)
