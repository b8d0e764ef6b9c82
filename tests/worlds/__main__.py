"""`python -m tests.worlds`: generated worlds (part of `make soak`). Appends dated figures to docs/evidence/worlds.md."""

from __future__ import annotations

import argparse
import os
import sys
import time

from tests.worlds import evidence
from tests.worlds.campaign import Result, shared

WORLDS, SEED = 200_000, 2026


def main(words: list[str] | None = None) -> int:
    """Draw and judge; 1 when anything at all was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS, help="how many (default %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="what chance begins with (default %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first world's number: one alone is drawn again by it")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="how many work (default %(default)s)"
    )
    parser.add_argument("--no-evidence", action="store_true", help="write nothing into docs/evidence")
    args = parser.parse_args(words)
    began = time.monotonic()
    numbers = range(args.first, args.first + args.worlds)
    result = shared(args.seed, numbers, args.processes, _say)
    seconds = time.monotonic() - began
    print(evidence.section(result, args.seed, args.first, seconds))
    if not args.no_evidence:
        evidence.append(result, args.seed, args.first, seconds)
    return _status(result)


def _status(result: Result) -> int:
    return 1 if result.wrong else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, end="\r", flush=True)


if __name__ == "__main__":
    sys.exit(main())
