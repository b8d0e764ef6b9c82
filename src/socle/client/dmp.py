"""The DMP as a client sees it: one method per thing an establishment's software does there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from lxml import etree

from socle import clock
from socle.client import submission, token, updating
from socle.client.identity import Identity
from socle.client.submission import Prepared
from socle.client.transport import Answer, Transport
from socle.wire import habilitations, hl7v3, ids
from socle.wire.habilitations import ActionAsked, AuthorisationAnswer, AuthorisationRequest
from socle.wire.hl7v2 import CX
from socle.wire.hl7v3.model import II, Device, PatientAnswer, PatientQuery
from socle.wire.soap.faults import Fault
from socle.wire.vihf.model import AccessMode
from socle.wire.xds import read as read_xds
from socle.wire.xds import write as write_xds
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DELETED,
    DEPRECATED,
    DocumentEntry,
    DocumentRequest,
    Part,
    RetrievedDocument,
    StoredQuery,
    Submission,
)
from socle.wire.xds.response import SUCCESS, ObjectRef, RegistryError, RegistryResponse

#: The DMP's repository. Source: spec/dmp.md 4.2.
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"

FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"

#: Availability statuses by the last word of their URN. Source: spec/dmp.md 4.2.
STATUSES = {"Approved": APPROVED, "Deprecated": DEPRECATED, "Archived": ARCHIVED, "Deleted": DELETED}

ACTIONS = {
    "feed": "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
    "find": "urn:ihe:iti:2007:RegistryStoredQuery",
    "get": "urn:ihe:iti:2007:RetrieveDocumentSet",
    "update": "urn:ihe:iti:2010:UpdateDocumentSet",
    "record": "urn:hl7-org:v3:PRPA_IN201307UV02",
    "authorise": "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization",
}


#: What TD0.2 answers of an authorisation that stands. Source: spec/dmp.md 3.1.
AUTHORISED = "VALIDE"


@dataclass(frozen=True, slots=True)
class Found:
    """What a stored query gave: document entries, or their references alone, and what the registry had to say."""

    status: str
    entries: tuple[DocumentEntry, ...] = ()
    references: tuple[str, ...] = ()
    errors: tuple[RegistryError, ...] = ()

    @property
    def succeeded(self) -> bool:
        return self.status == SUCCESS


class Refused(Exception):  # noqa: N818 - a service's answer, not an error of the program
    """The service answered a SOAP fault, or something that is no answer to the question."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Access:
    """In which mode the actor comes: normal, break-glass with its reason, regulation; a minor's secret session."""

    mode: AccessMode = AccessMode.NORMAL
    reason: str = ""
    secret_session: bool = False


NORMAL = Access()


