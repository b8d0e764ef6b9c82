"""A dossier's file (TOML) as facts. Every word that is not understood is told, with what could stand there."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from socle.programmes.sunes_dossier.book import prerequisites
from socle.programmes.sunes_dossier.facts import (
    Application,
    Dated,
    Establishment,
    Facts,
    HistoryBonus,
    Presentation,
    Proof,
)
from socle.programmes.sunes_dossier.rules import DOMAINS
from socle.programmes.sunes_dossier.verdicts import DOSSIER_UNREADABLE, DOSSIER_VALUE, DOSSIER_WORD
from socle.rulebook import Finding
from socle.wire import toml

_TABLES = ("establishment", "prerequisites", "application", "presentation", "history_bonus")
#: Words that stand for others, and the values of those that have a list.
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": ("health", "esms"),
    "channel": ("démarches-simplifiées", "other"),
    "paid_through": ("PREPS", "démarches-simplifiées", "other"),
    "form": ("dedicated", "other"),
    "body": ("CME", "GHT", "equivalent"),
}
_MOST_BYTES = 1_000_000
#: Years that a day of a dossier may be of; another is a slip.
_YEARS = range(2000, 2100)


def read(path: Path) -> tuple[Facts | None, tuple[Finding, ...]]:
    """The facts in a file, or None, and what is wrong with it. Raises `OSError` where it cannot be opened."""
    with path.open("rb") as source:
        data = source.read(_MOST_BYTES + 1)
    return parse(data, str(path))


def parse(data: bytes, place: str = "") -> tuple[Facts | None, tuple[Finding, ...]]:
    """The facts in the bytes of a file, or None, and what is wrong with it."""
    if len(data) > _MOST_BYTES:
        return None, (DOSSIER_UNREADABLE.at(place, found="plus d’un mégaoctet"),)
    try:
        book = toml.loads(data.decode("utf-8-sig"))
    except (toml.TomlRefused, UnicodeDecodeError) as error:
        return None, (DOSSIER_UNREADABLE.at(place, found=error),)
    reader = _Reader()
    facts = _facts(reader, book)
    return (None if reader.findings else facts), tuple(reader.findings)


def _facts(reader: _Reader, book: Mapping[str, Any]) -> Facts:
    reader.known(book, _TABLES, "")
    stated = reader.table(book.get("prerequisites", {}), "prerequisites")
    reader.known(stated, tuple(one.id for one in prerequisites()), "prerequisites")
    told = {
        id: Proof(**reader.values(Proof, reader.table(one, f"prerequisites.{id}"), f"prerequisites.{id}"))
        for id, one in stated.items()
    }
    listed = book.get("application", [])
    if not isinstance(listed, list):
        reader.wrong("application", "[[application]]", listed)
        listed = []
    applications = [
        reader.values(Application, reader.table(one, f"application {number}"), f"application {number}")
        for number, one in enumerate(listed, start=1)
    ]
    if not applications:
        reader.wrong("application", "au moins une candidature : [[application]]", "aucune")
    for number, one in enumerate(applications, start=1):
        if one.get("volet", 1) not in DOMAINS:
            reader.wrong(f"application {number}.volet", "1 ou 2", one["volet"])
        for name in ("volet", "window"):
            if name not in one:
                reader.wrong(f"application {number}.{name}", "une valeur", "")
                one[name] = 0 if name == "volet" else ""
    history = book.get("history_bonus")
    return Facts(
        establishment=Establishment(**_one(reader, Establishment, book, "establishment")),
        prerequisites=told,
        applications=tuple(Application(**one) for one in applications),
        presentation=Presentation(**_one(reader, Presentation, book, "presentation")),
        history=HistoryBonus(**_one(reader, HistoryBonus, book, "history_bonus")) if history is not None else None,
    )


def _one(reader: _Reader, kind: type, book: Mapping[str, Any], name: str) -> dict[str, Any]:
    return reader.values(kind, reader.table(book.get(name, {}), name), name)


class _Reader:
    """Reads tables into the fields of our types, and gathers what is wrong."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def wrong(self, place: str, expected: str, found: object) -> None:
        self.findings.append(DOSSIER_VALUE.at(place, expected=expected, found=found))

    def known(self, table: Mapping[str, Any], words: tuple[str, ...], place: str) -> None:
        for word in table:
            if word not in words:
                self.findings.append(DOSSIER_WORD.at(place or "fichier", expected=", ".join(words), found=word))

    def table(self, value: object, place: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.wrong(place, "une table", value)
        return {}

    def values(self, kind: type, table: Mapping[str, Any], place: str) -> dict[str, Any]:
        """The values of the table under the names of the type's fields."""
        fields = {one.name: str(one.type) for one in dataclasses.fields(kind)}
        self.known(table, tuple(fields), place)
        return {
            name: self._value(value, fields[name], name, f"{place}.{name}")
            for name, value in table.items()
            if name in fields
        }

    def _value(self, value: Any, type_name: str, name: str, place: str) -> Any:
        if type_name.startswith("bool"):
            return self._exactly(value, bool, place, "true ou false", default=False)
        if type_name == "Dated":
            return self._dated(value, place)
        if type_name.startswith("date"):
            return self._day(value, place)
        if type_name.startswith("tuple"):
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                return tuple(value)
            self.wrong(place, "une liste de textes", value)
            return ()
        if type_name == "int":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return value if whole else self._exactly(None, int, place, "un nombre entier", default=1, told=value)
        text: str = self._exactly(value, str, place, "un texte", default="")
        listed = _CHOICES.get(name)
        if listed and text and text not in listed:
            self.wrong(place, " ou ".join(listed), text)
        return text

    def _exactly(self, value: Any, kind: type, place: str, expected: str, *, default: Any, told: object = None) -> Any:
        if isinstance(value, kind):
            return value
        self.wrong(place, expected, value if told is None else told)
        return default

    def _day(self, value: Any, place: str) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime) and value.year in _YEARS:
            return value
        self.wrong(place, "un jour, sans guillemets : 2022-04-30", value)
        return None

    def _dated(self, value: Any, place: str) -> Dated:
        """A day alone, or a day and its document."""
        if not isinstance(value, dict):
            return Dated(self._day(value, place))
        self.known(value, ("day", "document"), place)
        day = self._day(value["day"], f"{place}.day") if "day" in value else None
        document = value.get("document", "")
        return Dated(day, self._exactly(document, str, f"{place}.document", "un texte", default=""))
