"""The dated figures of `docs/evidence/soak.md`: one section a campaign, added at the end."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "docs" / "evidence" / "soak.md"
HEAD = """# Soak: nothing acknowledged is lost

What `make soak` did, in the order of its runs. How it works: `tests/soak/README.md`. Each figure is one run's own.
"""


def append(result: dict[str, Any]) -> None:
    """Add what one campaign gave."""
    text = FILE.read_text("utf-8") if FILE.exists() else HEAD
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text.rstrip() + "\n\n" + section(result), "utf-8")


def section(result: dict[str, Any]) -> str:
    """One campaign in words."""
    if "outcomes" in result:
        return _flips(result)
    what = "power cuts" if result["power"] else "kills"
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(result["kills"].items(), key=lambda one: -one[1]))
    verdict = "nothing wrong" if not result["wrong"] else f"**{len(result['wrong'])} wrong**"
    facts = (
        f"Asked for {result['asked']}; done {result['total']} in {result['seconds'] / 60:.0f} minutes: {kinds}.",
        (
            f"16 writers: {result['submissions']} submissions, {result['acknowledged']} acknowledged with "
            f"{result['documents']} documents, {result['in_doubt']} left in doubt ({result['whole_in_doubt']} there whole, "
            f"{result['absent_in_doubt']} not at all), {result['refused']} refused."
        ),
        (
            f"{result['read']} documents read byte for byte through the doors, {result['listed']} entries listed; "
            f"{result['checks']} times `socle check` and `socle ledger verify` on what a kill had left."
        ),
        (
            f"Journal at the end: {result['events']} sealed events, one feeding for each document and no other. "
            f"Orphans: {result['orphans']} before sweeping, {result['orphans_swept']} after (in segments that mostly live)."
        ),
        f"Backups: {_counted(result['backups'])}. A start took {result['start_median']:.1f} s (median).",
        f"Machine: {os.cpu_count()} processors, load {os.getloadavg()[0]:.0f}, Python {platform.python_version()}.",
    )
    lines = [f"## {at}: {result['total']} {what} on {result['engine']}, {verdict}", ""]
    lines += [f"- {fact}" for fact in facts]
    lines += [f"- Wrong: {sentence}" for sentence in result["wrong"][:20]]
    lines += [f"- Refusal: {reason} ({count} times)" for reason, count in result["refusals"]]
    return "\n".join(lines) + "\n"


def _flips(result: dict[str, Any]) -> str:
    outcomes, missed = result["outcomes"], result["missed"]
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    verdict = f"**{len(missed)} missed**" if missed else "none missed"
    lines = [f"## {at}: {sum(outcomes.values())} bytes changed at rest (SQLite), {verdict}", ""]
    for kind in sorted({name.partition(" ")[0] for name in outcomes}):
        counts = {name.partition(" ")[2]: count for name, count in outcomes.items() if name.startswith(kind)}
        lines.append(f"- {kind}: {_counted(counts)}.")
    return "\n".join(lines + [f"- Missed: {one}" for one in missed]) + "\n"


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none"
