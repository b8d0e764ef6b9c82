"""The metadata of each document and of the submission set: present, well formed, coded.

Source: spec/dmp.md 4.2; a code outside its value set refuses (spec/README.md). Each fault is its own finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from socle import codes
from socle.record.profile import Profile
from socle.record.verdicts import feeding
from socle.rulebook import Finding
from socle.wire.hl7v2 import CX, XCN
from socle.wire.xds.model import CONFIDENTIALITY_SCHEME, VISIBILITY_SCHEME, Code, DocumentEntry, SubmissionSet

#: Obligatory attributes of a document entry; the signature document has no sourcePatientInfo (spec/dmp.md 4.1).
_ENTRY = (
    ("unique_id", "uniqueId"),
    ("patient_id", "patientId"),
    ("source_patient_id", "sourcePatientId"),
    ("source_patient_info", "sourcePatientInfo"),
    ("authors", "author"),
    ("legal_authenticator", "legalAuthenticator"),
    ("class_code", "classCode"),
    ("type_code", "typeCode"),
    ("format_code", "formatCode"),
    ("healthcare_facility_type", "healthcareFacilityTypeCode"),
    ("practice_setting", "practiceSettingCode"),
    ("confidentiality", "confidentialityCode"),
    ("creation_time", "creationTime"),
    ("service_start_time", "serviceStartTime"),
    ("title", "title"),
    ("language", "languageCode"),
    ("mime_type", "mimeType"),
)
_SET = (
    ("unique_id", "uniqueId"),
    ("patient_id", "patientId"),
    ("source_id", "sourceId"),
    ("submission_time", "submissionTime"),
    ("content_type", "contentTypeCode"),
)

#: What plain IHE asks of every entry and set. Source: IHE ITI TF-3 table 4.3.1.1-3.
_NEUTRAL = frozenset({"uniqueId", "patientId"})

#: What the sender says of documents that another repository keeps (ITI-42). Same source.
_KEPT_ELSEWHERE = (("repository_unique_id", "repositoryUniqueId"), ("hash", "hash"), ("size", "size"))

#: Coded attributes and the value sets of the DMP.
_CODED = (
    ("class_code", "classCode"),
    ("type_code", "typeCode"),
    ("format_code", "formatCode"),
    ("healthcare_facility_type", "healthcareFacilityTypeCode"),
    ("practice_setting", "practiceSettingCode"),
)
_VALUE_SETS = {
    "healthcareFacilityTypeCode": "healthcare_facility_type",
    "practiceSettingCode": "practice_setting",
    "classCode": "class_code",
    "typeCode": "type_code",
    "formatCode": "format_code",
}

_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+")
_UNIQUE_ID = re.compile(r"[0-2](\.(0|[1-9]\d*))+(\^[^\s^]{1,64})?")
#: Digits of a time of each precision, from a year to a second; what a time leaves out is that of its first instant.
_PRECISIONS = frozenset({4, 6, 8, 10, 12, 14})
_FIRST_INSTANT = "00000101000000"
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
_LONGEST = 128  # a uniqueId of XDS. Source: IHE ITI TF-3 4.2.3.2.26


def check_entry(entry: DocumentEntry, profile: Profile, day: date) -> list[Finding]:
    """What is wrong in one entry's metadata; places are the entry's id, names of attributes stand in `expected`."""
    skipped = {"sourcePatientInfo"} if entry.is_signature else set()
    wanted = {name for _, name in _ENTRY} - skipped if profile.french_metadata else _NEUTRAL
    findings = [
        feeding.ATTRIBUTE_MISSING.at(entry.id, expected=name)
        for attribute, name in _ENTRY
        if name in wanted and not getattr(entry, attribute)
    ]
    if not profile.documents:
        findings += _kept_elsewhere(entry)
    if not profile.french_metadata:
        return findings
    findings += _malformed(entry)
    findings += _coded(entry, day)
    findings += _confidentiality(entry)
    return findings


def check_set(item: SubmissionSet, profile: Profile, day: date) -> list[Finding]:
    """What is wrong in the submission set's own metadata."""
    wanted = {name for _, name in _SET} if profile.french_metadata else _NEUTRAL
    findings = [
        feeding.SET_ATTRIBUTE_MISSING.at(item.id, expected=name)
        for attribute, name in _SET
        if name in wanted and not getattr(item, attribute)
    ]
    if not profile.french_metadata:
        return findings
    if len(item.authors) != 1:
        findings.append(feeding.SET_AUTHORS.at(item.id, found=len(item.authors)))
    for name, value in (("uniqueId", item.unique_id), ("sourceId", item.source_id)):
        if value and not _OID.fullmatch(value):
            findings.append(feeding.SET_ATTRIBUTE_MALFORMED.at(item.id, expected=f"{name} : un OID", found=value))
    if item.submission_time and not _is_time(item.submission_time):
        expected = "submissionTime : AAAAMMJJhhmmss, en UTC"
        findings.append(feeding.SET_ATTRIBUTE_MALFORMED.at(item.id, expected=expected, found=item.submission_time))
    content = item.content_type
    if content is not None and not codes.value_set("content_type").valid_on(content.code, content.scheme, day):
        findings.append(feeding.SET_CODE_UNKNOWN.at(item.id, found=_shown("contentTypeCode", content)))
    return findings


