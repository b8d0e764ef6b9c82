"""The requests of a hospital's software, signed beforehand: what they cost to make is never in a measure.

`python -m benchmarks.messages JOB.json` makes one part of them in a process of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks import sizes, spool
from benchmarks.documents import document, unique_id
from benchmarks.people import Patient, patient
from benchmarks.spool import PLACEHOLDER, Prepared
from socle.client import identity, submission, token
from socle.client.dmp import ACTIONS, REPOSITORY, find_documents
from socle.client.identity import Identity
from socle.client.insi import context_of
from socle.client.transport import SERVICES
from socle.documents import cda
from socle.identity.insi import asking
from socle.identity.insi.names import ACTIONS as INSI_ACTIONS
from socle.identity.insi.names import Operation
from socle.identity.insi_answer import Asked
from socle.wire import hl7v3, mtom, soap
from socle.wire.hl7v3.model import II, Device, PatientQuery
from socle.wire.xds import write as write_xds
from socle.wire.xds.model import DocumentRequest

SUCCESS = "ResponseStatusType:Success"
PLAIN = 'application/soap+xml; charset=UTF-8; action="{action}"'
SENDER = Device("2.25.288238509688271636137782403822380314590.8", "Mesures")


class Writer:
    """Writes the requests of one actor at one frozen instant."""

    def __init__(self, who: Identity, at: datetime, url: str) -> None:
        self.who, self.at, self.url = who, at, url

    def _envelope(self, service: str, name: str, body: Any, about: Patient, message_id: str) -> bytes:
        assertion = token.build(self.who, about.cx, self.at)
        return soap.write_envelope(
            action=ACTIONS[name],
            body=body,
            to=f"{self.url.rstrip('/')}{SERVICES}/{service}",
            reply_to=soap.ANONYMOUS,
            security=assertion,
            message_id=f"urn:uuid:{message_id}",
        )

    def feed(self, about: Patient, unique: str, size: int) -> Prepared:
        """ITI-41: one document and the signature document of its set."""
        data = document(about, unique, size)
        read, findings = cda.read(data)
        if read is None:
            raise ValueError(f"our own document does not read: {findings}")
        made = submission.build([submission.prepare(read, data, 1, ())], self.who, self.at)
        body, parts = write_xds.submission_request(made)
        envelope = self._envelope("repository", "feed", body, about, str(uuid4()))
        content_type, content = mtom.write_multipart(envelope, parts, action=ACTIONS["feed"])
        return Prepared("feed", "repository", content_type, content, SUCCESS)

    def _read(self, kind: str, service: str, body: Any, about: Patient, expects: str) -> Prepared:
        content = self._envelope(service, kind, body, about, PLACEHOLDER.decode())
        content_type = PLAIN.format(action=ACTIONS[kind])
        return Prepared(kind, service, content_type, content, expects, content.index(PLACEHOLDER))

    def find(self, about: Patient, days: int = 0) -> Prepared:
        """ITI-18 FindDocuments, LeafClass, of the last `days` (0: all); something is there, so something must come."""
        since = f"{self.at - timedelta(days=days):%Y%m%d%H%M%S}" if days else ""
        body = write_xds.query_request(find_documents(about.cx, created_from=since))
        return self._read("find", "registry", body, about, "ExtrinsicObject")

    def get(self, about: Patient, unique: str) -> Prepared:
        """ITI-43 of one document."""
        body = write_xds.retrieve_request([DocumentRequest(REPOSITORY, unique)])
        return self._read("get", "repository", body, about, SUCCESS)

    def existence(self, about: Patient) -> Prepared:
        """TD0.2."""
        query = PatientQuery(
            message_id=II(submission.oid(), str(uuid4())),
            query_id=II(submission.oid(), str(uuid4())),
            patient=II(about.cx.authority, about.cx.id),
            sender=SENDER,
            created=self.at.strftime("%Y%m%d%H%M%S"),
            processing_code="D",
        )
        return self._read("record", "patients", hl7v3.write.patient_query(query), about, about.ins)

    def insi(self, about: Patient) -> Prepared:
        """WS_INS2: one identity by its traits."""
        asked = Asked(birth_name=about.family, given_names=("DOMINIQUE",), sex="F", birth_date=about.birth)
        content = asking.envelope(Operation.TRAITS, asking.by_traits(asked), context_of(self.who), self.at)
        content_type = PLAIN.format(action=INSI_ACTIONS[Operation.TRAITS])
        return Prepared("insi", "insi/", content_type, content, f"<NumIdentifiant>{about.ins[:13]}<")


def make(job: dict[str, Any]) -> Iterator[Prepared]:
    """The requests of one job: `kind`, ranks [`first`, `last`), `run` of the documents, among `patients`."""
    actors = json.loads(Path(job["actors"]).read_text("utf-8"))
    at = datetime.fromisoformat(job["at"])
    structure = Writer(identity.of(actors["structure"]), at, job["url"])
    person = Writer(identity.of(actors["person"]), at, job["url"])
    software = Writer(identity.of(actors["insi"]), at, job["url"])
    drawn = sizes.draw(job["last"], seed=job["run"])
    for rank in range(job["first"], job["last"]):
        about = patient(rank % job["patients"])
        if job["kind"] == "feed":
            yield structure.feed(about, unique_id(job["run"], rank), job.get("size") or drawn[rank])
        elif job["kind"] == "get":
            yield person.get(about, unique_id(job["run"], rank))
        elif job["kind"] == "find":
            about = patient(job["spread"][rank % len(job["spread"])] if job.get("spread") else about.rank)
            yield person.find(about, job.get("days", 0))
        elif job["kind"] == "insi":
            yield software.insi(about)
        else:
            yield person.existence(about)


if __name__ == "__main__":
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(spool.write(Path(work["stem"]), make(work)))
