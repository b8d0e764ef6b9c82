"""The dated figures of `docs/evidence/programmes.md`: one section a campaign, added at the end."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path

from tests.programmes.agreement.campaign import Result

FILE = Path(__file__).parents[3] / "docs" / "evidence" / "programmes.md"


def append(result: Result, engine: str, seed: int, seconds: float) -> None:
    """Add what one campaign gave."""
    FILE.write_text(FILE.read_text("utf-8").rstrip() + "\n\n" + section(result, engine, seed, seconds), "utf-8")


def section(result: Result, engine: str, seed: int, seconds: float) -> str:
    """One campaign in words."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    verdict = f"**{result.wrong} disagreements**" if result.wrong else "no disagreement"
    lines = [
        f"## {at}: {result.establishments} establishments on {engine}, {verdict}",
        "",
        f"- Seed {seed}; {seconds:.0f} s, Python {platform.python_version()}.",
        f"- {result.figures} figures compared, {result.counted} of them with something in the denominator;",
        f"  {len(result.questions)} questions (window, period, switches).",
        *(f"- {one}" for one in result.told),
    ]
    return "\n".join(lines) + "\n"