def _kept_elsewhere(entry: DocumentEntry) -> list[Finding]:
    findings = [
        feeding.ATTRIBUTE_MISSING.at(entry.id, expected=name)
        for attribute, name in _KEPT_ELSEWHERE
        if getattr(entry, attribute) is None
    ]
    if entry.hash is not None and not _SHA1.fullmatch(entry.hash):
        findings.append(feeding.ATTRIBUTE_MALFORMED.at(entry.id, expected="hash : 40 chiffres hexadécimaux"))
    return findings


def _malformed(entry: DocumentEntry) -> list[Finding]:
    wrong: list[tuple[str, str]] = []
    if entry.unique_id and not (_UNIQUE_ID.fullmatch(entry.unique_id) and len(entry.unique_id) <= _LONGEST):
        wrong.append(("uniqueId : un OID, au plus 128 signes", entry.unique_id))
    for name, held in (("patientId", entry.patient_id), ("sourcePatientId", entry.source_patient_id)):
        if held is not None and not held.is_complete:
            wrong.append((f"{name} : identifiant^^^&OID&ISO", _without_id(held)))
    times = {
        "creationTime": entry.creation_time,
        "serviceStartTime": entry.service_start_time,
        "serviceStopTime": entry.service_stop_time,
    }
    wrong += [(f"{name} : AAAAMMJJhhmmss, en UTC", time) for name, time in times.items() if time and not _is_time(time)]
    wrong += _persons(entry)
    return [feeding.ATTRIBUTE_MALFORMED.at(entry.id, expected=expected, found=found) for expected, found in wrong]


def _persons(entry: DocumentEntry) -> Iterable[tuple[str, str]]:
    """Each author is a person or device with an id and a name (authorPerson 1..1); so is the authenticator."""
    for author in entry.authors:
        if author.person is None or not _is_named(author.person):
            yield "authorPerson : identifiant^NOM^Prénom", author.person.text if author.person else "rien"
    if entry.legal_authenticator is not None and not _is_named(entry.legal_authenticator):
        yield "legalAuthenticator : identifiant^NOM^Prénom", entry.legal_authenticator.text


def _is_named(person: XCN) -> bool:
    return bool(person.id and person.family)


def _coded(entry: DocumentEntry, day: date) -> list[Finding]:
    findings: list[Finding] = []
    for attribute, name in _CODED:
        code: Code | None = getattr(entry, attribute)
        if code is not None and not codes.value_set(_VALUE_SETS[name]).valid_on(code.code, code.scheme, day):
            findings.append(feeding.CODE_UNKNOWN.at(entry.id, found=_shown(name, code)))
    if not findings and entry.type_code is not None and entry.class_code is not None:
        expected = codes.class_of(entry.type_code.code)
        if expected is not None and expected.code != entry.class_code.code:
            findings.append(feeding.CLASS_NOT_OF_TYPE.at(entry.id, expected=expected.code, found=entry.class_code.code))
    return findings


def _confidentiality(entry: DocumentEntry) -> list[Finding]:
    """Exactly one of N, R, V, and any of the visibility codes; no other. Source: spec/dmp.md 4.2, JDV_J08."""
    if not entry.confidentiality:
        return []
    findings: list[Finding] = []
    levels = [code for code in entry.confidentiality if code.scheme == CONFIDENTIALITY_SCHEME]
    for code in entry.confidentiality:
        known = codes.value_set("confidentiality").get(code.code, code.scheme)
        schemed = code.scheme in {CONFIDENTIALITY_SCHEME, VISIBILITY_SCHEME}
        if known is None or not schemed or known.extra["in_xds"] != "yes":
            findings.append(feeding.CODE_UNKNOWN.at(entry.id, found=_shown("confidentialityCode", code)))
    if len(levels) != 1:
        findings.append(feeding.CONFIDENTIALITY_COUNT.at(entry.id, found=len(levels)))
    return findings


def _is_time(text: str) -> bool:
    if len(text) not in _PRECISIONS or not text.isascii() or not text.isdigit():
        return False
    whole = text + _FIRST_INSTANT[len(text) :]
    try:
        month, day, hour, minute, second = (int(whole[place : place + 2]) for place in range(4, 14, 2))
        datetime(int(whole[:4]), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return False
    return True


def _shown(name: str, code: Code) -> str:
    return f"{name} {code.code} ({code.scheme})"


def _without_id(held: CX) -> str:
    """The form alone: a patient's identifier does not belong in a sentence that is logged."""
    return "…" + held.text[len(held.id) :]
