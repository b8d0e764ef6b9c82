"""Drawn establishments written as the files people have: French headers and words, `;` or `,`, UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tests.programmes.oracle.facts import Establishment

#: How a file may write yes and no, days and instants.
FLAGS = (("oui", "non"), ("O", "N"), ("1", "0"), ("vrai", "faux"), ("x", ""))
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%Y%m%d")
SEPARATORS = (";", ",", "\t")
DATES = ("admitted", "discharged", "session_date", "produced")
FLAGGED = (
    *("surgery", "died", "newborn", "anonymous", "detainee", "opposition"),
    *("ins_qualified", "own", "complete"),
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252")
STATUSES = {"accepted": "accepté", "rejected": "rejeté", "deleted": "supprimé", "replaced": "remplacé"}

#: For each shape: our columns, and the header of a French file.
HEADERS: Mapping[str, Mapping[str, str]] = {
    "stays": {
        "stay": "N° séjour",
        "finess_ej": "FINESS EJ",
        "finess_eg": "FINESS EG",
        "admitted": "Date d'entrée",
        "discharged": "Date de sortie",
        "activity": "Activité",
        "kind": "Type de séjour",
        "session_date": "Date de séance",
        "patient": "N° patient",
        "surgery": "Chirurgie",
        "died": "Décès",
        "newborn": "Nouveau-né",
        "anonymous": "Anonyme",
        "detainee": "Détenu",
        "opposition": "Opposition DMP",
        "ins_status": "Statut INS",
    },
    "feeds": {
        "document": "Identifiant document",
        "stay": "N° séjour",
        "report": "N° compte rendu",
        "type_code": "Code type",
        "level": "Niveau",
        "ins_qualified": "INS qualifiée",
        "status": "Statut",
        "sent": "Date d'envoi",
        "replaces": "Remplace",
        "finess_eg": "FINESS EG",
        "finess_ej": "FINESS EJ",
    },
    "messages": {
        "message": "Identifiant message",
        "stay": "N° séjour",
        "sent": "Date d'envoi",
        "recipient": "Destinataire",
        "format": "Format",
        "ins_qualified": "INS qualifiée",
        "status": "Statut",
        "finess_ej": "FINESS EJ",
    },
    "correspondents": {"correspondent": "Correspondant", "mailbox": "Adresse MSSanté", "finess_ej": "FINESS EJ"},
    "lab": {
        "report": "N° compte rendu",
        "produced": "Produit le",
        "own": "Laboratoire propre",
        "complete": "Complet",
        "type_code": "Code type",
        "finess_ej": "FINESS EJ",
    },
    "imaging": {
        "report": "N° compte rendu",
        "produced": "Produit le",
        "own": "Propre",
        "complete": "Complet",
        "type_code": "Code type",
        "finess_ej": "FINESS EJ",
    },
}


@dataclass(frozen=True)
class Style:
    """How one house writes its files."""

    separator: str = ","
    encoding: str = "utf-8"
    day: str = "%Y-%m-%d"
    flags: tuple[str, str] = ("1", "0")
    french: bool = False


def style(draw: random.Random) -> Style:
    return Style(
        draw.choice(SEPARATORS), draw.choice(ENCODINGS), draw.choice(DAYS), draw.choice(FLAGS), draw.random() < 0.5
    )


def _cell(value: object, how: Style) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return how.flags[0] if value else how.flags[1]
    if isinstance(value, datetime):
        return value.strftime(f"{how.day} %H:%M:%S" if how.day != "%Y%m%d" else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime(how.day)
    text = str(value)
    return STATUSES.get(text, text) if how.french else text


def sheet(shape: str, rows: Iterable[Mapping[str, object]], how: Style) -> bytes:
    """One file of this shape."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=how.separator, lineterminator="\r\n" if how.french else "\n")
    columns: Sequence[str] = list(HEADERS[shape])
    writer.writerow([HEADERS[shape][name] if how.french else name for name in columns])
    writer.writerows([_cell(row.get(name), how) for name in columns] for row in rows)
    return out.getvalue().encode(how.encoding)


def _owned(house: Establishment, lines: Iterable[object]) -> list[dict[str, object]]:
    return [{**vars(line), "finess_ej": house.finess_ej} for line in lines]


#: What each file is made of.
LINES: Mapping[str, Callable[[Establishment], Iterable[object]]] = {
    "stays": lambda house: house.stays,
    "feeds": lambda house: house.feeds,
    "messages": lambda house: house.messages,
    "correspondents": lambda house: house.correspondents,
    "lab": lambda house: house.lab,
    "imaging": lambda house: house.imaging,
}


def _rows(houses: Sequence[Establishment], shape: str) -> list[dict[str, object]]:
    return [row for house in houses for row in _owned(house, LINES[shape](house))]


def _read(row: dict[str, object]) -> list[dict[str, object]]:
    if not row.get("recipient"):
        return [row]
    return [{**row, "recipient": one} for one in str(row["recipient"]).replace(";", " ").replace(",", " ").split()]


def typed(folder: Path, houses: Sequence[Establishment]) -> dict[str, Path]:
    """The same as Parquet files whose columns have their types: as they are once read, a row for each recipient."""
    import pyarrow as pa  # noqa: PLC0415 - an optional library
    from pyarrow import parquet  # noqa: PLC0415

    types = {"sent": pa.timestamp("us")} | dict.fromkeys(DATES, pa.date32()) | dict.fromkeys(FLAGGED, pa.bool_())
    found = {}
    for shape, columns in HEADERS.items():
        found[shape] = folder / f"{shape}.parquet"
        schema = pa.schema([(name, types.get(name, pa.string())) for name in columns])
        rows = [{name: row.get(name) for name in columns} for each in _rows(houses, shape) for row in _read(each)]
        parquet.write_table(pa.Table.from_pylist(rows, schema), found[shape])
    return found


def write(folder: Path, houses: Sequence[Establishment], how: Style) -> dict[str, Path]:
    """One file of each shape for all these establishments together."""
    found = {}
    for shape in LINES:
        found[shape] = folder / f"{shape}.csv"
        found[shape].write_bytes(sheet(shape, _rows(houses, shape), how))
    return found
