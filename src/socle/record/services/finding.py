"""Finding documents (TD3.1): stored queries over what the actor may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record import queries
from socle.record.facts import Action, RecordFacts
from socle.record.profile import DMP, Profile
from socle.record.queries.filters import values
from socle.record.rules import may, may_refer
from socle.record.services.access import touch_authorisation
from socle.record.services.outcomes import FindOutcome
from socle.record.services.tracing import Trace
from socle.record.store.facts import locked_facts
from socle.record.store.identifiers import Kind, holders, locate
from socle.record.store.reading import entries, whole
from socle.record.store.revising import as_shown
from socle.record.store.rows import document_facts, kept
from socle.record.verdicts.querying import NOT_SINGLE_PATIENT
from socle.record.visible import visible_to
from socle.rulebook import ALLOWED, Decision, applies, refuse
from socle.rulebook.choices import current
from socle.sql import Where, one_of
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import DocumentEntry, RegistryObject, StoredQuery

OBJECT_REF = "ObjectRef"
#: Keeps some of the objects that a query found; pure.
Narrow = Callable[[tuple[RegistryObject, ...]], tuple[RegistryObject, ...]]
_BY_IDENTIFIER = ("$XDSDocumentEntryEntryUUID", "$XDSDocumentEntryUniqueId", "$XDSDocumentEntryLogicalID")


def is_reference(query: StoredQuery) -> bool:
    """Whether this is TD3.1b, the one search open to those who never consult: a uniqueId into its entryUUID.

    Source: spec/dmp.md 4.3 (GetDocuments, $XDSDocumentEntryUniqueId, ObjectRef).
    """
    known = queries.queries().get(query.query_id)
    asked = {name for name in _BY_IDENTIFIER if any(query.parameters.get(name, ()))}
    return (
        known is not None
        and known.name == "GetDocuments"
        and query.return_type == OBJECT_REF
        and asked == {"$XDSDocumentEntryUniqueId"}
    )


def find(
    actor: Actor,
    query: StoredQuery,
    patient: CX | None,
    at: datetime,
    *,
    profile: Profile = DMP,
    narrow: Narrow = lambda objects: objects,
) -> FindOutcome:
    """Answer a stored query with what `actor` may see; what is hidden is left out silently.

    `patient` is the token's: the query's own patient parameter may be left out (RG_3010). Without either, only
    the neutral profile answers, by identifiers. `narrow` keeps, of what the query found, what was asked for in words
    that stored queries do not have; the journal counts what is left.
    """
    findings = queries.check(query, patient_known=patient is not None)
    action = Action.FIND_REFERENCE if is_reference(query) else Action.SEARCH
    code = ActCode.DOCUMENT_REFER if action is Action.FIND_REFERENCE else ActCode.DOCUMENT_SEARCH
    known = queries.queries().get(query.query_id)

    def command() -> FindOutcome:
        records = _records(query, patient, profile)
        # By identifiers that nothing bears, and with no token, nobody is asked about: nothing is found.
        asked = records or profile.token or patient is not None or _patients_named(query)
        decision = _entitled(actor, action, records, at) if asked else ALLOWED
        if decision.allowed and findings:
            decision += refuse(*findings)
        found: tuple[RegistryObject, ...] = ()
        if decision.allowed:
            shown = [_shown(actor, query, action, facts, at) for facts in records]
            found = narrow(queries.evaluate(query, (held for objects in shown for held in objects)))
            decision += _one_patient(query, shown, found)
            for facts in records:
                touch_authorisation(actor, facts, at)
        details = {"query": known.name if known else "", "found": str(len(found))}
        for record_id in [facts.id for facts in records] or [""]:
            Trace(code=code, actor=actor, at=at, record_id=record_id).tell(decision, details=details)
        return FindOutcome(decision=decision, objects=found if decision.allowed else ())

    return act(command)


def _patients_named(query: StoredQuery) -> list[CX]:
    known = queries.queries().get(query.query_id)
    named = values(query.parameters, known.patient_parameter) if known and known.patient_parameter else ()
    return [CX(text) for text in named]


def _records(query: StoredQuery, patient: CX | None, profile: Profile) -> list[RecordFacts]:
    """The records the query is about: the token's patient, or those it names, or those of what it names."""
    patients = [patient] if patient is not None else _patients_named(query)
    ids = {located for cx in patients if (located := locate(cx))}
    if not patients and not profile.token:
        wanted = {value for slots in query.parameters.values() for slot in slots for value in slot}
        pairs = [(kind, value) for kind in Kind if kind != Kind.INS for value in wanted]
        ids = {holder.record_id for holder in holders(pairs).values()}
    return [facts for record_id in sorted(ids) if (facts := locked_facts(record_id, shared=True)) is not None]


def _entitled(actor: Actor, action: Action, records: Sequence[RecordFacts], at: datetime) -> Decision:
    if not records:
        return may(actor, action, None, None, at=at, choices=current())
    return Decision.all(may(actor, action, facts, None, at=at, choices=current()) for facts in records)


def _shown(
    actor: Actor, query: StoredQuery, action: Action, facts: RecordFacts, at: datetime
) -> tuple[RegistryObject, ...]:
    """What of this record the query is evaluated on: narrowed by visibility, then by what the query says of entries."""
    if action is Action.FIND_REFERENCE:
        return entries(facts.id, _referable(actor, query, facts, at))
    keep = visible_to(actor, facts, at, current())
    found: tuple[RegistryObject, ...]
    name = queries.queries()[query.query_id].name
    if name.startswith("FindDocuments"):
        found = entries(facts.id, keep & one_of("status", values(query.parameters, "$XDSDocumentEntryStatus")))
    elif name == "GetDocuments":
        found = entries(facts.id, keep & _named(query))
    else:
        found = whole(facts.id, keep)
    return _as_masked(facts, found) if facts.masks_all else found


@applies("DMP-099")
def _as_masked(facts: RecordFacts, found: tuple[RegistryObject, ...]) -> tuple[RegistryObject, ...]:
    """Who sees a document of a record that is masked whole is told so, as of one masked alone."""
    ids = [held.id for held in found if isinstance(held, DocumentEntry)]
    documents = {row.id: document_facts(row) for row in kept(facts.id, one_of("id", ids))}
    return tuple(
        as_shown(held, facts, documents[held.id]) if isinstance(held, DocumentEntry) else held for held in found
    )


def _named(query: StoredQuery) -> Where:
    uuids, unique_ids, lids = (values(query.parameters, name) for name in _BY_IDENTIFIER)
    return one_of("id", uuids) | one_of("unique_id", unique_ids) | one_of("lid", lids)


def _referable(actor: Actor, query: StoredQuery, facts: RecordFacts, at: datetime) -> Where:
    rows = kept(facts.id, _named(query))
    told = [row.id for row in rows if may_refer(actor, facts, document_facts(row), at=at, choices=current()).allowed]
    return one_of("id", told)


def _one_patient(
    query: StoredQuery, shown: Sequence[tuple[RegistryObject, ...]], found: Sequence[RegistryObject]
) -> Decision:
    """Details of several patients at once are only for the queries made for that. Source: ITI TF-2 3.18.4.1.2.6."""
    several = queries.queries()[query.query_id].name.endswith("ForMultiplePatients")
    if query.return_type == OBJECT_REF or several:
        return Decision()
    here = {held.id for held in found}
    patients = sum(any(held.id in here for held in objects) for objects in shown)
    return refuse(NOT_SINGLE_PATIENT.at("AdhocQuery", found=patients)) if patients > 1 else Decision()
