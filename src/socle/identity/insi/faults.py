"""The fault of the teleservice: the gateway's subcode, and in its detail one siram:Erreur that says why.

Source: schema_faultSOAP_V01_01; insi_return_codes.csv; the two faults that public clients keep. The subcode follows
from the side: siram_100 for what the sender can mend, siram_40 for what he cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from socle.identity.insi.names import SIRAM
from socle.rulebook import Finding, code
from socle.wire import soap, xml
from socle.wire.namespaces import SOAP11, SOAP12, qname
from socle.wire.soap import Fault
from socle.wire.soap.envelope import Version
from socle.wire.soap.faults import Side

SENDER, RECEIVER = "siram_100", "siram_40"
#: The sentences of the gateway beside each subcode. Source: published faults of the test platform.
_SENTENCES = {
    SENDER: "L'accès par ce progiciel au service n'est pas autorisé. Contactez l'éditeur du progiciel ou votre "
    "responsable informatique.",
    RECEIVER: "Le service est temporairement inaccessible. Veuillez renouveler votre demande ultérieurement. Si le "
    "problème persiste, contactez l'éditeur du progiciel ou votre responsable informatique.",
}
_SEVERITIES = {SENDER: "erreur", RECEIVER: "fatale"}
_ERROR = qname(SIRAM, "Erreur")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault as its reader sees it: `code` and `sentence` are those of siram:Erreur, empty where there is none."""

    subcode: str
    reason: str
    code: str = ""
    severity: str = ""
    sentence: str = ""

    @property
    def is_senders(self) -> bool:
        """Whether the same request would be refused again."""
        return self.subcode != RECEIVER


def of(findings: Sequence[Finding], fallback: str) -> Trouble:
    """The one fault that tells these findings; the first error gives side and code, all of them speak.

    `fallback` is the code of an error for which its verdict has none of the teleservice (what wire found, say).
    """
    errors = [finding for finding in findings if finding.is_error] or list(findings)
    first = errors[0]
    is_receivers = code(first, "soap", "sender") is None and code(first, "soap", "receiver") is not None
    subcode = RECEIVER if is_receivers else SENDER
    sentence = " ".join(dict.fromkeys(finding.sentence("fr") for finding in errors))
    told = code(first, "insi", "fault") or fallback
    return Trouble(subcode, _SENTENCES[subcode], told, _SEVERITIES[subcode], sentence)


def write(trouble: Trouble, message_id: str, version: Version) -> etree._Element:
    """The Fault element. In SOAP 1.1 the subcode follows the side after a dot."""
    side: Side = "Receiver" if trouble.subcode == RECEIVER else "Sender"
    if version == "1.1":
        body = soap.fault_body(Fault(side, trouble.subcode, trouble.reason), version)
        detail = xml.child(body, "detail")
    else:
        # The published faults write the subcode as a name of the envelope's own namespace.
        body = soap.fault_body(Fault(side, f"soap:{trouble.subcode}", trouble.reason), version)
        detail = xml.child(body, qname(SOAP12, "Detail"))
    error = etree.SubElement(detail, _ERROR, nsmap={"siram": SIRAM})
    error.set("severite", trouble.severity)
    error.set("code", trouble.code)
    if message_id:
        error.set("messageID", xml.clean(message_id))
    error.text = xml.clean(trouble.sentence)
    return body


def read(body: etree._Element) -> Trouble | None:
    """The fault in a body element, in either version; None when the element is not one."""
    fault = soap.read_fault(body)
    if fault is None:
        return None
    subcode = fault.subcode.rpartition(":")[2]
    trouble = Trouble(subcode or (RECEIVER if fault.side == "Receiver" else SENDER), fault.reason)
    for name in (qname(SOAP12, "Detail"), "detail", qname(SOAP11, "detail")):
        error = xml.first(body, name, _ERROR)
        if error is not None:
            said = (error.get("code", ""), error.get("severite", ""), xml.text_of(error))
            return replace(trouble, code=said[0], severity=said[1], sentence=said[2])
    return trouble
