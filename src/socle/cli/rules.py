"""`socle rules`: for each rule of the book, where it is applied and which tests proved it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date

from socle.cli.output import Exit, Output, Stop, table
from socle.rulebook import AREAS
from socle.rulebook.coverage import STATUSES, RuleCoverage, report


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", choices=list(AREAS), help="one area only, such as DMP or AUTH")
    parser.add_argument("--missing", action="store_true", help="only the rules that nothing applies yet")
    parser.add_argument("--status", choices=STATUSES, help="only the rules of this status")
    parser.add_argument("--at", metavar="DATE", help="only the rules in force on this day (2026-09-15)")


def run(args: argparse.Namespace, out: Output) -> int:
    chosen = _chosen(args)
    summary = dict.fromkeys(STATUSES, 0)
    for entry in chosen:
        summary[entry.status] += 1
    out.result({"rules": [entry.as_dict() for entry in chosen], "summary": summary}, _lines(chosen, summary))
    return Exit.DONE


def _chosen(args: argparse.Namespace) -> list[RuleCoverage]:
    status = "missing" if args.missing else args.status
    try:
        day = date.fromisoformat(args.at) if args.at else None
    except ValueError as error:
        raise Stop(f"'{args.at}' is not a day: write 2026-09-15", Exit.USAGE) from error
    return [
        entry
        for entry in report().rules
        if (args.area is None or entry.rule.area == args.area)
        and (status is None or entry.status == status)
        and (day is None or entry.rule.in_force(day))
    ]


def _lines(chosen: list[RuleCoverage], summary: dict[str, int]) -> Iterator[str]:
    yield from table(
        [
            [entry.rule.id, entry.status, len(entry.applied) + len(entry.shown), len(entry.tests), entry.rule.title]
            for entry in chosen
        ],
        ["RULE", "STATUS", "PLACES", "TESTS", "TITLE"],
    )
    yield ""
    yield ", ".join(f"{count} {status}" for status, count in summary.items())
