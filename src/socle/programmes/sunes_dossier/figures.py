"""The figures of the 5 % control as files give them: a table, or what `socle sunes compute --json` wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from socle.programmes import files
from socle.programmes.files import Column, Kind, Shape
from socle.programmes.sunes import programme
from socle.programmes.sunes_dossier.gap import Count
from socle.programmes.sunes_dossier.verdicts import DOSSIER_UNREADABLE, FIGURE_WRONG
from socle.rulebook import Finding

FIGURES = Shape(
    "figures",
    (
        Column(
            "indicator", required=True, also=("indicateur", "code", "code indicateur", "code de l’indicateur", "item")
        ),
        Column(
            "numerator",
            Kind.INTEGER,
            required=True,
            also=("numérateur", "nombre", "nombre de séjours", "nombre de documents", "documents", "valeur", "count"),
        ),
        Column("denominator", Kind.INTEGER, also=("dénominateur", "total", "séjours", "nombre total")),
    ),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one side says, the period when it tells one, and what is wrong in its file."""

    counts: Mapping[str, Count]
    findings: tuple[Finding, ...] = ()
    start: date | None = None
    end: date | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


def read(path: Path, mapping: Mapping[str, str] | None = None) -> Figures:
    """The figures of a file; of a report, those that were measured.

    Raises `files.UnreadableFile` for one that is no table, `OSError` where there is none.
    """
    if path.suffix.lower() == ".json":
        return _from_report(path)
    sheet = files.rows(path, FIGURES, mapping=mapping)
    counts: dict[str, Count] = {}
    findings: list[Finding] = [row.reason for row in sheet.rejected.first]
    for row in sheet.rows:
        count = Count(row["numerator"], row["denominator"])
        findings += _add(counts, str(row["indicator"]), count, f"ligne {row.line}")
    return Figures(counts, tuple(findings), told=sheet.as_json())


def _from_report(path: Path) -> Figures:
    try:
        report = json.loads(path.read_bytes())
        measured = [one for one in report["indicators"] if one["denominator"]]
        listed = [(str(one["code"]), int(one["numerator"]), int(one["denominator"])) for one in measured]
        period = report.get("period") or {}
        start, end = (date.fromisoformat(period[name]) if period.get(name) else None for name in ("start", "end"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise files.UnreadableFile(DOSSIER_UNREADABLE.at(str(path), found=f"rapport JSON : {error}")) from error
    counts: dict[str, Count] = {}
    findings: list[Finding] = []
    for code, numerator, denominator in listed:
        findings += _add(counts, code, Count(numerator, denominator), code)
    return Figures(counts, tuple(findings), start, end)


def _add(counts: dict[str, Count], written: str, count: Count, place: str) -> Iterator[Finding]:
    code = code_of(written)
    if code is None:
        yield FIGURE_WRONG.at(place, found=f"indicateur inconnu : {written}")
    elif code in counts:
        yield FIGURE_WRONG.at(place, found=f"{code} figure deux fois")
    elif count.numerator < 0 or (count.denominator is not None and count.denominator < 0):
        yield FIGURE_WRONG.at(place, found=f"{code} : nombre négatif")
    elif count.denominator is not None and count.numerator > count.denominator:
        yield FIGURE_WRONG.at(place, found=f"{code} : {count.numerator} sur {count.denominator}")
    else:
        counts[code] = count


def code_of(written: str) -> str | None:
    """The indicator that a file names: `DS 1.1`, `ds1.1`, `1.1` are DS1.1; None for any other word."""
    found = re.fullmatch(r"(?:DS)?\s*([1-4])\s*[.,]\s*([1-3])", written.strip(), re.IGNORECASE)
    code = f"DS{found[1]}.{found[2]}" if found else ""
    return code if code in programme.indicators() else None
