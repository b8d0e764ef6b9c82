"""`python -m tests.mutations`: two thousand changes of one thing each, and what the checker says of them.

python -m tests.mutations                       the run on record (docs/evidence/documents.md)
python -m tests.mutations --group 13 --all      every change that breaks group 13, wherever it can be made
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.mutations import drawing
from tests.mutations.judging import Outcome, outcome


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutations", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--count", type=int, default=2000, help="changes in all (2,000)")
    add("--all", action="store_true", help="as many as can be made")
    add("--seed", type=int, default=drawing.SEED, help=f"of the draw ({drawing.SEED})")
    add("--stride", type=int, default=1, help="one recipe in so many (1)")
    add("--group", action="append", default=[], help="changes that break this group alone (repeat)")
    add("--only", default="", metavar="WORDS", help="recipes with these words in their name")
    add("--out", type=Path, metavar="FILE", help="write the figures there (JSON)")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Judge; 0 when every change is judged as the specification has it."""
    args, began, used = _arguments(words), time.monotonic(), 0.0
    found: list[Outcome] = []
    count = sys.maxsize if args.all else args.count
    for mutation, data in drawing.drawn(count, args.seed, args.stride):
        recipe = mutation.recipe
        if (args.group and not set(args.group) & set(recipe.groups)) or args.only not in recipe.name:
            continue
        start = time.process_time()
        one = outcome(mutation, data)
        used += time.process_time() - start
        found.append(one)
        if one.wrong:
            print(one.line(), flush=True)
    figures = report(found) | {
        "seed": args.seed,
        "seconds": round(time.monotonic() - began, 1),
        "judging": round(used, 1),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if args.out:
        args.out.write_text(
            json.dumps(figures | {"at": datetime.now(UTC).isoformat("T", "seconds")}, indent=1), "utf-8"
        )
    return 1 if figures["wrong"] else 0


def report(found: list[Outcome]) -> dict[str, object]:
    """How many changes of each group, and how many of them judged otherwise than the specification has it."""
    groups = Counter(one.mutation.recipe.groups[:1] or ("kept",) for one in found)
    wrong = Counter(one.mutation.recipe.groups[:1] or ("kept",) for one in found if one.wrong)
    return {
        "changes": len(found),
        "breaking": sum(one.mutation.recipe.breaks for one in found),
        "recipes": len({one.mutation.recipe for one in found}),
        "documents": len({one.mutation.base.name for one in found}),
        "wrong": sum(wrong.values()),
        "ways": dict(Counter(one.wrong for one in found if one.wrong)),
        "groups": {group[0]: [count, wrong[group]] for group, count in sorted(groups.items(), key=_order)},
    }


def _order(item: tuple[tuple[str, ...], int]) -> tuple[int, str]:
    group = item[0][0]
    return (int(group) if group.isdigit() else 99, group)


if __name__ == "__main__":
    sys.exit(main())
