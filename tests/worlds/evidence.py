"""The dated figures of `docs/evidence/worlds.md`: one section a campaign, added at the end."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path

from tests.worlds.campaign import Result

FILE = Path(__file__).parents[2] / "docs" / "evidence" / "worlds.md"


def append(result: Result, seed: int, first: int, seconds: float) -> None:
    """Add what one campaign gave."""
    FILE.write_text(FILE.read_text("utf-8").rstrip() + "\n\n" + section(result, seed, first, seconds), "utf-8")


def section(result: Result, seed: int, first: int, seconds: float) -> str:
    """One campaign in words."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    verdict = f"**{result.wrong} wrong**" if result.wrong else "nothing wrong"
    readers = ", ".join(f"{count} {kind}" for kind, count in result.readers.most_common())
    lines = [
        f"## {at}: {result.worlds} worlds, {verdict}",
        "",
        f"- Seed {seed}, worlds {first} to {first + result.worlds - 1}; {seconds:.0f} s, Python {platform.python_version()}.",
        f"- Readers: {readers}.",
        f"- {result.documents} documents asked about twice: {result.shown} shown, {result.given} given.",
        "",
        "| withheld, by the first reason told | documents |",
        "|---|---|",
        *(f"| {verdict} | {count} |" for verdict, count in result.withheld.most_common()),
        "",
        "| invariant | what let the document through | documents |",
        "|---|---|---|",
        *(f"| {name} | {why} | {count} |" for (name, why), count in sorted(result.reasons.items())),
    ]
    return "\n".join([*lines, *([""] if result.told else []), *(f"- Wrong: {one}" for one in result.told)]) + "\n"
