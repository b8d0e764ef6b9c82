"""TD0.4: the records on which the caller is authorised (patientList). The token names no patient.

Paragraphs in order: token and rights (by the endpoint), request (spec/dmp.md 3.3), use case, list and status.
"""

from __future__ import annotations

from datetime import UTC, datetime

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.services import RecordListed
from socle.record.tracing import refused
from socle.wire import patients
from socle.wire.exchange import Response
from socle.wire.patients import DateType, ListedRecord


def list_records(call: Call) -> Response:
    """Answer the caller's records since the date asked for."""
    request, findings = patients.read_list_request(call.body)
    if request is None:
        refused(
            call.actor,
            findings,
            code=ActCode.RECORD_LIST,
            service="patients",
            transaction_id="TD0.4",
            at=call.at,
        )
        return call.fault(findings)
    by_document = request.date_type is DateType.LAST_DOCUMENT
    outcome = services.records_of(call.actor, request.start, call.at, by_document=by_document)
    if not outcome.decision.allowed:
        return call.fault(outcome.decision.errors)
    return call.answer(patients.write_list_answer([_listed(item) for item in outcome.listed]))


def _listed(item: RecordListed) -> ListedRecord:
    return ListedRecord(
        ids=item.patient_ids,
        last_name=item.used_name,
        birth_name=item.birth_name,
        first_name=item.given_name,
        civility={"F": "MME", "M": "M"}.get(item.sex, ""),
        birth_date=item.birth_date.strftime("%Y%m%d") if item.birth_date is not None else "",
        treating_physician=item.treating_physician,
        last_access=_time(item.last_access),
        last_update=_time(item.last_update),
        last_add=_time(item.last_add),
    )


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S") if at is not None else ""
