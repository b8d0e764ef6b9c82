"""Which method on which address is which interaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from socle.ledger import ActCode
from socle.record.facts import Action
from socle.record.fhir import capability, iti65, iti66, iti67, iti68, iti105, tracing, updating
from socle.record.fhir.calls import Interaction
from socle.rulebook import Finding
from socle.wire.fhir import verdicts

_JSON: Final = ("application/fhir+json", "application/json")
_FORM: Final = ("application/x-www-form-urlencoded",)
_PATCHES: Final = ("application/json-patch+json", *_JSON)
_FEED = (Action.FEED, Action.FEED_WITH_EMPLOYEE_CARD)
_FIND = (Action.SEARCH, Action.FIND_REFERENCE)

PROVIDE = Interaction(
    id="ITI-65",
    act=ActCode.SUBMISSION_FEED,
    resource="",
    code="transaction",
    respond=iti65.provide,
    actions=_FEED,
    reads=_JSON,
)
PUBLISH = Interaction(
    id="ITI-105",
    act=ActCode.SUBMISSION_FEED,
    resource="DocumentReference",
    code="create",
    respond=iti105.publish,
    actions=_FEED,
    reads=_JSON,
)


def _search(id: str, resource: str, respond: object) -> tuple[Interaction, Interaction]:
    """A search by GET, and the same by POST of a form."""
    both = [
        Interaction(
            id=id,
            act=ActCode.DOCUMENT_SEARCH,
            resource=resource,
            code="search-type",
            respond=respond,  # type: ignore[arg-type]
            actions=_FIND,
            reads=reads,
        )
        for reads in ((), _FORM)
    ]
    return both[0], both[1]


FIND_DOCUMENTS, FIND_DOCUMENTS_BY_FORM = _search("ITI-67", "DocumentReference", iti67.find)
FIND_LISTS, FIND_LISTS_BY_FORM = _search("ITI-66", "List", iti66.find)
READ_DOCUMENT = Interaction(
    id="ITI-67",
    act=ActCode.DOCUMENT_SEARCH,
    resource="DocumentReference",
    code="read",
    respond=iti67.read,
    actions=(Action.SEARCH,),
)
READ_LIST = Interaction(
    id="ITI-66",
    act=ActCode.DOCUMENT_SEARCH,
    resource="List",
    code="read",
    respond=iti66.read,
    actions=(Action.SEARCH,),
)
RETRIEVE = Interaction(
    id="ITI-68",
    act=ActCode.DOCUMENT_READ,
    resource="Binary",
    code="read",
    respond=iti68.retrieve,
    actions=(Action.RETRIEVE,),
)
PATCH = Interaction(
    id="PATCH",
    act=ActCode.DOCUMENT_MASK,
    resource="DocumentReference",
    code="patch",
    respond=updating.patch,
    actions=(Action.MASK, Action.UNMASK, Action.SHOW_TO_PATIENT, Action.DELETE, Action.ARCHIVE, Action.UNARCHIVE),
    reads=_PATCHES,
)
READ_HISTORY = Interaction(
    id="AuditEvent",
    act=ActCode.RECORD_READ_HISTORY,
    resource="AuditEvent",
    code="search-type",
    respond=tracing.find,
    actions=(Action.READ_HISTORY,),
)

#: Interactions by address (`*` for an id), then by method.
_BY_ADDRESS: Mapping[tuple[str, ...], Mapping[str, Interaction]] = MappingProxyType(
    {
        ("metadata",): {"GET": capability.INTERACTION},
        ("",): {"POST": PROVIDE},
        ("DocumentReference",): {"GET": FIND_DOCUMENTS, "POST": PUBLISH, "PATCH": PATCH},
        ("DocumentReference", "_search"): {"POST": FIND_DOCUMENTS_BY_FORM},
        ("DocumentReference", "*"): {"GET": READ_DOCUMENT, "PATCH": PATCH},
        ("List",): {"GET": FIND_LISTS},
        ("List", "_search"): {"POST": FIND_LISTS_BY_FORM},
        ("List", "*"): {"GET": READ_LIST},
        ("AuditEvent",): {"GET": READ_HISTORY},
        ("Binary", "*"): {"GET": RETRIEVE},
    }
)


def route(method: str, segments: Sequence[str]) -> tuple[Interaction, str] | Finding:
    """The interaction asked for and the id that the address names, or why there is none."""
    address = tuple(segments[:-1] if len(segments) > 1 and not segments[-1] else segments)
    id = ""
    methods = _BY_ADDRESS.get(address)
    if methods is None and address and address[-1]:
        id = address[-1]
        methods = _BY_ADDRESS.get((*address[:-1], "*"))
    if methods is None:
        return verdicts.NO_SUCH_ADDRESS.at(found="/".join(address))
    if method not in methods:
        return verdicts.METHOD_NOT_ALLOWED.at(expected=", ".join(sorted(methods)), found=method)
    return methods[method], id


def offered() -> tuple[Interaction, ...]:
    """Every interaction, each once, for the CapabilityStatement."""
    every = (held for methods in _BY_ADDRESS.values() for held in methods.values())
    return tuple(dict.fromkeys(held for held in every if held is not capability.INTERACTION))
