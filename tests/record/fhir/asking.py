"""Asking the FHIR door in process, with the tokens of the worked dialogues; every answer is read by another library."""

from __future__ import annotations

import base64
import io
import json
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from socle.record.fhir import door
from socle.wire.exchange import Request
from socle.wire.fhir import documents, sets
from socle.wire.xds import read as xds
from tests.record.player import Player, envelope_of, instant_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fhir.resources.R4B import get_fhir_model_class

PATIENT = "patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C284053523899177"
BASE = "https://localhost:8443/fhir/dmp/"
#: Who searches, feeds, reads: the tokens of these dialogues.
PHYSICIAN = "td3.1a-find-documents"
HOSPITAL = "td2.1a-feed-discharge-letter"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: status, headers in lower case, its bytes, the JSON that they are when they are."""

    status: int
    headers: dict[str, str]
    raw: bytes
    json: Any

    @property
    def issues(self) -> list[tuple[str, str, str]]:
        """Verdict, issue code and place of each issue."""
        return [
            (held["details"]["coding"][0]["code"], held["code"], held.get("expression", [""])[0])
            for held in self.json["issue"]
        ]

    @property
    def verdicts(self) -> set[str]:
        return {verdict for verdict, _, _ in self.issues}

    @property
    def resources(self) -> list[dict[str, Any]]:
        return [held["resource"] for held in self.json.get("entry", ())]


def understood(resource: dict[str, Any]) -> None:
    """An independent library reads the resource, and what it holds: it raises when it cannot."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def token_of(player: Player, name: str) -> bytes:
    """The assertion of a dialogue, or of a token alone, exactly as it was signed."""
    (path, *_) = [*player.folder.glob(f"*/{name}.request.*"), *player.folder.glob(f"vihf/{name}.xml")]
    data = path.read_bytes()
    start = data.index(b"<saml2:Assertion")
    end = data.index(b"</saml2:Assertion>") + len(b"</saml2:Assertion>")
    return data[start:end]


@dataclass(slots=True)
class Asker:
    player: Player

    def ask(
        self,
        method: str,
        path: str,
        *,
        who: str = PHYSICIAN,
        body: Any = None,
        content_type: str = "application/fhir+json",
        at: datetime | None = None,
        certificate: bool = True,
        token: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Told:
        """Send one request at the instant of its token. `body` is JSON unless it is bytes."""
        assertion = token if token is not None else token_of(self.player, who)
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        sent = {
            "host": "localhost:8443",
            "authorization": f"Bearer {base64.urlsafe_b64encode(assertion).decode().rstrip('=')}",
            **({"content-type": content_type} if body is not None else {}),
            **(headers or {}),
        }
        shown = self.player.connection_for(assertion) if certificate else None
        address, _, query = path.partition("?")
        self.player._clock.set(at or instant_of(assertion))
        request = Request(
            method,
            f"/fhir/dmp/{address}",
            {name: value for name, value in sent.items() if value},
            io.BytesIO(data),
            len(data),
            shown,
            "127.0.0.1",
            query=query,
        )
        return told(door.handle(request))

    def feed(self, name: str, *, who: str = "") -> Told:
        """Send the submission of a SOAP dialogue as a transaction bundle."""
        return self.ask("POST", "", who=who or name, body=bundle_of(self.player, name))


def told(response: Any) -> Told:
    raw = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    headers = {name.lower(): value for name, value in response.headers}
    is_json = headers["content-type"].startswith("application/fhir+json")
    value = json.loads(raw) if is_json else None
    if value is not None:
        understood(value)
    return Told(response.status, headers, raw, value)


def bundle_of(player: Player, name: str) -> dict[str, Any]:
    """What a SOAP dialogue sends, as PDSm has it: without its signature document."""
    from socle.wire import mtom  # noqa: PLC0415
    from tests.record.player import request_of  # noqa: PLC0415

    data, content_type = player.message(name)
    message, findings = mtom.read_message(request_of(Player._with_assigned(data), content_type, None))
    assert message is not None, findings
    with message:
        body = envelope_of(message.root) if isinstance(message.root, bytes) else message.root
        submission, findings = xds.submission(body, message.parts)
        assert not findings
        contents = {id: part.read() for id, part in submission.parts.items()}
    entries = [entry for entry in submission.entries if not entry.is_signature]
    replaced = {link.source: link.target for link in submission.associations if link.type.endswith("RPLC")}
    (package,) = submission.sets
    listed = sets.write(package, [])
    listed["entry"] = [{"item": {"reference": f"urn:uuid:{entry.id}"}} for entry in entries]
    bundle: list[dict[str, Any]] = [posted(f"urn:uuid:{package.id}", listed)]
    for entry in entries:
        resource = documents.write(entry, base=BASE)
        resource.pop("identifier", None)
        if entry.id in replaced:
            target = replaced[entry.id].removeprefix("urn:uuid:")
            resource["relatesTo"] = [{"code": "replaces", "target": {"reference": f"DocumentReference/{target}"}}]
        resource["content"][0]["attachment"]["url"] = f"urn:uuid:binary-{entry.id}"
        bundle.append(posted(f"urn:uuid:{entry.id}", resource))
        data64 = base64.b64encode(contents[entry.id]).decode()
        binary = {"resourceType": "Binary", "contentType": "text/xml", "data": data64}
        bundle.append(posted(f"urn:uuid:binary-{entry.id}", binary))
    return {"resourceType": "Bundle", "type": "transaction", "entry": bundle}


def posted(url: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {"fullUrl": url, "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}


def envelope(data: bytes) -> etree._Element:
    return etree.fromstring(data)