class Dmp:
    """One actor's way to one DMP. `now` gives the instant written in tokens (the sandbox may move time).

    Every method raises `Refused` for a SOAP fault, `Unreachable` for silence, `BadIdentity` for an identity that
    cannot show or sign anything.
    """

    def __init__(self, url: str, identity: Identity, *, now: Callable[[], datetime] = clock.now) -> None:
        self.identity = identity
        self.now = now
        self._transport = Transport(url, identity)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def record(self, patient: CX, access: Access = NORMAL) -> PatientAnswer:
        """TD0.2: whether the patient has a record, in what state, and with what authorisation for the caller."""
        query = PatientQuery(
            message_id=II(submission.oid(), str(ids.new_uuid())),
            query_id=II(submission.oid(), str(ids.new_uuid())),
            patient=II(patient.authority, patient.id),
            sender=Device(self.identity.software.installation or submission.oid(), self.identity.software.name),
            created=self.now().astimezone(UTC).strftime("%Y%m%d%H%M%S"),
            processing_code="D",
        )
        answer = self._call("patients", "record", hl7v3.write.patient_query(query), patient, access)
        found, findings = hl7v3.read.patient_answer(answer.body)
        if found is None:
            raise Refused(Fault("Receiver", "", findings[0].sentence("en") if findings else "unreadable answer"))
        return found

    def authorise(self, patient: CX, *, treating_physician: bool = False, remove: bool = False) -> AuthorisationAnswer:
        """TD0.3: declare oneself authorised, or médecin traitant; with `remove` the opposite."""
        request = AuthorisationRequest(ActionAsked.REMOVE if remove else ActionAsked.ADD, treating_physician)
        answer = self._call("habilitations", "authorise", habilitations.write_request(request), patient, NORMAL)
        return habilitations.read_answer(answer.body)

    def feed(
        self, prepared: Sequence[Prepared], patient: CX, *, replaces: str = "", access: Access = NORMAL
    ) -> RegistryResponse:
        """TD2.1 (TD2.2 with an employee card): one submission set holding these documents."""
        made = submission.build(prepared, self.identity, self.now(), replaces=replaces)
        body, parts = write_xds.submission_request(made)
        answer = self._call("repository", "feed", body, patient, access, parts)
        return read_xds.registry_response(answer.body)

    def find(self, query: StoredQuery, patient: CX, access: Access = NORMAL) -> Found:
        """TD3.1a: what a stored query gives of the patient's record."""
        answer = self._call("registry", "find", write_xds.query_request(query), patient, access)
        status, objects, errors = read_xds.query_response(answer.body)
        return Found(
            status,
            tuple(item for item in objects if isinstance(item, DocumentEntry)),
            tuple(item.id for item in objects if isinstance(item, ObjectRef)),
            errors,
        )

    def reference(self, unique_id: str, patient: CX, access: Access = NORMAL) -> Found:
        """TD3.1b: the current entryUUID of a document; no reference when the record shows no such document."""
        query = StoredQuery(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": ((unique_id,),)}, "ObjectRef")
        return self.find(query, patient, access)

    def get(
        self, unique_ids: Iterable[str], patient: CX, access: Access = NORMAL
    ) -> tuple[tuple[RetrievedDocument, ...], RegistryResponse]:
        """TD3.2: documents by uniqueId, byte for byte, and what the repository said."""
        requests = [DocumentRequest(REPOSITORY, unique_id) for unique_id in unique_ids]
        answer = self._call("repository", "get", write_xds.retrieve_request(requests), patient, access)
        response, documents = read_xds.retrieve_response(answer.body, answer.parts)
        return documents, response

    def document(self, unique_id: str, patient: CX, access: Access = NORMAL) -> Found:
        """The current entry of a document by its uniqueId, whatever its status; none when it does not show itself."""
        return self.find(StoredQuery(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": ((unique_id,),)}), patient, access)

    def update(self, made: Submission, patient: CX, access: Access = NORMAL) -> RegistryResponse:
        """TD3.3: the changes of one submission set, all of them or none (`client.updating` makes the usual ones)."""
        body = write_xds.submit_objects([*made.entries, *made.sets, *made.associations])
        return read_xds.registry_response(self._call("registry", "update", body, patient, access).body)

    def hide(
        self, held: DocumentEntry, patient: CX, whom: Iterable[str] = ("professionals",), access: Access = NORMAL
    ) -> RegistryResponse:
        """TD3.3a: mask a document to professionals. `held` is its entry as `document` gives it.

        From the patient or his representatives only a deposit hides (names of `submission.HIDING`): the DMP refuses.
        """
        return self.update(updating.visibility(held, patient, self.identity, self.now(), hide=whom), patient, access)

    def show(
        self, held: DocumentEntry, patient: CX, whom: Iterable[str] = ("professionals",), access: Access = NORMAL
    ) -> RegistryResponse:
        """TD3.3b: unmask a document, or make it visible to the patient or his representatives, which is for good."""
        return self.update(updating.visibility(held, patient, self.identity, self.now(), show=whom), patient, access)

    def archive(
        self, held: DocumentEntry, patient: CX, *, undo: bool = False, access: Access = NORMAL
    ) -> RegistryResponse:
        """TD3.3d: archive a document, or take it out of the archives."""
        original, new = (ARCHIVED, APPROVED) if undo else (APPROVED, ARCHIVED)
        return self.change_status(held.id, patient, original=original, new=new, access=access)

    def delete(
        self, entry_uuid: str, patient: CX, *, original: str = APPROVED, access: Access = NORMAL
    ) -> RegistryResponse:
        """TD3.3c: unpublish a document by its current entryUUID; `original` is its status, which must be true."""
        return self.change_status(entry_uuid, patient, original=original, new=DELETED, access=access)

    def change_status(
        self, entry_uuid: str, patient: CX, *, original: str, new: str, access: Access = NORMAL
    ) -> RegistryResponse:
        """TD3.3c, d: another availability status for the entry of this current entryUUID."""
        made = updating.status(entry_uuid, patient, self.identity, self.now(), original=original, new=new)
        return self.update(made, patient, access)

    def consent(self, patient: CX, *, withdraw: bool = False) -> AuthorisationAnswer | None:
        """The patient's consent, as software declares it: TD0.2, then TD0.3 only when it is of use (EX_0.3-1010).

        None when what is asked holds already. A patient who keeps this caller out (INTERDIT) is not asked again:
        the DMP answers so.
        """
        stands = self.record(patient).authorisation == AUTHORISED
        return self.authorise(patient, remove=withdraw) if stands is withdraw else None

    def _call(
        self,
        service: str,
        name: str,
        body: etree._Element,
        patient: CX,
        access: Access,
        parts: Sequence[Part] | None = None,
    ) -> Answer:
        assertion = token.build(
            self.identity,
            patient,
            self.now(),
            access_mode=access.mode,
            reason=access.reason,
            secret_session=access.secret_session,
        )
        answer = self._transport.call(service, ACTIONS[name], body, assertion, parts)
        if answer.fault is not None:
            raise Refused(answer.fault)
        return answer


def find_documents(
    patient: CX,
    *,
    types: Iterable[str] = (),
    created_from: str = "",
    created_to: str = "",
    statuses: Iterable[str] = (),
) -> StoredQuery:
    """The FindDocuments query: types as `code^^scheme`, times as UTC `YYYYMMDD…`, statuses among `STATUSES`.

    `created_from` is inclusive, `created_to` exclusive; without a status, what is Approved.
    """
    wanted = tuple(STATUSES[name] for name in statuses) or (APPROVED,)
    parameters: dict[str, tuple[tuple[str, ...], ...]] = {
        "$XDSDocumentEntryPatientId": ((f"{patient.id}^^^&{patient.authority}&ISO^NH",),),
        "$XDSDocumentEntryStatus": (wanted,),
    }
    if chosen := tuple(types):
        parameters["$XDSDocumentEntryTypeCode"] = (chosen,)
    if created_from:
        parameters["$XDSDocumentEntryCreationTimeFrom"] = ((created_from,),)
    if created_to:
        parameters["$XDSDocumentEntryCreationTimeTo"] = ((created_to,),)
    return StoredQuery(FIND_DOCUMENTS, parameters)
