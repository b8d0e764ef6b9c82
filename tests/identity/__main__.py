"""`python -m tests.identity`: many histories of local identities (what `make soak` runs), each from its own seed."""

from __future__ import annotations

import argparse
import time

from tests.identity.histories import Campaign, run

HISTORIES = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.identity", description=__doc__)
    parser.add_argument("--histories", type=int, default=HISTORIES, help="how many (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the first one's seed; each takes the next")
    said = parser.parse_args()
    campaign, began = Campaign(), time.process_time()
    for seed in range(said.seed, said.seed + said.histories):
        run(seed, campaign)
    spent = time.process_time() - began
    print(f"{said.histories} histories from seed {said.seed}, {campaign.steps} steps, {spent:.0f} s of processor")
    print(
        "no forbidden state; " + (f"never seen: {'; '.join(campaign.unseen)}" if campaign.unseen else "every move seen")
    )


if __name__ == "__main__":
    main()
