"""One SOAP exchange over mutual TLS. A fault is part of the answer; only silence is an exception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from typing import Self

import httpx
from lxml import etree

from socle.client.identity import Identity
from socle.wire import mtom, soap, xml
from socle.wire.exchange import Request
from socle.wire.mtom import Limits
from socle.wire.soap.faults import Fault
from socle.wire.xds.model import Part

SERVICES = "/si-dmp-server/v2/services"
TIMEOUT = httpx.Timeout(60, connect=10)
MULTIPLE_CHOICES = 300
#: What an answer may weigh, in bytes: a search of a large record gives far more XML than a request may hold.
ANSWERS = Limits(request=200 * 1024 * 1024, root=64 * 1024 * 1024)


class Unreachable(ConnectionError):  # noqa: N818 - what happened, in one word
    """The server did not answer, or not in a form that can be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: the body's element and its parts, or a fault."""

    body: etree._Element
    parts: Mapping[str, Part]
    fault: Fault | None


class Transport:
    """Connections to one server on behalf of one actor; close it, or use it as a context manager."""

    def __init__(self, url: str, identity: Identity) -> None:
        self.url = url.rstrip("/")
        # What answers on this machine is never behind the proxy of the establishment.
        self._http = httpx.Client(
            verify=identity.ssl_context(), timeout=TIMEOUT, trust_env=not _is_loopback(httpx.URL(self.url).host)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def call(
        self,
        service: str,
        action: str,
        body: etree._Element,
        token: etree._Element,
        parts: Sequence[Part] | None = None,
    ) -> Answer:
        """Send `body` to `service` (`registry`, `patients`…); with `parts` (even none) as MTOM."""
        address = f"{self.url}{SERVICES}/{service}"
        envelope = soap.write_envelope(action=action, body=body, to=address, reply_to=soap.ANONYMOUS, security=token)
        content_type, content = f'application/soap+xml; charset=UTF-8; action="{action}"', envelope
        if parts is not None:
            content_type, content = mtom.write_multipart(envelope, parts, action=action)
        return self.post(address, content_type, content)

    def post(self, address: str, content_type: str, content: bytes) -> Answer:
        """Send a message that is written already to this address; the envelope that answers."""
        try:
            headers = {"Content-Type": content_type}
            with self._http.stream("POST", address, content=content, headers=headers) as response:
                return _read(response, _content(response))
        except httpx.HTTPError as error:
            raise Unreachable(f"{address} does not answer: {error}") from error

    def exchange(self, address: str, content_type: str, content: bytes) -> tuple[int, bytes]:
        """Send what is no SOAP message to this address; the HTTP status and the body that answer."""
        try:
            headers = {"Content-Type": content_type}
            with self._http.stream("POST", address, content=content, headers=headers) as response:
                return response.status_code, _content(response)
        except httpx.HTTPError as error:
            raise Unreachable(f"{address} does not answer: {error}") from error


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _content(response: httpx.Response) -> bytes:
    """The body, as long as it keeps within what a message may weigh."""
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > ANSWERS.request:
            raise Unreachable(f"{response.url} answers more than {ANSWERS.request} bytes")
    return bytes(content)


def _read(response: httpx.Response, content: bytes) -> Answer:
    headers = {key.lower(): value for key, value in response.headers.items()}
    answered = f"{response.url} answered HTTP {response.status_code}"
    message, findings = mtom.read_message(Request("POST", "", headers, BytesIO(content), len(content)), ANSWERS)
    if message is None:
        raise Unreachable(f"{answered}: {findings[0].sentence('en') if findings else 'no message'}")
    try:
        envelope, _ = soap.read_envelope(xml.parse(message.root, limit=ANSWERS.root))
    except xml.XmlRefused as error:
        raise Unreachable(f"{answered}: {error}") from error
    if envelope is None:
        raise Unreachable(f"{answered} without an envelope")
    fault = soap.read_fault(envelope.body)
    if fault is None and response.status_code >= MULTIPLE_CHOICES:
        raise Unreachable(f"{answered} with an envelope that holds no fault")
    return Answer(envelope.body, message.parts, fault)
