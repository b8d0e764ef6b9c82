"""Plays the worked dialogues against a running Socle, as the people and machines of the story would.

The clock is set to each token's instant. The server gives entryUUIDs of its own: the player learns them by
asking (TD3.1) and writes them in place of those of the files; no signature covers the body.
"""

from __future__ import annotations

import re
import ssl
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
from lxml import etree

from socle.client import token
from socle.client.dmp import GET_DOCUMENTS
from socle.client.identity import Identity
from socle.wire import certificates, soap
from socle.wire.certificates import issue
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import Mode, Software
from socle.wire.xds import write
from socle.wire.xds.model import StoredQuery
from tests.journeys.dmp.story import RIM, Dialogue, dialogues, outcome, parts, unique_id

#: Who shows which certificate at the TLS level; others act by their structure.
CARDS = {
    "899880000015": "card-kervelec-auth",
    "899880000023": "card-daumont-auth",
    "899880000031": "card-pellot-auth",
}
ORGANISATIONS = {"19901": "org-hospital-auth", "19902": "org-laboratory-auth"}
EMPLOYEE = "699880000015001/EMP0001"
CHAIN = ("ca-persons", "ca-organisations")


def pem(certs: Path, name: str) -> bytes:
    return (certs / f"TEST-ONLY-{name}.crt.pem").read_bytes()


