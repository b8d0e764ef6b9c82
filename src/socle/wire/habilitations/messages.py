"""The messages of TD0.3, both sides. The patient is not in them: it comes from the token (spec/dmp.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.namespaces import HABILITATIONS, qname

#: WS-Addressing action of TD0.3; the WSDL's soapAction differs (spec/dmp.md 1).
ACTION: Final = "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization"
DMP_OK: Final = "DMPOk"
TREATING_PHYSICIAN: Final = "MEDECIN_TRAITANT"

REQUEST: Final = qname(HABILITATIONS, "setAuthorization")
RESPONSE: Final = qname(HABILITATIONS, "setAuthorizationResponse")


class ActionAsked(StrEnum):
    """Source: spec/dmp.md 3.2."""

    ADD = "AJOUT"
    REMOVE = "SUPPRESSION"


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """Add or remove oneself, or one's being médecin traitant."""

    action: ActionAsked
    treating_physician: bool = False


@dataclass(frozen=True, slots=True)
class AuthorisationAnswer:
    """`status` is DMPOk or a DMP code, `context` a sentence when there is something to say."""

    status: str
    context: str = ""

    @property
    def succeeded(self) -> bool:
        return self.status.lower() == DMP_OK.lower()  # DMPOK is seen too (dmp_error_codes.csv)


def _text(parent: etree._Element | None, *path: str) -> str:
    return xml.text_of(xml.first(parent, *(qname(HABILITATIONS, name) for name in path)))


def read_request(element: etree._Element) -> tuple[AuthorisationRequest | None, list[Finding]]:
    """Read a setAuthorization."""
    action, role = _text(element, "action"), _text(element, "role")
    findings: list[Finding] = []
    if action not in set(ActionAsked):
        findings.append(verdicts.HABILITATION_ACTION.at("action", expected=", ".join(ActionAsked), found=action))
    if role not in {"", TREATING_PHYSICIAN}:
        findings.append(verdicts.HABILITATION_ROLE.at("role", expected=TREATING_PHYSICIAN, found=role))
    return (None if findings else AuthorisationRequest(ActionAsked(action), bool(role))), findings


def write_request(request: AuthorisationRequest) -> etree._Element:
    element = xml.element(REQUEST, nsmap={"hab": HABILITATIONS})
    xml.child(element, qname(HABILITATIONS, "action"), text=request.action)
    if request.treating_physician:
        xml.child(element, qname(HABILITATIONS, "role"), text=TREATING_PHYSICIAN)
    return element


def write_answer(answer: AuthorisationAnswer) -> etree._Element:
    element = xml.element(RESPONSE, nsmap={"hab": HABILITATIONS})
    output = xml.child(element, qname(HABILITATIONS, "output"))
    xml.child(output, qname(HABILITATIONS, "status"), text=answer.status)
    if answer.context:
        xml.child(output, qname(HABILITATIONS, "context"), text=answer.context)
    return element


def read_answer(element: etree._Element) -> AuthorisationAnswer:
    """Read a setAuthorizationResponse; without a status it did not succeed."""
    return AuthorisationAnswer(_text(element, "output", "status"), _text(element, "output", "context"))
