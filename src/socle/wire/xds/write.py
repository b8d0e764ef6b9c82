"""Writing XDS.b messages: answers on the server's side, requests on the client's.

Source: IHE ITI TF-2 3.18, 3.41, 3.43; TF-3 4.2.4 (errors); spec/dmp.md 4 and 5.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from lxml import etree

from socle.rulebook import Finding, code
from socle.wire import ids, xml
from socle.wire.mtom.xop import document_part, include
from socle.wire.namespaces import LCM, QUERY, RIM, RS, XDSB, qname
from socle.wire.xds import emit, query, verdicts
from socle.wire.xds.model import DocumentRequest, Part, RegistryObject, RetrievedDocument, StoredQuery, Submission
from socle.wire.xds.response import ERROR, FAILURE, PARTIAL, SUCCESS, WARNING, Answered

logger = logging.getLogger(__name__)

Phase = Literal["repository", "registry", "retrieve"]

#: What a verdict without a code of its own becomes. Source: IHE ITI TF-3 4.2.4.1.
GENERIC: Mapping[Phase, str] = {
    "repository": "XDSRepositoryError",
    "registry": "XDSRegistryError",
    "retrieve": "XDSRepositoryError",
}

#: Errors and warnings in one answer at most: a megabyte of wrong objects must not be answered by twenty.
MOST_TOLD = 1000


def _told(findings: Iterable[Finding], phase: Phase) -> list[tuple[Finding, str]]:
    """The findings that a response tells, with their codes: every error, and each warning that has a code."""
    told = []
    for finding in findings:
        known = code(finding, "xds", phase)
        if known is None and not finding.is_error:
            continue
        if known is None:
            logger.error("verdict %s has no XDS code at the %s", finding.verdict.id, phase)
        told.append((finding, known or GENERIC[phase]))
    return told


def _context(finding: Finding) -> str:
    sentence = finding.sentence("fr")
    if finding.document and finding.document not in sentence:
        return f"{sentence} (document {finding.document})"
    return sentence


def _bounded(told: list[tuple[Finding, str]], phase: Phase) -> list[tuple[Finding, str]]:
    """At most `MOST_TOLD` of them, errors before warnings, and how many more there are."""
    if len(told) <= MOST_TOLD:
        return told
    more = verdicts.MORE_ERRORS.at(found=len(told) - MOST_TOLD)
    first = sorted(told, key=lambda item: not item[0].is_error)[:MOST_TOLD]
    return [*first, (more, code(more, "xds", phase) or GENERIC[phase])]


def _error_list(parent: etree._Element, findings: Iterable[Finding], phase: Phase) -> None:
    told = _bounded(_told(findings, phase), phase)
    if not told:
        return
    highest = ERROR if any(finding.is_error for finding, _code in told) else WARNING
    listing = xml.child(parent, qname(RS, "RegistryErrorList"), {"highestSeverity": highest})
    for finding, known in told:
        xml.child(
            listing,
            qname(RS, "RegistryError"),
            {
                "errorCode": known,
                "codeContext": _context(finding),
                "severity": ERROR if finding.is_error else WARNING,
                "location": finding.place or None,
            },
        )


def _status(findings: Iterable[Finding], *, partial: bool) -> str:
    if not any(finding.is_error for finding in findings):
        return SUCCESS
    return PARTIAL if partial else FAILURE


def registry_response(findings: Sequence[Finding], *, phase: Phase, partial: bool = False) -> etree._Element:
    """A RegistryResponse: Success without errors, else Failure (PartialSuccess when `partial`)."""
    status = _status(findings, partial=partial)
    element = xml.element(qname(RS, "RegistryResponse"), {"status": status}, nsmap={"rs": RS})
    _error_list(element, findings, phase)
    return element


def query_response(
    objects: Sequence[Answered], *, refs_only: bool, findings: Sequence[Finding] = (), start: int = 0
) -> tuple[etree._Element, bytes]:
    """An AdhocQueryResponse and what stands within its list: the objects, or their ids alone; none of a refused query.

    `start` is startIndex; totalResultCount is the number of objects given.
    """
    status = _status(findings, partial=False)
    if status == FAILURE:
        objects = ()
    element = xml.element(
        qname(QUERY, "AdhocQueryResponse"),
        {"status": status}
        if status == FAILURE
        else {"status": status, "startIndex": str(start), "totalResultCount": str(len(objects))},
        nsmap={"query": QUERY, "rim": RIM, "rs": RS},
    )
    _error_list(element, findings, "registry")
    xml.child(element, qname(RIM, "RegistryObjectList"))
    return element, emit.objects(objects, refs_only=refs_only).encode()


def retrieve_response(
    documents: Sequence[RetrievedDocument], findings: Sequence[Finding], *, new_uuid: ids.NewUuid = ids.new_uuid
) -> tuple[etree._Element, tuple[Part, ...]]:
    """A RetrieveDocumentSetResponse and the parts that go with it, always to be sent as multipart."""
    element = xml.element(qname(XDSB, "RetrieveDocumentSetResponse"), nsmap={"xdsb": XDSB, "rs": RS})
    element.append(registry_response(findings, phase="retrieve", partial=bool(documents)))
    parts = []
    for rank, document in enumerate(documents, 1):
        part = document_part(f"document{rank:02}.{new_uuid()}@socle", document.mime_type, document.content)
        answered = xml.child(element, qname(XDSB, "DocumentResponse"))
        xml.child(answered, qname(XDSB, "RepositoryUniqueId"), text=document.repository_unique_id)
        xml.child(answered, qname(XDSB, "DocumentUniqueId"), text=document.document_unique_id)
        xml.child(answered, qname(XDSB, "mimeType"), text=document.mime_type)
        include(xml.child(answered, qname(XDSB, "Document")), part.id)
        parts.append(part)
    return element, tuple(parts)


# --- the client's side ---------------------------------------------------------------------------------


def submit_objects(objects: Iterable[RegistryObject]) -> etree._Element:
    """A SubmitObjectsRequest, as ITI-57 and ITI-42 send it alone."""
    request = xml.element(qname(LCM, "SubmitObjectsRequest"), nsmap={"lcm": LCM, "rim": RIM})
    request.append(emit.listing(objects))
    return request


def submission_request(
    submission: Submission, *, new_uuid: ids.NewUuid = ids.new_uuid
) -> tuple[etree._Element, tuple[Part, ...]]:
    """A ProvideAndRegisterDocumentSetRequest and the parts that go with it."""
    nsmap = {"xdsb": XDSB, "lcm": LCM, "rim": RIM}
    element = xml.element(qname(XDSB, "ProvideAndRegisterDocumentSetRequest"), nsmap=nsmap)
    element.append(
        submit_objects([*submission.entries, *submission.sets, *submission.folders, *submission.associations])
    )
    media_types = {entry.id: entry.mime_type for entry in submission.entries}
    parts = []
    for rank, (id, part) in enumerate(submission.parts.items(), 1):
        media_type = media_types.get(id) or part.media_type or "application/octet-stream"
        sent = Part(f"document{rank:02}.{new_uuid()}@socle", media_type, part.size, part.file)
        include(xml.child(element, qname(XDSB, "Document"), {"id": id}), sent.id)
        parts.append(sent)
    return element, tuple(parts)


def query_request(asked: StoredQuery) -> etree._Element:
    """An AdhocQueryRequest."""
    element = xml.element(qname(QUERY, "AdhocQueryRequest"), nsmap={"query": QUERY, "rim": RIM})
    option = {"returnComposedObjects": "true", "returnType": asked.return_type}
    xml.child(element, qname(QUERY, "ResponseOption"), option)
    body = xml.child(element, qname(RIM, "AdhocQuery"), {"id": asked.query_id, "home": asked.home_community_id})
    for name, groups in asked.parameters.items():
        for values in groups:
            slot = xml.child(body, qname(RIM, "Slot"), {"name": name})
            holder = xml.child(slot, qname(RIM, "ValueList"))
            xml.child(holder, qname(RIM, "Value"), text=query.write_value(name, values))
    return element


def retrieve_request(requests: Iterable[DocumentRequest]) -> etree._Element:
    """A RetrieveDocumentSetRequest."""
    element = xml.element(qname(XDSB, "RetrieveDocumentSetRequest"), nsmap={"xdsb": XDSB})
    for request in requests:
        asked = xml.child(element, qname(XDSB, "DocumentRequest"))
        if request.home_community_id:
            xml.child(asked, qname(XDSB, "HomeCommunityId"), text=request.home_community_id)
        xml.child(asked, qname(XDSB, "RepositoryUniqueId"), text=request.repository_unique_id)
        xml.child(asked, qname(XDSB, "DocumentUniqueId"), text=request.document_unique_id)
    return element
