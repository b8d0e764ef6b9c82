"""One SOAP exchange over mutual TLS. A fault is part of the answer; only silence is an exception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

import httpx
from lxml import etree

from socle.client.identity import Identity
from socle.wire import mtom, soap, xml
from socle.wire.exchange import Request
from socle.wire.soap.faults import Fault
from socle.wire.xds.model import Part

SERVICES = "/si-dmp-server/v2/services"
TIMEOUT = httpx.Timeout(60, connect=10)


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
        self._http = httpx.Client(verify=identity.ssl_context(), timeout=TIMEOUT)

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
        try:
            response = self._http.post(address, content=content, headers={"Content-Type": content_type})
        except httpx.HTTPError as error:
            raise Unreachable(f"{address} does not answer: {error}") from error
        return _read(response)


def _read(response: httpx.Response) -> Answer:
    headers = {key.lower(): value for key, value in response.headers.items()}
    message, findings = mtom.read_message(
        Request("POST", "", headers, BytesIO(response.content), len(response.content))
    )
    if message is None:
        told = findings[0].sentence("en") if findings else "no message"
        raise Unreachable(f"{response.url} answered HTTP {response.status_code}: {told}")
    try:
        envelope, findings = soap.read_envelope(xml.parse(message.root))
    except xml.XmlRefused as error:
        raise Unreachable(f"{response.url} answered HTTP {response.status_code}: {error}") from error
    if envelope is None:
        raise Unreachable(f"{response.url} answered HTTP {response.status_code} without an envelope")
    return Answer(envelope.body, message.parts, soap.read_fault(envelope.body))
