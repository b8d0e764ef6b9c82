"""Reading what an assertion says, leniently where senders differ: a value out, and everything wrong with it.

Give it only the bytes that a signature covers: `verify` does. Source: spec/dmp.md 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypeVar

from lxml import etree

from socle.rulebook import Finding, applies
from socle.wire.hl7v2 import CX
from socle.wire.namespaces import SAML2, qname
from socle.wire.vihf import attributes as names
from socle.wire.vihf import verdicts
from socle.wire.vihf.model import AccessMode, Mode, Software, Vihf
from socle.wire.xds.model import Code
from socle.wire.xml import children, first, local_name, text_of

Choice = TypeVar("Choice", bound=StrEnum)

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?")
_SECTOR: Final = re.compile(r"([^^&]+)\^([0-9.]+)")
_ROLES: Final = 2  # profession, then specialty


@dataclass(slots=True)
class _Reading:
    """Attribute values by lower-case name, and the findings made on the way."""

    values: dict[str, list[etree._Element]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def text(self, name: str) -> str:
        values = self.values.get(name.lower())
        return text_of(values[0]) if values else ""

    def malformed(self, place: str, expected: str, found: str) -> None:
        self.findings.append(verdicts.MALFORMED.at(place, expected=expected, found=found[:120]))

    def unknown(self, place: str, expected: Iterable[str], found: str) -> None:
        self.findings.append(verdicts.VALUE_UNKNOWN.at(place, expected=", ".join(expected), found=found[:120]))


def read(assertion: etree._Element, certificate: bytes = b"") -> tuple[Vihf | None, list[Finding]]:
    """The token that `assertion` writes; None beside the findings when any of them is an error."""
    reading = _Reading()
    _collect(reading, assertion)
    issue_instant = _instant(reading, "IssueInstant", assertion.get("IssueInstant", ""))
    name_id = text_of(first(assertion, qname(SAML2, "Subject"), qname(SAML2, "NameID")))
    if not name_id:
        reading.malformed("saml2:NameID", "899880000015", "")
    conditions = first(assertion, qname(SAML2, "Conditions"))
    context = first(assertion, qname(SAML2, "AuthnStatement"), qname(SAML2, "AuthnContext"))
    mode = _choice(reading, names.MODE, Mode, Mode.DIRECT)
    _complete(reading, mode)
    version = reading.text(names.VERSION)
    if version and version != "3.0":
        reading.unknown(names.VERSION, ["3.0"], version)
    token = Vihf(
        id=assertion.get("ID", ""),
        issue_instant=issue_instant or datetime.min.replace(tzinfo=UTC),
        name_id=name_id,
        mode=mode,
        structure=reading.text(names.STRUCTURE),
        sector=_sector(reading),
        roles=_roles(reading),
        subject_id=reading.text(names.SUBJECT),
        patient=_patient(reading),
        access_mode=_purpose(reading),
        reason=reading.text(names.REASON),
        secret_session=_secret(reading),
        software=_software(reading),
        authn_context=text_of(first(context, qname(SAML2, "AuthnContextClassRef"))),
        authn_context_declaration=text_of(first(context, qname(SAML2, "AuthnContextDecl"))),
        issuer=text_of(first(assertion, qname(SAML2, "Issuer"))),
        not_before=_bound(reading, conditions, "NotBefore"),
        not_on_or_after=_bound(reading, conditions, "NotOnOrAfter"),
        version=version,
        certificate=certificate,
    )
    if reading.text(names.RESOURCE) not in {"", names.DMP}:
        reading.unknown(names.RESOURCE, [names.DMP], reading.text(names.RESOURCE))
    return (None if reading.findings else token), reading.findings


def _collect(reading: _Reading, assertion: etree._Element) -> None:
    """Attributes by name, whatever its case (Authentification_mode is seen): one name, one attribute."""
    for statement in children(assertion, qname(SAML2, "AttributeStatement")):
        for attribute in children(statement, qname(SAML2, "Attribute")):
            name = attribute.get("Name", "")
            if name.lower() in reading.values:
                reading.findings.append(verdicts.ATTRIBUTE_REPEATED.at("saml2:AttributeStatement", found=name[:120]))
                continue
            reading.values[name.lower()] = list(children(attribute, qname(SAML2, "AttributeValue")))
            if name != names.ROLE and len(reading.values[name.lower()]) > 1:
                reading.findings.append(verdicts.ATTRIBUTE_REPEATED.at("saml2:AttributeValue", found=name[:120]))


def _complete(reading: _Reading, mode: Mode) -> None:
    """Every mandatory attribute has a value. Source: reference/dmp_vihf_attributes.csv, cardinality 1..1."""
    wanted = names.MANDATORY if mode is Mode.DIRECT else (*names.MANDATORY, names.SUBJECT)
    for name in wanted:
        values = reading.values.get(name.lower(), [])
        if not values or not (text_of(values[0]) or next(children(values[0]), None) is not None):
            reading.findings.append(verdicts.ATTRIBUTE_MISSING.at("saml2:AttributeStatement", expected=name))


def _choice(reading: _Reading, name: str, kind: type[Choice], default: Choice) -> Choice:
    found = reading.text(name)
    if not found:
        return default
    try:
        return kind(found)
    except ValueError:
        reading.unknown(name, [member.value for member in kind], found)
        return default


def _codes(reading: _Reading, name: str, tag: str) -> list[Code]:
    found = []
    for value in reading.values.get(name.lower(), []):
        coded = next(children(value), None)
        if coded is None or local_name(coded) != tag or not coded.get("code"):
            reading.malformed(name, f"<{tag} code=…>", text_of(value))
            continue
        found.append(Code(coded.get("code", ""), coded.get("codeSystem", ""), coded.get("displayName", "")))
    return found


def _roles(reading: _Reading) -> tuple[Code, ...]:
    roles = _codes(reading, names.ROLE, "Role")
    if len(roles) > _ROLES:
        reading.malformed(names.ROLE, "Role, Role", ", ".join(role.code for role in roles))
    return tuple(roles)


@applies("DMP-022")
def _purpose(reading: _Reading) -> AccessMode:
    """The access mode: each of those known is one of care, so that no other purpose opens a record (DMP-022)."""
    codes = _codes(reading, names.PURPOSE, "PurposeOfUse")
    if not codes:
        return AccessMode.NORMAL  # its absence is a finding already
    code = codes[0]
    known = [mode.value for mode in AccessMode]
    if code.code not in known or code.scheme != names.PURPOSE_SCHEME:
        expected = [f"{value} ({names.PURPOSE_SCHEME})" for value in known]
        reading.unknown("PurposeOfUse", expected, f"{code.code} ({code.scheme})")
        return AccessMode.NORMAL
    return AccessMode(code.code)


def _sector(reading: _Reading) -> Code | None:
    text = reading.text(names.SECTOR)
    match = _SECTOR.fullmatch(text)
    if text and not match:
        reading.malformed(names.SECTOR, "SA07^1.2.250.1.71.4.2.4", text)
    return Code(match.group(1), match.group(2)) if match else None


def _patient(reading: _Reading) -> CX | None:
    text = reading.text(names.PATIENT)
    if not text:
        return None
    patient = CX(text)
    if not patient.is_complete:
        reading.malformed(names.PATIENT, "INS^^^&OID&ISO^NH", text)
    return patient


def _secret(reading: _Reading) -> bool:
    text = reading.text(names.CONFIDENTIALITY)
    expected = f"{names.HIDDEN}^{names.HIDDEN_SCHEME}"
    if text and text != expected:
        reading.unknown(names.CONFIDENTIALITY, [expected], text)
    return text == expected


def _software(reading: _Reading) -> Software | None:
    name, version = reading.text(names.SOFTWARE_NAME), reading.text(names.SOFTWARE_VERSION)
    homologation, installation = reading.text(names.HOMOLOGATION), reading.text(names.INSTALLATION)
    said = name or version or homologation or installation
    return Software(name, version, homologation, installation) if said else None


def _bound(reading: _Reading, conditions: etree._Element | None, name: str) -> datetime | None:
    text = conditions.get(name) if conditions is not None else None
    return None if text is None else _instant(reading, f"saml2:Conditions/@{name}", text)


def _instant(reading: _Reading, place: str, text: str) -> datetime | None:
    """An xs:dateTime; one without offset is UTC, as all technical times are (spec/dmp.md 1)."""
    try:
        instant = datetime.fromisoformat(text if _INSTANT.fullmatch(text) else "")
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        reading.malformed(place, "2026-09-15T08:00:00Z", text)
        return None
