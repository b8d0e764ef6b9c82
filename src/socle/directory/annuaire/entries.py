"""Entries as they are kept, and the resources they stand for. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

    @property
    def shares(self) -> bool:
        """Whether some of its facts stand once for all who share them."""
        return self.resource is None and self.type in SHARING

    def parted(self) -> tuple[str, str]:
        """Its own facts as they are kept, and those that it shares; "" when it shares none."""
        if not self.shares:
            return compact(self.facts), ""
        own = {name: value for name, value in self.facts.items() if name in _ONE_S_OWN}
        return compact(own), compact({name: value for name, value in self.facts.items() if name not in own})

    def indexed(self) -> Indexed:
        """By what it is found. What the id of an entry of ours tells already makes no term (`searching.criteria`)."""
        found = self.columns()
        return found._replace(terms=found.terms | terms_shared(self.type, self.parted()[1])) if self.shares else found

    def columns(self) -> Indexed:
        """The same without the terms of the facts that it shares."""
        if self.resource is not None:
            return index(self.resource)
        if self.type not in SHARING:
            return self.indexed_whole()
        terms = frozenset[Term]()
        if number := self.facts.get("adeli"):
            terms = frozenset({("identifier", number, codes.ADELI), ("identifier-type", "ADELI", "")})
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
        return found._replace(terms=frozenset(terms))


#: Letters of which there are millions, whose codes are few: what they say in the same words stands once.
SHARING: Final = frozenset("PR")
#: Facts that are a person's or a situation's own: they make columns, no shared term.
_ONE_S_OWN: Final = frozenset({"idnat", "family", "given", "adeli", "since", "until"})


@lru_cache(4096)
def common_key(shared: str) -> str:
    """The id of facts that many share: 72 bits of what they say."""
    return base64.urlsafe_b64encode(hashlib.sha256(shared.encode()).digest()[:9]).decode()


@lru_cache(4096)
def terms_shared(letter: str, shared: str) -> frozenset[Term]:
    """The terms of facts that many share, read from a resource of them."""
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


_WRITTEN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def compact(facts: Facts) -> str:
    """Facts as they are kept: without what is empty, always in the same order."""
    kept = {name: value for name, value in facts.items() if value not in ("", None, [], {})}
    return _WRITTEN(kept) if kept else "{}"
