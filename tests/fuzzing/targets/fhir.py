"""FHIR: bundles, documents, patches and searches as a stranger writes them, read without any database.

What was read and can be written again has the shape that FHIR asks for, and its JSON is JSON.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.fhir import iti66, iti67, searching
from socle.record.fhir.submitting import of_bundle
from socle.record.profile import PDSM
from socle.record.rules import check_submission
from socle.record.rules.metadata import check_entry, check_set
from socle.rulebook import Finding
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.fhir import documents, outcome, patching, reading, sets, shape
from socle.wire.hl7v2 import CX
from tests.fuzzing import corpus
from tests.fuzzing.mutators import jsons, octets
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, plain
from tests.wire import pki

BASE = "https://localhost:8443/fhir/dmp/"
ACTOR = Actor(kind=Kind.PROFESSIONAL, id="899880000015", name="KERVELEC Nolwenn", authentication=Authentication.CARD)
DAY = french_day(pki.NOW)
PATIENT = CX.of("284053523899177", "1.2.250.1.213.1.4.10", "NH")


@cache
def _document() -> dict[str, Any]:
    """The DocumentReference that a header makes."""
    from socle.documents import cda, derive  # noqa: PLC0415 - Socle is set up by then

    data = corpus.DIALOGUES.joinpath("documents", "consultation-note-v1.xml").read_bytes()
    document, _ = cda.read(data)
    assert document is not None
    return documents.write(derive(document, data, id="urn:uuid:1"), base=BASE)


def _bundle() -> dict[str, Any]:
    resource = json.loads(json.dumps(_document()))
    resource["content"][0]["attachment"]["url"] = "urn:uuid:3"
    binary = {"resourceType": "Binary", "contentType": "text/xml", "data": base64.b64encode(b"<a/>").decode()}
    listed = {
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "date": "2026-09-15T10:00:00Z",
        "identifier": [{"use": "usual", "system": "urn:ietf:rfc:3986", "value": "urn:oid:2.25.7"}],
        "code": {"coding": [{"system": sets.LIST_TYPES, "code": "submissionset"}]},
        "extension": [{"url": sets.SOURCE_ID, "valueIdentifier": {"value": "urn:oid:2.25.8"}}],
        "subject": resource["subject"],
        "entry": [{"item": {"reference": "urn:uuid:2"}}],
        "note": [{"text": "un lot"}],
    }
    entries = [
        {"fullUrl": f"urn:uuid:{rank}", "resource": held, "request": {"method": "POST", "url": held["resourceType"]}}
        for rank, held in enumerate((listed, resource, binary), 1)
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _operation(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": list(parts)}]}


@cache
def _seeds() -> Seeds:
    path = {"name": "path", "valueString": "DocumentReference.securityLabel.coding.where(code='N').code"}
    extension = {"name": "value", "part": [{"name": "url", "valueUri": documents.IS_ARCHIVED}]}
    own: dict[str, Any] = {
        "bundle": _bundle(),
        "document": _document(),
        "json-patch": [
            {"op": "add", "path": "/securityLabel/-", "value": {"text": "x"}},
            {"op": "test", "path": "/id"},
        ],
        "replace": _operation({"name": "type", "valueCode": "replace"}, path, {"name": "value", "valueCode": "R"}),
        "add": _operation(
            {"name": "type", "valueCode": "add"},
            {"name": "path", "valueString": "DocumentReference"},
            {"name": "name", "valueString": "extension"},
            extension,
        ),
    }
    searches = {
        "documents": [("patient.identifier", "urn:oid:1.2.250.1.213.1.4.10|284053523899177"), ("status", "current")],
        "dates": [("period", "ge2026-01-01"), ("creation", "lt2026-09-15T10:00"), ("date", "2026"), ("_sort", "date")],
        "codes": [("type", "http://loinc.org|11488-4,|x"), ("author.family", "ker"), ("identifier", "urn:oid:2.25.1")],
        "lists": [("code", "submissionset"), ("designationType", "07"), ("sourceId", "2.25.8"), ("_count", "7")],
    }
    found = {name: json.dumps(value).encode() for name, value in own.items()}
    found |= {f"?{name}": f"?{urlencode(given)}".encode() for name, given in searches.items()}
    for file in sorted((corpus.SAMPLES / "xds" / "ans").rglob("*.json")):
        found[file.name] = file.read_bytes()
    return Seeds.of(found)


def _mutate(data: bytes, chance: Any) -> bytes:
    return octets.mutate(data, chance) if data.startswith(b"?") else jsons.mutate(data, chance)


def _told(findings: Iterable[Finding]) -> Iterable[str]:
    """Every finding has its words and its FHIR code, and makes JSON."""
    told = list(findings)
    json.dumps(outcome.outcome(told))
    assert 400 <= outcome.status_of(told) < 600 or not told
    return [found.verdict.id for found in told]


def _check(data: bytes) -> Iterable[str]:
    if data.startswith(b"?"):
        return _told(_searched(data[1:].decode("utf-8", "replace")))
    value, findings = reading.read(data)
    if findings or value is None:
        return _told(findings)
    if isinstance(value, list):
        return _told(_patched(*patching.json_patch(_document(), value)))
    findings = shape.check(value, "x")
    if findings:
        return _told(findings)
    return _told(_read(value))


def _read(value: dict[str, Any]) -> Iterable[Finding]:
    type = value["resourceType"]
    if type == "Parameters":
        return _patched(*patching.fhirpath_patch(_document(), value))
    if type == "DocumentReference":
        read = documents.read(value, id="urn:uuid:1", place="x")
        if not check_entry(read.entry, PDSM, DAY):
            _written(documents.write(read.entry, base=BASE))
        return read.findings
    if type != "Bundle":
        return ()
    sent = of_bundle(value)
    for held in sent.submission.sets:
        if not check_set(held, PDSM, DAY):
            _written(sets.write(replace(held, id="urn:uuid:1"), ["urn:uuid:2"]))
    decision = check_submission(ACTOR, sent.submission, pki.NOW, Choices(), profile=PDSM)
    return [*sent.findings, *decision.findings]


def _patched(changed: dict[str, Any] | None, findings: list[Finding]) -> Iterable[Finding]:
    return findings if changed is None else shape.check(changed, "DocumentReference")


def _written(resource: dict[str, Any]) -> None:
    """What Socle writes has the shape of FHIR, where the elements that must be there are."""
    wrong = [found for found in shape.check(resource, "written") if "missing" not in found.verdict.id]
    assert not wrong, [(found.verdict.id, found.place, found.found) for found in wrong]
    json.loads(outcome.answer(resource).body)


def _searched(query: str) -> Iterable[Finding]:
    try:
        given = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return ()
    findings: list[Finding] = []
    entry = documents.read(_document(), id="urn:uuid:1", place="x").entry
    for known in (iti67.PARAMETERS, iti66.PARAMETERS):
        search = searching.read(given, known, required=("status",), lenient=False)
        findings += search.findings
        findings += searching.of_token_patient(search, PATIENT).findings
        if known is iti67.PARAMETERS:
            search.keeps(entry)
        json.dumps(searching.bundle(search, [("1", _document())], base=BASE, resource="List", told=None))
    return findings


def targets() -> Iterable[Target[Any]]:
    return (plain("fhir", _seeds, lambda: _mutate, _check, 60),)