class Player:
    """One run of the story on one server."""

    def __init__(self, folder: Path, running, work: Path) -> None:
        self.folder = folder
        self.certs = folder / "certs"
        self.running = running
        self.work = work
        self.known = {dialogue.name: dialogue for dialogue in dialogues(folder)}
        self.uuids: dict[str, str] = {}
        self.clients: dict[str, httpx.Client] = {}
        self.written = _written_uuids(self.known.values())

    def close(self) -> None:
        for client in self.clients.values():
            client.close()

    def play(self, dialogue: Dialogue) -> tuple[dict, dict]:
        """Send one request at its instant; gives what came back and what was written, as outcomes."""
        self.running.set_clock(dialogue.instant)
        body = dialogue.body
        for written, given in self.uuids.items():
            body = body.replace(written.encode(), given.encode())
        answer = self._client(dialogue).post(
            f"si-dmp-server/v2/services/{dialogue.service}",
            content=body,
            headers={"Content-Type": dialogue.content_type},
        )
        got = outcome(answer.headers["content-type"], answer.content)
        if dialogue.transaction in {"TD2.1", "TD2.2"} and got.get("status") == "Success":
            self._learn(dialogue)
        if dialogue.transaction.startswith(("TD3.1", "TD3.3")):
            self._learn_from(dialogue, answer.content)
        return got, outcome(dialogue.answer_type, dialogue.answer)

    def _client(self, dialogue: Dialogue) -> httpx.Client:
        if dialogue.mode == "DIRECTE":
            name = CARDS.get(dialogue.name_id, EMPLOYEE)
        else:
            name = ORGANISATIONS[dialogue.structure[:5]]
        if name not in self.clients:
            self.clients[name] = httpx.Client(
                base_url=self.running.tls_url, verify=self._context(name), timeout=30, trust_env=False
            )
        return self.clients[name]

    def _context(self, name: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=self.running.ca)
        chain, key = self.work / f"{uuid.uuid4()}.pem", self.work / f"{uuid.uuid4()}.key"
        leaf, leaf_key = self._leaf(name)
        chain.write_bytes(leaf + b"".join(pem(self.certs, authority) for authority in CHAIN))
        key.write_bytes(leaf_key)
        context.load_cert_chain(chain, key)
        return context

    def _leaf(self, name: str) -> tuple[bytes, bytes]:
        """The certificate and key of the story; the employee card's authentication one is minted here."""
        if name != EMPLOYEE:
            return pem(self.certs, name), (self.certs / f"TEST-ONLY-{name}.key.pem").read_bytes()
        authority = issue.Issued(
            certificates.read(pem(self.certs, "ca-persons")),
            issue.load_key((self.certs / "TEST-ONLY-ca-persons.key.pem").read_text()),
        )
        holder = issue.Holder(
            idnat=EMPLOYEE,
            card_type=certificates.CardType.CPE,
            family="LOUVEL",
            given="Bastien",
            structure="499880000015001",
            structure_name="CABINET DU DR KERVELEC",
            department="Test (99)",
        )
        validity = issue.Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC))
        card = issue.card(authority, holder, issue.Use.AUTHENTICATION, validity)
        return card.pem.encode(), card.key_pem.encode()

    # --- learning the server's own identifiers ------------------------------------------------------------

    def _learn(self, dialogue: Dialogue) -> None:
        """Ask for what was just fed, as the treating physician of the story, who sees everything."""
        request = etree.fromstring(parts(dialogue.content_type, dialogue.body)[0])
        patient = re.search(r'resource-id">\s*<[^>]*>([^<]*)', dialogue.body.decode("utf-8", "replace")).group(1)
        owner = CX(patient.replace("&amp;", "&"))
        for element in request.iter(f"{RIM}ExtrinsicObject", f"{RIM}RegistryPackage"):
            self._ask(owner, unique_id(element), "Document" if "Extrinsic" in element.tag else "SubmissionSet")

    def _ask(self, patient: CX, uid: str, kind: str) -> None:
        if uid not in self.written:
            return
        if kind == "Document":
            query = StoredQuery(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": ((uid,),)})
        else:
            query = StoredQuery(
                "urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83", {"$XDSSubmissionSetUniqueId": ((uid,),)}
            )
        identity = self._kervelec()
        assertion = token.build(identity, patient, datetime.fromisoformat(self._now()))
        message = soap.write_envelope(
            action="urn:ihe:iti:2007:RegistryStoredQuery",
            body=write.query_request(query),
            to="https://dmp.example/si-dmp-server/v2/services/registry",
            reply_to=soap.ANONYMOUS,
            security=assertion,
        )
        client = self._client(self.known["td3/td3.1a-find-documents"])
        answer = client.post(
            "si-dmp-server/v2/services/registry", content=message, headers={"Content-Type": "application/soap+xml"}
        )
        for element in etree.fromstring(answer.content).iter(f"{RIM}ExtrinsicObject", f"{RIM}RegistryPackage"):
            if unique_id(element) == uid:
                self.uuids[self.written[uid]] = element.get("id")

    def _learn_from(self, dialogue: Dialogue, answer: bytes) -> None:
        """New entryUUIDs of the answer, beside those written for the same object and version."""
        written = {_key(e): e.get("id") for e in etree.fromstring(dialogue.answer).iter(f"{RIM}ExtrinsicObject")}
        for element in etree.fromstring(answer).iter(f"{RIM}ExtrinsicObject"):
            if _key(element) in written:
                self.uuids[written[_key(element)]] = element.get("id")

    def _now(self) -> str:
        return self.running.api("clock")["now"]

    def _kervelec(self) -> Identity:
        card = pem(self.certs, "card-kervelec-auth").decode()
        key = (self.certs / "TEST-ONLY-card-kervelec-auth.key.pem").read_text()
        return Identity(
            idnat="899880000015",
            mode=Mode.DIRECT,
            structure="499880000015001",
            sector="SA07",
            profession="10",
            specialty="SM26",
            software=Software("Cahier LGC", "2026.1", "TEST-ONLY-LGC-0002"),
            tls_certificate=card,
            tls_key=key,
            sign_certificate=pem(self.certs, "card-kervelec-sign").decode(),
            sign_key=(self.certs / "TEST-ONLY-card-kervelec-sign.key.pem").read_text(),
        )


def _key(element) -> tuple:
    version = element.find(f"{RIM}VersionInfo")
    return unique_id(element), version.get("versionName") if version is not None else "1"


def _written_uuids(known) -> dict[str, str]:
    """For each uniqueId the entryUUID under which the files first know it (the lid of an entry)."""
    found: dict[str, str] = {}
    for dialogue in known:
        if dialogue.transaction.startswith("TD3.1"):
            root = etree.fromstring(dialogue.answer)
            for element in root.iter(f"{RIM}ExtrinsicObject", f"{RIM}RegistryPackage"):
                found.setdefault(unique_id(element), element.get("lid") or element.get("id"))
    return found
