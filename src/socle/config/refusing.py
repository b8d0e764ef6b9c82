"""A refusal before any binding has the request, in the form of where it came: SOAP fault, FHIR outcome, OAuth error."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from socle.rulebook import Finding
from socle.wire import soap
from socle.wire.exchange import Response
from socle.wire.fhir import outcome

#: Where FHIR is spoken: PDSm, the Annuaire Santé. Source: interfaces.md ("Network").
FHIR_PREFIX: Final = "/fhir/dmp/"
ANNUAIRE_PREFIX: Final = "/annuaire/fhir/v2/"
#: Where OpenID Connect is spoken. Source: interfaces.md ("Network").
CONNECT_PREFIX: Final = "/auth/realms/esante-wallet/"


def speaks_fhir(path: str) -> bool:
    """Whether this address answers in FHIR; the base may come without its last slash."""
    return f"{path}/".startswith((FHIR_PREFIX, ANNUAIRE_PREFIX))


def said(finding: Finding) -> bytes:
    """A finding as the error of OAuth that means: come back later (RFC 6749 4.1.2.1)."""
    return json.dumps({"error": "temporarily_unavailable", "error_description": finding.sentence("en")}).encode()


def refuse_at(path: str, content_type: str, finding: Finding, *, status: int, seconds: int) -> Response:
    """Tell the sender why, and after how many seconds he may come back."""
    again = (("Retry-After", str(seconds)),)
    if speaks_fhir(path):
        return outcome.refusal([finding], status=status, headers=again)
    if path.startswith(CONNECT_PREFIX):
        return Response(
            status, (("Content-Type", "application/json"), ("Cache-Control", "no-store"), *again), said(finding)
        )
    fault = soap.fault([finding], version="1.1" if content_type.startswith("text/xml") else "1.2")
    return replace(fault, status=status, headers=(*fault.headers, *again))
