"""From FHIR resources to a submission: references resolved, documents decoded, places kept. Pure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from typing import Final

from socle.rulebook import Finding
from socle.wire.fhir import documents, sets, verdicts
from socle.wire.fhir.documents import Described
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled
from socle.wire.mtom import LIMITS, document_part
from socle.wire.xds.model import HAS_MEMBER, REPLACES, SIGNS, Association, DocumentEntry, Folder, Part, Submission

_MEMBER: Final = "Member"
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Sent:
    """A submission as far as it could be made: what is wrong with it, and where each of its objects stands.

    `ids` gives, for each entry of the bundle in order, the id of the object it became ("" when none); `binaries` the
    entry that each Binary is the document of.
    """

    submission: Submission = field(default_factory=Submission)
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    binaries: dict[str, DocumentEntry] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """The bundle while it is read."""

    sent: Sent
    described: list[Described] = field(default_factory=list)
    listed: list[sets.Listed] = field(default_factory=list)
    binaries: dict[str, tuple[Json, str]] = field(default_factory=dict)
    patched: list[tuple[str, str]] = field(default_factory=list)


def of_bundle(bundle: Json) -> Sent:
    """The submission of a transaction bundle of the right shape."""
    sent = Sent()
    draft = _Draft(sent)
    if bundle["type"] != "transaction":
        sent.findings.append(verdicts.ELEMENT_TYPE.at("Bundle.type", expected="transaction", found="un autre type"))
    entries = bundle.get("entry", ())
    if len(entries) > 3 * LIMITS.documents:
        sent.findings.append(
            verdicts.ELEMENT_COUNT.at("Bundle.entry", expected=3 * LIMITS.documents, found=len(entries))
        )
        return sent
    for rank, entry in enumerate(entries):
        sent.ids.append(_entry(draft, entry, rank))
    parts = _parts(draft)
    links = [*_memberships(draft), *_relations(draft)]
    _patches(draft, links)
    sent.submission = Submission(
        sets=tuple(held.submission_set for held in draft.listed if not held.is_folder),
        entries=tuple(held.entry for held in draft.described),
        folders=tuple(Folder(id=held.submission_set.id) for held in draft.listed if held.is_folder),
        associations=tuple(links),
        parts=parts,
    )
    return sent


def _entry(draft: _Draft, entry: Json, rank: int) -> str:
    """Take one entry of the bundle in; gives the id of the object it becomes."""
    place, sent = f"Bundle.entry[{rank}].resource", draft.sent
    resource, request = entry.get("resource"), entry.get("request")
    for name, held in (("resource", resource), ("request", request)):
        if held is None:
            sent.findings.append(verdicts.ELEMENT_MISSING.at(f"Bundle.entry[{rank}].{name}"))
    if resource is None or request is None:
        return ""
    type, id = resource["resourceType"], entry.get("fullUrl") or f"urn:socle:entry:{rank}"
    if request["method"] == "PATCH":
        draft.patched.append((documents.target_of(request["url"]), place))
        return ""
    if request["method"] != "POST":
        where = f"Bundle.entry[{rank}].request.method"
        sent.findings.append(verdicts.ELEMENT_TYPE.at(where, expected="POST, ou PATCH", found="une autre méthode"))
    if id in sent.places:
        sent.findings.append(verdicts.REPEATED.at(f"Bundle.entry[{rank}].fullUrl", found=id))
    sent.places[id] = place
    if type == "DocumentReference":
        described = documents.read(resource, id=id, place=place)
        draft.described.append(described)
        sent.findings += described.findings
    elif type == "List":
        listed = sets.read(resource, id=id, place=place)
        draft.listed.append(listed)
        sent.findings += listed.findings
    elif type == "Binary":
        draft.binaries[id] = (resource, place)
    else:
        expected = "List, DocumentReference ou Binary"
        sent.findings.append(verdicts.RESOURCE_UNEXPECTED.at(place, expected=expected, found=type))
    return id


def _parts(draft: _Draft) -> dict[str, Part]:
    """The documents by the id of their entry; a Binary that no entry names is one part too many."""
    parts: dict[str, Part] = {}
    used: set[str] = set()
    for held in draft.described:
        url = held.attachment.get("url", "")
        binary = draft.binaries.get(url)
        if "data" in held.attachment:
            where = f"{draft.sent.places[held.entry.id]}.content[0].attachment"
            content = decoded(held.attachment["data"], f"{where}.data", draft.sent.findings)
        elif binary is not None:
            used.add(url)
            draft.sent.binaries[url] = held.entry
            content = decoded(binary[0].get("data"), f"{binary[1]}.data", draft.sent.findings)
        else:
            where = f"{draft.sent.places[held.entry.id]}.content[0].attachment.url"
            expected = "le fullUrl d'un Binary du même envoi"
            draft.sent.findings.append(verdicts.REFERENCE_UNKNOWN.at(where, expected=expected, found=url))
            continue
        if content is not None:
            parts[held.entry.id] = document_part(held.entry.id, held.entry.mime_type or "", content)
    for url in draft.binaries.keys() - used:
        parts[url] = document_part(url, "", b"")
    return parts


def decoded(data: str | None, place: str, findings: list[Finding]) -> bytes | None:
    """The bytes of a document in base64, or what is wrong with it."""
    if data is None:
        findings.append(verdicts.ELEMENT_MISSING.at(place))
        return None
    try:
        content = base64.b64decode(_SPACES.sub("", data), validate=True)
    except ValueError:
        findings.append(verdicts.ELEMENT_TYPE.at(place, expected="du base64", found="un texte"))
        return None
    if len(content) > LIMITS.part:
        findings.append(verdicts.BODY_TOO_LARGE.at(place, expected=LIMITS.part))
        return None
    return content


def _memberships(draft: _Draft) -> list[Association]:
    """What each List holds; a document already stored comes in by reference."""
    entries = {held.entry.id for held in draft.described}
    links: list[Association] = []
    for held in draft.listed:
        for rank, item in enumerate(held.items):
            if not item:
                where = f"{draft.sent.places[held.submission_set.id]}.entry[{rank}].item.reference"
                draft.sent.findings.append(verdicts.ELEMENT_MISSING.at(where))
                continue
            own = item in entries
            status = "Original" if own else "Reference"
            target = item if own else documents.target_of(item)
            links.append(_link(f"{_MEMBER}{len(links)}", HAS_MEMBER, held.submission_set.id, target, status))
    return links


def _link(id: str, type: str, source: str, target: str, status: str = "") -> Association:
    slots = (("SubmissionSetStatus", (status,)),) if status else ()
    return Association(id=id, type=type, source=source, target=target, slots=slots)


def _relations(draft: _Draft) -> list[Association]:
    sets_ = [held.submission_set.id for held in draft.listed if not held.is_folder]
    pairs = [(held.entry.id, type, target) for held in draft.described for type, target in held.relates]
    return [
        _link(f"Relation{rank}", type, source, sets_[0] if type == SIGNS and sets_ else target)
        for rank, (source, type, target) in enumerate(pairs)
    ]


def _patches(draft: _Draft, links: list[Association]) -> None:
    """MHD has the sender supersede what he replaces: the replacement does it, and nothing else may come so."""
    replaced = {link.target for link in links if link.type == REPLACES}
    for target, place in draft.patched:
        if target not in replaced:
            expected = "une fiche que cet envoi remplace"
            draft.sent.findings.append(verdicts.REFERENCE_UNKNOWN.at(place, expected=expected, found=target))


def stored(entry: DocumentEntry, id: str, part: Part) -> DocumentEntry:
    """An entry as the server answers it, once stored under `id`."""
    return replace(entry, id=id, logical_id=id, version=1, hash=part.content.sha1, size=part.size)


def created(again: bool, location: str) -> Json:
    """The answer to one entry of a transaction."""
    return {"response": filled(status="200 OK" if again else "201 Created", location=location)}
