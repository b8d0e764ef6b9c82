"""`python -m tests.programmes.agreement`: oracle and product (part of `make soak`). Appends to docs/evidence/programmes.md."""

from __future__ import annotations

import argparse
import sys
import time

from tests.programmes.agreement import evidence
from tests.programmes.agreement.campaign import batches, run
from tests.programmes.agreement.product import opened
from tests.programmes.worlds import SEED


def main(words: list[str] | None = None) -> int:
    """Draw, measure twice, compare; 1 when any figure differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.programmes.agreement", description=__doc__)
    parser.add_argument("--establishments", type=int, default=10_000, help="how many (default %(default)s)")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="default %(default)s")
    parser.add_argument("--batch", type=int, default=1000, help="establishments asked about at once (%(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="what chance begins with (default %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one, a multiple of the batch")
    parser.add_argument("--no-evidence", action="store_true", help="write nothing into docs/evidence")
    args = parser.parse_args(words)
    began = time.monotonic()
    with opened(args.engine) as product:
        result = run(product, args.seed, batches(args.establishments, args.batch, args.first), say=_say, reported=5)
    seconds = time.monotonic() - began
    print(evidence.section(result, args.engine, args.seed, seconds))
    if not args.no_evidence:
        evidence.append(result, args.engine, args.seed, seconds)
    return 1 if result.wrong else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, end="\r", flush=True)


if __name__ == "__main__":
    sys.exit(main())
