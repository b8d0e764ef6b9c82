"""ITI-105 Simplified Publish: one document in its DocumentReference; what that leaves out, the document's header says.

Paragraphs in order: token and rights (by the door), resource and document, patient of the token, use case, the stored
DocumentReference. The submission set is the server's to make: the same request sent again makes the same one.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from socle.documents import cda, derive
from socle.record.fhir.calls import Call
from socle.record.fhir.iti65 import fed
from socle.record.fhir.own import own_set, source_id
from socle.record.fhir.submitting import Sent, decoded, stored
from socle.wire.exchange import Response
from socle.wire.fhir import documents, outcome, verdicts
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import dtm_of, uuid_of
from socle.wire.mtom import document_part
from socle.wire.xds.model import HAS_MEMBER, Association, Author, DocumentEntry, Submission

_ENTRY: Final = "urn:socle:entry:document"
_SET: Final = "urn:socle:entry:set"
_PLACE: Final = "DocumentReference"
#: What the server alone says of a document, or the sender's bytes.
_NOT_DERIVED = frozenset({"id", "hash", "size"})


def publish(call: Call) -> Response:
    """Feed one document."""
    resource, findings = call.resource("DocumentReference")
    if resource is None:
        return call.refuse(findings)
    sent = _sent(call, resource)
    found = fed(call, sent)
    if isinstance(found, Response):
        return found
    id = found.entry_uuids[_ENTRY]
    entry, part = sent.submission.entries[0], sent.submission.parts[_ENTRY]
    headers = (("Location", f"{call.base}DocumentReference/{uuid_of(id)}"), ("ETag", 'W/"1"'))
    body = documents.write(stored(entry, id, part), base=call.base)
    return outcome.answer(body, status=200 if found.already else 201, headers=headers)


def _sent(call: Call, resource: Json) -> Sent:
    """The submission of one DocumentReference, completed by its document's header."""
    sent = Sent(places={_ENTRY: _PLACE, _SET: _PLACE})
    described = documents.read(resource, id=_ENTRY, place=_PLACE)
    sent.findings += described.findings
    where = f"{_PLACE}.content[0].attachment"
    if "url" in described.attachment:
        sent.findings.append(verdicts.ELEMENT_COUNT.at(f"{where}.url", expected=0, found=1))
    if resource["status"] != "current":
        sent.findings.append(verdicts.ELEMENT_TYPE.at(f"{_PLACE}.status", expected="current", found="un autre statut"))
    content = decoded(described.attachment.get("data"), f"{where}.data", sent.findings)
    entry = _completed(described.entry, content) if content is not None else described.entry
    parts = {_ENTRY: document_part(_ENTRY, entry.mime_type or "", content)} if content is not None else {}
    date = dtm_of(resource.get("date"))
    package = replace(
        own_set(call.actor, entry, source_id(call.actor), call.at),
        id=_SET,
        unique_id=_unique_id(call, resource, content or b"", entry, date),
        authors=(_author(call, entry),),
    )
    package = replace(package, submission_time=date) if date else package
    member = (("SubmissionSetStatus", ("Original",)),)
    links = [Association(id="Member", type=HAS_MEMBER, source=_SET, target=_ENTRY, slots=member)]
    links += [
        Association(id=f"Relation{rank}", type=type, source=_ENTRY, target=target)
        for rank, (type, target) in enumerate(described.relates)
    ]
    sent.submission = Submission(sets=(package,), entries=(entry,), associations=tuple(links), parts=parts)
    return sent


def _unique_id(call: Call, resource: Json, content: bytes, entry: DocumentEntry, date: str | None) -> str:
    """The same request gives the same set; without a date each request is one of its own."""
    said = repr((sorted(resource.items(), key=repr), entry.unique_id, date or call.at.isoformat(), call.actor.id))
    name = hashlib.sha256(said.encode("utf-8", "replace") + content).hexdigest()
    return f"2.25.{uuid5(NAMESPACE_OID, name).int}"


def _completed(entry: DocumentEntry, content: bytes) -> DocumentEntry:
    """What the resource does not say, as the header of the document says it."""
    document, _ = cda.read(content)
    if document is None:
        return entry
    header = derive(document, content)
    known = {item.name: getattr(entry, item.name) for item in fields(entry) if item.name not in _NOT_DERIVED}
    missing: dict[str, Any] = {
        name: getattr(header, name) for name, value in known.items() if value in (None, "", ()) and name != "status"
    }
    completed = replace(entry, **missing)
    if _nameless(entry.authors) <= _ids(header.authors):
        completed = replace(completed, authors=header.authors)
    signer, known_signer = entry.legal_authenticator, header.legal_authenticator
    if signer is not None and not signer.family and known_signer is not None and known_signer.id == signer.id:
        completed = replace(completed, legal_authenticator=known_signer)
    return replace(completed, mime_type=header.mime_type) if entry.mime_type == "text/xml" else completed


def _nameless(authors: tuple[Author, ...]) -> frozenset[str]:
    """The numbers of authors, "?" for one whose name is told: then what is told stands."""
    told = (held.person for held in authors if held.person is not None)
    return frozenset("?" if person.family else person.id for person in told)


def _ids(authors: tuple[Author, ...]) -> frozenset[str]:
    return frozenset(held.person.id for held in authors if held.person is not None)


def _author(call: Call, entry: DocumentEntry) -> Author:
    """The author of the set: the one who bears the caller, else the first."""
    mine = {call.actor.id, call.actor.structure} - {""}
    for author in entry.authors:
        ids = {held.id for held in author.institutions} | ({author.person.id} if author.person else set())
        if ids & mine:
            return author
    return next(iter(entry.authors), Author())
