"""Namespaces, actions and body elements of the INSi teleservice.

Source: WSDL DESIR_ICIR_EXP 1.5.0 (spec/identity.md b.1 to b.3); insi_operations.csv for the numbers. The verification
operations have no public schema: theirs is ours, in a namespace of our own (`verification`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from socle.wire.namespaces import qname

WEBSERVICE = "http://www.cnamts.fr/webservice"
TRAITS = "http://www.cnamts.fr/INSiRecSans"
CARD = "http://www.cnamts.fr/INSiRecVit"
RESULT = "http://www.cnamts.fr/INSiResultat"
SIRAM = "urn:siram"
BAM = "urn:siram:bam:ctxbam"
LPS = "urn:siram:lps:ctxlps"
#: ASSUMED: ours, so that nobody takes it for the teleservice's own.
VERIFICATION = "urn:socle:insi-verification"

CONTEXT_BAM = qname(BAM, "ContexteBAM")
CONTEXT_LPS = qname(LPS, "ContexteLPS")


class Operation(StrEnum):
    """The five operations, by their number. Source: insi_operations.csv."""

    CARD = "WS_INS1"
    TRAITS = "WS_INS2"
    VERIFY = "WS_INS3"
    DEPOSIT = "WS_INS4"
    COLLECT = "WS_INS5"


ACTIONS: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CARD: "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale",
        Operation.TRAITS: "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite",
        Operation.VERIFY: f"{VERIFICATION}:verifierIns",
        Operation.DEPOSIT: f"{VERIFICATION}:deposerVerifications",
        Operation.COLLECT: f"{VERIFICATION}:retirerVerifications",
    }
)

BODIES: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CARD: qname(CARD, "RECVITALE"),
        Operation.TRAITS: qname(TRAITS, "RECSANSVITALE"),
        Operation.VERIFY: qname(VERIFICATION, "VERIFICATION"),
        Operation.DEPOSIT: qname(VERIFICATION, "DEPOT"),
        Operation.COLLECT: qname(VERIFICATION, "RETRAIT"),
    }
)


def operation_of(tag: str) -> Operation | None:
    """The operation that a body element asks for: requests are told apart by it, never by the action."""
    return next((operation for operation, body in BODIES.items() if body == tag), None)
