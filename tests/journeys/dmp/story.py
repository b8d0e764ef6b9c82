"""The worked dialogues of the DMP as data: what was sent, when, by whom, and what each answer amounts to."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
SOAP_11 = "{http://schemas.xmlsoap.org/soap/envelope/}"
RIM = "{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}"
HL7 = "{urn:hl7-org:v3}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
UNIQUE_ID = {
    "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab",  # document
    "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8",  # submission set
}
CONFIDENTIALITY = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"
FROZEN = "2026-09-15T08:00:00.000Z"


@dataclass(frozen=True)
class Dialogue:
    """One request of the story and the answer written beside it."""

    name: str
    transaction: str
    service: str
    instant: str
    mode: str
    name_id: str
    structure: str
    content_type: str
    body: bytes
    answer: bytes
    answer_type: str
    expected: str


def _split(path: Path) -> tuple[str, bytes]:
    """The content type and body of a stored message; `.mime` files begin with two HTTP headers."""
    data = path.read_bytes()
    if path.suffix != ".mime":
        return "application/soap+xml; charset=UTF-8", data
    head, body = re.split(rb"\r?\n\r?\n", data, maxsplit=1)
    line = next(line for line in head.decode().splitlines() if line.lower().startswith("content-type:"))
    return line.split(":", 1)[1].strip(), body


def _field(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1) if found else ""


def dialogues(folder: Path) -> list[Dialogue]:
    """Every dialogue with both directions, in the order of the clock."""
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    found = []
    for row in rows:
        if row["direction"] != "request":
            continue
        content_type, body = _split(folder / row["file"])
        stem = row["file"].replace(".request.mime", "").replace(".request.xml", "")
        answer = next(folder.glob(f"{stem}.response.*"))
        answer_type, answer_body = _split(answer)
        text = body.decode("utf-8", "replace")
        found.append(
            Dialogue(
                name=stem,
                transaction=row["transaction"],
                service=_field(r"services/(\w+)</wsa:To>", text) or "patients",
                instant=FROZEN if stem.startswith("faults/") else _field(r'IssueInstant="([^"]+)"', text),
                mode=_field(r'Authentification_[Mm]ode">\s*<[^>]*>([^<]*)', text) or "DIRECTE",
                name_id=_field(r"NameID>([^<]*)", text),
                structure=_field(r'Identifiant_Structure">\s*<[^>]*>([^<]*)', text),
                content_type=content_type,
                body=body,
                answer=answer_body,
                answer_type=answer_type,
                expected=row["expected_outcome"],
            )
        )
    return sorted(found, key=lambda dialogue: (dialogue.instant, dialogue.name))


def parts(content_type: str, body: bytes) -> list[bytes]:
    """The parts of a multipart message, root first; a plain message is its own only part."""
    if not content_type.startswith("multipart/"):
        return [body]
    boundary = re.search(r'boundary="?([^";]+)', content_type).group(1).encode()
    pieces = body.split(b"--" + boundary)[1:-1]
    return [re.split(rb"\r?\n\r?\n", piece, maxsplit=1)[1].removesuffix(b"\r\n") for piece in pieces]


def _entry(element) -> tuple:
    codes = sorted(
        c.get("nodeRepresentation")
        for c in element.iter(f"{RIM}Classification")
        if c.get("classificationScheme") == CONFIDENTIALITY
    )
    slots = {slot.get("name"): [v.text for v in slot.iter(f"{RIM}Value")] for slot in element.findall(f"{RIM}Slot")}
    title = element.find(f"{RIM}Name/{RIM}LocalizedString")
    version = element.find(f"{RIM}VersionInfo")
    return (
        unique_id(element),
        element.get("status").rsplit(":", 1)[1],
        version.get("versionName") if version is not None else None,
        title.get("value") if title is not None else None,
        tuple(codes),
        tuple(slots.get("hash", ())),
        tuple(slots.get("size", ())),
    )


def unique_id(element) -> str:
    return next(
        e.get("value") for e in element.iter(f"{RIM}ExternalIdentifier") if e.get("identificationScheme") in UNIQUE_ID
    )


def outcome(content_type: str, body: bytes) -> dict:
    """What an answer amounts to, whatever its identifiers and times: two answers alike give equal outcomes."""
    pieces = parts(content_type, body)
    root = etree.fromstring(pieces[0])
    found: dict = {}
    for fault in root.iter(f"{SOAP}Fault"):
        found["fault"] = fault.findtext(f"{SOAP}Code/{SOAP}Value", "").split(":")[-1]
        found["subcode"] = fault.findtext(f"{SOAP}Code/{SOAP}Subcode/{SOAP}Value", "")
    for element in root.iter(etree.Element):
        _registry(element, found)
    if len(pieces) > 1:
        found["content"] = sorted(hashlib.sha1(piece).hexdigest() for piece in pieces[1:])
    found.update(_administration(root))
    if not any(reason.get("code") == "TEST_EXST" for reason in root.iter(f"{HL7}reasonCode")):
        found["persons"] = list(map(_person, root.iter(f"{HL7}patient")))  # TD0.2 tells less (docs/divergences/dmp.md)
    found.update(_lists(root))
    return found


#: What a list says of each of its lines that is not an instant of the server's own.
LISTED = {
    "listOfAuthorizationByPatient": (
        "nationalId", "nationalIdType", "firstName", "lastName", "codeSpeciality", "libSpeciality", "mode",
        "specificRight",
    ),
    "patientlistData": ("lastName", "patronymicalName", "firstName", "civility", "dateOfBirth", "MT", "message"),
}  # fmt: skip


def _lists(root) -> dict:
    """TD0.4 and TD1.6: the lines, in the order they come."""
    found: dict = {}
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name in LISTED:
            texts = {etree.QName(child).localname: child.text for child in element}
            found.setdefault(name, []).append(tuple(texts.get(field) for field in LISTED[name]))
    return found


def _registry(element, found: dict) -> None:
    """Status, errors and objects of a registry's or repository's answer."""
    if "ResponseStatusType" in element.get("status", ""):
        found["status"] = element.get("status").rsplit(":", 1)[1]
    match etree.QName(element).localname:
        case "RegistryError":
            found.setdefault("errors", set()).add(element.get("errorCode"))
        case "ExtrinsicObject":
            found.setdefault("entries", set()).add(_entry(element))
        case "RegistryPackage":
            found.setdefault("sets", set()).add(unique_id(element))
        case "Association":
            found.setdefault("associations", Counter())[element.get("associationType").rsplit(":", 1)[1]] += 1
        case "ObjectRef":
            found["references"] = found.get("references", 0) + 1
        case "DocumentUniqueId":
            found.setdefault("documents", []).append(element.text)


def _person(patient) -> list[tuple]:
    """TD0.5, TD1.3: how likely the patient is the one looked for, how to reach him, who answers for him."""
    told = {"telecom": "value", "deceasedInd": "value", "birthTime": "value"}
    found = []
    for element in patient.iter(etree.Element):
        name = etree.QName(element).localname
        if name in told:
            found.append((name, element.get(told[name])))
        elif name in {"streetAddressLine", "postalCode", "city", "county", "prefix", "given", "family"}:
            found.append((name, element.text))
        elif name == "personalRelationship":
            found.append((name, element.find(f"{HL7}code").get("code")))
        elif name == "value" and element.get(f"{XSI}type") == "INT":
            found.append((name, element.get("value")))
    return found


def _administration(root) -> dict:
    """TD0.2 and TD0.3: authorisation, status, closing, and what the DMP says of its own services."""
    found: dict = {}
    for line in root.iter(f"{HL7}attentionLine"):
        value = line.find(f"{HL7}value")
        found[line.find(f"{HL7}keyWordText").get("code")] = value.get("code") or value.get("value")
    for observation in root.iter(f"{HL7}administrativeObservation"):
        found[observation.find(f"{HL7}code").get("code")] = observation.find(f"{HL7}value").get("value")
    for path, name in (("acknowledgement", "typeCode"), ("queryResponseCode", "code")):
        for element in root.iter(f"{HL7}{path}"):
            found[path] = element.get(name)
    for patient in root.iter(f"{HL7}patient"):
        found["patient"] = [e.get("extension") for e in patient.findall(f"{HL7}id")]
        found["record"] = patient.find(f"{HL7}statusCode").get("code")
        closing = patient.find(f"{HL7}effectiveTime/{HL7}high")
        found["closed"] = closing.get("value") if closing is not None else None
        found["names"] = sorted((e.get("qualifier", ""), e.text) for e in patient.iter(f"{HL7}family"))
    for detail in root.iter(f"{HL7}acknowledgementDetail"):
        found["detail"] = (detail.find(f"{HL7}code").get("code"), detail.findtext(f"{HL7}text"))
    for issue in root.iter(f"{HL7}detectedIssueEvent"):
        found["motive"], found["reason"] = issue.find(f"{HL7}code").get("code"), issue.findtext(f"{HL7}text")
    for element in root.iter(etree.Element):
        if etree.QName(element).localname == "output":
            texts = {etree.QName(child).localname: (child.text or "") for child in element}
            found["dmp"] = texts.get("status")
            found["context"] = bool(texts.get("context"))
    return found
