"""Codes, times and identifiers, between FHIR and the text of XDS metadata.

Source: IHE MHD 4.2.3 (mapping of types); PDSm 3.1.1; `data/systems.csv`.
"""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from socle.wire.fhir.reading import Json
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Code

URI = "urn:ietf:rfc:3986"
_OID = "urn:oid:"
_UUID = "urn:uuid:"
#: Under this arc stand the national identifiers of patients. Source: reference table of OIDs of INS.
_INS = "1.2.250.1.213.1.4."
_IS_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+")


@cache
def _systems() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Schemes by system, and the system that is written for each scheme."""
    text = files(__package__).joinpath("data/systems.csv").read_text("utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    written = {row["scheme"]: row["system"] for row in reversed(rows)}
    return {row["system"]: row["scheme"] for row in rows}, written


def scheme_of(system: str) -> str:
    """The XDS scheme of a FHIR system; the system itself when neither an OID nor known."""
    return _systems()[0].get(system) or system.removeprefix(_OID)


def system_of(scheme: str) -> str:
    """The FHIR system of an XDS scheme; empty when there is no scheme."""
    known = _systems()[1].get(scheme)
    return known or (f"{_OID}{scheme}" if _IS_OID.fullmatch(scheme) else scheme)


def code_of(coding: Mapping[str, Any] | None) -> Code | None:
    """The code of a Coding; None without one."""
    if not coding or not coding.get("code"):
        return None
    return Code(coding["code"], scheme_of(coding.get("system", "")), coding.get("display", ""))


def codes_of(concepts: Iterable[Mapping[str, Any]]) -> tuple[Code, ...]:
    """Every code of several CodeableConcepts."""
    codings = (coding for concept in concepts for coding in concept.get("coding", ()))
    return tuple(code for coding in codings if (code := code_of(coding)) is not None)


def first_code(concept: Mapping[str, Any] | None) -> Code | None:
    return next(iter(codes_of([concept])), None) if concept else None


def coding(code: Code) -> Json:
    return filled(system=system_of(code.scheme), code=code.code, display=code.label)


def concept(code: Code | None) -> Json | None:
    return {"coding": [coding(code)]} if code is not None else None


def dtm_of(time: str | None) -> str | None:
    """A FHIR dateTime as XDS writes it, in UTC with fourteen digits, or fewer when it tells less."""
    if not time:
        return None
    if "T" not in time:
        return time.replace("-", "")
    whole = re.sub(r"\.\d+", "", time)
    return datetime.fromisoformat(whole).astimezone(UTC).strftime("%Y%m%d%H%M%S")


def time_of(dtm: str | None, *, whole: bool = False) -> str | None:
    """An XDS time as a FHIR dateTime; with `whole` as an instant, what is not told being its first moment."""
    if not dtm:
        return None
    if len(dtm) <= len("YYYYMMDD") and not whole:
        return "-".join(filter(None, (dtm[:4], dtm[4:6], dtm[6:8])))
    full = dtm[:14] + "00000101000000"[len(dtm) :]
    day, clock = (full[:4], full[4:6], full[6:8]), (full[8:10], full[10:12], full[12:14])
    return f"{'-'.join(day)}T{':'.join(clock)}+00:00"


def unique_id_of(identifier: Mapping[str, Any] | None) -> str | None:
    """The uniqueId of an Identifier: `urn:oid:…` as a value, or as the system of an extension."""
    if not identifier or not identifier.get("value"):
        return None
    system, value = identifier.get("system", ""), str(identifier["value"])
    if system in {"", URI}:
        return value.removeprefix(_OID)
    return f"{system.removeprefix(_OID)}^{value}"


def unique_id(text: str) -> Json:
    """The Identifier of a uniqueId."""
    root, caret, extension = text.partition("^")
    if caret:
        return {"system": f"{_OID}{root}", "value": extension}
    return {"system": URI, "value": f"{_OID}{text}" if _IS_OID.fullmatch(text) else text}


def cx_of(identifier: Mapping[str, Any]) -> CX | None:
    """A patient's identifier; None when it names no authority by OID."""
    system, value = identifier.get("system", ""), identifier.get("value", "")
    if not value or not system.startswith(_OID) or re.search(r"[\^&|\s]", system + value):
        return None
    oid = system.removeprefix(_OID)
    return CX.of(value, oid, "NH" if oid.startswith(_INS) else "PI")


def identifier_of(held: CX) -> Json:
    return filled(system=f"{_OID}{held.authority}", value=held.id)


def patient_of(reference: str) -> CX | None:
    """The patient of `Patient?identifier=urn:oid:…|…`."""
    head, _, token = reference.partition("Patient?identifier=")
    system, bar, value = token.partition("|")
    return cx_of({"system": system, "value": value}) if not head and bar else None


def patient_reference(held: CX) -> str:
    return f"Patient?identifier={_OID}{held.authority}|{held.id}"


def hexadecimal(hash: str) -> str | None:
    """A hash in base64 as XDS writes it; None when it is no base64."""
    try:
        return base64.b64decode(hash, validate=True).hex()
    except ValueError:
        return None


def base64_of(hash: str) -> str:
    """A hash in hexadecimal as FHIR writes it."""
    return base64.b64encode(bytes.fromhex(hash)).decode()


def uuid_of(id: str) -> str:
    """An entryUUID as a resource id."""
    return id.removeprefix(_UUID)


def entry_uuid(id: str) -> str:
    """A resource id as an entryUUID."""
    return f"{_UUID}{id.lower()}"


def filled(**members: Any) -> Json:
    """An object of those members that hold something, in the form of their types.

    What XDS lets a sender write is wider: of a code the spaces are made single, a system that is no URI goes.
    """
    formed = {name: _formed(name, value) for name, value in members.items()}
    return {name: value for name, value in formed.items() if value not in (None, "", [], {})}


def _formed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    words = value.split()
    if name in {"code", "contentType", "language"}:
        return " ".join(words)
    if name == "system":
        return value if len(words) == 1 and words[0] == value else ""
    return value if words else ""
