"""PATCH of a DocumentReference: TD3.3. Status, visibility and archiving alone change; anything else is refused (405).

Paragraphs in order: token and rights (by the door), the document as the actor sees it, the patch, the use case of
TD3.3 with the submission set that SOAP would have sent, the changed DocumentReference. Source: spec/dmp.md 4.5 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from socle.record import services
from socle.record.facts import Action
from socle.record.fhir import searching
from socle.record.fhir.calls import Call, placed
from socle.record.fhir.iti67 import PARAMETERS, current, only_id, reference_query
from socle.record.fhir.own import own_set, source_id
from socle.record.fhir.queries import FIND_DOCUMENTS, GET_DOCUMENTS, stored
from socle.record.rules import check_structure_of_update, may_attempt, same_patient
from socle.rulebook import Finding
from socle.wire.exchange import Response
from socle.wire.fhir import documents, outcome, patching, shape, verdicts
from socle.wire.fhir.documents import IS_ARCHIVED, IS_DELETED
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import entry_uuid, unique_id_of, uuid_of
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DELETED,
    DEPRECATED,
    HAS_MEMBER,
    UPDATES_STATUS,
    Association,
    DocumentEntry,
    Submission,
)

_EVERY: Final = (APPROVED, ARCHIVED, DEPRECATED, DELETED)
_SET: Final = "SubmissionSet"
_NEW: Final = "NewVersion"
_MAY_CHANGE = frozenset({"status", "securityLabel", "extension"})
_FLAGS = frozenset({IS_ARCHIVED, IS_DELETED})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a patch makes of a document: its new confidentiality, its new status; None where nothing changes."""

    entry: DocumentEntry | None
    status: str | None


def patch(call: Call) -> Response:
    """Change one document."""
    decision = same_patient(call.patient, call.patient)
    if not decision.allowed:
        return call.refuse(decision.errors)
    entry = _target(call)
    if isinstance(entry, Response):
        return entry
    stale = _stale(call, entry)
    if stale is not None:
        return call.refuse([stale])
    original = _shown(call, entry)
    changed, findings = _patched(call, original)
    if changed is None:
        return call.refuse(findings)
    findings = [*shape.check(changed, "DocumentReference"), *_elsewhere(original, changed, _may_change(call))]
    if findings:
        return call.refuse(findings)
    wanted = _wanted(entry, original, changed)
    if wanted == _Wanted(None, None):
        return outcome.answer(original, headers=_tag(entry))
    return _update(call, entry, wanted)


def _target(call: Call) -> DocumentEntry | Response:
    """The one document that the address names, as the actor sees it; the answer when it is none or several."""
    name = call.id or next((value for key, value in call.parameters if key == "identifier"), "")
    if not call.id and not name:
        return call.refuse([verdicts.PARAMETER_MISSING.at("identifier")])
    found = _found(call)
    if isinstance(found, Response):
        return found
    if not found:
        return call.refuse([verdicts.NOT_FOUND.at(found=name)])
    if len(found) > 1:
        return call.refuse([verdicts.SEVERAL_FOUND.at(found=len(found))])
    return found[0]


def _found(call: Call) -> Sequence[DocumentEntry] | Response:
    """A structure, which never consults, names its own document by uniqueId (TD3.1b): no other way is open to it."""
    search = searching.Search()
    if call.id:
        query = stored(GET_DOCUMENTS, {"$XDSDocumentEntryEntryUUID": (entry_uuid(call.id),)})
    else:
        given = [pair for pair in call.parameters if pair[0] in {"identifier", "status", *searching.PATIENT}]
        if len(given) < len(call.parameters):
            unknown = next(name for name, _ in call.parameters if (name, _) not in given)
            return call.refuse([verdicts.PARAMETER_UNKNOWN.at(unknown, found=unknown)])
        search = searching.read([*given, ("patient", "")], PARAMETERS, required=(), lenient=False)
        named = [pair for pair in given if pair[0] in searching.PATIENT]
        mine = searching.of_token_patient(replace(search, given=tuple(named)), call.patient)
        if not mine.allowed:
            return call.refuse(mine.errors)
        query = stored(FIND_DOCUMENTS, {"$XDSDocumentEntryStatus": _EVERY})
        if not _consults(call):
            names = [unique_id_of(_identifier(value)) or "" for name, value in given if name == "identifier"]
            query = reference_query(names)
    if search.findings:
        return call.refuse(search.findings)
    found = services.find(
        call.actor,
        query,
        call.patient,
        call.at,
        profile=call.profile,
        narrow=lambda objects: tuple(filter(search.keeps, objects if call.id else current(objects))),
    )
    if not found.decision.allowed:
        return call.refusal(found.decision.errors)
    return [held for held in found.objects if isinstance(held, DocumentEntry)]


def _identifier(token: str) -> Mapping[str, str]:
    system, bar, value = token.rpartition("|")
    return {"system": system if bar else "", "value": value}


