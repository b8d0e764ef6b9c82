"""One act, as whoever did it tells it to the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from socle.ledger.codes import ActCode


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who acted, in what capacity, from where. Source: CSP R1111-43 (date, time, identity, structure)."""

    kind: str
    id: str
    name: str = ""
    structure: str = ""
    structure_name: str = ""
    profession: str = ""
    authentication: str = ""
    access_mode: str = ""
    software: str = ""
    person_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of one author at one instant.

    `object_id` is what was acted on inside the record (a document's uniqueId, a professional's id). `details`
    are told in clear and for ever: no health data, no name, no identifier of the patient. `private` details
    (the reason of a break-glass, say) are sealed under the record's key and vanish with it.
    """

    at: datetime
    code: ActCode
    outcome: Outcome
    author: Author
    record_id: str = ""
    object_id: str = ""
    rules: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Act):
    """An act as the journal gives it back, with its place and its proof's leaf."""

    sequence: int
    id: str
    leaf: bytes
