"""The messages of TD1.6, both sides: who is authorised or blocked on a record. Source: spec/dmp.md 3.2 (WSDL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.habilitations.messages import DMP_OK
from socle.wire.namespaces import HABILITATIONS, qname

LIST_ACTION: Final = "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient"
LIST_REQUEST: Final = qname(HABILITATIONS, "listAuthorizationByPatient")
LIST_RESPONSE: Final = qname(HABILITATIONS, "listAuthorizationByPatientResponse")
_ENTRY: Final = qname(HABILITATIONS, "listOfAuthorizationByPatient")


class ListMode(StrEnum):
    """Which authorisations are listed; the first two are also the mode of one of them."""

    ACTIVE = "ACTIVE"
    BLOCKED = "INTERDITE"
    ALL = "TOUTE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAuthorisation:
    """One professional or structure. Times are UTC `yyyyMMddHHmmss`; `specialty` such as `G15_10/SM26`."""

    national_id: str
    id_type: str
    last_name: str
    first_name: str = ""
    specialty: str = ""
    specialty_label: str = ""
    since: str
    last_action: str
    mode: ListMode
    rights: tuple[str, ...] = ()


def _text(parent: etree._Element | None, *path: str) -> str:
    return xml.text_of(xml.first(parent, *(qname(HABILITATIONS, name) for name in path)))


def read_list_request(element: etree._Element) -> tuple[ListMode | None, list[Finding]]:
    """Read a listAuthorizationByPatient."""
    mode = _text(element, "mode")
    if mode not in set(ListMode):
        return None, [verdicts.HABILITATION_ACTION.at("mode", expected=", ".join(ListMode), found=mode)]
    return ListMode(mode), []


def write_list_request(mode: ListMode) -> etree._Element:
    element = xml.element(LIST_REQUEST, nsmap={"hab": HABILITATIONS})
    xml.child(element, qname(HABILITATIONS, "mode"), text=mode)
    return element


def write_list_answer(listed: Sequence[ListedAuthorisation], context: str = "") -> etree._Element:
    element = xml.element(LIST_RESPONSE, nsmap={"hab": HABILITATIONS})
    output = xml.child(element, qname(HABILITATIONS, "output"))
    for item in listed:
        entry = xml.child(output, _ENTRY)
        fields = (
            ("nationalId", item.national_id),
            ("nationalIdType", item.id_type),
            ("firstName", item.first_name),
            ("lastName", item.last_name),
            ("codeSpeciality", item.specialty),
            ("libSpeciality", item.specialty_label),
            ("startOfAuthorization", item.since),
            ("lastActionDate", item.last_action),
            ("mode", item.mode),
            *(("specificRight", right) for right in item.rights),
        )
        for name, value in fields:
            if value:
                xml.child(entry, qname(HABILITATIONS, name), text=value)
    xml.child(output, qname(HABILITATIONS, "status"), text=DMP_OK)
    if context:
        xml.child(output, qname(HABILITATIONS, "context"), text=context)
    return element


def read_list_answer(element: etree._Element) -> tuple[ListedAuthorisation, ...]:
    """Read a listAuthorizationByPatientResponse; an unknown mode reads as ACTIVE."""
    output = xml.first(element, qname(HABILITATIONS, "output"))
    return tuple(_listed(entry) for entry in (xml.children(output, _ENTRY) if output is not None else ()))


def _listed(entry: etree._Element) -> ListedAuthorisation:
    mode = _text(entry, "mode")
    return ListedAuthorisation(
        national_id=_text(entry, "nationalId"),
        id_type=_text(entry, "nationalIdType"),
        last_name=_text(entry, "lastName"),
        first_name=_text(entry, "firstName"),
        specialty=_text(entry, "codeSpeciality"),
        specialty_label=_text(entry, "libSpeciality"),
        since=_text(entry, "startOfAuthorization"),
        last_action=_text(entry, "lastActionDate"),
        mode=ListMode(mode) if mode in set(ListMode) else ListMode.ACTIVE,
        rights=tuple(xml.text_of(right) for right in xml.children(entry, qname(HABILITATIONS, "specificRight"))),
    )