def _consults(call: Call) -> bool:
    return may_attempt(call.actor, Action.SEARCH, call.at).allowed


def _shown(call: Call, entry: DocumentEntry) -> Json:
    """The document as its sender may see it: who never consults sees its status, and changes nothing else."""
    return documents.write(entry, base=call.base) if _consults(call) else only_id(entry)


def _may_change(call: Call) -> frozenset[str]:
    return _MAY_CHANGE if _consults(call) else _MAY_CHANGE - {"securityLabel"}


def _stale(call: Call, entry: DocumentEntry) -> Finding | None:
    """If-Match names the version that the sender knows."""
    asked = call.request.headers.get("if-match", "")
    if not asked or asked.strip() == f'W/"{entry.version}"':
        return None
    return verdicts.VERSION_STALE.at("If-Match", expected=entry.version, found=asked)


def _patched(call: Call, original: Json) -> tuple[Json | None, list[Finding]]:
    """The resource as the patch makes it."""
    if call.request.content_type.partition(";")[0].strip().lower() == "application/json-patch+json":
        value, findings = call.body()
        return (None, findings) if findings else patching.json_patch(original, value)
    parameters, findings = call.resource("Parameters")
    return patching.fhirpath_patch(original, parameters) if parameters is not None else (None, findings)


def _elsewhere(original: Json, changed: Json, allowed: frozenset[str]) -> list[Finding]:
    """What the patch changes and may not."""
    names = sorted(original.keys() | changed.keys())
    touched = [name for name in names if name not in allowed and original.get(name) != changed.get(name)]
    others = [_others(held.get("extension", ())) for held in (original, changed)]
    touched += ["extension"] if others[0] != others[1] else []
    return [verdicts.PATCH_ELSEWHERE.at(f"DocumentReference.{name}") for name in touched]


def _others(extensions: Any) -> list[Any]:
    return [held for held in extensions if held.get("url") not in _FLAGS]


def _flag(resource: Json, url: str) -> bool:
    values = [held.get("valueBoolean") for held in resource.get("extension", ()) if held.get("url") == url]
    return values == [True]


def _wanted(entry: DocumentEntry, original: Json, changed: Json) -> _Wanted:
    """The same change in the terms of XDS."""
    labels = documents.confidentiality_of(changed.get("securityLabel", ()))
    moved = original.get("securityLabel") != changed.get("securityLabel")
    status: str | None = None
    if changed["status"] == "entered-in-error" or _flag(changed, IS_DELETED):
        status = DELETED
    elif changed["status"] != original["status"]:
        status = {"superseded": DEPRECATED, "current": APPROVED}.get(changed["status"], changed["status"])
    elif _flag(changed, IS_ARCHIVED) != _flag(original, IS_ARCHIVED):
        status = ARCHIVED if _flag(changed, IS_ARCHIVED) else APPROVED
    status = None if status == entry.status else status
    return _Wanted(replace(entry, id=_NEW, confidentiality=labels) if moved else None, status)


def _update(call: Call, entry: DocumentEntry, wanted: _Wanted) -> Response:
    """The use case of TD3.3: a new version, a new status, or both at once."""
    submission = _submission(call, entry, wanted)
    places = placed({_NEW: "DocumentReference", entry.id: "DocumentReference"})
    findings = check_structure_of_update(submission)
    if findings:
        return call.refuse(findings, places)
    found = services.update(call.actor, submission, call.patient, call.at, profile=call.profile, new_uuid=call.new_uuid)
    if not found.decision.allowed:
        return call.refusal(found.decision.errors, places)
    now = entry
    if wanted.entry is not None:
        now = replace(wanted.entry, id=found.entry_uuids[_NEW], version=entry.version + 1)
    now = replace(now, status=wanted.status or entry.status)
    return outcome.answer(_shown(call, now), headers=_tag(now))


def _submission(call: Call, entry: DocumentEntry, wanted: _Wanted) -> Submission:
    """What SOAP would have sent (spec/dmp.md 4.5)."""
    package = replace(
        own_set(call.actor, entry, source_id(call.actor), call.at), unique_id=f"2.25.{call.new_uuid().int}"
    )
    links = []
    if wanted.entry is not None:
        slots = (("SubmissionSetStatus", ("Original",)), ("PreviousVersion", (str(entry.version),)))
        links.append(Association(id="Member", type=HAS_MEMBER, source=_SET, target=_NEW, slots=slots))
    if wanted.status is not None:
        statuses = (("OriginalStatus", (entry.status or "",)), ("NewStatus", (wanted.status,)))
        links.append(Association(id="Status", type=UPDATES_STATUS, source=_SET, target=entry.id, slots=statuses))
    entries = (wanted.entry,) if wanted.entry is not None else ()
    return Submission(sets=(package,), entries=entries, associations=tuple(links))


def _tag(entry: DocumentEntry) -> tuple[tuple[str, str], ...]:
    return (("ETag", f'W/"{entry.version}"'), ("Content-Location", f"DocumentReference/{uuid_of(entry.id)}"))
