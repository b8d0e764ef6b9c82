"""What a structure sent, straight from Socle's own record: the file that the programmes read, and its figures.

Nobody's datum is in it: documents, dates, and the local numbers (stay, order, exam) that their metadata tell. The
record keeps what was accepted: refused feeds are not in it. The INS of a document was qualified from the day on which
no other was taken (`qualified_ins_first_day`); before it, nobody can tell.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from socle import codes
from socle.record import services
from socle.record.services import Fed, FedInFigures
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

PARIS: Final = ZoneInfo("Europe/Paris")
#: The columns of the file, by the names that the programmes give them (sunes/shapes.py).
COLUMNS: Final = (
    "document", "type_code", "level", "ins_qualified", "status", "sent", "finess_eg", "stay", "report",
)  # fmt: skip
#: Which local number a reference is. Source: IHE ITI TF-3 4.2.3.1.7.2 (CXi); `reference_id_type.csv`.
_STAY: Final = frozenset({"urn:ihe:iti:xds:2015:encounterId"})
_REPORT: Final = frozenset({"urn:ihe:iti:xds:2013:order", "urn:ihe:iti:xds:2013:accession"})


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: documents, those that tell a number of stay or of report, those whose INS is doubtful."""

    documents: int
    numbered: int
    unqualified: int


def feeds(structures: Collection[str], start: date, end: date, *, into: Path, choices: Choices) -> Written:
    """Write what these structures (IdNat_Struct) fed from `start` to `end` (both included) into the CSV file `into`.

    A document has a line for each local number that it tells, one where it tells none. Days are those of France.
    """
    documents = numbered = unqualified = 0
    with into.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        for fed in services.fed_by(structures, *_bounds(start, end)):
            documents += 1
            told = list(numbers(fed))
            numbered += bool(told)
            unqualified += not _qualified(fed, choices)
            writer.writerows((*line(fed, choices), stay, report) for stay, report in told or [("", "")])
    return Written(documents, numbered, unqualified)


def figures(structures: Collection[str], start: date, end: date) -> FedInFigures:
    """How many documents, of which types, for how many persons, over the same days."""
    return services.fed_in_figures(structures, *_bounds(start, end))


def line(fed: Fed, choices: Choices) -> tuple[str, ...]:
    """One document as the columns before its numbers. Pure."""
    moment = fed.deposited_at.astimezone(PARIS)
    status = "deleted" if fed.deleted else "replaced" if fed.replaced else "accepted"
    qualified = "oui" if _qualified(fed, choices) else "non"
    sent = moment.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
    return fed.unique_id, fed.type_code, level(fed.format_code), qualified, status, sent, fed.structure[1:]


def _qualified(fed: Fed, choices: Choices) -> bool:
    return fed.deposited_at.astimezone(PARIS).date() >= choices.qualified_ins_first_day


def numbers(fed: Fed) -> Iterator[tuple[str, str]]:
    """The number of a stay, or of a report (its order, its exam), for each that the metadata tell. Pure."""
    for reference in dict.fromkeys(map(CX, fed.references)):
        number = reference.id.strip()
        if number and reference.type in _STAY:
            yield number, ""
        elif number and reference.type in _REPORT:
            yield "", number


def level(format_code: str) -> str:
    """N1 for a file wrapped in a CDA, N3 for a structured body. Source: JDV_J10, `media_type_to_format.csv`."""
    return "N1" if format_code in _WRAPPED else "N3"


def _bounds(start: date, end: date) -> tuple[datetime, datetime]:
    """The first instant, and the first one after the last day."""
    return datetime.combine(start, time(), PARIS), datetime.combine(end + timedelta(days=1), time(), PARIS)


_WRAPPED: Final = frozenset(row["format_code"] for row in codes.table("media_type_to_format"))
