"""Playing the worked dialogues against the endpoints, in process, at the instant of their tokens.

The server assigns entryUUIDs: the player puts the assigned value where a later request names the written one
(the token signs nothing of the body).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from socle import clock
from socle.clock import MovableClock
from socle.directory import trust
from socle.record import endpoints
from socle.record.models import Entry
from socle.wire import xml
from socle.wire.certificates import CardType, issue, of, read
from socle.wire.certificates.issue import Holder, Issued, Use, Validity
from socle.wire.exchange import Request, Response

SERVICES = {
    "td0.2": "patients",
    "td0.3": "habilitations",
    "td0.4": "patients",
    "td0.5": "patients",
    "td1.6": "habilitations",
    "td2": "repository",
    "td3.1": "registry",
    "td3.2": "repository",
    "td3.3": "registry",
    "td1": "patients",
}
ROOT = "2.25.288238509688271636137782403822380314590"

#: First entryUUIDs as the dialogues write them, by uniqueId. Source: tests/data/dmp/README.md, Documents.
WRITTEN = {
    f"{ROOT}.1.1.101": "urn:uuid:54840e35-c13f-591b-a7ef-3c251f3f2bd7",
    f"{ROOT}.3.1.201": "urn:uuid:20a34d2f-ce23-5cb9-99cc-3ea846a2282b",
    f"{ROOT}.2.1.301": "urn:uuid:97cbf3f0-3960-5cf7-8eac-d57507060f05",
    f"{ROOT}.2.1.302": "urn:uuid:c5dc2b25-2e2c-5c48-adf4-043a25c68b59",
    f"{ROOT}.1.1.102": "urn:uuid:b1812b22-4d0f-5c37-b206-5b4603656967",
    f"{ROOT}.2.1.303": "urn:uuid:14f0526a-b519-52c6-a351-3901cc3a709f",
    f"{ROOT}.2.1.304": "urn:uuid:4b268706-352d-5199-8092-0b4f06f9ceb1",
    f"{ROOT}.2.1.305": "urn:uuid:a47e7743-695b-58dd-91ce-ee25f39067b6",
}

#: Whose certificate opens the connection, by NameID.
CONNECTIONS = {
    "899880000015": "card-kervelec-auth",
    "899880000023": "card-daumont-auth",
    "899880000031": "card-pellot-auth",
    "3990100109/DIM0007": "org-hospital-auth",
    "3990100109/SEC0042": "org-hospital-auth",
    "3990200107/RES0001": "org-laboratory-auth",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read: its HTTP status, the root of its envelope, all its bytes."""

    status: int
    headers: dict[str, str]
    raw: bytes
    body: etree._Element

    @property
    def is_multipart(self) -> bool:
        return self.headers["content-type"].startswith("multipart/related")

    @property
    def fault(self) -> tuple[str, str, str] | None:
        """Side, subcode and sentence of a SOAP 1.2 fault; None for anything else."""
        if not str(self.body.tag).endswith("}Fault"):
            return None
        values = [xml.text_of(node) for node in self.body.iter("{*}Value")]
        side, subcode = values[0].split(":")[1], values[1] if len(values) > 1 else ""
        return side, subcode, xml.text_of(next(self.body.iter("{*}Text")))

    @property
    def registry_status(self) -> str:
        """Success, Failure or PartialSuccess."""
        for node in self.body.iter("{*}RegistryResponse", "{*}AdhocQueryResponse"):
            return (node.get("status") or "").rpartition(":")[2]
        return ""

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """errorCode, codeContext and location of each RegistryError."""
        found = self.body.iter("{*}RegistryError")
        return [(node.get("errorCode"), node.get("codeContext"), node.get("location")) for node in found]

    def all(self, name: str) -> list[etree._Element]:
        return list(self.body.iter(f"{{*}}{name}"))


def envelope_of(raw: bytes) -> etree._Element:
    """The body element of an answer's envelope, alone or as the first part of a multipart."""
    match = re.search(rb"<(soap|SOAP-ENV|s):Envelope.*</\1:Envelope>", raw, re.DOTALL)
    assert match is not None, raw[:500]
    body = next(etree.fromstring(match.group(0)).iter("{*}Body"))
    return body[0]


def answer_of(response: Response) -> Answer:
    raw = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    headers = {name.lower(): value for name, value in response.headers}
    return Answer(response.status, headers, raw, envelope_of(raw))


def request_of(data: bytes, content_type: str, certificate: bytes | None) -> Request:
    headers = {"content-type": content_type, "content-length": str(len(data))}
    return Request("POST", "/", headers, io.BytesIO(data), len(data), certificate, "127.0.0.1")


