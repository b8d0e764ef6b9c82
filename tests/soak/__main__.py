"""`python -m tests.soak`: the long campaigns (what `make soak` runs). Appends dated figures to docs/evidence/soak.md."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.soak.kills import Campaign, Plan, as_dict

ENGINES = ("sqlite", "postgresql")


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    add = parser.add_argument
    add("--kills", type=int, default=Plan.kills, help="SIGKILLs on each database (default %(default)s)")
    add("--engine", choices=ENGINES, action="append", default=[], help="this database alone")
    add("--seed", type=int, default=Plan.seed, help="what chance begins with (default %(default)s)")
    return parser.parse_args(words)


@contextmanager
def databases(engine: str) -> Iterator[Callable[[str], str]]:
    """What names a database of the engine: nothing on SQLite, a new one of a private cluster on PostgreSQL."""
    if engine == "sqlite":
        yield lambda _: ""
        return
    with postgres.cluster() as url:
        yield lambda name: postgres.create_database(url, f"soak_{name}")


def main(words: list[str] | None = None) -> int:
    args = _arguments(words)
    say = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    wrong = 0
    for engine in args.engine or ENGINES:
        with tempfile.TemporaryDirectory(prefix="socle-soak-") as folder, databases(engine) as new_database:
            plan = Plan(kills=args.kills, seed=args.seed)
            result = Campaign(plan, Path(folder), engine, new_database, say).run()
            print(json.dumps(as_dict(result), indent=1))
            wrong += len(result.found.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
