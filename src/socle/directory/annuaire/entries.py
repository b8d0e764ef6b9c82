"""Entries as they are kept, and the resources they stand for. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from socle.directory.annuaire import codes, people, places
from socle.directory.annuaire.indexing import Indexed, Term, index
from socle.directory.annuaire.words import folded
from socle.wire.fhir.reading import Json

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One entry: its letter and id, what it is written from or the resource itself, when it last changed.

    `owner` and `person` are the ids of its structure and of its professional, `details` what other extracts add.
    """

    type: str
    key: str
    facts: Facts
    updated: datetime
    active: bool = True
    owner: str = ""
    person: str = ""
    resource: Json | None = None
    details: Sequence[Facts] = ()

    def written(self) -> Json:
        """The resource, as it is answered."""
        when = self.updated.astimezone(UTC).isoformat(timespec="milliseconds")
        if self.resource is not None:
            meta = {**self.resource.get("meta", {}), "lastUpdated": when}
            return {**self.resource, "id": self.key, "meta": meta}
        if self.type == "P":
            return people.practitioner(self.key, self.facts, updated=when, active=self.active, details=self.details)
        if self.type == "R":
            return people.role(
                self.key, self.facts, updated=when, active=self.active, owner=self.owner, person=self.person
            )
        return places.organization(
            self.key, self.facts, updated=when, active=self.active, owner=self.owner, details=self.details
        )

    def indexed(self) -> Indexed:
        """By what it is found. What the id of an entry of ours tells already makes no term (`searching.criteria`)."""
        if self.resource is not None:
            return index(self.resource)
        if self.type == "O":
            return self.indexed_whole()
        # Of millions of people and situations the codes are few: their terms are read once, from a resource of them.
        shared = {name: value for name, value in self.facts.items() if name not in _ONE_S_OWN}
        terms = _terms(self.type, compact(shared))
        if number := self.facts.get("adeli"):
            terms |= {("identifier", number, codes.ADELI), ("identifier-type", "ADELI", "")}
        return Indexed(
            active=self.active,
            name=folded(self.facts.get("family", "")) or None,
            given=folded(self.facts.get("given", "")) or None,
            owner=self.owner or None,
            person=self.person or None,
            terms=terms,
        )

    def indexed_whole(self) -> Indexed:
        """The same, read from the whole resource."""
        found = index(self.written())
        told = TOLD_BY_ID[self.type]
        terms = {term for term in found.terms if term[0] not in told}
        if self.type == "P" and self.facts.get("adeli"):
            terms |= {("identifier", self.facts["adeli"], codes.ADELI), ("identifier-type", "ADELI", "")}
        return replace(found, terms=frozenset(terms))


#: Facts that are a person's or a situation's own: they make columns, no shared term.
_ONE_S_OWN: Final = frozenset({"idnat", "family", "given", "adeli", "since", "until"})


@lru_cache(4096)
def _terms(letter: str, shared: str) -> frozenset[Term]:
    facts = {"idnat": "", "family": "", **json.loads(shared)}
    return Held(type=letter, key="", facts=facts, updated=datetime.min.replace(tzinfo=UTC)).indexed_whole().terms


#: Parameters that are answered by the id and the letter of an entry of ours.
TOLD_BY_ID: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "P": frozenset({"identifier", "identifier-type", "_profile", "data-information-system"}),
        "R": frozenset({"identifier", "identifier-type", "_profile", "data-information-system"}),
        "O": frozenset({"_profile"}),
    }
)


def compact(facts: Facts) -> str:
    """Facts as they are kept: without what is empty, always in the same order."""
    kept = {name: value for name, value in facts.items() if value not in ("", None, [], {})}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
