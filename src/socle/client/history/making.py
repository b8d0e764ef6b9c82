"""A level 1 document around an old file, from what its line says. Source: spec/cda.md 1 to 8 and annex A.

Nothing in it depends on when it is made: the same line and file give the same bytes, so that a resubmission is one.
"""

from __future__ import annotations

import base64
import hashlib
from uuid import UUID, uuid5

from socle.client.history.lines import Old
from socle.codes import CodeEntry
from socle.wire import xml
from socle.wire.hl7v2 import PERSON_AUTHORITY, STRUCTURE_AUTHORITY
from socle.wire.xml import escaped, quoted

#: The namespace of the documents that a take-over makes. Source: RFC 9562 5.5.
_NAMESPACE = UUID("6f5c3b1e-8a0d-5f1c-9b7e-2d41c0a95e77")
_TEMPLATES = ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20")
_V3 = "urn:hl7-org:v3"


def unique_id(old: Old, data: bytes) -> str:
    """The identifier of the document, of what it is: whose, of what kind, of which day, and the file's own bytes."""
    words = (str(old.patient), old.type.code, old.date, hashlib.sha256(data).hexdigest())
    return f"2.25.{uuid5(_NAMESPACE, '|'.join(words)).int}"


def document(old: Old, data: bytes, media_type: str, *, shown: bytes | None = None) -> bytes:
    """The document of the old file `data`; `shown` is what it holds instead, the same file made PDF/A."""
    id = unique_id(old, data)
    templates = "".join(f"<templateId root={quoted(root)}/>" for root in _TEMPLATES)
    file = base64.b64encode(data if shown is None else shown).decode("ascii")
    text = f"""<ClinicalDocument xmlns="{_V3}"><realmCode code="FR"/>\
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>{templates}
<id root={quoted(id)}/>{_coded("code", old.type)}<title>{escaped(old.title)}</title>
<effectiveTime value={quoted(old.date)}/>\
<confidentialityCode code="N" displayName="Normal" codeSystem="2.16.840.1.113883.5.25"/>\
<languageCode code="fr-FR"/><setId root={quoted(id)}/><versionNumber value="1"/>
{_patient(old)}
<author><time value={quoted(old.date)}/><assignedAuthor>{_person(old)}{_structure(old)}</assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization>{_structure_id(old)}{_structure_name(old)}\
</representedCustodianOrganization></assignedCustodian></custodian>
<legalAuthenticator><time value={quoted(old.date)}/><signatureCode code="S"/>\
<assignedEntity>{_person(old)}{_structure(old)}</assignedEntity></legalAuthenticator>
<documentationOf><serviceEvent>{_period(old)}<performer typeCode="PRF"><assignedEntity>{_person(old)}\
{_structure(old, setting=True)}</assignedEntity></performer></serviceEvent></documentationOf>
<componentOf><encompassingEncounter>{_period(old)}<location><healthCareFacility>{_coded("code", old.facility)}\
</healthCareFacility></location></encompassingEncounter></componentOf>
<component><nonXMLBody><text mediaType={quoted(media_type)} representation="B64">{file}</text></nonXMLBody></component>
</ClinicalDocument>
"""
    return xml.DECLARATION + text.encode()


def _coded(tag: str, entry: CodeEntry) -> str:
    label = quoted(entry.label)
    return f"<{tag} code={quoted(entry.code)} displayName={label} codeSystem={quoted(entry.scheme)}/>"


def _patient(old: Old) -> str:
    ids = f"<id root={quoted(old.patient.authority)} extension={quoted(old.patient.id)}/>"
    if old.local_id:
        ids += f"<id root={quoted(old.local_root)} extension={quoted(old.local_id)}/>"
    used = f'<family qualifier="CL">{escaped(old.used_name)}</family>' if old.used_name else ""
    used_given = f'<given qualifier="CL">{escaped(old.used_given_name)}</given>' if old.used_given_name else ""
    return (
        f"<recordTarget><patientRole>{ids}<patient><name>"
        f'<family qualifier="BR">{escaped(old.birth_name)}</family>{used}'
        f"<given>{escaped(old.given_names)}</given>"
        f'<given qualifier="BR">{escaped(old.first_given_name)}</given>{used_given}'
        f'</name><administrativeGenderCode code={quoted(old.sex)} codeSystem="2.16.840.1.113883.5.1"/>'
        f"<birthTime value={quoted(old.birth_date)}/>"
        f"<birthplace><place><addr><county>{escaped(old.birth_place)}</county></addr></place></birthplace>"
        "</patient></patientRole></recordTarget>"
    )


def _person(old: Old) -> str:
    given = f"<given>{escaped(old.author_given)}</given>" if old.author_given else ""
    return (
        f'<id root="{PERSON_AUTHORITY}" extension={quoted(old.author_id)}/>'
        + (_coded("code", old.specialty) if old.specialty else "")
        + f"<assignedPerson><name><family>{escaped(old.author_family)}</family>{given}</name></assignedPerson>"
    )


def _structure_id(old: Old) -> str:
    return f'<id root="{STRUCTURE_AUTHORITY}" extension={quoted(old.structure_id)}/>'


def _structure_name(old: Old) -> str:
    return f"<name>{escaped(old.structure_name)}</name>" if old.structure_name else ""


def _structure(old: Old, *, setting: bool = False) -> str:
    kind = _coded("standardIndustryClassCode", old.setting) if setting else ""
    inside = _structure_id(old) + _structure_name(old) + kind
    return f"<representedOrganization>{inside}</representedOrganization>"


def _period(old: Old) -> str:
    end = f"<high value={quoted(old.end)}/>" if old.end else ""
    return f"<effectiveTime><low value={quoted(old.start)}/>{end}</effectiveTime>"
