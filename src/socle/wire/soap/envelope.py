"""Reading and writing SOAP envelopes, leniently where the DMP's senders are careless.

Source: spec/dmp.md 1: `To` may be empty, `mustUnderstand` may stand without its namespace; SOAP 1.1 is
read and 1.2 written. What to do is decided on the body's element, never on the action.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from socle.rulebook import Finding
from socle.wire import ids, verdicts, xml
from socle.wire.namespaces import SOAP11, SOAP12, WSA, WSSE, qname

Version = Literal["1.1", "1.2"]

ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous"
NAMESPACES: dict[Version, str] = {"1.1": SOAP11, "1.2": SOAP12}

#: Unknown obligatory headers that a fault names at most.
_TOLD_HEADERS = 10

_SECURITY = qname(WSSE, "Security")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A SOAP message. `body` is the one element in its Body; texts are empty where the sender wrote none.

    `relates_to` is for answers: the MessageID of the request.
    """

    version: Version
    action: str
    message_id: str
    to: str
    reply_to: str
    security: etree._Element | None
    body: etree._Element
    root: etree._Element
    relates_to: str = ""

    @property
    def operation(self) -> str:
        """The body element in Clark notation, on which requests are dispatched."""
        return str(self.body.tag)


def _version(root: etree._Element) -> Version | None:
    for version, namespace in NAMESPACES.items():
        if root.tag == qname(namespace, "Envelope"):
            return version
    return None


def _obligatory(header: etree._Element, namespace: str) -> bool:
    return header.get(qname(namespace, "mustUnderstand")) in {"1", "true"}


def _header_findings(headers: list[etree._Element], namespace: str, understood: Container[str]) -> list[Finding]:
    strange = (header for header in headers if header.tag != _SECURITY and header.tag not in understood)
    unknown = [header for header in strange if etree.QName(header).namespace != WSA]
    obligatory = [header for header in unknown if _obligatory(header, namespace)]
    findings = [
        verdicts.HEADER_NOT_UNDERSTOOD.at(xml.path_of(header), found=str(header.tag)[:200])
        for header in obligatory[:_TOLD_HEADERS]
    ]
    tokens = sum(header.tag == _SECURITY for header in headers)
    if tokens > 1:
        findings.append(verdicts.SECURITY_REPEATED.at("/Envelope/Header", expected=1, found=tokens))
    return findings


def read_envelope(
    root: etree._Element, *, addressed: bool = True, understood: Container[str] = ()
) -> tuple[Envelope | None, list[Finding]]:
    """Read an envelope, collecting what is wrong.

    The envelope is given as soon as it has a body, even beside findings, so that a fault can answer in its
    version and relate to it. `addressed=False` accepts a message without WS-Addressing (test tools). `understood` are
    the headers, beside WS-Addressing and the token, that the service knows.
    """
    version = _version(root)
    if version is None:
        return None, [verdicts.NOT_AN_ENVELOPE.at("/", found=str(root.tag))]
    namespace = NAMESPACES[version]
    header = xml.first(root, qname(namespace, "Header"))
    headers = list(xml.children(header)) if header is not None else []
    findings = _header_findings(headers, namespace, understood)

    def addressing(name: str) -> str:
        return next((xml.text_of(node) for node in headers if node.tag == qname(WSA, name)), "")

    action, message_id = addressing("Action"), addressing("MessageID")
    if addressed and not (action and message_id):
        findings.append(verdicts.ADDRESSING_MISSING.at("/Envelope/Header", expected="wsa:Action, wsa:MessageID"))
    body = xml.first(root, qname(namespace, "Body"))
    content = list(xml.children(body)) if body is not None else []
    if len(content) != 1:
        return None, [*findings, verdicts.BODY_CONTENT.at("/Envelope/Body", expected=1, found=len(content))]
    reply_to = next((node for node in headers if node.tag == qname(WSA, "ReplyTo")), None)
    return (
        Envelope(
            version=version,
            action=action,
            message_id=message_id,
            to=addressing("To"),
            reply_to=xml.text_of(xml.first(reply_to, qname(WSA, "Address"))),
            security=next((node for node in headers if node.tag == _SECURITY), None),
            body=content[0],
            root=root,
            relates_to=addressing("RelatesTo"),
        ),
        findings,
    )


def write_envelope(
    *,
    action: str,
    body: etree._Element,
    relates_to: str = "",
    version: Version = "1.2",
    message_id: str | None = None,
    to: str = ANONYMOUS,
    reply_to: str = "",
    security: etree._Element | None = None,
    within: bytes = b"",
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> bytes:
    """One SOAP message as bytes. An answer gives `relates_to`; a request gives `to`, `reply_to` and `security`.

    `security` is a whole wsse:Security element, or the assertion alone, which is then put inside one.
    `body` and `security` are moved into the envelope, not copied; a signed assertion keeps its own
    namespace declarations, so that its exclusive canonical form does not change. `within` is XML of our own, written
    at once: what stands in the last element of `body`, which is there without attributes and empty.
    """
    namespace = NAMESPACES[version]
    root = xml.element(qname(namespace, "Envelope"), nsmap={"soap": namespace, "wsa": WSA})
    header = xml.child(root, qname(namespace, "Header"))
    message_id = message_id or ids.urn_uuid(new_uuid)
    order = ("MessageID", "To", "Action") if not relates_to and security is not None else ("Action", "MessageID", "To")
    values = {"Action": action, "MessageID": message_id, "To": to}
    for name in order:
        xml.child(header, qname(WSA, name), text=values[name])
    if relates_to:
        xml.child(header, qname(WSA, "RelatesTo"), text=relates_to)
    if reply_to:
        xml.child(xml.child(header, qname(WSA, "ReplyTo")), qname(WSA, "Address"), text=reply_to)
    if security is not None:
        if security.tag == _SECURITY:
            header.append(security)
        else:
            holder = etree.SubElement(header, _SECURITY, nsmap={"wsse": WSSE})
            holder.append(security)
    xml.child(root, qname(namespace, "Body")).append(body)
    message = xml.serialise(root)
    if not within:
        return message
    before, _, after = message.rpartition(b"/>")
    tag = before[before.rindex(b"<") + 1 :]
    return b"".join((before, b">", within, b"</", tag, b">", after))
