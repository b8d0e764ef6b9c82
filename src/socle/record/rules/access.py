"""May this actor do this, in this record, on this document, now: the one decision, and its reasons.

Three layers, all must agree (spec/dmp.md 6): functional rights, habilitation matrix, the patient's will.
"""

from __future__ import annotations

from datetime import datetime

from socle.directory.actor import Actor, Authentication, Kind
from socle.record import words as words_of
from socle.record.facts import Action, DocumentFacts, RecordFacts
from socle.record.rules.administration import ATTENDING, RECORDING, STEERING, recording_right, steering_right
from socle.record.rules.consent import consents_to_consulting, opposes_consulting, opposes_feeding
from socle.record.rules.holder import holder_may
from socle.record.rules.registration import CHANGING, REGISTERING, registration_right
from socle.record.rules.rights import (
    PHYSICIAN,
    Right,
    actor_class,
    functional_right,
    is_health_professional,
    words,
)
from socle.record.rules.state import WITHOUT_RECORD, record_serves
from socle.record.rules.visibility import document_shows, is_author, is_masked, is_structure_author
from socle.record.rules.will import is_blocked, is_treating_physician
from socle.record.verdicts import access, consent, visibility
from socle.rulebook import ALLOWED, Decision, Finding, Obligation, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import (
    ARCHIVED,
    DELETED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
)

#: Consulting, in the sense of the rules: what a certificate and an employee card never do.
CONSULTING = frozenset({Action.SEARCH, Action.RETRIEVE, Action.READ_HISTORY})

#: What only an authorised professional does in normal mode. Feeding asks for information, not for an authorisation
#: (CSP L1111-15), nor does reading the administrative part.
NEEDS_AUTHORISATION = (
    CONSULTING
    | CHANGING
    | {
        Action.FIND_REFERENCE,
        Action.MASK,
        Action.UNMASK,
        Action.SHOW_TO_PATIENT,
        Action.SHOW_TO_REPRESENTATIVES,
        Action.DELETE,
        Action.ARCHIVE,
        Action.UNARCHIVE,
        Action.LIST_PROFESSIONALS,
    }
)

ON_ONE_DOCUMENT = frozenset(
    {
        Action.RETRIEVE,
        Action.MASK,
        Action.UNMASK,
        Action.SHOW_TO_PATIENT,
        Action.SHOW_TO_REPRESENTATIVES,
        Action.DELETE,
        Action.ARCHIVE,
        Action.UNARCHIVE,
    }
)

#: Making invisible after the deposit: never.
HIDING = frozenset({Action.HIDE_FROM_PATIENT, Action.HIDE_FROM_REPRESENTATIVES})

FEEDING = frozenset({Action.FEED, Action.FEED_WITH_EMPLOYEE_CARD})

_RETRIEVE_BY_STATUS = {ARCHIVED: "archived", DEPRECATED: "obsolete", DELETED: "deleted"}


@applies("DMP-061", "DMP-062")
def may(
    actor: Actor,
    action: Action,
    record: RecordFacts | None,
    document: DocumentFacts | None = None,
    *,
    at: datetime,
    choices: Choices,
) -> Decision:
    """Whether `actor` may do `action` in `record`, on `document` when the action bears on one, at `at`.

    `record` is None where there is none; `document` None judges the action in general. The refusals name what
    is wrong in order: the record, the functional right, the patient's will, then the document.
    """
    if actor.kind is Kind.SYSTEM:
        return record_serves(record, action)
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return holder_may(actor, action, record, document, at, choices)
    right = _right(actor, action, record, document, at)
    if not right.allowed:
        return right
    served = record_serves(record, action)
    if record is None or not served.allowed:
        return right + served
    will = _will(actor, action, record, document, at, choices)
    if not will.allowed or document is None:
        return right + will
    return right + will + _on_document(actor, action, record, document, at, choices)


def may_attempt(actor: Actor, action: Action, at: datetime) -> Decision:
    """Whether the functional rights may open this action to this actor in some record: asked before any metadata
    is read, when nobody knows yet whether he is the médecin traitant there.
    """
    if actor.kind in {Kind.SYSTEM, Kind.PATIENT, Kind.REPRESENTATIVE}:
        return ALLOWED
    if action in REGISTERING:
        return registration_right(actor, action)
    day = french_day(at)
    for treating in (False, True):
        rights = [functional_right(actor, word, treating=treating, day=day) for word in _words(action, None, None)]
        if all(right is not None and right.allowed for right in rights):
            return Decision(rules=(rule("DMP-061"), rule("DMP-062")))
    return refuse(_no_right(actor, action, treating=False))


