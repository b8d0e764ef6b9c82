"""The WS-Addressing actions of answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Action of a fault when the request's own action is unknown. Source: WS-Addressing 1.0 SOAP binding, 6.
FAULT_ACTION = "http://www.w3.org/2005/08/addressing/fault"

#: Answers whose action is not the request's followed by `Response`. Source: spec/dmp.md 1.
EXCEPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "urn:ihe:iti:2010:UpdateDocumentSet": "urn:ihe:iti:2010:UpdateDocumentSet-Response",
        "urn:hl7-org:v3:PRPA_IN201305UV02": "urn:hl7-org:v3:PRPA_IN201306UV02",
        "urn:hl7-org:v3:PRPA_IN201307UV02": "urn:hl7-org:v3:PRPA_IN201308UV02",
        "urn:hl7-org:v3:PRPA_IN201311UV02": "urn:hl7-org:v3:PRPA_IN201311ResponseUV02",
        "urn:hl7-org:v3:PRPA_IN201314UV02": "urn:hl7-org:v3:PRPA_IN201314ResponseUV02",
    }
)


def response_action(action: str) -> str:
    """The action of the answer to a request whose action was `action`."""
    return EXCEPTIONS.get(action, f"{action}Response")


def fault_action(action: str) -> str:
    """The action of a fault answering `action`, empty when the request named none. Source: spec/dmp.md 5."""
    return f"{action}:Fault:SoapFault" if action else FAULT_ACTION
