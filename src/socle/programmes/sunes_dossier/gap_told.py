"""The 5 % control as a workbook and as a document, made of what `socle sunes gap --json` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from socle.programmes.reports import (
    Block,
    Column,
    Kind,
    Notes,
    Paragraph,
    Report,
    Sheet,
    Signature,
    Table,
    pdf,
    rule_notes,
    workbook,
)
from socle.programmes.sunes_dossier.sources import FIRST_ONES, REJECTED, SOURCES, rejected_rows, source_rows

_TITLE = "Programme SUN-ES – contrôle des écarts"
_GAPS = (
    Column("Indicateur"),
    Column("Compté par"),
    Column("Déclaré", Kind.INTEGER),
    Column("National", Kind.INTEGER),
    Column("Écart (%)", Kind.DECIMAL),
    Column("Écart (points)", Kind.DECIMAL),
    Column("Constat"),
)
_CAUSES = (
    Column("Indicateur"),
    Column("Cause", width=30),
    Column("Documents", Kind.INTEGER),
    Column("Suffit seule", Kind.FLAG),
    Column("Détail", width=30),
    Column("Explication", width=50),
)
_SAID = {True: "au-delà", False: "dans la limite", None: "non comparé"}


def make_workbook(document: Mapping[str, Any], *, at: datetime) -> bytes:
    """The control as a workbook, made at `at`."""
    sheets = [
        Sheet("Contrôle", _GAPS, list(_gap_rows(document)), (_limit(document), *document["advice"])),
        Sheet("Causes", _CAUSES, list(_cause_rows(document))),
        Sheet("Sources", SOURCES, list(source_rows(document["files"].values()))),
        Sheet("Lignes rejetées", REJECTED, list(rejected_rows(document["files"].values())), (FIRST_ONES,)),
    ]
    return workbook(sheets, title=_TITLE, at=at)


def make_pdf(document: Mapping[str, Any], *, at: datetime) -> bytes:
    """The control as a document, made at `at`."""
    return pdf(Report(title=_TITLE, at=at, blocks=tuple(_blocks(document))))


def _blocks(document: Mapping[str, Any]) -> Iterator[Block]:
    yield Paragraph(_limit(document))
    yield Table("Déclaré et national", _GAPS, list(_gap_rows(document)), ("Écarts arrondis vers le haut au centième.",))
    causes = list(_cause_rows(document))
    if causes:
        yield Table("Causes à regarder", _CAUSES, causes, ("« Documents » : comptés dans le journal donné.",))
    yield Table("Fichiers lus", SOURCES, list(source_rows(document["files"].values())))
    yield from (Paragraph(words) for words in document["advice"])
    yield Signature()
    yield Notes("Règles appliquées", rule_notes([*document["rules"], "SUN-050", "SUN-051"]))


def _limit(document: Mapping[str, Any]) -> str:
    percent = f"{document['limit_percent']:g}".replace(".", ",")
    on = "points du taux" if document["measure"] == "points" else "% du nombre national"
    return f"Limite : {percent} {on}, strictement dépassée. La formule n’est pas publiée : celle-ci est supposée."


def _gap_rows(document: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for one in document["indicators"]:
        sides = [side["numerator"] if side else None for side in (one["declared"], one["national"])]
        yield one["code"], one["source"], *sides, one["gap_percent"], one["gap_points"], _SAID[one["exceeds"]]


def _cause_rows(document: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for one in document["indicators"]:
        for cause in one["causes"]:
            told = cause["fr"], cause["counted"], cause["enough"], cause["detail"], cause["explanation"]
            yield one["code"], *told
