"""Which extract a file is, by its header or its first bytes: columns were added over the years, names did not change.

Source: reference table annuaire_extract_columns.csv; spec/identity.md e.3 and f; header of the MSSanté extract.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final

from socle.directory.annuaire.words import folded
from socle.directory.imports.reading import Source

RPPS, DIPLOMAS, KNOW_HOW, MAILBOXES = "rpps", "diplomas", "knowhow", "mss"
FINESS_LEGACY, FINESS_JSON, RESOURCES = "finess-legacy", "finess-json", "fhir"
#: Columns that one layout alone has, beside the identifier; the first that fits is the one.
_OWN: Final = (
    (MAILBOXES, "ADRESSE BAL"),
    (DIPLOMAS, "CODE DIPLOME OBTENU"),
    (RPPS, "CODE MODE EXERCICE"),
    (KNOW_HOW, "CODE SAVOIR-FAIRE"),
)
_IDENTIFIER: Final = "IDENTIFICATION NATIONALE PP"


def layout_of(source: Source) -> str:
    """The layout of a file, "" when it is none that is known."""
    first = source.head.partition(b"\n")[0].decode("utf-8-sig", "replace")
    if first.startswith("finess;etalab"):
        return FINESS_LEGACY
    if first.lstrip()[:1] in {"{", "["}:
        begun = source.head.decode("utf-8", "replace")
        told = '"schemaVersion"' in begun or '"pmej"' in begun
        return FINESS_JSON if told and '"resourceType"' not in begun else RESOURCES
    names = set(header(first))
    return next((layout for layout, name in _OWN if name in names and _IDENTIFIER in names), "")


def header(line: str) -> list[str]:
    """The names of the columns, folded; the empty one that a trailing bar leaves is none."""
    names = [folded(name.replace("’", "'")) for name in line.split("|")]
    return names[:-1] if names and not names[-1] else names


def picker(names: Sequence[str], wanted: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
    """Takes the wanted columns out of the cells of a line; an absent column is empty."""
    ranks = {name: rank for rank, name in reversed(list(enumerate(names)))}
    take = itemgetter(*(ranks.get(folded(name), -1) for name in wanted))

    def pick(cells: list[str]) -> tuple[str, ...]:
        return tuple(map(str.strip, take([*cells, ""])))

    return pick
