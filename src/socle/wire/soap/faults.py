"""SOAP faults, written from findings and read back by the client.

Source: spec/dmp.md 5. In SOAP 1.2 a subcode stands in Code/Subcode, left out when empty. In SOAP 1.1 a
`wsse:` subcode takes the place of faultcode (WS-Security 1.1, 12), any other one follows the side after a dot.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from socle.rulebook import Finding, code
from socle.wire import verdicts, xml
from socle.wire.namespaces import SOAP11, SOAP12, WSSE, XML, qname
from socle.wire.soap.envelope import Version

logger = logging.getLogger(__name__)

Side = Literal["Sender", "Receiver", "MustUnderstand"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as its reader sees it: whose side, the subcode without decoration, the sentence."""

    side: Side
    subcode: str
    reason: str

    @property
    def status(self) -> int:
        """HTTP status of the fault in SOAP 1.2 (spec README); SOAP 1.1 always takes 500."""
        return 500 if self.side == "Receiver" else 400


def fault_of(findings: Sequence[Finding]) -> Fault:
    """The one fault that tells these findings: the first error gives side and subcode, all errors speak.

    A verdict without a SOAP code becomes a generic fault and a log line.
    """
    errors = [finding for finding in findings if finding.is_error] or list(findings)
    if not errors:
        raise ValueError("a fault needs at least one finding")
    reason = " ".join(dict.fromkeys(finding.sentence("fr") for finding in errors))
    first = errors[0]
    sender, receiver = code(first, "soap", "sender"), code(first, "soap", "receiver")
    if first.verdict is verdicts.HEADER_NOT_UNDERSTOOD:
        return Fault("MustUnderstand", "", reason)
    if sender is not None:
        return Fault("Sender", sender, reason)
    if receiver is None:
        logger.error("verdict %s has no SOAP code", first.verdict.id)
        reason = verdicts.UNMAPPED.at(found=reason).sentence("fr")
    return Fault("Receiver", receiver or "", reason)


def fault_body(fault: Fault, version: Version) -> etree._Element:
    """The Fault element, in the shape of its SOAP version."""
    return _fault_12(fault) if version == "1.2" else _fault_11(fault)


def _fault_12(fault: Fault) -> etree._Element:
    body = xml.element(qname(SOAP12, "Fault"), nsmap={"soap": SOAP12})
    codes = xml.child(body, qname(SOAP12, "Code"))
    xml.child(codes, qname(SOAP12, "Value"), text=f"soap:{fault.side}")
    if fault.subcode:
        subcode = xml.child(codes, qname(SOAP12, "Subcode"))
        nsmap = {"wsse": WSSE} if fault.subcode.startswith("wsse:") else None
        value = etree.SubElement(subcode, qname(SOAP12, "Value"), nsmap=nsmap)
        value.text = xml.clean(fault.subcode)
    reason = xml.child(body, qname(SOAP12, "Reason"))
    xml.child(reason, qname(SOAP12, "Text"), {qname(XML, "lang"): "fr"}, fault.reason)
    return body


def _fault_11(fault: Fault) -> etree._Element:
    body = xml.element(qname(SOAP11, "Fault"), nsmap={"soap": SOAP11, "wsse": WSSE})
    side = {"Sender": "Client", "Receiver": "Server", "MustUnderstand": "MustUnderstand"}[fault.side]
    value = f"soap:{side}" + (f".{fault.subcode}" if fault.subcode else "")
    xml.child(body, "faultcode", text=fault.subcode if fault.subcode.startswith("wsse:") else value)
    xml.child(body, "faultstring", {qname(XML, "lang"): "fr"}, fault.reason)
    return body


def read_fault(body: etree._Element) -> Fault | None:
    """The fault in a body element of either version; None when the element is not a fault."""
    if body.tag == qname(SOAP12, "Fault"):
        codes = xml.first(body, qname(SOAP12, "Code"))
        side = xml.text_of(xml.first(codes, qname(SOAP12, "Value"))).rpartition(":")[2]
        subcode = xml.text_of(xml.first(codes, qname(SOAP12, "Subcode"), qname(SOAP12, "Value")))
        texts = xml.first(body, qname(SOAP12, "Reason"))
        reasons = list(xml.children(texts, qname(SOAP12, "Text"))) if texts is not None else []
        french = [text for text in reasons if (text.get(qname(XML, "lang")) or "").lower().startswith("fr")]
        return Fault(_side(side), subcode, xml.text_of(next(iter(french or reasons), None)))
    if body.tag == qname(SOAP11, "Fault"):
        text = xml.text_of(xml.first(body, "faultcode"))
        side, _, subcode = text.rpartition(":")[2].partition(".")
        if text.startswith("wsse:"):
            side, subcode = "Client", text
        return Fault(_side(side), subcode, xml.text_of(xml.first(body, "faultstring")))
    return None


def _side(text: str) -> Side:
    if text in {"Sender", "Client"}:
        return "Sender"
    return "MustUnderstand" if text == "MustUnderstand" else "Receiver"
