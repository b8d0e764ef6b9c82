"""TD1.6: who is authorised or blocked on the record of the token's patient (listAuthorizationByPatient).

Paragraphs in order: token and rights (by the endpoint), request (spec/dmp.md 3.2), patient of the token (2), use
case, list and status (3.2).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from socle import codes
from socle.directory.services import professional
from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.rules import same_patient
from socle.record.services import Asked, ProfessionalListed
from socle.record.tracing import refused
from socle.rulebook import Decision
from socle.wire import habilitations
from socle.wire.exchange import Response
from socle.wire.habilitations import ListedAuthorisation, ListMode

#: Identifier types of persons and structures. Source: spec/dmp.md 4.2 (authorPerson, authorInstitution).
PERSONS: Final = "1.2.250.1.71.4.2.1"
STRUCTURES: Final = "1.2.250.1.71.4.2.2"


def list_authorisations(call: Call) -> Response:
    """Answer the professionals and structures that the mode asks for."""
    mode, findings = habilitations.read_list_request(call.body)
    decision = Decision(tuple(findings)) + same_patient(call.patient, call.patient)
    if mode is None or not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.AUTHORISATION_LIST,
            service="habilitations",
            transaction_id="TD1.6",
            at=call.at,
        )
        return call.fault(decision.errors)
    asked = Asked(active=mode is not ListMode.BLOCKED, blocked=mode is not ListMode.ACTIVE)
    outcome = services.professionals_of(call.actor, call.patient, call.at, asked)
    if not outcome.decision.allowed:
        return call.fault(outcome.decision.errors)
    return call.answer(habilitations.write_list_answer([_listed(item) for item in outcome.listed]))


def _listed(item: ProfessionalListed) -> ListedAuthorisation:
    """Names stand in the directory as `FAMILY Given`; a structure has no first name, nor a specialty."""
    person = professional(item.actor_id) if not item.is_structure else None
    family, _, given = (person.name if person is not None else item.name).partition(" ")
    specialty = f"G15_{item.profession}/{item.specialty}" if item.specialty else ""
    return ListedAuthorisation(
        national_id=item.actor_id,
        id_type=STRUCTURES if item.is_structure else PERSONS,
        last_name=item.name if item.is_structure else family,
        first_name="" if item.is_structure else given,
        specialty=specialty,
        specialty_label=codes.label("author_specialty", specialty) if specialty else "",
        since=_time(item.since),
        last_action=_time(item.last_action),
        mode=ListMode.BLOCKED if item.blocked else ListMode.ACTIVE,
        rights=("MEDECIN_TRAITANT",) if item.treating_physician else (),
    )


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
