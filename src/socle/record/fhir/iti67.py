"""ITI-67 Find Document References: TD3.1a, and TD3.1b when only the id behind an identifier is asked for.

Paragraphs in order: token and rights (by the door), parameters (spec/dmp.md 7), patient of the token, use case,
Bundle. What the actor may see is what SOAP lets him see: the same stored queries, narrowed by the parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl

from socle.record import services
from socle.record.fhir import searching
from socle.record.fhir.calls import Call
from socle.record.fhir.queries import DOCUMENTS_AND_LINKS, FIND_DOCUMENTS, GET_DOCUMENTS, stored
from socle.record.fhir.searching import Parameter, Search
from socle.record.queries.graph import Graph
from socle.record.services.finding import OBJECT_REF
from socle.rulebook import Decision, Finding
from socle.wire.exchange import Response
from socle.wire.fhir import documents, outcome, parameters, reading, verdicts
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import entry_uuid, filled, unique_id_of, uuid_of
from socle.wire.xds.model import (
    APPENDS,
    APPROVED,
    ARCHIVED,
    DELETED,
    DEPRECATED,
    REPLACES,
    SIGNS,
    TRANSFORMS,
    Association,
    DocumentEntry,
    RegistryObject,
    StoredQuery,
)

STATUSES: Final = ("current", "superseded", "entered-in-error")
_EVERY: Final = (APPROVED, ARCHIVED, DEPRECATED, DELETED)
#: What a search may say that asks for the id behind an identifier and nothing else.
_OF_A_REFERENCE: Final = frozenset({"identifier", "status", *searching.PATIENT, *searching.COMMON})
_RELATIONS: Final = {REPLACES: "replaces", TRANSFORMS: "transforms", APPENDS: "appends", SIGNS: "signs"}


def _persons(entry: DocumentEntry, component: int) -> list[str]:
    people = [author.person.component(component) for author in entry.authors if author.person is not None]
    return [word for name in people for word in (name, *name.split())]


def _parameter(type: str, says: str, make: searching.Maker) -> Parameter:
    return Parameter(type=type, says=says, make=make)


def _identifier(_name: str, values: Sequence[str]) -> tuple[searching.Test, list[Finding]]:
    """uniqueId, logical id or entryUUID."""
    wanted = [{_named(part) for part in parameters.split(value)} for value in values]
    return lambda held: all({held.unique_id, held.logical_id, held.id} & names for names in wanted), []


def _named(token: str) -> str:
    system, bar, value = token.rpartition("|")
    return unique_id_of({"system": system if bar else "", "value": value}) or ""


PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        "status": _parameter(
            "token", "statut de la fiche", searching.among(lambda held: documents.status_of(held.status), STATUSES)
        ),
        "isArchived": _parameter(
            "token",
            "fiche archivée ou non",
            searching.among(lambda held: str(held.status == ARCHIVED).lower(), ("true", "false")),
        ),
        "identifier": _parameter("token", "identifiant unique, ou identifiant de la fiche", _identifier),
        "type": _parameter("token", "type de document", searching.token(lambda held: (held.type_code,))),
        "category": _parameter("token", "classe de document", searching.token(lambda held: (held.class_code,))),
        "facility": _parameter(
            "token", "secteur d'activité", searching.token(lambda held: (held.healthcare_facility_type,))
        ),
        "setting": _parameter("token", "cadre d'exercice", searching.token(lambda held: (held.practice_setting,))),
        "format": _parameter("token", "format du document", searching.token(lambda held: (held.format_code,))),
        "event": _parameter("token", "acte ou pathologie", searching.token(lambda held: held.event_codes)),
        "security-label": _parameter(
            "token", "confidentialité et visibilité", searching.token(lambda held: held.confidentiality)
        ),
        "creation": _parameter(
            "date", "création du document", searching.date(lambda held: parameters.span_of(held.creation_time))
        ),
        "date": _parameter(
            "date", "date de la fiche", searching.date(lambda held: parameters.span_of(held.creation_time))
        ),
        "period-start": _parameter(
            "date", "début de l'acte", searching.date(lambda held: parameters.span_of(held.service_start_time))
        ),
        "period-end": _parameter(
            "date", "fin de l'acte", searching.date(lambda held: parameters.span_of(held.service_stop_time))
        ),
        "period": _parameter(
            "date",
            "début et fin de l'acte",
            searching.date(lambda held: parameters.between(held.service_start_time, held.service_stop_time)),
        ),
        "author.identifier": _parameter(
            "token",
            "identifiant d'un auteur",
            lambda _name, values: (
                lambda held: all(
                    {part.rpartition("|")[2] for part in parameters.split(value)} & set(_persons(held, 1))
                    for value in values
                ),
                [],
            ),
        ),
        "author.family": _parameter("string", "nom d'un auteur", searching.text(lambda held: _persons(held, 2))),
        "author.given": _parameter("string", "prénom d'un auteur", searching.text(lambda held: _persons(held, 3))),
    }
)


def find(call: Call) -> Response:
    """Answer the documents that the actor may see, among those asked for."""
    given, findings = form(call)
    search = searching.read(given, PARAMETERS, required=_required(given), lenient=is_lenient(call))
    decision = searching.of_token_patient(search, call.patient)
    if not decision.allowed:
        return call.refuse(decision.errors)
    if findings or search.findings:
        return call.refuse([*findings, *search.findings])
    if search.only_ids and {name for name, _ in given} <= _OF_A_REFERENCE:
        return _reference(call, search)
    query = stored(FIND_DOCUMENTS, {"$XDSDocumentEntryStatus": _EVERY})
    found = services.find(
        call.actor,
        query,
        call.patient,
        call.at,
        profile=call.profile,
        narrow=lambda objects: tuple(filter(search.keeps, current(objects))),
    )
    return _render(call, search, found.decision, found.objects)


def current(objects: tuple[RegistryObject, ...]) -> tuple[RegistryObject, ...]:
    """The latest version of each document: in FHIR the former ones are versions of one resource."""
    return tuple(Graph(objects).current.values())


def _required(given: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The guide asks for the status; who names the document need not."""
    return () if any(name == "identifier" for name, _ in given) else ("status",)


