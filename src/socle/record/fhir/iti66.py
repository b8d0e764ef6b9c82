"""ITI-66 Find Document Lists: the submission sets of a record, with those of their documents that the actor may see.

Paragraphs in order: token and rights (by the door), parameters (spec/dmp.md 7), patient of the token, use case, Bundle.
The DMP has no folders: none is ever found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from socle.record import services
from socle.record.fhir import searching
from socle.record.fhir.calls import Call
from socle.record.fhir.iti67 import form, is_lenient
from socle.record.fhir.queries import GET_ALL, stored
from socle.record.fhir.searching import Parameter, Search
from socle.rulebook import Finding
from socle.wire.exchange import Response
from socle.wire.fhir import outcome, parameters, sets
from socle.wire.fhir.values import entry_uuid, unique_id_of, uuid_of
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DELETED,
    DEPRECATED,
    HAS_MEMBER,
    Association,
    DocumentEntry,
    RegistryObject,
    StoredQuery,
    SubmissionSet,
)

_STATUSES: Final = (APPROVED, ARCHIVED, DEPRECATED, DELETED)
_KINDS: Final = ("submissionset", "folder")


def _parameter(type: str, says: str, make: searching.Maker) -> Parameter:
    return Parameter(type=type, says=says, make=make)


def _persons(held: SubmissionSet, component: int) -> list[str]:
    people = [author.person.component(component) for author in held.authors if author.person is not None]
    return [word for name in people for word in (name, *name.split())]


def _named(of: str) -> searching.Maker:
    """A parameter on an identifier of the set, whatever its system."""

    def make(_name: str, values: Sequence[str]) -> tuple[searching.Test, list[Finding]]:
        wanted = [{_plain(part) for part in parameters.split(value)} for value in values]
        names = of.split()
        return lambda held: all({getattr(held, name) for name in names} & among for among in wanted), []

    return make


def _plain(token: str) -> str:
    system, bar, value = token.rpartition("|")
    return unique_id_of({"system": system if bar else "", "value": value}) or ""


PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        "code": _parameter("token", "lot de soumission", searching.among(lambda _held: "submissionset", _KINDS)),
        "status": _parameter(
            "token", "statut du lot", searching.among(lambda _held: "current", ("current", "retired"))
        ),
        "isArchived": _parameter(
            "token", "lot archivé ou non", searching.among(lambda _held: "false", ("true", "false"))
        ),
        "identifier": _parameter("token", "identifiant unique du lot", _named("unique_id id")),
        "date": _parameter(
            "date", "date de soumission", searching.date(lambda held: parameters.span_of(held.submission_time))
        ),
        "title": _parameter("string", "titre du lot", searching.text(lambda held: [held.title or ""])),
        "designationType": _parameter("token", "type d'activité", searching.token(lambda held: (held.content_type,))),
        "sourceId": _parameter("token", "système émetteur", _named("source_id")),
        "source.family": _parameter("string", "nom de l'auteur", searching.text(lambda held: _persons(held, 2))),
        "source.given": _parameter("string", "prénom de l'auteur", searching.text(lambda held: _persons(held, 3))),
    }
)


def find(call: Call) -> Response:
    """Answer the submission sets asked for."""
    given, findings = form(call)
    search = searching.read(given, PARAMETERS, required=("code", "status"), lenient=is_lenient(call))
    decision = searching.of_token_patient(search, call.patient)
    if not decision.allowed:
        return call.refuse(decision.errors)
    if findings or search.findings:
        return call.refuse([*findings, *search.findings])
    found = services.find(
        call.actor,
        _everything(),
        call.patient,
        call.at,
        profile=call.profile,
        narrow=lambda objects: _sets_and_links(objects, search),
    )
    if not found.decision.allowed:
        return call.refusal(found.decision.errors)
    held = [item for item in found.objects if isinstance(item, SubmissionSet)]
    held.sort(key=lambda item: (item.submission_time or "", item.id), reverse=not search.oldest_first)
    shown = [(uuid_of(item.id), sets.write(item, _members(item, found.objects))) for item in held]
    told = outcome.outcome(search.ignored) if search.ignored else None
    return outcome.answer(searching.bundle(search, shown, base=call.base, resource="List", told=told))


def read(call: Call) -> Response:
    """One submission set by its id."""
    if call.patient is None:
        return call.refuse(searching.of_token_patient(Search(), None).errors)
    wanted = Search(tests=(lambda held: held.id == entry_uuid(call.id),))
    found = services.find(
        call.actor,
        _everything(),
        call.patient,
        call.at,
        profile=call.profile,
        narrow=lambda objects: _sets_and_links(objects, wanted),
    )
    if not found.decision.allowed:
        return call.refusal(found.decision.errors)
    held = next((item for item in found.objects if isinstance(item, SubmissionSet)), None)
    if held is None:
        return call.not_found(f"List/{call.id}")
    return outcome.answer(sets.write(held, _members(held, found.objects)))


def _everything() -> StoredQuery:
    """Sets, documents and what ties them, as far as the actor sees: a link to a hidden document is hidden too."""
    names = ("$XDSDocumentEntryStatus", "$XDSSubmissionSetStatus", "$XDSFolderStatus")
    return stored(GET_ALL, dict.fromkeys(names, _STATUSES))


def _sets_and_links(objects: tuple[RegistryObject, ...], search: Search) -> tuple[RegistryObject, ...]:
    """The sets that the search keeps, and their memberships of documents."""
    kept = {item.id for item in objects if isinstance(item, SubmissionSet) and search.keeps(item)}
    documents = {item.id for item in objects if isinstance(item, DocumentEntry)}
    return tuple(
        item
        for item in objects
        if item.id in kept
        or (
            isinstance(item, Association)
            and item.type == HAS_MEMBER
            and item.source in kept
            and item.target in documents
        )
    )


def _members(held: SubmissionSet, objects: Sequence[RegistryObject]) -> list[str]:
    links = (item for item in objects if isinstance(item, Association))
    return [link.target for link in links if link.source == held.id]
