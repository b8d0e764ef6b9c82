"""The files of an ESMS, read: what `compute` and `eligible` ask for, each with its digest and its refused rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from socle.programmes.esms.computing import Facts
from socle.programmes.esms.eligibility import Applicant, applicant
from socle.programmes.esms.grappes import structure
from socle.programmes.esms.messages import traffic
from socle.programmes.esms.persons import person
from socle.programmes.esms.report import Source
from socle.programmes.esms.settings import Settings
from socle.programmes.esms.shapes import GRAPPES, MAILBOXES, MESSAGES, PERSONS, PROJECTS, SONS_FUNDED
from socle.programmes.files import Row, Shape, Sheet, rows
from socle.programmes.finess import finess

Mapped = Mapping[str, Mapping[str, str]]
_CHUNK = 1 << 20


def facts(
    paths: Mapping[str, Path | None], at: date, settings: Settings, *, mapping: Mapped | None = None
) -> tuple[Facts, dict[str, Sheet]]:
    """The facts of a computation from the files by role: persons, and when given grappes, messages, mailboxes.

    Raises `UnreadableFile` for a file that cannot be read at all.
    """
    shapes = {"persons": PERSONS, "grappes": GRAPPES, "messages": MESSAGES, "mailboxes": MAILBOXES}
    sheets = {role: _read(path, shapes[role], mapping) for role, path in paths.items() if path is not None}
    found = {role: sheet.rows for role, sheet in sheets.items()}
    structures = [structure(row.values) for row in found.get("grappes", ())]
    times = Counter(one.finess_eg for one in structures)
    messages = None
    if "messages" in found:
        boxes = _boxes(found.get("mailboxes", ()))
        messages = traffic((row.values for row in found["messages"]), boxes, at, settings.freshness_months)
    held = Facts(
        persons=[person(row.values) for row in found["persons"]],
        structures={one.finess_eg: one for one in structures},
        structures_repeated={name: count for name, count in times.items() if count > 1},
        traffic=messages,
        differing=tuple(told for sheet in sheets.values() for told in sheet.rejected.differing),
        sources=tuple(source(role, paths[role], sheet) for role, sheet in sheets.items()),
    )
    return held, sheets


def applicants(path: Path, *, mapping: Mapped | None = None) -> tuple[list[Applicant], Sheet]:
    """The ESSMS of a file of projects."""
    sheet = _read(path, PROJECTS, mapping)
    return [applicant(row.values) for row in sheet.rows], sheet


def sons_funded(path: Path, *, mapping: Mapped | None = None) -> frozenset[str]:
    """The geographic FINESS numbers of a list of those whom SONS funded."""
    return frozenset(finess(row["finess_eg"]) for row in _read(path, SONS_FUNDED, mapping).rows)


def source(role: str, path: Path | None, sheet: Sheet) -> Source:
    """A file as a report names it: without its folder, with the digest that tells it from any other."""
    digest = hashlib.sha256()
    if path is not None:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    told: dict[str, Any] = sheet.as_json()
    name = path.name if path is not None else ""
    return Source(role, name, digest.hexdigest(), len(sheet.rows), sheet.rejected.count, told)


def _read(path: Path, shape: Shape, mapping: Mapped | None) -> Sheet:
    return rows(path, shape, mapping=(mapping or {}).get(shape.name))


def _boxes(found: Iterable[Row]) -> dict[str, str]:
    return {row["mailbox"].strip().casefold(): finess(row["finess_eg"]) for row in found}