def may_see(
    actor: Actor, record: RecordFacts | None, document: DocumentFacts, at: datetime, choices: Choices
) -> Decision:
    """Whether `document` stands in what a search of `record` gives to this actor."""
    search = may(actor, Action.SEARCH, record, at=at, choices=choices)
    if record is None or not search.allowed:
        return search
    return search + document_shows(actor, record, document, at, choices)


def may_refer(
    actor: Actor, record: RecordFacts | None, document: DocumentFacts, at: datetime, choices: Choices
) -> Decision:
    """Whether TD3.1b tells this actor the entryUUID of a document whose uniqueId he knows.

    Those who never consult (structures, employees) get the reference of any document but a signature: it names
    what they already know. Readers get it for what they see.
    """
    asked = may(actor, Action.FIND_REFERENCE, record, at=at, choices=choices)
    if record is None or not asked.allowed:
        return asked
    if _reads_nothing(actor) and not document.is_signature:
        return asked
    return asked + document_shows(actor, record, document, at, choices)


def _reads_nothing(actor: Actor) -> bool:
    return actor.kind not in {Kind.PATIENT, Kind.REPRESENTATIVE, Kind.SYSTEM} and not (
        is_health_professional(actor) and actor.authentication in {Authentication.CARD, Authentication.AIR}
    )


def _right(
    actor: Actor, action: Action, record: RecordFacts | None, document: DocumentFacts | None, at: datetime
) -> Decision:
    """The first layer: the table of functional rights, or what the portal opens beside it."""
    if action in STEERING:
        return steering_right(actor, action, record)
    if action in RECORDING | ATTENDING:
        return recording_right(actor, action)
    if action in REGISTERING:
        return registration_right(actor, action)
    if action in HIDING:
        return _hidden_too_late(action)
    return _functional(actor, action, record, document, at)


@applies("DMP-115", "DMP-119")
def _hidden_too_late(action: Action) -> Decision:
    """Invisibility is chosen by a person at feeding, for one document; who could see it cannot be made not to."""
    whom = "le patient" if action is Action.HIDE_FROM_PATIENT else "son représentant légal"
    return refuse(consent.ALREADY_VISIBLE.at(found=whom))


def _words(action: Action, record: RecordFacts | None, document: DocumentFacts | None) -> tuple[str, ...]:
    """The table's lines for an action; retrieving one document reads a line per particularity of it."""
    if action is not Action.RETRIEVE:
        return (words(action),)
    if document is None:
        return ("retrieve: not masked",)
    lines = []
    if MASKED_TO_PROFESSIONALS in document.visibility or (record is not None and is_masked(record, document)):
        lines.append("retrieve: masked to professionals")
    if document.visibility & {INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES}:
        lines.append("retrieve: invisible to patient or legal representatives")
    if document.status in _RETRIEVE_BY_STATUS:
        lines.append(f"retrieve: {_RETRIEVE_BY_STATUS[document.status]}")
    return tuple(lines) or ("retrieve: not masked",)


@applies("DMP-061", "DMP-062", "DMP-064", "DMP-072", "DMP-073")
def _functional(
    actor: Actor, action: Action, record: RecordFacts | None, document: DocumentFacts | None, at: datetime
) -> Decision:
    treating = record is not None and is_treating_physician(actor, record)
    for word in _words(action, record, document):
        right = functional_right(actor, word, treating=treating, day=french_day(at))
        if right is None or not right.allowed:
            return refuse(_no_right(actor, action, treating=treating))
        if document is not None and record is not None:
            refused = _condition(actor, action, document, right, treating=treating)
            if refused is not None:
                return refuse(refused, rules=(rule("DMP-061"),))
    if action is Action.BECOME_TREATING_PHYSICIAN and actor.profession != PHYSICIAN:
        return refuse(access.PHYSICIANS_ONLY.at())
    return Decision(rules=(rule("DMP-061"), rule("DMP-062")))


