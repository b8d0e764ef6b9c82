"""Attacking a running Socle: good requests to spoil, raw connections, and what came of them everywhere it shows.

An answer is good only when it is *mapped*: a SOAP fault or a RegistryResponse that a verdict of the catalogue
explains, sentence and code.
"""

from __future__ import annotations

import json
import re
import select
import socket
import sqlite3
import ssl
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.client import HTTPSConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from socle.manual.registry import whole_catalogue
from socle.rulebook import Verdict
from socle.wire import habilitations, hl7v3, mtom, soap, xml
from socle.wire.certificates.issue import Issued
from socle.wire.exchange import Request
from socle.wire.habilitations import ActionAsked, AuthorisationRequest
from socle.wire.hl7v2 import CX
from socle.wire.hl7v3.model import II, Device, PatientQuery
from socle.wire.ids import new_uuid
from socle.wire.soap.faults import Fault, read_fault
from socle.wire.xds import write as write_xds
from socle.wire.xds.model import DocumentRequest
from tests import unsecured
from tests.servers import Running
from tests.wire import pki

SERVICES = "/si-dmp-server/v2/services/"
PLAIN = "application/soap+xml; charset=UTF-8"
CAMILLE = CX.of("284053523899177", "1.2.250.1.213.1.4.10", "NH")
HUGO = CX.of("182112901999268", "1.2.250.1.213.1.4.10", "NH")
OID = "2.25.288238509688271636137782403822380314590.2"
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"
TIMEOUT = 60

#: What Socle says when it failed, and not the sender: never the answer to an attack.
TROUBLE = frozenset({"record.server-trouble", "wire.unmapped"})


