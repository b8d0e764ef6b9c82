"""A region's answer, from its files: run in the child. Its document holds aggregates and certificates, never a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from socle.programmes import engine, files
from socle.programmes.pages.child import Answer, Said, Unanswerable
from socle.programmes.pages.region import example
from socle.programmes.region.access import Role
from socle.programmes.region.compute import Asked, Files, OperatorFile
from socle.programmes.region.compute import compute as report_of
from socle.rulebook import Decision
from socle.rulebook.choices import Choices
from socle.web.words import PARIS


def compute(asked: Mapping[str, Any], folder: Path, at: datetime, said: Said) -> Answer:
    """The answer to what is asked. Raises `Unanswerable` with what the reader may mend."""
    if asked.get("example"):
        asked = {**asked, **_example(folder)}
    try:
        return _computed(asked, folder, at, said)
    except (files.UnreadableFile, engine.NoEngine) as error:
        raise Unanswerable(error.finding) from error


def _example(folder: Path) -> dict[str, Any]:
    """What the fictitious region sends."""
    sent: dict[str, list[str]] = {}
    for shape, name, data in example.files():
        (folder / name).write_bytes(data)
        sent.setdefault(shape, []).append(name)
    return {"region": example.REGION, "month": f"{example.MONTH:%Y-%m}", "day": example.DAY.isoformat(), "files": sent}


def _computed(asked: Mapping[str, Any], folder: Path, at: datetime, said: Said) -> Answer:
    sent: Mapping[str, list[str]] = asked["files"]

    def only(name: str) -> Path | None:
        return folder / sent[name][0] if sent.get(name) else None

    mapped = only("correspondance")
    given = Files(
        operators=tuple(OperatorFile(folder / name, Path(name).stem) for name in sent.get("operators", ())),
        mailboxes=only("mailboxes"),
        counts=tuple(folder / name for name in sent.get("counts", ())),
        structures=only("structures"),
        certificates=only("certificates"),
        population=only("population"),
        mapping=files.mapping(mapped) if mapped is not None else {},
    )
    today = at.astimezone(PARIS).date()
    day = datetime.fromisoformat(asked["day"]).date() if asked.get("day") else today
    wanted = Asked(month=asked["month"], day=day, region=asked["region"], role=Role.ARS)
    said("Lecture et comptes", None)
    report = report_of(given, wanted, replace(Choices(), **asked["choices"]))
    if isinstance(report, Decision):
        raise Unanswerable(*report.findings)
    shapes = _shapes(sent)
    told = json.loads(json.dumps(report.as_json(), default=str))
    told["sources"] = [{**one, "shape": shapes.get(one["file"], "counts")} for one in told["sources"]]
    told["day"] = day.isoformat()
    return Answer({"report": told})


def _shapes(sent: Mapping[str, list[str]]) -> dict[str, str]:
    """The shape of each file by its name."""
    return {Path(name).name: shape for shape, names in sent.items() for name in names}
