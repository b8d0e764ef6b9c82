"""The habilitation matrix: which types of documents a profession may consult.

Only a part of the annex is public: unknown refuses, the operator loads the rest (choice `habilitation_matrix`).
Source: order of 26/10/2023; data/habilitation_matrix.csv, data/matrix_documents.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from socle.directory.actor import Actor
from socle.rulebook import applies
from socle.rulebook.choices import Choices

DEMONSTRATION = "demonstration"

#: First day on which the matrix may name role professions, registered in the RPPS+ ("courant 2022"). Source: DMP-054.
ROLES_FIRST_DAY = date(2022, 12, 31)

#: Before the matrix there was another, which is not public: the earliest one known serves earlier days too. ASSUMED
_WHOLE = frozenset({"(every category)", "(other categories)", "(most categories)"})


@dataclass(frozen=True, slots=True)
class TypeScope:
    """The types a profession may consult: all but `exceptions` when `default`, else `exceptions` alone."""

    default: bool = False
    exceptions: frozenset[str] = frozenset()

    def allows(self, type_code: str) -> bool:
        return self.default is not (type_code in self.exceptions)


NOTHING = TypeScope()
Row = Mapping[str, str]


@applies("DMP-034", "DMP-050", "DMP-051", "DMP-055", "DMP-057", "DMP-058")
def readable_types(actor: Actor, day: date, choices: Choices) -> TypeScope:
    """The types this actor's profession may consult on `day`; a profession out of the matrix consults nothing."""
    matrix = choices.habilitation_matrix
    if choices.production and matrix == DEMONSTRATION:
        matrix = ""  # assumed rights never open a real record
    with_roles = choices.matrix_applies_to_roles and roles_are_open(day)
    return _scopes(matrix, day, with_roles).get(actor.profession, NOTHING)


@applies("DMP-054")
def roles_are_open(day: date) -> bool:
    """Whether the matrix knows, on `day`, those whom the RPPS+ alone registers: not before it was changed for them."""
    return day >= ROLES_FIRST_DAY


@cache
def _scopes(matrix: str, day: date, with_roles: bool) -> Mapping[str, TypeScope]:
    rows = [row for row in _rows(matrix) if _is_about_consulting(row, with_roles)]
    by_code: dict[str, list[Row]] = {}
    for row in _in_force(rows, day):
        for code in row["profession_codes"].split():
            by_code.setdefault(code, []).append(row)
    scopes = {code: _scope(lines) for code, lines in by_code.items()}
    return MappingProxyType(_demonstration(by_code) if matrix == DEMONSTRATION else scopes)


def _rows(matrix: str) -> list[dict[str, str]]:
    if matrix in {"", DEMONSTRATION}:
        return _packaged("habilitation_matrix.csv")
    return _read(Path(matrix).read_text("utf-8"))


def _packaged(name: str) -> list[dict[str, str]]:
    return _read(files("socle.record").joinpath("data", name).read_text("utf-8"))


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _is_about_consulting(row: Row, with_roles: bool) -> bool:
    return row["right"] == "consult" and (with_roles or row["kind"] != "role")


@applies("DMP-052", "DMP-053")
def _in_force(rows: Iterable[Row], day: date) -> list[Row]:
    """The rows of the version in force on `day`; before the first version, that first one."""
    listed = list(rows)
    first = min((row["valid_from"] for row in listed), default="")
    wanted = max(day.isoformat(), first)
    return [r for r in listed if r["valid_from"] <= wanted and (not r["valid_until"] or wanted <= r["valid_until"])]


def _scope(rows: Iterable[Row], default: bool | None = None) -> TypeScope:
    given: dict[str, bool] = {}
    for row in rows:
        if row["document"] in _WHOLE:
            default = row["value"] == "yes" if default is None else default
        else:
            given.update(dict.fromkeys(_types(row["document"]), row["value"] == "yes"))
    default = bool(default)
    return TypeScope(default, frozenset(code for code, allowed in given.items() if allowed is not default))


def _types(document: str) -> tuple[str, ...]:
    """The typeCodes of a document of the matrix; an operator's row may name a typeCode itself."""
    return _documents().get(document, (document,))


@cache
def _documents() -> Mapping[str, tuple[str, ...]]:
    rows = _packaged("matrix_documents.csv")
    return MappingProxyType({row["document"]: tuple(row["type_codes"].split()) for row in rows})


def _demonstration(known: Mapping[str, list[Row]]) -> dict[str, TypeScope]:
    scopes: dict[str, TypeScope] = {}
    for row in _packaged("demonstration_matrix.csv"):
        for code in row["profession_codes"].split():
            scopes[code] = _scope(known.get(row["like"] or code, ()), default=row["default"] == "yes")
    return scopes
