"""The CapabilityStatement, made of what the door really answers. Source: FHIR R4, CapabilityStatement; PDSm 3.1.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from socle import __version__
from socle.ledger import ActCode
from socle.record.fhir import iti66, iti67, tracing
from socle.record.fhir.calls import Interaction
from socle.record.fhir.searching import PATIENT, Parameter
from socle.rulebook.choices import current
from socle.wire.fhir import documents, sets
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled

INTERACTION: Final = Interaction(
    id="metadata",
    act=ActCode.MESSAGE_REFUSE,
    resource="",
    code="capabilities",
    respond=lambda call: call.not_found("metadata"),
    actions=(),
)
_SEARCHES: Mapping[str, Mapping[str, Parameter]] = {
    "DocumentReference": iti67.PARAMETERS,
    "List": iti66.PARAMETERS,
    "AuditEvent": tracing.PARAMETERS,
}
_PROFILES = {"DocumentReference": documents.PROFILE, "List": sets.PROFILE}
#: By interactions that FHIR calls so on a resource, the guide's own names.
_ORDER = ("read", "patch", "create", "search-type")


def statement(offered: Sequence[Interaction], base: str, at: datetime) -> Json:
    """What is answered at `base`, at the instant `at`."""
    resources = sorted({held.resource for held in offered if held.resource})
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": at.isoformat(timespec="seconds"),
        "kind": "instance",
        "software": {"name": "Socle", "version": __version__},
        "implementation": {"description": "Dossier médical partagé, par PDSm", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "patchFormat": ["application/json-patch+json", "application/fhir+json"],
        "implementationGuide": ["https://interop.esante.gouv.fr/ig/fhir/pdsm/ImplementationGuide/ans.fhir.fr.pdsm"],
        "rest": [
            {
                "mode": "server",
                "security": {"cors": False, "description": _security()},
                "resource": [_resource(type, offered) for type in resources],
                "interaction": [_interaction(held) for held in offered if not held.resource],
            }
        ],
    }


def _security() -> str:
    scheme = current().fhir_token_scheme
    return f"TLS mutuel ; jeton VIHF en base64url dans l'en-tête Authorization: {scheme} (forme supposée)."


def _interaction(held: Interaction) -> Json:
    return {"code": held.code, "documentation": held.id}


def _resource(type: str, offered: Sequence[Interaction]) -> Json:
    mine = {held.code: held for held in offered if held.resource == type}
    return filled(
        type=type,
        profile=_PROFILES.get(type),
        interaction=[_interaction(mine[code]) for code in _ORDER if code in mine],
        versioning="versioned" if type == "DocumentReference" else None,
        searchParam=[*_patients(type), *(_parameter(name, held) for name, held in _SEARCHES.get(type, {}).items())],
    )


def _patients(type: str) -> list[Json]:
    if type not in _SEARCHES:
        return []
    return [{"name": PATIENT[0], "type": "token", "documentation": "INS du patient, celui du jeton"}]


def _parameter(name: str, held: Parameter) -> Json:
    return {"name": name, "type": held.type, "documentation": held.says}
