"""Files as the pages show them: the columns that are looked for, what was read, what was not and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from socle.programmes.files import Shape
from socle.programmes.pages.words import FILES, KINDS
from socle.web.components import Cell, Column, Table
from socle.web.words import listed, number, plural

_SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
#: Other headings told for a column.
_ALSO = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """The columns of a kind of file."""

    label: str
    table: Table


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read."""

    name: str
    content: str
    rows: str
    rejected: str
    form: str
    columns: Table | None
    refused: Table | None
    totals: Table | None
    more: str


def shapes_of(shapes: Mapping[str, Shape]) -> list[Expected]:
    """Each kind of file with its columns, as they are recognised."""
    return [Expected(FILES[name], _columns(name, shape)) for name, shape in shapes.items()]


def _columns(name: str, shape: Shape) -> Table:
    rows = tuple(
        (
            Cell(column.also[0] if column.also else column.name, note="nécessaire" if column.required else ""),
            Cell(column.said or (KINDS[column.kind.value] if column.values is None else _words(column.values))),
            Cell(", ".join((*column.also[1:_ALSO], column.name))),
        )
        for column in shape.columns
    )
    return Table(FILES[name], (Column("Colonne"), Column("Contenu"), Column("Aussi reconnue sous")), rows)


def _words(values: Mapping[str, str]) -> str:
    """The first French word of each of our own: what people write."""
    first: dict[str, str] = {}
    for word, own in values.items():
        if word != own:
            first.setdefault(own, word)
    return listed(list(dict.fromkeys(first.get(own, own) for own in values.values())), "ou")


def read_files(told: Iterable[Mapping[str, Any]]) -> list[Read]:
    """Every file of an answer."""
    return [_read(one) for one in told]


def _read(one: Mapping[str, Any]) -> Read:
    rejected = one["rejected"]
    count, first = rejected["count"], rejected["first"]
    totals = rejected.get("totals", ())
    form = [one["encoding"], _SEPARATORS.get(one["separator"], one["separator"])]
    return Read(
        name=one["file"],
        content=FILES[one["shape"]],
        rows="masqué" if one["rows"] is None else number(one["rows"]),  # few of its lines are told (REG-024)
        rejected=number(count) if count else "aucune",
        form=", ".join(filter(None, form)),
        columns=_understood(one["columns"], one["ignored"]),
        refused=_refused("Lignes écartées", first) if first else None,
        totals=_refused("Totaux imprimés", totals) if totals else None,
        more=f"{plural(count - len(first), 'autre ligne', 'autres lignes')} pour les mêmes raisons."
        if count > len(first)
        else "",
    )


def _understood(columns: Mapping[str, str], ignored: Sequence[str]) -> Table:
    rows = [(Cell(heading), Cell(own)) for heading, own in columns.items()]
    rows += [(Cell(heading), Cell("non lue")) for heading in ignored]
    return Table("Colonnes", (Column("En-tête du fichier"), Column("Lue comme")), tuple(rows))


def _refused(title: str, first: Sequence[Mapping[str, Any]]) -> Table:
    rows = tuple((Cell(f"Ligne {one['line']}"), Cell(one["column"]), Cell(one["fr"])) for one in first)
    return Table(title, (Column("Ligne", whole=True), Column("Colonne"), Column("Pourquoi")), rows)
