"""The product as its callers have it: files read, then every establishment, indicator and period at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from socle.programmes import engine, sunes
from socle.programmes.engine import Engine
from socle.programmes.sunes.rules.periods import Period
from tests.programmes.oracle.sunes import REASONS, Question

#: What an establishment has of one indicator: numerator, denominator, and the missing by reason.
Figures = tuple[int, int, tuple[int, ...]]
#: Euros that each domain is worth; nobody told what D3 is.
AMOUNTS = {"D1": Decimal("10000.05"), "D2": Decimal("333.33"), "D4": Decimal(500)}
#: How domains and periods are read, on by default: the switches of the campaign are those of what is counted.
READINGS = frozenset({"rolling_month", "june_alone", "d1_needs_both", "d4_needs_all", "bonus_needs_d1"})


@dataclass
class Product:
    """One engine, and the files it was last given."""

    engine: Engine
    files: sunes.Files | None = None
    refused: int = 0

    def load(self, paths: Mapping[str, Path], folder: Path) -> None:
        """Read the files of a batch; typed ones are taken as they are."""
        if all(path.suffix == ".parquet" for path in paths.values()):
            self.files = sunes.Files(**paths)
            return
        self.files = sunes.Files.read(paths, into=folder)
        self.refused = sum(loaded.rejected.count for loaded in self.files.given().values())

    def counted(self, asked: Question) -> dict[tuple[str, str], Figures]:
        """By establishment and indicator; what has no unit has no line."""
        assert self.files is not None
        table = sunes.table(
            self.files,
            [Period(asked.start, asked.end, "asked")],
            engine=self.engine,
            switches=asked.switches,
            declared_on=asked.declared_on,
        )
        return {
            (row["ej"], row["indicator"]): (
                row["numerator"],
                row["denominator"],
                tuple(row[reason] for reason in REASONS),
            )
            for row in self.engine.rows(table)
        }

    def reported(self, asked: Question, finess: str) -> dict[str, Any]:
        """The report of one establishment, as `socle sunes compute --json` gives it."""
        assert self.files is not None
        report = sunes.compute(
            self.files,
            window=asked.window,
            start=asked.start,
            end=asked.end,
            engine=self.engine,
            switches=asked.switches | READINGS,
            settings=sunes.Settings(
                declared_on=asked.declared_on, cme=asked.cme, finess=finess, amounts={finess: AMOUNTS}
            ),
        )
        told: dict[str, Any] = json.loads(json.dumps(report.as_json()))
        return told


@contextmanager
def opened(name: str) -> Iterator[Product]:
    """A product on this engine."""
    with engine.opened(name) as found:
        yield Product(found)
