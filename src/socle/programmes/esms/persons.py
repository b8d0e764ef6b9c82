"""A person supported, as the DUI exports it: dates and yes/no only, never a trait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.programmes.esms.shapes import told
from socle.programmes.files.shapes import plain
from socle.programmes.finess import finess

#: Statuses of an identity by the first letters of what files write: qualifiée, QUAL, qualified…
_STATUSES = {"qual": "qualified", "recu": "retrieved", "retr": "retrieved", "vali": "validated", "prov": "provisional"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`id` is the local number. None means that the file does not say."""

    id: str
    finess_eg: str = ""
    finess_ej: str = ""
    supported_from: date | None = None
    supported_until: date | None = None
    activated: date | None = None
    active: bool | None = None
    project: date | None = None
    event: date | None = None
    identity_known: bool | None = None
    anonymous: bool | None = None
    identity_document: bool | None = None
    ins_status: str = ""
    documents_fed: int = 0
    projects_fed: int = 0
    liaison_fed: int = 0

    def supported(self, at: date) -> bool:
        """Whether the structure supports the person on that day; a date that is missing does not exclude."""
        began = self.supported_from is None or self.supported_from <= at
        return began and (self.supported_until is None or self.supported_until >= at)

    def fed(self, *, named_only: bool) -> int:
        """Documents fed: personalised projects (80788-3) and DLU (74207-2), or of any type."""
        named = self.projects_fed + self.liaison_fed
        return named if named_only else max(self.documents_fed, named)


def person(values: Mapping[str, Any]) -> Person:
    """A person from a line of the shape `persons`."""
    counts = ("documents_fed", "projects_fed", "liaison_fed")
    others = ("supported_from", "supported_until", "activated", "active", "project", "event", "anonymous")
    flags = ("identity_known", "identity_document")
    held: dict[str, Any] = {name: finess(values.get(name)) for name in ("finess_eg", "finess_ej")}
    held |= {name: values.get(name) or 0 for name in counts}
    held |= {name: values.get(name) for name in others} | {name: told(values.get(name)) for name in flags}
    return Person(id=str(values["person"]), ins_status=ins_status(values.get("ins_status") or ""), **held)


def ins_status(word: str) -> str:
    """The status of an identity under our word, whatever the file calls it; a word not known stays as it is."""
    return _STATUSES.get(plain(word)[:4], plain(word))


def once(persons: Iterable[Person], at: date) -> tuple[list[Person], int]:
    """Each person once per geographic FINESS, and the number of lines that repeated one.

    Of several lines, those of a present stay win; what any of them proves (a file, a project, an event, a document)
    is kept, a total of documents is not added to itself.
    """
    held: dict[tuple[str, str], Person] = {}
    repeated = 0
    for one in persons:
        key = (one.finess_eg, one.id)
        repeated += key in held
        held[key] = _united(held[key], one, at) if key in held else one
    return list(held.values()), repeated


def _united(first: Person, second: Person, at: date) -> Person:
    if second.supported(at) and not first.supported(at):
        first, second = second, first
    return Person(
        id=first.id,
        finess_eg=first.finess_eg,
        finess_ej=first.finess_ej or second.finess_ej,
        supported_from=first.supported_from,
        supported_until=first.supported_until,
        activated=min(filter(None, (first.activated, second.activated)), default=None),
        active=_either(first.active, second.active),
        project=max(filter(None, (first.project, second.project)), default=None),
        event=max(filter(None, (first.event, second.event)), default=None),
        identity_known=_either(first.identity_known, second.identity_known),
        anonymous=_either(first.anonymous, second.anonymous) if second.supported(at) else first.anonymous,
        identity_document=_either(first.identity_document, second.identity_document),
        ins_status="qualified" if "qualified" in (first.ins_status, second.ins_status) else first.ins_status,
        documents_fed=max(first.documents_fed, second.documents_fed),
        projects_fed=max(first.projects_fed, second.projects_fed),
        liaison_fed=max(first.liaison_fed, second.liaison_fed),
    )


def _either(first: bool | None, second: bool | None) -> bool | None:
    if first is None or second is None:
        return second if first is None else first
    return first or second
