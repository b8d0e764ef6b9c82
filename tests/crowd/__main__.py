"""`python -m tests.crowd`: many clients in one record (part of `make soak`). Dated figures in docs/evidence/crowd.md."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests import postgres
from tests.crowd.campaign import Result, run
from tests.servers import sandbox_server
from tests.soak.hospital import INSTANT

ENGINES = ("sqlite", "postgresql")
FILE = Path(__file__).parents[2] / "docs" / "evidence" / "crowd.md"


def main(words: list[str] | None = None) -> int:
    """Run what was asked for; 1 when no order explains what some crowd was answered."""
    parser = argparse.ArgumentParser(prog="python -m tests.crowd", description=__doc__)
    parser.add_argument("--crowds", type=int, default=20, help="records, one after another (default %(default)s)")
    parser.add_argument("--clients", type=int, default=32, help="at once in each (default %(default)s)")
    parser.add_argument("--steps", type=int, default=10, help="acts of each client (default %(default)s)")
    parser.add_argument("--seed", type=int, default=2026, help="what chance begins with (default %(default)s)")
    parser.add_argument("--engine", choices=ENGINES, action="append", default=[], help="this database alone")
    parser.add_argument("--no-evidence", action="store_true", help="write nothing into docs/evidence")
    args = parser.parse_args(words)
    wrong = 0
    for engine in args.engine or ENGINES:
        result = _on(engine, args)
        print(section(result, args))
        wrong += len(result.wrong)
        if not args.no_evidence:
            FILE.write_text(FILE.read_text("utf-8").rstrip() + "\n\n" + section(result, args), "utf-8")
    return 1 if wrong else 0


def _on(engine: str, args: argparse.Namespace) -> Result:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="socle-crowd-")))
        database = None
        if engine == "postgresql":
            database = postgres.create_database(stack.enter_context(postgres.killable(None)).url, "crowd")
        running = stack.enter_context(sandbox_server(folder, at=INSTANT, database=database))
        running.api("clock", {"action": "freeze"})
        return run(
            engine,
            running.tls_url,
            running.api,
            crowds=args.crowds,
            seed=args.seed,
            clients=args.clients,
            steps=args.steps,
        )


def section(result: Result, args: argparse.Namespace) -> str:
    """One campaign in words."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    verdict = f"**{len(result.wrong)} without an order**" if result.wrong else "each explained by an order"
    lines = [
        f"## {at}: {result.crowds} crowds on {result.engine}, {verdict}",
        "",
        f"- {args.clients} clients, {args.steps} acts each, seed {args.seed}; Python {platform.python_version()}.",
        f"- {result.acts} acts in {result.seconds:.0f} s, by what they were answered:",
        *(f"- {act}, {answer}: {count}." for (act, answer), count in sorted(result.answers.items())),
        *(f"- Wrong: {one}" for one in result.wrong[:5]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
