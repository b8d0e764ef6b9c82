"""The messages of TD0.4, both sides: the records on which the caller is authorised. Source: spec/dmp.md 3.3 (WSDL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.habilitations import DMP_OK
from socle.wire.hl7v2 import CX
from socle.wire.namespaces import PATIENTS, qname

LIST_ACTION: Final = "urn:si-dmp-patients:PatientSpecificEndPoint:patientList"
LIST_REQUEST: Final = qname(PATIENTS, "patientList")
LIST_RESPONSE: Final = qname(PATIENTS, "patientListResponse")
_ENTRY: Final = qname(PATIENTS, "patientlistData")
_TIME: Final = "%Y%m%d%H%M%S"


class DateType(StrEnum):
    """What `startDate` bears on; the first is spelled so in the WSDL."""

    LAST_AUTHORISATION = "LASTAUTORIZATION"
    LAST_DOCUMENT = "LASTDOC"


@dataclass(frozen=True, slots=True)
class RecordListRequest:
    """Records since `start`; `owner` (2024) names the professional for whom an employee asks."""

    start: datetime
    date_type: DateType
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRecord:
    """One record. Times are UTC `yyyyMMddHHmmss`, "" when there is none; `birth_date` is `yyyyMMdd`."""

    ids: tuple[CX, ...]
    last_name: str
    birth_name: str
    first_name: str
    civility: str
    birth_date: str
    treating_physician: bool
    last_access: str = ""
    last_update: str = ""
    last_add: str = ""


def _text(parent: etree._Element | None, *path: str) -> str:
    return xml.text_of(xml.first(parent, *(qname(PATIENTS, name) for name in path)))


def read_list_request(element: etree._Element) -> tuple[RecordListRequest | None, list[Finding]]:
    """Read a patientList."""
    start, kind = _text(element, "startDate"), _text(element, "dateType")
    findings: list[Finding] = []
    since = _instant(start)
    if since is None:
        findings.append(verdicts.LIST_DATE.at("startDate", expected="yyyyMMddHHmmss (UTC)", found=start))
    if kind not in set(DateType):
        findings.append(verdicts.LIST_DATE.at("dateType", expected=", ".join(DateType), found=kind))
    if since is None or findings:
        return None, findings
    return RecordListRequest(since, DateType(kind), _text(element, "psOwnerId")), []


def _instant(text: str) -> datetime | None:
    if len(text) != len("yyyyMMddHHmmss") or not text.isascii() or not text.isdigit():
        return None
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def write_list_request(request: RecordListRequest) -> etree._Element:
    element = xml.element(LIST_REQUEST, nsmap={"pat": PATIENTS})
    xml.child(element, qname(PATIENTS, "startDate"), text=request.start.astimezone(UTC).strftime(_TIME))
    xml.child(element, qname(PATIENTS, "dateType"), text=request.date_type)
    if request.owner:
        xml.child(element, qname(PATIENTS, "psOwnerId"), text=request.owner)
    return element


def write_list_answer(listed: Sequence[ListedRecord]) -> etree._Element:
    element = xml.element(LIST_RESPONSE, nsmap={"pat": PATIENTS})
    output = xml.child(element, qname(PATIENTS, "output"))
    for item in listed:
        entry = xml.child(output, _ENTRY)
        for ins in item.ids:
            identifier = xml.child(entry, qname(PATIENTS, "patientIdentifier"))
            xml.child(identifier, qname(PATIENTS, "nationalId"), text=ins.id)
            xml.child(identifier, qname(PATIENTS, "nationalIdType"), text=ins.authority)
        fields = (
            ("lastName", item.last_name),
            ("patronymicalName", item.birth_name),
            ("firstName", item.first_name),
            ("civility", item.civility),
            ("dateOfBirth", item.birth_date),
            ("MT", "true" if item.treating_physician else "false"),
            ("message", "false"),
            ("lastAccessDate", item.last_access),
            ("lastUpdateDate", item.last_update),
            ("lastAddDate", item.last_add),
        )
        for name, value in fields:
            if value:
                xml.child(entry, qname(PATIENTS, name), text=value)
    xml.child(output, qname(PATIENTS, "status"), text=DMP_OK)
    return element


def read_list_answer(element: etree._Element) -> tuple[ListedRecord, ...]:
    """Read a patientListResponse."""
    output = xml.first(element, qname(PATIENTS, "output"))
    return tuple(_listed(entry) for entry in (xml.children(output, _ENTRY) if output is not None else ()))


def _listed(entry: etree._Element) -> ListedRecord:
    return ListedRecord(
        ids=tuple(
            CX.of(_text(held, "nationalId"), _text(held, "nationalIdType"), "NH")
            for held in xml.children(entry, qname(PATIENTS, "patientIdentifier"))
        ),
        last_name=_text(entry, "lastName"),
        birth_name=_text(entry, "patronymicalName"),
        first_name=_text(entry, "firstName"),
        civility=_text(entry, "civility"),
        birth_date=_text(entry, "dateOfBirth"),
        treating_physician=_text(entry, "MT") == "true",
        last_access=_text(entry, "lastAccessDate"),
        last_update=_text(entry, "lastUpdateDate"),
        last_add=_text(entry, "lastAddDate"),
    )