@dataclass(frozen=True)
class Answer:
    """One answer as a client reads it; `body` is None when it is no SOAP message."""

    status: int
    content_type: str
    raw: bytes
    body: etree._Element | None = field(repr=False)

    @property
    def fault(self) -> Fault | None:
        return read_fault(self.body) if self.body is not None else None

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Code and sentence of each RegistryError."""
        if self.body is None:
            return ()
        return tuple(
            (node.get("errorCode", ""), node.get("codeContext", "")) for node in self.body.iter("{*}RegistryError")
        )

    @property
    def registry_status(self) -> str:
        for node in self.body.iter("{*}RegistryResponse") if self.body is not None else ():
            return str(node.get("status")).rpartition(":")[2]
        return ""


def answer_of(status: int, content_type: str, raw: bytes) -> Answer:
    """Read an answer; what is no SOAP message has no body. Raises `XmlRefused` when it only claims to be one."""
    if content_type.partition(";")[0] not in {*mtom.message.PLAIN_TYPES, "multipart/related"}:
        return Answer(status, content_type, raw, None)
    message, findings = mtom.read_message(Request("POST", "", {"content-type": content_type}, BytesIO(raw), len(raw)))
    assert message is not None, findings
    with message:
        envelope, findings = soap.read_envelope(xml.parse(message.root))
    assert envelope is not None, findings
    return Answer(status, content_type, raw, envelope.body)


# --- what the catalogue says of an answer ------------------------------------------------------------------


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(?:expected|found|document|place)\}", template)
    return re.compile(".*".join(map(re.escape, pieces)), re.DOTALL)


def _says(verdict: Verdict, sentence: str) -> bool:
    """Whether the sentence begins with that of the verdict; what stands in its places may be anything."""
    return _pattern(verdict.fr).match(sentence) is not None


def verdicts_of(answer: Answer) -> set[str]:
    """The verdicts of the catalogue that explain an answer; empty for a success. Raises `AssertionError` when
    a fault or an error of it has none, or its HTTP status is not that of its SOAP version.
    """
    fault = answer.fault
    if fault is not None:
        assert answer.status == (fault.status if b"http://www.w3.org/2003/05/soap-envelope" in answer.raw else 500)
        side = "sender" if fault.side != "Receiver" else "receiver"
        found = {
            id
            for id, verdict in whole_catalogue().items()
            if verdict.codes.get("soap", {}).get(side) == fault.subcode and _says(verdict, fault.reason)
        }
        assert found - TROUBLE, f"no verdict for {fault}"
        assert found != TROUBLE
        return found
    assert answer.body is not None, f"no SOAP message: HTTP {answer.status} {answer.raw[:200]!r}"
    assert answer.status == 200
    return {id for code, sentence in answer.errors for id in _verdicts_of_error(code, sentence)}


def _verdicts_of_error(code: str, sentence: str) -> set[str]:
    found = {
        id
        for id, verdict in whole_catalogue().items()
        if code in verdict.codes.get("xds", {}).values() and _says(verdict, sentence)
    }
    assert found - TROUBLE, f"no verdict for {code}: {sentence}"
    return found


def explained(answer: Answer) -> set[str]:
    """Like `verdicts_of`, also for what is refused before any message can be read: HTTP alone, in plain text."""
    if answer.body is not None or not answer.content_type.startswith("text/plain"):
        return verdicts_of(answer)
    sentence, status = answer.raw.decode(), str(answer.status)
    found = {
        id
        for id, verdict in whole_catalogue().items()
        if verdict.codes.get("http", {}).get("status") == status and _says(verdict, sentence)
    }
    assert found - TROUBLE, f"no verdict for HTTP {status}: {sentence}"
    return found


# --- good requests -----------------------------------------------------------------------------------------


def existence(patient: CX = CAMILLE) -> etree._Element:
    """TD0.2 on `patient`."""
    return hl7v3.write.patient_query(
        PatientQuery(
            message_id=II(OID, "1"),
            query_id=II(OID, "2"),
            patient=II(patient.authority, patient.id),
            sender=Device(OID, "Cahier LGC"),
            created="20260915080000",
            processing_code="D",
        )
    )


def authorisation() -> etree._Element:
    """TD0.3, action AJOUT."""
    return habilitations.write_request(AuthorisationRequest(ActionAsked.ADD, treating_physician=False))


def retrieval(unique_id: str) -> etree._Element:
    """TD3.2 of one document."""
    return write_xds.retrieve_request([DocumentRequest(REPOSITORY, unique_id)])


def envelope(body: etree._Element, token: etree._Element | None, **how: Any) -> bytes:
    """A SOAP request around `body` and a token, or a whole security header."""
    return soap.write_envelope(
        action="urn:test", body=body, to="https://dmp.example/", reply_to=soap.ANONYMOUS, security=token, **how
    )


# --- a running Socle, and its traces -----------------------------------------------------------------------


@dataclass
class Target:
    """A running sandbox of the world trois-ponts with the cards of the worked dialogues."""

    running: Running
    samples: Path
    folder: Path
    _contexts: dict[str, ssl.SSLContext] = field(default_factory=dict)

    def issued(self, name: str) -> Issued:
        return pki.worked(self.samples, name)

    def context(self, card: Issued | None) -> ssl.SSLContext:
        """A client's context that shows this certificate."""
        name = card.certificate.fingerprint if card is not None else ""
        if name not in self._contexts:
            if card is None:
                self._contexts[name] = self.running.tls_context()
            else:
                certificate, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
                certificate.write_text(card.pem)
                key.write_text(card.key_pem)
                self._contexts[name] = self.running.tls_context(certificate, key)
        return self._contexts[name]

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.running.tls_url)
        return parts.hostname or "", parts.port or 0

    def post(self, service: str, data: bytes, card: Issued | None, content_type: str = PLAIN, **headers: str) -> Answer:
        """Send one request on a connection of its own."""
        named = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(self.connection(card)) as connection:
            return exchange(connection, service, data, named)

    def connection(self, card: Issued | None) -> HTTPSConnection:
        """A connection to keep alive."""
        return HTTPSConnection(*self.address, timeout=TIMEOUT, context=self.context(card))

    def raw(self, card: Issued | None = None, timeout: float = TIMEOUT) -> ssl.SSLSocket:
        """A bare TLS connection, to write anything on."""
        host, port = self.address
        plain = socket.create_connection((host, port), timeout)
        return self.context(card).wrap_socket(plain, server_hostname=host)

    def set_clock(self, instant: datetime | str) -> None:
        """Move the clock there and stop it."""
        self.running.set_clock(instant if isinstance(instant, str) else instant.isoformat())
        self.running.api("clock", {"action": "freeze"})

    def healthz(self) -> dict[str, Any]:
        found: dict[str, Any] = unsecured.get(f"{self.running.url}healthz", timeout=TIMEOUT).json()
        return found

    def events(self) -> list[dict[str, Any]]:
        """The whole journal, read in the database file itself."""
        file = self.running.data / "socle.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as database:
            rows = database.execute("SELECT outcome, body FROM ledger_event ORDER BY sequence").fetchall()
        return [{**json.loads(body), "outcome": outcome} for outcome, body in rows]

    @property
    def log(self) -> str:
        return (self.running.data.parent / f"{self.running.data.name}.log").read_text("utf-8", "replace")

    def resident(self, name: str = "VmRSS") -> int:
        """Bytes of memory the server holds (VmRSS), or held at most (VmHWM)."""
        status = Path(f"/proc/{self.running.process.pid}/status").read_text()
        found = re.search(rf"{name}:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024

    def forget_peak(self) -> None:
        """Begin to measure VmHWM again. Source: proc(5), clear_refs."""
        Path(f"/proc/{self.running.process.pid}/clear_refs").write_text("5")

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.running.process.pid}/task").iterdir()))