def form(call: Call) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The parameters of the address, then those of the form of a search by POST."""
    given = list(call.parameters)
    if not call.interaction.reads:
        return given, []
    data, findings = reading.receive(call.request.body, largest=100_000)
    try:
        text = (data or b"").decode("utf-8")
        return given + parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="strict"), findings
    except ValueError:
        return given, [verdicts.PARAMETER_MALFORMED.at("?", expected="un formulaire en UTF-8", found="autre chose")]


def is_lenient(call: Call) -> bool:
    return "handling=lenient" in call.request.headers.get("prefer", "").replace(" ", "")


def _reference(call: Call, search: Search) -> Response:
    """The id behind an identifier: all that a structure may ask."""
    names = [_named(part) for part in parameters.split(search.value("identifier"))]
    if names == [""]:
        return call.refuse([verdicts.PARAMETER_MISSING.at("identifier")])
    found = services.find(
        call.actor,
        reference_query(names),
        call.patient,
        call.at,
        profile=call.profile,
        narrow=lambda objects: tuple(filter(search.keeps, current(objects))),
    )
    return _render(call, search, found.decision, found.objects, refs_only=True)


def reference_query(unique_ids: Sequence[str]) -> StoredQuery:
    """TD3.1b: from the uniqueId to the entryUUID."""
    return stored(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": tuple(unique_ids)}, returns=OBJECT_REF)


def _render(
    call: Call, search: Search, decision: Decision, objects: Sequence[RegistryObject], *, refs_only: bool = False
) -> Response:
    if not decision.allowed:
        return call.refusal(decision.errors)
    entries = [held for held in objects if isinstance(held, DocumentEntry)]
    entries.sort(key=lambda held: (held.creation_time or "", held.id), reverse=not search.oldest_first)
    write = only_id if refs_only else (lambda held: documents.write(held, base=call.base))
    shown = [(uuid_of(held.id), write(held)) for held in entries]
    told = outcome.outcome(search.ignored) if search.ignored else None
    page = searching.bundle(search, shown, base=call.base, resource="DocumentReference", told=told)
    return outcome.answer(page)


def only_id(entry: DocumentEntry) -> Json:
    """A document by its id and status alone: what is not told is said to be masked, for who never consults.

    Source: FHIR R4, data-absent-reason.
    """
    masked = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}
    subsetted = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
    return {
        "resourceType": "DocumentReference",
        "id": uuid_of(entry.id),
        "meta": {"versionId": str(entry.version), "tag": [subsetted]},
        "status": documents.status_of(entry.status),
        "content": [{"attachment": {"extension": [masked]}}],
        **filled(extension=documents.flags_of(entry)),
    }


def read(call: Call) -> Response:
    """One document by the id of one of its versions."""
    query = stored(DOCUMENTS_AND_LINKS, {"$XDSDocumentEntryEntryUUID": (entry_uuid(call.id),)})
    if call.patient is None:
        return call.refuse(searching.of_token_patient(Search(), None).errors)
    found = services.find(call.actor, query, call.patient, call.at, profile=call.profile)
    if not found.decision.allowed:
        return call.refusal(found.decision.errors)
    entry = next((held for held in found.objects if held.id == entry_uuid(call.id)), None)
    if not isinstance(entry, DocumentEntry):
        return call.not_found(f"DocumentReference/{call.id}")
    links = [held for held in found.objects if isinstance(held, Association) and held.source == entry.id]
    replaces = tuple((_RELATIONS[held.type], held.target) for held in links if held.type in _RELATIONS)
    resource = documents.write(entry, base=call.base, replaces=replaces)
    return outcome.answer(resource, headers=(("ETag", f'W/"{entry.version}"'),))
