"""Writing a VIHF token, unsigned: a value in, a SAML 2.0 assertion out.

Source: spec/dmp.md 2, attribute order of the worked examples.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from socle.wire.namespaces import HL7, SAML2, XSI, qname
from socle.wire.vihf import attributes as names
from socle.wire.vihf.model import Vihf
from socle.wire.xds.model import Code
from socle.wire.xml import child, element

XS = "http://www.w3.org/2001/XMLSchema"
_TYPE = qname(XSI, "type")
#: The type CE has no prefix, so HL7 must be the default namespace there (which lxml's stubs do not know).
_HL7_DEFAULT: Any = {None: HL7}


def build(vihf: Vihf) -> etree._Element:
    """The assertion of `vihf`, ready for `sign`; its Issuer is left empty when the value names none."""
    root = element(
        qname(SAML2, "Assertion"),
        {"ID": vihf.id, "IssueInstant": instant(vihf.issue_instant), "Version": "2.0"},
        nsmap={"saml2": SAML2, "xs": XS, "xsi": XSI},
    )
    child(root, qname(SAML2, "Issuer"), {"Format": names.ISSUER_FORMAT}, vihf.issuer)
    child(child(root, qname(SAML2, "Subject")), qname(SAML2, "NameID"), text=vihf.name_id)
    _conditions(root, vihf)
    _authentication(root, vihf)
    _attributes(child(root, qname(SAML2, "AttributeStatement")), vihf)
    return root


def instant(at: datetime) -> str:
    """An xs:dateTime in UTC, to the millisecond as senders write it, finer only when it is finer."""
    precision = "microseconds" if at.microsecond % 1000 else "milliseconds"
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def _conditions(root: etree._Element, vihf: Vihf) -> None:
    if vihf.not_before is None and vihf.not_on_or_after is None:
        return
    window = {"NotBefore": vihf.not_before, "NotOnOrAfter": vihf.not_on_or_after}
    child(root, qname(SAML2, "Conditions"), {name: instant(at) for name, at in window.items() if at is not None})


def _authentication(root: etree._Element, vihf: Vihf) -> None:
    automate = any(role.code == names.AUTOMATE for role in vihf.roles)
    default = names.CONTEXT + ("unspecified" if automate else names.CONTEXTS[vihf.mode])
    statement = child(root, qname(SAML2, "AuthnStatement"), {"AuthnInstant": instant(vihf.issue_instant)})
    context = child(statement, qname(SAML2, "AuthnContext"))
    child(context, qname(SAML2, "AuthnContextClassRef"), text=vihf.authn_context or default)
    if vihf.authn_context_declaration:
        child(context, qname(SAML2, "AuthnContextDecl"), {_TYPE: "xs:string"}, vihf.authn_context_declaration)


def _attributes(statement: etree._Element, vihf: Vihf) -> None:
    _text(statement, names.VERSION, vihf.version)
    _text(statement, names.MODE, vihf.mode.value)
    _text(statement, names.STRUCTURE, vihf.structure)
    _text(statement, names.SECTOR, f"{vihf.sector.code}^{vihf.sector.scheme}" if vihf.sector else "")
    _coded(statement, names.ROLE, "Role", vihf.roles)
    _text(statement, names.SUBJECT, vihf.subject_id)
    _text(statement, names.PATIENT, vihf.patient.text if vihf.patient else "")
    _text(statement, names.RESOURCE, names.DMP)
    purpose = Code(vihf.access_mode.value, names.PURPOSE_SCHEME, names.PURPOSES[vihf.access_mode])
    _coded(statement, names.PURPOSE, "PurposeOfUse", (purpose,), names.PURPOSE_SCHEME_NAME)
    _text(statement, names.REASON, vihf.reason)
    if vihf.secret_session:
        _text(statement, names.CONFIDENTIALITY, f"{names.HIDDEN}^{names.HIDDEN_SCHEME}")
    if vihf.software:
        _text(statement, names.INSTALLATION, vihf.software.installation)
        _text(statement, names.SOFTWARE_NAME, vihf.software.name)
        _text(statement, names.SOFTWARE_VERSION, vihf.software.version)
        _text(statement, names.HOMOLOGATION, vihf.software.homologation)


def _text(statement: etree._Element, name: str, value: str) -> None:
    """One attribute with one text value; none at all when the value is empty."""
    if value:
        attribute = child(statement, qname(SAML2, "Attribute"), {"Name": name})
        child(attribute, qname(SAML2, "AttributeValue"), {_TYPE: "xs:string"}, value)


def _coded(
    statement: etree._Element, name: str, tag: str, codes: tuple[Code, ...], scheme_name: str | None = None
) -> None:
    """One attribute whose values are HL7 codes, an element of type CE in each."""
    if not codes:
        return
    attribute = child(statement, qname(SAML2, "Attribute"), {"Name": name})
    for code in codes:
        value = child(attribute, qname(SAML2, "AttributeValue"))
        described = {"code": code.code, "codeSystem": code.scheme, "codeSystemName": scheme_name}
        described["displayName"] = code.label or None
        value.append(element(qname(HL7, tag), {_TYPE: "CE", **described}, nsmap=_HL7_DEFAULT))
