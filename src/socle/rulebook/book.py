"""The rules themselves: package data, read once.

Source: the public documents listed in `data/sources.toml`; one file per area in `data/rules/`.
Rules numbered from 500 up were found in a specification rather than in a public answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

#: Areas in the order readers meet them, with the French title a page shows.
AREAS: Mapping[str, str] = MappingProxyType(
    {
        "DMP": "Dossier médical partagé",
        "MES": "Mon espace santé",
        "MSS": "Messageries sécurisées (MSSanté)",
        "INS": "Identité nationale de santé",
        "AUTH": "Cartes, certificats et authentification",
        "RPPS": "Répertoire des professionnels (RPPS+)",
        "RX": "Ordonnance numérique",
        "DOC": "Documents de santé",
        "SUN": "Programme SUN-ES",
        "ESMS": "Programme ESMS numérique",
        "SONS": "Financement des logiciels (SONS)",
        "REG": "Pilotage régional",
        "ORG": "Organisation et information",
        "TEST": "Tests et homologation",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A public document: its title and date as a reader is shown them."""

    id: str
    title: str
    dated: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a public document, verbatim."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: our statement in English, its French quotes, and the days between which it holds."""

    id: str
    title: str
    statement: str
    kind: str
    quotes: tuple[Quote, ...]
    answered: str | None
    valid_from: date | None
    valid_until: date | None
    supersedes: tuple[str, ...]
    contradicts: tuple[str, ...]
    systems: tuple[str, ...]

    @property
    def area(self) -> str:
        return self.id.split("-", 1)[0]

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on `day`, both ends included."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@cache
def sources() -> Mapping[str, Source]:
    """The public documents by id."""
    data = tomllib.loads(files(__package__).joinpath("data/sources.toml").read_text("utf-8"))
    return MappingProxyType({key: Source(key, entry["title"], entry["dated"]) for key, entry in data.items()})


def _rule(entry: dict[str, Any]) -> Rule:
    quotes = tuple(Quote(sources()[quote["source"]], quote["text"]) for quote in entry["quotes"])
    answered = entry.get("answered")
    return Rule(
        id=entry["id"],
        title=entry["title"],
        statement=entry["statement"],
        kind=entry["kind"],
        quotes=quotes,
        answered=str(answered) if answered is not None else None,
        valid_from=entry.get("valid_from"),
        valid_until=entry.get("valid_until"),
        supersedes=tuple(entry.get("supersedes", ())),
        contradicts=tuple(entry.get("contradicts", ())),
        systems=tuple(entry["systems"]),
    )


def _text(area: str) -> str:
    return files(__package__).joinpath(f"data/rules/{area}.toml").read_text("utf-8")


@cache
def ids() -> frozenset[str]:
    """The ids of every rule. Only these are needed to cite one: reading the whole takes a tenth of a start."""
    return frozenset(id for area in AREAS for id in re.findall(r'\nid = "([^"\n]+)"(?=\n)', f"\n{_text(area)}\n"))


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by id, in the order of areas and numbers."""
    book: dict[str, Rule] = {}
    for area in AREAS:
        for entry in tomllib.loads(_text(area))["rule"]:
            rule = _rule(entry)
            if rule.id in book:
                raise ValueError(f"rule {rule.id} stands twice in the rulebook")
            book[rule.id] = rule
    return MappingProxyType(book)
