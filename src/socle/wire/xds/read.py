"""Reading XDS.b messages: requests on the server's side, answers on the client's.

Nothing is judged here but the form: what a sender wrote becomes frozen values, and each fault of form a
finding, all of them at once. Source: IHE ITI TF-2 3.18, 3.41, 3.43; spec/dmp.md 4.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping

from lxml import etree

from socle.rulebook import Finding
from socle.wire import xml
from socle.wire.mtom.message import LIMITS, Limits
from socle.wire.mtom.xop import INCLUDE, cid, document_part
from socle.wire.namespaces import LCM, QUERY, RIM, RS, XDSB, qname
from socle.wire.verdicts import PART_TOO_LARGE
from socle.wire.xds import query, verdicts
from socle.wire.xds.model import DocumentRequest, Part, RetrievedDocument, StoredQuery, Submission
from socle.wire.xds.objects import read_objects
from socle.wire.xds.response import ERROR, FAILURE, Answered, ObjectRef, RegistryError, RegistryResponse

PROVIDE_AND_REGISTER = qname(XDSB, "ProvideAndRegisterDocumentSetRequest")
SUBMIT_OBJECTS = qname(LCM, "SubmitObjectsRequest")
_LIST = qname(RIM, "RegistryObjectList")
#: Objects of one submission: 100 documents with their associations are some 300.
_MOST_OBJECTS = 1000
_COUNT = re.compile(r"[0-9]{1,15}")


def submission(
    body: etree._Element, parts: Mapping[str, Part], limits: Limits = LIMITS
) -> tuple[Submission, list[Finding]]:
    """Read ITI-41 (ProvideAndRegisterDocumentSetRequest) or a bare SubmitObjectsRequest (ITI-57, ITI-42).

    `parts` are those of the message, by Content-ID; the submission's are keyed by the id of their entry.
    Whether each entry has its document is for the record's rules; a part that nothing names is told here, since the
    submission does not hold it.
    """
    provides = body.tag == PROVIDE_AND_REGISTER
    request = xml.first(body, SUBMIT_OBJECTS) if provides else body
    listing = xml.first(request, _LIST)
    if listing is None:
        return Submission(), [verdicts.NOT_A_SUBMISSION.at(xml.path_of(body), found=xml.local_name(body))]
    count = sum(1 for _ in xml.children(listing))
    if count > _MOST_OBJECTS:
        return Submission(), [verdicts.TOO_MANY_OBJECTS.at(expected=_MOST_OBJECTS, found=count)]
    objects = read_objects(listing)
    findings = objects.findings
    attached: dict[str, Part] = {}
    if provides:
        attached = _attached(body, parts, limits, findings)
    described = sum(not entry.is_signature for entry in objects.entries)
    if described > limits.documents:
        findings.append(verdicts.TOO_MANY_DOCUMENTS.at(expected=limits.documents, found=described))
    read = Submission(
        sets=objects.sets,
        entries=objects.entries,
        folders=objects.folders,
        associations=objects.associations,
        parts=attached,
    )
    return read, findings


def _attached(
    body: etree._Element, parts: Mapping[str, Part], limits: Limits, findings: list[Finding]
) -> dict[str, Part]:
    """The parts by Document/@id; a part that no Document names is told."""
    attached: dict[str, Part] = {}
    named: set[str] = set()
    seen: set[str] = set()
    for document in xml.children(body, qname(XDSB, "Document")):
        id = (document.get("id") or "").strip()
        if id in seen:
            findings.append(verdicts.DOCUMENT_REPEATED.at(id))
            continue
        seen.add(id)
        reference = xml.first(document, INCLUDE)
        if reference is not None:
            href = cid(reference.get("href") or "")
            named.add(href)
            part = parts.get(href)
        else:
            part = _inline(document, id, limits, findings)
        if part is not None:
            attached[id] = part
    findings += [verdicts.PART_UNREFERENCED.at(id) for id in parts if id not in named]
    return attached


def _inline(document: etree._Element, id: str, limits: Limits, findings: list[Finding]) -> Part | None:
    text = "".join(xml.text_of(document).split())
    if not text:
        return None
    try:
        content = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        findings.append(verdicts.INLINE_NOT_BASE64.at(id))
        content = b""
    if len(content) > limits.part:
        findings.append(PART_TOO_LARGE.at(id, expected=limits.part, found=len(content)))
    return document_part(id, "", content)


def stored_query(element: etree._Element) -> tuple[StoredQuery | None, list[Finding]]:
    """Read an AdhocQueryRequest. Whether the query exists and has what it requires is for the record."""
    asked = xml.first(element, qname(RIM, "AdhocQuery"))
    if asked is None:
        return None, [verdicts.QUERY_MISSING.at(xml.path_of(element))]
    findings: list[Finding] = []
    option = xml.first(element, qname(QUERY, "ResponseOption"))
    returned = (option.get("returnType") if option is not None else None) or "ObjectRef"
    if returned not in query.RETURN_TYPES:
        expected = ", ".join(query.RETURN_TYPES)
        findings.append(verdicts.RETURN_TYPE.at("ResponseOption/@returnType", expected=expected, found=returned))
    parameters: dict[str, tuple[tuple[str, ...], ...]] = {}
    for slot in xml.children(asked, qname(RIM, "Slot")):
        name = slot.get("name") or ""
        values = _slot_values(slot, name, findings)
        if values:
            parameters[name] = (*parameters.get(name, ()), values)
    read = StoredQuery((asked.get("id") or "").strip(), parameters, returned, asked.get("home") or None)
    return read, findings


def _slot_values(slot: etree._Element, name: str, findings: list[Finding]) -> tuple[str, ...]:
    """Every value of one slot: lists may spread over several Value elements (OR)."""
    if not name:
        findings.append(verdicts.SLOT_WITHOUT_NAME.at("AdhocQuery"))
    values: tuple[str, ...] = ()
    for holder in xml.children(slot, qname(RIM, "ValueList")):
        for value in xml.children(holder, qname(RIM, "Value")):
            text = xml.text_of(value)
            parsed = query.parse_value(text) if text else ()
            if parsed is None:
                expected = "'x', ('a','b'), 123"
                findings.append(verdicts.PARAMETER_SYNTAX.at(name, expected=expected, found=text[:200]))
            values += parsed or ()
    return values


def document_requests(element: etree._Element) -> tuple[tuple[DocumentRequest, ...], list[Finding]]:
    """Read a RetrieveDocumentSetRequest; an incomplete request is told and left out."""
    requests: list[DocumentRequest] = []
    findings: list[Finding] = []
    rank = 0
    for rank, asked in enumerate(xml.children(element, qname(XDSB, "DocumentRequest")), 1):
        names = ("RepositoryUniqueId", "DocumentUniqueId", "HomeCommunityId")
        repository, document, home = (xml.text_of(xml.first(asked, qname(XDSB, name))) for name in names)
        for name, value in zip(names, (repository, document), strict=False):
            if not value:
                findings.append(verdicts.REQUEST_INCOMPLETE.at(str(rank), expected=name).about(document or None))
        if repository and document:
            requests.append(DocumentRequest(repository, document, home or None))
    if not rank:
        findings.append(verdicts.REQUEST_EMPTY.at(xml.path_of(element)))
    return tuple(requests), findings


# --- the client's side ---------------------------------------------------------------------------------


def _errors(element: etree._Element | None) -> tuple[RegistryError, ...]:
    listing = xml.first(element, qname(RS, "RegistryErrorList"))
    return tuple(
        RegistryError(
            code=error.get("errorCode") or "",
            context=error.get("codeContext") or "",
            severity=error.get("severity") or ERROR,
            location=error.get("location") or "",
        )
        for error in (xml.children(listing, qname(RS, "RegistryError")) if listing is not None else ())
    )


def registry_response(element: etree._Element) -> RegistryResponse:
    """Read a RegistryResponse; without a status it is a failure."""
    return RegistryResponse(element.get("status") or FAILURE, _errors(element))


def query_response(
    element: etree._Element,
) -> tuple[str, tuple[Answered, ...], tuple[RegistryError, ...]]:
    """Read an AdhocQueryResponse: its status, its objects or references in order, its errors."""
    listing = xml.first(element, _LIST)
    answered: tuple[Answered, ...] = ()
    if listing is not None:
        objects = read_objects(listing)
        answered = (*objects.all, *map(ObjectRef, objects.references))
    return element.get("status") or FAILURE, answered, _errors(element)


def total_result_count(element: etree._Element) -> int | None:
    """What an AdhocQueryResponse says it holds in all; None when it does not say."""
    text = element.get("totalResultCount") or ""
    return int(text) if _COUNT.fullmatch(text) else None


def retrieve_response(
    element: etree._Element, parts: Mapping[str, Part]
) -> tuple[RegistryResponse, tuple[RetrievedDocument, ...]]:
    """Read a RetrieveDocumentSetResponse.

    A document whose part is missing or unreadable is left out, and an error of the response says so.
    """
    response = xml.first(element, qname(RS, "RegistryResponse"))
    read = registry_response(response) if response is not None else RegistryResponse(FAILURE)
    documents: list[RetrievedDocument] = []
    errors = list(read.errors)
    for answered in xml.children(element, qname(XDSB, "DocumentResponse")):
        names = ("RepositoryUniqueId", "DocumentUniqueId", "mimeType")
        repository, unique_id, mime_type = (xml.text_of(xml.first(answered, qname(XDSB, name))) for name in names)
        content = _content(xml.first(answered, qname(XDSB, "Document")), parts)
        if content is None:
            finding = verdicts.ANSWER_WITHOUT_PART.at("DocumentResponse", found=unique_id)
            errors.append(RegistryError("XDSMissingDocument", finding.sentence("fr"), location=unique_id))
            continue
        documents.append(RetrievedDocument(repository, unique_id, mime_type, content))
    return RegistryResponse(read.status, tuple(errors)), tuple(documents)


def _content(document: etree._Element | None, parts: Mapping[str, Part]) -> bytes | None:
    if document is None:
        return None
    reference = xml.first(document, INCLUDE)
    if reference is not None:
        part = parts.get(cid(reference.get("href") or ""))
        return part.read() if part is not None else None
    try:
        return binascii.a2b_base64("".join(xml.text_of(document).split()), strict_mode=True)
    except ValueError:
        return None
