"""`python -m tests.documents.building`: many random laboratory reports built, judged and read back (`make soak`)."""

from __future__ import annotations

import argparse
import time

from tests.documents.building.test_laboratory import verify

REPORTS = 200


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.documents.building", description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS, help="how many (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the first one's seed; each takes the next")
    said = parser.parse_args()
    began = time.process_time()
    for seed in range(said.seed, said.seed + said.reports):
        try:
            verify(seed)
        except AssertionError as error:
            raise SystemExit(f"seed {seed}: {error!r}") from error
    spent = time.process_time() - began
    print(f"{said.reports} reports from seed {said.seed}: all conformant and the same read back, {spent:.0f} s")


if __name__ == "__main__":
    main()
