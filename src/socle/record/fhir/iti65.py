"""ITI-65 Provide Document Bundle: TD2.1a, TD2.1b when a document replaces another.

Paragraphs in order: token and rights (by the door), resources and documents, patient of the token (spec/dmp.md 4.1,
check 1), use case, transaction-response. Every fault at once, each naming its place.
"""

from __future__ import annotations

from socle.record import services
from socle.record.fhir.calls import Call, placed, warnings
from socle.record.fhir.submitting import Sent, created, of_bundle
from socle.record.profile import DMP, Profile
from socle.record.rules import check_submission, same_patient_fed
from socle.rulebook import choices, refuse
from socle.wire.exchange import Response
from socle.wire.fhir import outcome
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled, uuid_of


def provide(call: Call) -> Response:
    """Feed what a transaction bundle holds, all or nothing."""
    bundle, findings = call.resource("Bundle")
    if bundle is None:
        return call.refuse(findings)
    sent = of_bundle(bundle)
    found = fed(call, sent)
    if isinstance(found, Response):
        return found
    entries = [_entry(sent, id, found) for id in sent.ids]
    beside = warnings(found.decision)
    if beside and entries:
        entries[0]["response"]["outcome"] = outcome.outcome(beside)
    return outcome.answer({"resourceType": "Bundle", "type": "transaction-response", **filled(entry=entries)})


def fed(call: Call, sent: Sent) -> services.FeedOutcome | Response:
    """What became of a submission, or the answer that refuses it."""
    submission = sent.submission
    named = {entry.unique_id: sent.places.get(entry.id, "") for entry in submission.entries if entry.unique_id}
    lists = {sent.places.get(held.id, "") for held in submission.sets} - set(named.values())
    places = placed({**named, **sent.places}, lists=lists)
    profile = _profile(call, sent)
    decision = same_patient_fed(call.patient, submission)
    if decision.allowed and sent.findings:
        judged = check_submission(call.actor, submission, call.at, choices.current(), profile=profile, trust=call.trust)
        decision = refuse(*sent.findings) + judged
    if not decision.allowed:
        return call.refuse(decision.errors, places)
    found = services.feed(call.actor, submission, call.at, profile=profile, trust=call.trust, new_uuid=call.new_uuid)
    if not found.decision.allowed:
        return call.refusal(found.decision.errors, places)
    return found


def _profile(call: Call, sent: Sent) -> Profile:
    """A signature document that comes is judged: without, a document could hide as one."""
    signed = any(entry.is_signature for entry in sent.submission.entries)
    return DMP if signed else call.profile


def _entry(sent: Sent, id: str, found: services.FeedOutcome) -> Json:
    """The answer to one entry of the bundle: where what it held now stands."""
    for entry in sent.submission.entries:
        if entry.id == id:
            return created(found.already, f"DocumentReference/{uuid_of(found.entry_uuids[id])}")
    for held in sent.submission.sets:
        if held.id == id:
            return created(found.already, f"List/{uuid_of(found.entry_uuids[id])}")
    document = sent.binaries.get(id)
    return created(found.already or not id, f"Binary/{document.unique_id}" if document is not None else "")