def _no_right(actor: Actor, action: Action, *, treating: bool) -> Finding:
    """The sentence that fits a right refused, so that the caller learns what to do instead."""
    consults = action in CONSULTING
    if actor.authentication is Authentication.AIR and action in {Action.FEED, Action.FEED_WITH_EMPLOYEE_CARD}:
        return access.AIR_NEVER_FEEDS.at()
    if actor.authentication is Authentication.EMPLOYEE_CARD and consults:
        return access.EMPLOYEE_CARD_NEVER_CONSULTS.at()
    if actor.authentication is Authentication.CERTIFICATE and consults:
        return (access.SEARCH_NOT_INDIRECT if action is Action.SEARCH else access.CERTIFICATE_NEVER_CONSULTS).at()
    kind = actor_class(actor, treating=treating)
    if kind == "medecin du travail" and action is Action.RETRIEVE:
        return visibility.NO_CONTENT_FOR_OCCUPATIONAL_PHYSICIAN.at()
    return access.RIGHT_REFUSED.at(expected=words_of.ACTIONS[action], found=words_of.profile(actor, kind))


@applies("DMP-096", "DMP-097", "DMP-150", "DMP-158")
def _condition(
    actor: Actor, action: Action, document: DocumentFacts, right: Right, *, treating: bool
) -> Finding | None:
    """The conditions of the table that bear on the document; None when they hold.

    What the patient deposited, only he and the médecin traitant delete or archive, whatever the authentication
    (habilitation_matrix.csv, "document du patient"). Masked documents are judged in `visibility`.
    """
    of_patient = document.by_patient and not treating
    if action in {Action.DELETE, Action.ARCHIVE, Action.UNARCHIVE} and of_patient:
        return access.DOCUMENT_OF_PATIENT.at(document=document.unique_id)
    if "authored by the structure" in right.condition and not is_structure_author(actor, document):
        return access.STRUCTURE_NOT_AUTHOR.at(document=document.unique_id)
    own_only = right.condition.startswith("own documents only (author)")
    if own_only and not is_author(actor, document) and not (document.by_patient and treating):
        return access.NOT_AUTHOR.at(document=document.unique_id)
    return None


@applies("DMP-025", "DMP-030", "DMP-085", "DMP-088", "DMP-154")
def _will(
    actor: Actor,
    action: Action,
    record: RecordFacts,
    document: DocumentFacts | None,
    at: datetime,
    choices: Choices,
) -> Decision:
    """What the holder said: a block refuses everything but the existence test; then oppositions, authorisations."""
    if action in WITHOUT_RECORD:
        return ALLOWED
    if is_blocked(actor, record):
        return refuse(access.BLOCKED.at())
    if action in FEEDING:
        about = frozenset({document.unique_id, document.type_code}) if document else frozenset[str]()
        return opposes_feeding(actor, record, at, about)
    if action not in NEEDS_AUTHORISATION or _reads_nothing(actor):
        return ALLOWED
    if actor.access_mode is AccessMode.BREAK_GLASS and record.objects_to_break_glass:
        return refuse(access.OPPOSED_TO_BREAK_GLASS.at())
    if actor.access_mode is AccessMode.REGULATION and record.objects_to_regulation:
        return refuse(access.OPPOSED_TO_REGULATION.at())
    if action is Action.DELETE:
        asked = actor.authentication is Authentication.CARD
    else:
        asked = actor.access_mode is AccessMode.NORMAL
    if not asked:
        return _emergency(actor)
    opposed = opposes_consulting(actor, record, at) if action in CONSULTING | {Action.FIND_REFERENCE} else ALLOWED
    return opposed + consents_to_consulting(actor, record, at, choices) + _emergency(actor)


def _emergency(actor: Actor) -> Decision:
    """Source: CSP R1111-48, L1111-17: holder and médecin traitant are told; EX_0.3-1050: the banner stays."""
    if actor.access_mode is AccessMode.NORMAL:
        return ALLOWED
    told = (Obligation.TELL_HOLDER, Obligation.TELL_TREATING_PHYSICIAN)
    banner = (Obligation.SHOW_BREAK_GLASS_BANNER,) if actor.access_mode is AccessMode.BREAK_GLASS else ()
    return Decision(obligations=told + banner)


def _on_document(
    actor: Actor, action: Action, record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices
) -> Decision:
    """One acts only on what one sees; a structure deletes its own documents without seeing them."""
    if action not in ON_ONE_DOCUMENT or _reads_nothing(actor):
        return ALLOWED
    return document_shows(actor, record, document, at, choices)
