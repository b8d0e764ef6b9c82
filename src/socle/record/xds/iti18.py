"""ITI-18 RegistryStoredQuery: TD3.1a, and TD3.1b when it only turns a uniqueId into its entryUUID.

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), query (4.3), patient of the token
(2; the query may leave it out, RG_3010), use case, AdhocQueryResponse (4.3, 5).
"""

from __future__ import annotations

from typing import Final

from socle.ledger import ActCode
from socle.record import queries, services
from socle.record.calls import Call, faults
from socle.record.facts import Action
from socle.record.rules import may_attempt, same_patient
from socle.record.tracing import refused
from socle.rulebook import ALLOWED, Decision, refuse
from socle.wire.exchange import Response
from socle.wire.hl7v2 import CX
from socle.wire.xds import read, write
from socle.wire.xds.model import RegistryObject, StoredQuery

PHASE: Final = "registry"
OBJECT_REF = "ObjectRef"


def registry_stored_query(call: Call) -> Response:
    """Answer a stored query with what the actor may see."""
    query, findings = read.stored_query(call.body)
    decision = _of_token_patient(call, query) if call.profile.token else ALLOWED
    if decision.allowed and (query is None or any(finding.is_error for finding in findings)):
        decision = may_attempt(call.actor, Action.SEARCH, call.at)
        decision = decision + refuse(*findings) if decision.allowed else decision
    if query is None or not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.DOCUMENT_SEARCH,
            service=PHASE,
            transaction_id="TD3.1",
            at=call.at,
        )
        return _render(call, decision, (), refs_only=True)
    outcome = services.find(call.actor, query, call.patient, call.at, profile=call.profile)
    decision = Decision(tuple(findings)) + outcome.decision
    return _render(call, decision, outcome.objects, refs_only=query.return_type == OBJECT_REF)


def _of_token_patient(call: Call, query: StoredQuery | None) -> Decision:
    """Every patient that the query names is the token's, and the token names one."""
    known = queries.queries().get(query.query_id) if query is not None else None
    slots = query.parameters.get(known.patient_parameter or "", ()) if query is not None and known is not None else ()
    named = [CX(value) for slot in slots for value in slot]
    if call.patient is None:
        return same_patient(None, None)
    return Decision.all(same_patient(call.patient, patient) for patient in named)


def _render(call: Call, decision: Decision, objects: tuple[RegistryObject, ...], *, refs_only: bool) -> Response:
    stopped = faults(decision, PHASE)
    if stopped:
        return call.fault(stopped)
    body, listed = write.query_response(objects, refs_only=refs_only, findings=decision.findings)
    return call.answer(body, within=listed)
