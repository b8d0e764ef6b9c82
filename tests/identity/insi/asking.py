"""Asking the teleservice in process: its door with certificates of a test authority, at an instant of the test's own."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lxml import etree

from socle import clock
from socle.clock import MovableClock
from socle.identity.insi import callers, contexts, endpoints, faults, results
from socle.identity.insi.contexts import Context
from socle.identity.insi.names import CARD, TRAITS
from socle.wire import xml
from socle.wire.certificates.issue import Use
from socle.wire.exchange import Request, Response
from socle.wire.namespaces import SOAP12, WSA, WSSE, qname
from tests.wire import pki

AT = pki.NOW
CONTEXT = Context(idam="0000000000", version="2026", instance=str(UUID(int=7)), name="Essai", emitter="1990100018")
MESSAGE_ID = "uuid:b3549edd-4ae9-472a-b26f-fd2fb4ef397f"


def insi_certificate(service="INSI-AUTO"):
    return pki.hospital(Use.AUTHENTICATION, service).certificate.der


def traits(birth_name, *given_names, sex="F", born="1997-02-26", place=""):
    """A RECSANSVITALE; an element that is None is left out."""
    texts = [("NomNaissance", birth_name), *(("Prenom", name) for name in given_names)]
    texts += [("Sexe", sex), ("DateNaissance", born), ("LieuNaissance", place or None)]
    return _body(TRAITS, "RECSANSVITALE", texts)


def card(number, *, name=None, born=None, holder=None):
    """A RECVITALE, by the person's own number or by that of who opens the rights."""
    body = _body(CARD, "RECVITALE", [])
    for tag, value in (("MatriculeIndividu", number), ("MatriculeOD", holder)):
        if value is not None:
            matricule = xml.child(body, qname(CARD, tag))
            xml.child(matricule, qname(CARD, "NumIdentifiant"), text=value[:13])
            if value[13:]:
                xml.child(matricule, qname(CARD, "Cle"), text=value[13:])
    for tag, value in (("NomNaissance", name), ("DateNaissance", born)):
        if value is not None:
            xml.child(body, qname(CARD, tag), text=value)
    return body


def _body(namespace, name, texts):
    body = xml.element(qname(namespace, name), nsmap={"i": namespace})
    for tag, text in texts:
        if text is not None:
            xml.child(body, qname(namespace, tag), text=text)
    return body


def message(body, *, context=CONTEXT, assertion=None, message_id=MESSAGE_ID):
    root = xml.element(qname(SOAP12, "Envelope"), nsmap={"soap": SOAP12})
    header = xml.child(root, qname(SOAP12, "Header"))
    if context is not None:
        contexts.write(header, context, AT, str(UUID(int=1)))
    if message_id:
        etree.SubElement(header, qname(WSA, "MessageID"), nsmap={"wsa": WSA}).text = message_id
    if assertion is not None:
        etree.SubElement(header, qname(WSSE, "Security"), nsmap={"wsse": WSSE}).append(assertion)
    xml.child(root, qname(SOAP12, "Body")).append(body)
    return xml.serialise(root)


@dataclass
class Answer:
    response: Response

    @property
    def status(self):
        return self.response.status

    @property
    def body(self):
        root = xml.parse(self.response.body)
        return root[0][0]

    @property
    def found(self):
        return results.read(self.body)

    @property
    def trouble(self):
        return faults.read(self.body)

    @property
    def code(self):
        """CodeCR, or the code of the fault."""
        return self.found.code if self.found is not None else self.trouble.code


@dataclass
class Door:
    """The teleservice, as one caller finds it."""

    certificate: bytes | None = field(default_factory=insi_certificate)
    at: datetime = AT
    trust: object = field(default_factory=pki.trust)
    opposed: frozenset[str] = frozenset()
    waited: list[float] = field(default_factory=list)

    def send(self, data, *, method="POST", path="/insi/", query="", content_type="application/soap+xml", host="h:8443"):
        headers = {"content-type": content_type, "host": host}
        request = Request(method, path, headers, io.BytesIO(data), len(data), self.certificate, query=query)
        known = callers.Authorities(self.trust, lambda number, _at: number in self.opposed)
        before, still = clock.installed(), MovableClock(frozen=True)
        still.set(self.at)
        clock.install(still)
        try:
            return Answer(endpoints.handle(request, known, wait=self.waited.append))
        finally:
            clock.install(before)

    def ask(self, body, **more):
        return self.send(message(body, **more))
