"""What INSi is told to answer next, whatever it is asked: kept in a file, so that every process at the doors knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from socle.identity.insi.outcomes import Outcome
from socle.sandbox.files import write_private
from socle.storage import disk


class Faults:
    """The outcome that INSi's next calls take, in one sandbox's folder."""

    def __init__(self, folder: Path) -> None:
        self._file, self._lock = folder / "insi.json", folder / "locks" / "insi"

    def told(self) -> dict[str, Any]:
        """`{"outcome":…,"times":…}`; no times: until told otherwise."""
        try:
            held: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {"outcome": "", "times": None}
        return held

    def tell(self, outcome: str, times: object = None) -> None:
        """Take this outcome so many times, or until told otherwise. Raises `ValueError` with a sentence."""
        if outcome and outcome not in set(Outcome):
            raise ValueError(f"'{outcome}' is no outcome of INSi: write {', '.join(Outcome)}, or nothing to end it")
        if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
            raise ValueError("times is a number from 1 on, or left out")
        with disk.alone(self._lock):
            self._write(outcome, times)

    def take(self) -> Outcome | None:
        """The outcome of this call, counted off; None when nothing was told. Next to nothing when no file is there."""
        if not self._file.exists():
            return None
        with disk.alone(self._lock):
            held = self.told()
            outcome, times = held["outcome"], held["times"]
            if not outcome:
                return None
            if times is not None:
                self._write(outcome if times > 1 else "", times - 1 or None)
            return Outcome(outcome)

    def _write(self, outcome: str, times: object) -> None:
        if outcome:
            write_private(self._file, json.dumps({"outcome": outcome, "times": times}))
        else:
            self._file.unlink(missing_ok=True)
