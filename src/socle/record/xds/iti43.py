"""ITI-43 RetrieveDocumentSet: TD3.2, whose answer is multipart even when it is a fault (spec/dmp.md 1).

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), requests (4.4), patient of the
token (2), use case, RetrieveDocumentSetResponse with PartialSuccess when some documents fail (4.4).
"""

from __future__ import annotations

from typing import Final

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call, faults
from socle.record.rules import same_patient
from socle.record.tracing import refused
from socle.rulebook import ALLOWED, Decision
from socle.wire.exchange import Response
from socle.wire.xds import read, write
from socle.wire.xds.model import RetrievedDocument

PHASE: Final = "retrieve"


def retrieve_document_set(call: Call) -> Response:
    """Give the documents asked for; a document that may not be seen answers as if it were absent."""
    requests, findings = read.document_requests(call.body)
    decision = same_patient(call.patient, call.patient) if call.profile.token else ALLOWED
    decision += Decision(tuple(findings))
    if not requests or faults(decision, PHASE):
        refused(
            call.actor,
            decision.findings,
            code=ActCode.DOCUMENT_READ,
            service="repository",
            transaction_id="TD3.2",
            at=call.at,
        )
        return _render(call, decision)
    outcome = services.retrieve(call.actor, requests, call.patient, call.at, profile=call.profile)
    return _render(call, decision + outcome.decision + Decision(outcome.findings), outcome.documents)


def _render(call: Call, decision: Decision, documents: tuple[RetrievedDocument, ...] = ()) -> Response:
    stopped = faults(decision, PHASE)
    if stopped:
        return call.fault(stopped, multipart=True)
    body, parts = write.retrieve_response(documents, decision.findings, new_uuid=call.new_uuid)
    return call.answer(body, parts)