def instant_of(data: bytes) -> datetime:
    match = re.search(rb'IssueInstant="([^"]+)"', data)
    assert match is not None
    return datetime.fromisoformat(match.group(1).decode())


@dataclass(slots=True)
class Player:
    """Plays requests of `folder` in the order asked; `faults/` at their fixed instant."""

    folder: Path
    employee: Issued | None = None
    _clock: MovableClock = field(
        default_factory=lambda: MovableClock(datetime(2026, 9, 15, 8, tzinfo=UTC), frozen=True)
    )

    def __post_init__(self) -> None:
        names = ("ca-root", "ca-persons", "ca-organisations")
        trust.install(trust.of_pem([self._pem(f"{name}.crt") for name in names]))
        clock.install(self._clock)

    def _pem(self, name: str) -> bytes:
        return (self.folder / "certs" / f"TEST-ONLY-{name}.pem").read_bytes()

    def certificate(self, name: str) -> bytes:
        """The DER of one of the certificates given."""
        from cryptography import x509  # noqa: PLC0415 - only here

        return of(x509.load_pem_x509_certificate(self._pem(f"{name}.crt"))).der

    def employee_connection(self) -> bytes:
        """The authentication certificate of the employee card, minted since none is given (spec README)."""
        if self.employee is None:
            from cryptography import x509  # noqa: PLC0415 - only here

            authority = Issued(
                of(x509.load_pem_x509_certificate(self._pem("ca-persons.crt"))),
                issue.load_key(self._pem("ca-persons.key")),
            )
            holder = Holder(
                idnat="699880000015001/EMP0001",
                card_type=CardType.CPE,
                family="LOUVEL",
                given="Bastien",
                structure="499880000015001",
                structure_name="CABINET DU DR KERVELEC",
            )
            year = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC))
            self.employee = issue.card(authority, holder, Use.AUTHENTICATION, year)
        return self.employee.certificate.der

    def connection_for(self, data: bytes) -> bytes | None:
        """The client certificate that goes with a token: that of its person, or of its structure."""
        name_id = re.search(rb"NameID>([^<]*)", data)
        if name_id is None:
            return self.certificate("card-kervelec-auth")
        who = name_id.group(1).decode()
        if who.startswith("6"):
            return self.employee_connection()
        if b"INDIRECTE_RENFORCEE" in data:
            return self.certificate("org-hospital-auth")
        return self.certificate(CONNECTIONS[who])

    def message(self, name: str) -> tuple[bytes, str]:
        """The HTTP body of a request and its Content-Type."""
        (path,) = self.folder.glob(f"*/{name}.request.*")
        data = path.read_bytes()
        if path.suffix == ".xml":
            return data, "application/soap+xml; charset=UTF-8"
        head, _, body = data.partition(b"\r\n\r\n")
        content_type = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-type:"))
        return body, content_type.partition(b":")[2].strip().decode()

    def play(
        self,
        name: str,
        *,
        at: datetime | None = None,
        service: str = "",
        certificate: bytes | bool | None = True,
        change: tuple[bytes, bytes] | None = None,
        fresh: bool = False,
    ) -> Answer:
        """Send a request at its instant. `certificate` True: the one that fits. `change` replaces some bytes;
        `fresh` gives the message a new MessageID, so that the same token may serve again.
        """
        data, content_type = self.message(name)
        data = self._with_assigned(data)
        if change is not None:
            assert change[0] in data
            data = data.replace(*change)
        if fresh:
            data = re.sub(rb"(MessageID>urn:uuid:)[0-9a-f]{8}", rb"\g<1>ffffffff", data, count=1)
        shown = self.connection_for(data) if certificate is True else certificate or None
        return self.send(data, content_type, service or self._service(name), at or instant_of(data), shown)

    def send(self, data: bytes, content_type: str, service: str, at: datetime, certificate: bytes | None) -> Answer:
        self._clock.set(at)
        return answer_of(endpoints.handle(service, request_of(data, content_type, certificate)))

    def _service(self, name: str) -> str:
        return next((service for prefix, service in SERVICES.items() if name.startswith(prefix)), "patients")

    @staticmethod
    def _with_assigned(data: bytes) -> bytes:
        for unique_id, written in WRITTEN.items():
            row = Entry.objects.filter(unique_id=unique_id).order_by("pk").last()
            if row is not None:
                data = data.replace(written.encode(), row.id.encode())
        return data


def fingerprint(der: bytes) -> str:
    return read(der).fingerprint
