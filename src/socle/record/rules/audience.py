"""Who sees one document, and who would: the rules asked for each kind of reader, so that no page says it by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Action, DocumentFacts, RecordFacts
from socle.record.rules.rights import PHYSICIAN
from socle.record.rules.updating import CHANGES, STATUSES
from socle.record.rules.visibility import document_shows
from socle.record.rules.will import is_minor
from socle.rulebook import applies
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.vihf.model import AccessMode


class Reader(StrEnum):
    """The kinds of readers of a record that a change of visibility may tell apart."""

    HOLDER = "holder"
    REPRESENTATIVES = "representatives"
    AUTHOR = "author"
    TREATING_PHYSICIAN = "treating physician"
    ADMINISTRATOR = "administrator"
    PROFESSIONALS = "other authorised professionals"
    EMERGENCY = "professionals in emergency"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees a document, in the order of `Reader`; readers that the record has not are in neither."""

    seen_by: tuple[Reader, ...]
    hidden_from: tuple[Reader, ...]


#: An id that no actor, author or authorisation bears.
_NOBODY = "-"


@applies("DMP-091", "DMP-092", "DMP-112", "DMP-135")
def audience(record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices) -> Audience:
    """Who sees `document` at `at`, asked of `document_shows` reader by reader.

    Professionals stand for any physician: the habilitation matrix narrows others by profession. Administrators are
    told of when the record has one.
    """
    readers = _readers(record, document, at, choices)
    seen = {
        reader: document_shows(actor, _known_to(record, reader), document, at, choices).allowed
        for reader, actor in readers.items()
    }
    return Audience(
        tuple(reader for reader in Reader if seen.get(reader) is True),
        tuple(reader for reader in Reader if seen.get(reader) is False),
    )


def after(document: DocumentFacts, action: Action) -> DocumentFacts:
    """The document as `action` (a change of visibility or of status) would leave it."""
    for (code, comes), named in CHANGES.items():
        if named is action:
            held = document.visibility | {code} if comes else document.visibility - {code}
            return replace(document, visibility=held, shown_apart=action is Action.UNMASK or document.shown_apart)
    for (_, status), named in STATUSES.items():
        if named is action:
            return replace(document, status=status)
    return document


def _readers(record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices) -> dict[Reader, Actor]:
    citizen = {"authentication": Authentication.SPACE, "name": ""}
    readers = {Reader.HOLDER: Actor(kind=Kind.PATIENT, id=record.person_id, **citizen)}  # type: ignore[arg-type]
    if is_minor(record, french_day(at), choices.age_of_majority):
        readers[Reader.REPRESENTATIVES] = Actor(kind=Kind.REPRESENTATIVE, id=_NOBODY, **citizen)  # type: ignore[arg-type]
    author = next(iter(sorted(document.author_ids)), "")
    if author:
        readers[Reader.AUTHOR] = _physician(author)
    readers[Reader.TREATING_PHYSICIAN] = _physician(_NOBODY)
    if record.administrators:
        readers[Reader.ADMINISTRATOR] = _physician(min(record.administrators))
    readers[Reader.PROFESSIONALS] = _physician(_NOBODY)
    if not record.objects_to_break_glass:
        readers[Reader.EMERGENCY] = replace(_physician(_NOBODY), access_mode=AccessMode.BREAK_GLASS)
    return readers


def _known_to(record: RecordFacts, reader: Reader) -> RecordFacts:
    """The record in which this stand-in is what he stands for."""
    if reader is Reader.TREATING_PHYSICIAN:
        return replace(record, treating_physicians=record.treating_physicians | {_NOBODY})
    return record


def _physician(id: str) -> Actor:
    return Actor(
        kind=Kind.PROFESSIONAL,
        id=id,
        name="",
        authentication=Authentication.CARD,
        profession=PHYSICIAN,
        specialty="SM26",
    )
