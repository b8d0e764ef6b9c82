"""AuditEvent: the activity history of a record, as the portals show it (at most a year and a hundred acts).

The médecin traitant is told every act, others their own. Paragraphs in order: token and rights (by the door),
parameters, patient of the token, use case, Bundle. The DMP has no such transaction: ASSUMED (spec/dmp.md 6, Traces).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.directory.actor import Kind
from socle.ledger import Outcome
from socle.record import services
from socle.record.fhir import searching
from socle.record.fhir.calls import Call
from socle.record.fhir.iti67 import is_lenient
from socle.record.fhir.searching import Parameter
from socle.record.services import HistoryLine
from socle.wire.exchange import Response
from socle.wire.fhir import audit, outcome, parameters
from socle.wire.hl7v2 import CX

PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        "date": Parameter(
            type="date",
            says="instant de l'acte",
            make=searching.date(lambda line: parameters.span_of(f"{line.at:%Y%m%d%H%M%S}")),
        ),
        "outcome": Parameter(
            type="token",
            says="acte accompli (0) ou refusé (4)",
            make=searching.among(lambda line: "0" if line.act.outcome is Outcome.DONE else "4", ("0", "4")),
        ),
    }
)


def find(call: Call) -> Response:
    """Answer the acts of the token's patient's record that the actor may be told."""
    search = searching.read(call.parameters, PARAMETERS, required=(), lenient=is_lenient(call))
    decision = searching.of_token_patient(search, call.patient)
    if call.patient is None or not decision.allowed:
        return call.refuse(decision.errors)
    if search.findings:
        return call.refuse(search.findings)
    found = services.history_of(call.actor, call.patient, call.at)
    if not found.decision.allowed:
        return call.refusal(found.decision.errors)
    lines = [line for line in found.lines if search.keeps(line)]
    lines = lines[::-1] if search.oldest_first else lines
    shown = [(line.act.id, _written(line, call.patient)) for line in lines]
    told = outcome.outcome(search.ignored) if search.ignored else None
    return outcome.answer(searching.bundle(search, shown, base=call.base, resource="AuditEvent", told=told))


def _written(line: HistoryLine, patient: CX) -> dict[str, object]:
    """One act; a document that the actor does not see is not named."""
    act, author = line.act, line.act.author
    told = audit.Told(
        id=act.id,
        at=act.at,
        code=act.code.value,
        done=act.outcome is Outcome.DONE,
        person=author.id,
        name=author.name,
        structure=author.structure,
        structure_name=author.structure_name,
        is_structure=author.kind == Kind.STRUCTURE.value,
        access_mode=author.access_mode,
        software=author.software,
        document=act.object_id if line.title is not None else "",
        title=line.title or "",
        verdicts=act.verdicts,
    )
    return audit.write(told, patient)
