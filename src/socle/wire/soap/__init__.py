"""SOAP 1.2 and 1.1 envelopes with WS-Addressing. Source: spec/dmp.md 1 and 5."""

from socle.wire.soap.actions import FAULT_ACTION, response_action
from socle.wire.soap.answers import answer, fault, response
from socle.wire.soap.envelope import ANONYMOUS, Envelope, read_envelope, write_envelope
from socle.wire.soap.faults import Fault, fault_body, read_fault

__all__ = [
    "ANONYMOUS",
    "FAULT_ACTION",
    "Envelope",
    "Fault",
    "answer",
    "fault",
    "fault_body",
    "read_envelope",
    "read_fault",
    "response",
    "response_action",
    "write_envelope",
]
