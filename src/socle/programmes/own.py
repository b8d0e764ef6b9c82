"""The feeds file of a structure, straight from Socle's own record: what it fed, and nobody's datum.

The record keeps what was accepted: refused feeds are not in it, nor the number of a stay. The INS of a document was
qualified from the day on which no other was taken (`qualified_ins_first_day`); before it, nobody can tell.
"""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from socle import codes
from socle.record import services
from socle.record.services import Fed
from socle.rulebook.choices import Choices

PARIS: Final = ZoneInfo("Europe/Paris")
#: The columns of the file, by the names that the programmes give them (sunes/shapes.py).
COLUMNS: Final = ("document", "type_code", "level", "ins_qualified", "status", "sent", "finess_eg")


def feeds(finess: str, start: date, end: date, *, into: Path, choices: Choices) -> int:
    """Write what the structure of this FINESS fed from `start` to `end` (both included) into the CSV file `into`.

    Gives the number of documents. Days are those of France.
    """
    begin = datetime.combine(start, time(), PARIS)
    stop = datetime.combine(end + timedelta(days=1), time(), PARIS)
    count = 0
    with into.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        for fed in services.fed_by(f"1{finess}", begin, stop):
            writer.writerow(line(fed, finess, choices))
            count += 1
    return count


def line(fed: Fed, finess: str, choices: Choices) -> tuple[str, ...]:
    """One document as a line of the file. Pure."""
    moment = fed.deposited_at.astimezone(PARIS)
    status = "deleted" if fed.deleted else "replaced" if fed.replaced else "accepted"
    qualified = "oui" if moment.date() >= choices.qualified_ins_first_day else "non"
    sent = moment.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
    return fed.unique_id, fed.type_code, level(fed.format_code), qualified, status, sent, finess


def level(format_code: str) -> str:
    """N1 for a file wrapped in a CDA, N3 for a structured body. Source: JDV_J10, `media_type_to_format.csv`."""
    return "N1" if format_code in _WRAPPED else "N3"


_WRAPPED: Final = frozenset(row["format_code"] for row in codes.table("media_type_to_format"))
