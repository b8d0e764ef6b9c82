"""The requests as a client writes them: bodies, headers, and the signed assertion of a card.

Source: INSi_RECSANS_INS, INSi_RECVITALE_INS; spec/identity.md b.2.
"""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from socle.identity.insi import contexts
from socle.identity.insi.contexts import Context
from socle.identity.insi.names import ACTIONS, BODIES, CARD, TRAITS, Operation
from socle.identity.insi_answer import NUMBER, Asked, AskedByCard
from socle.wire import ids, xml
from socle.wire.namespaces import SAML2, SOAP12, WSA, WSSE, qname

_SUBJECT_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"


def by_traits(asked: Asked) -> etree._Element:
    """A RECSANSVITALE."""
    body = xml.element(BODIES[Operation.TRAITS], nsmap={"recsans": TRAITS})
    texts = [("NomNaissance", asked.birth_name), *(("Prenom", name) for name in asked.given_names)]
    texts += [("Sexe", asked.sex), ("DateNaissance", asked.birth_date.isoformat() if asked.birth_date else "")]
    texts += [("LieuNaissance", asked.birth_place)]
    for name, text in texts:
        if text:
            xml.child(body, qname(TRAITS, name), text=text)
    return body


def by_card(asked: AskedByCard) -> etree._Element:
    """A RECVITALE."""
    body = xml.element(BODIES[Operation.CARD], nsmap={"recvit": CARD})
    matricule = xml.child(body, qname(CARD, "MatriculeIndividu"))
    xml.child(matricule, qname(CARD, "NumIdentifiant"), text=asked.number[:NUMBER])
    if asked.number[NUMBER:]:
        xml.child(matricule, qname(CARD, "Cle"), text=asked.number[NUMBER:])
    born = asked.birth_date.isoformat() if asked.birth_date else ""
    for name, text in (("NomNaissance", asked.birth_name), ("DateNaissance", born), ("RangNaissance", asked.rank)):
        if text:
            xml.child(body, qname(CARD, name), text=text)
    return body


def envelope(
    operation: Operation,
    body: etree._Element,
    context: Context,
    at: datetime,
    *,
    assertion: etree._Element | None = None,
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> bytes:
    """The whole request. `body` and `assertion` are moved into it, not copied."""
    root = xml.element(qname(SOAP12, "Envelope"), nsmap={"soap": SOAP12, "wsa": WSA})
    header = xml.child(root, qname(SOAP12, "Header"))
    if assertion is not None:
        etree.SubElement(header, qname(WSSE, "Security"), nsmap={"wsse": WSSE}).append(assertion)
    contexts.write(header, context, at, str(new_uuid()))
    xml.child(header, qname(WSA, "Action"), text=ACTIONS[operation])
    xml.child(header, qname(WSA, "MessageID"), text=f"uuid:{new_uuid()}")
    xml.child(root, qname(SOAP12, "Body")).append(body)
    return xml.serialise(root)


def assertion(
    person: str, at: datetime, *, billing: str = "", sector: str = "", new_uuid: ids.NewUuid = ids.new_uuid
) -> etree._Element:
    """The assertion of a card's holder (an IdNat_PS), to be signed with the card. Empty attributes are left out."""
    instant = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    attributes = {"ID": f"_{new_uuid()}", "IssueInstant": instant, "Version": "2.0"}
    root = xml.element(qname(SAML2, "Assertion"), attributes, nsmap={"saml2": SAML2})
    xml.child(root, qname(SAML2, "Issuer"), {"Format": _SUBJECT_NAME})
    subject = xml.child(root, qname(SAML2, "Subject"))
    xml.child(subject, qname(SAML2, "NameID"), {"NameQualifier": "CPS"}, person)
    statement = xml.child(root, qname(SAML2, "AttributeStatement"))
    for name, text in (("identifiantFacturation", billing), ("secteurActivite", sector)):
        if text:
            attribute = xml.child(statement, qname(SAML2, "Attribute"), {"Name": name})
            xml.child(attribute, qname(SAML2, "AttributeValue"), text=text)
    return root
