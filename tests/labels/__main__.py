"""`python -m tests.labels`: INS Data Matrix read back (part of `make soak`). Adds figures to docs/evidence/labels.md."""

from __future__ import annotations

import argparse
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.labels.campaign import Result, run

FILE = Path(__file__).parents[2] / "docs" / "evidence" / "labels.md"


def main(words: list[str] | None = None) -> int:
    """Draw, write, read back; 1 when anything did not come back."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels", description=__doc__)
    add = parser.add_argument
    add("--texts", type=int, default=100_000, help="identities as text (default %(default)s)")
    add("--images", type=int, default=2_000, help="as pictures (default %(default)s)")
    add("--labels", type=int, default=500, help="as printed labels, turned, blurred and soiled (default %(default)s)")
    add("--seed", type=int, default=2026, help="what chance begins with (default %(default)s)")
    add("--first", type=int, default=0, help="the first identity's number: one alone is drawn again by it")
    add("--no-evidence", action="store_true", help="write nothing into docs/evidence")
    args = parser.parse_args(words)
    began = time.monotonic()
    texts, images, labels = (range(args.first, args.first + count) for count in (args.texts, args.images, args.labels))
    result = run(args.seed, texts=texts, images=images, labels=labels)
    told = section(result, args.seed, args.first, time.monotonic() - began)
    print(told)
    if not args.no_evidence:
        FILE.write_text(FILE.read_text("utf-8").rstrip() + "\n\n" + told, "utf-8")
    return 1 if result.wrong else 0


def section(result: Result, seed: int, first: int, seconds: float) -> str:
    """One campaign in words."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    sizes = ", ".join(f"{count} of {size} by {size}" for size, count in sorted(result.sizes.items()))
    verdict = "all came back" if not result.wrong else f"**{len(result.wrong)} did not come back**"
    lines = [
        f"## {at}: {result.texts} texts, {result.images} pictures, {result.labels} labels, {verdict}",
        "",
        f"- Seed {seed}, from number {first}; {seconds:.0f} s, Python {platform.python_version()}.",
        f"- Symbols of the pictures: {sizes}.",
        f"- The {result.labels} labels took {result.looks} looks.",
        *(f"- Wrong: {one}" for one in result.wrong[:20]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