def exchange(connection: HTTPSConnection, service: str, data: bytes, headers: dict[str, str]) -> Answer:
    """One request and its answer on a connection; `service` may also be a whole path."""
    path = service if service.startswith("/") else SERVICES + service
    connection.request("POST", path, data, headers)
    response = connection.getresponse()
    return answer_of(response.status, response.headers.get("Content-Type", ""), response.read())


def received(connection: ssl.SSLSocket) -> bytes:
    """Everything the server says until it ends the connection (or cuts it)."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except (ConnectionError, ssl.SSLError):
        pass
    return b"".join(pieces)


def converse(connection: ssl.SSLSocket, pieces: Iterable[bytes], *, every: float = 0) -> bytes:
    """Write on, one piece each `every` seconds, until the server ends the connection; gives what it said.

    Reading and writing at once in one thread, since TLS bears no two.
    """
    connection.setblocking(False)
    waiting, unsent, said = iter(pieces), memoryview(b""), bytearray()
    deadline = due = time.monotonic()
    while time.monotonic() < deadline + TIMEOUT:
        if not unsent and time.monotonic() >= due:
            unsent, due = memoryview(next(waiting, b"")), time.monotonic() + every
        select.select([connection], [connection] if unsent else [], [], 0.05)
        try:
            data = connection.recv(65536)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except (ConnectionError, ssl.SSLError):
            return bytes(said)
        else:
            said += data
            if not data:
                return bytes(said)
        with suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
            unsent = _sent(connection, unsent)
    raise TimeoutError


def _sent(connection: ssl.SSLSocket, unsent: memoryview) -> memoryview:
    """What is left to write; nothing once the server hears no more."""
    try:
        return unsent[connection.send(unsent) :] if unsent else unsent
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        raise
    except OSError:
        return memoryview(b"")


def parsed(raw: bytes) -> Answer:
    """The first HTTP answer in `raw`."""
    head, _, rest = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    status = int(lines[0].split()[1])
    length = int(fields.get("content-length", len(rest)))
    return answer_of(status, fields.get("content-type", ""), rest[:length])


@dataclass(frozen=True)
class Feeding:
    """The good feeding of the worked dialogues: a discharge letter, with the hospital's certificate."""

    content_type: str
    body: bytes
    instant: datetime
    card: Issued

    @classmethod
    def of(cls, target: Target) -> Feeding:
        data = (target.samples / "td2/td2.1a-feed-discharge-letter.request.mime").read_bytes()
        head, _, body = data.partition(b"\r\n\r\n")
        content_type = next(line for line in head.decode().split("\r\n") if line.startswith("Content-Type:"))
        issued = re.search(rb'IssueInstant="([^"]+)"', body)
        assert issued is not None
        instant = datetime.fromisoformat(issued[1].decode())
        return cls(content_type.partition(":")[2].strip(), body, instant, target.issued("org-hospital-auth"))

    @property
    def boundary(self) -> bytes:
        found = re.search('boundary="?([^";]+)', self.content_type)
        assert found is not None
        return found[1].encode()

    def fresh(self, body: bytes | None = None) -> bytes:
        """The body under a MessageID of its own, so that its token may serve again."""
        named = rb"\g<1>" + str(new_uuid()).encode()
        return re.sub(rb"(MessageID>urn:uuid:)[0-9a-f-]{36}", named, self.body if body is None else body, count=1)

    def parts(self) -> list[bytes]:
        """The parts as they stand between the delimiters, root first."""
        return self.body.split(b"--" + self.boundary)[1:-1]

    def of_parts(self, parts: list[bytes]) -> bytes:
        """A body made of these parts."""
        line = b"--" + self.boundary
        return b"".join(line + part for part in parts) + line + b"--\r\n"
