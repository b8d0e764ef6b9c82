"""TD0.5: searching for a patient by traits, from a regulation centre (PRPA_IN201305UV02). The token names no patient.

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), query (3.1), use case,
PRPA_IN201306UV02 (3.1).
"""

from __future__ import annotations

from dataclasses import replace

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.hl7v3 import persons
from socle.record.hl7v3.td13a import described
from socle.record.services import CandidateFound
from socle.record.tracing import refused
from socle.wire.exchange import Response
from socle.wire.hl7v3 import II, searching
from socle.wire.hl7v3.model import OBJECTS_TO_REGULATION
from socle.wire.hl7v3.searching import Candidate


def search(call: Call) -> Response:
    """Answer ten candidates at most, the likeliest first; NF for none."""
    query, findings = searching.read_query(call.body)
    if query is None:
        code, service = ActCode.RECORD_SEARCH, "patients"
        refused(call.actor, findings, code=code, service=service, transaction_id="TD0.5", at=call.at)
        return call.fault(findings)
    outcome = services.candidates(call.actor, query.traits, call.at)
    if not outcome.decision.allowed:
        return call.fault(outcome.decision.errors)
    answer = searching.CandidateAnswer(
        message_id=II(str(call.new_uuid())),
        answers=query.message_id,
        query_id=query.query_id,
        receiver=query.sender,
        created=persons.stamp(call.at),
        traits=query.traits,
        candidates=tuple(candidate for one in outcome.candidates for candidate in _candidate(one)),
    )
    return call.answer(searching.write_answer(answer))


def _candidate(one: CandidateFound) -> tuple[Candidate, ...]:
    """Enough to choose among candidates, and whether the holder opposes; nothing to reach anyone."""
    holder = described(one.holder)
    if holder is None:
        return ()
    opposed = tuple(
        replace(entry, code=replace(entry.code, label=""))
        for entry in holder.observations
        if entry.code.code == OBJECTS_TO_REGULATION.code
    )
    told = replace(
        holder,
        ids=holder.ids[:1],
        telecoms=(),
        deceased=None,
        birth_place="",
        relationships=(),
        observations=opposed,
    )
    return (Candidate(patient=told, percentage=one.percentage),)
