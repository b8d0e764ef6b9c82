"""`socle referencing check`: a matrix of requirements, a software's profile and its proofs: what is covered."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from socle import clock
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.cli.understood import columns_told
from socle.programmes import files
from socle.programmes.referencing import checking, coverage, profile
from socle.rulebook.days import french_day

_WORDS = {True: "yes", False: "no", None: "unknown"}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="which requirements apply, which are proven, what each client lacks")
    check.add_argument("--matrix", type=Path, required=True, metavar="FILE", help="the requirements (REM) of the DSR")
    check.add_argument("--profile", type=Path, required=True, metavar="TOML", help="the software and its traits")
    check.add_argument("--proofs", type=Path, required=True, metavar="FILE", help="the proofs filed, one a line")
    check.add_argument("--clients", type=Path, metavar="FILE", help="the ESMS of an order: VA, TBB.1, three rates")
    check.add_argument("--mapping", type=Path, metavar="TOML", help="how your columns are called")
    check.add_argument("--at", metavar="DATE", help="the day of the check (2026-09-15); today without it")
    check.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


@columns_told
def run(args: argparse.Namespace, out: Output) -> int:
    try:
        day = date.fromisoformat(args.at) if args.at else french_day(clock.now())
    except ValueError as error:
        raise Stop(f"'{args.at}' is not a day: write 2026-09-15", Exit.USAGE) from error
    try:
        mapped = files.mapping(args.mapping) if args.mapping else None
        found = checking.examine(args.matrix, args.profile, args.proofs, args.clients, day, mapping=mapped)
    except files.UnreadableFile as error:
        told = error.finding.as_dict()
        raise Stop("\n".join(verdict_lines(told)), Exit.REFUSED, {"verdicts": [told]}) from error
    except profile.BadProfile as error:
        raise Stop(str(error), Exit.USAGE) from error
    out.result(found.as_json(), _lines(found))
    return Exit.DONE if found.allowed else Exit.REFUSED


def _lines(found: checking.Examined) -> Iterator[str]:
    counts = found.coverage.counts()
    yield f"referenced: {_WORDS[found.coverage.referenced]}, may be funded: {_WORDS[found.funding.allowed]}"
    yield from table(
        [[kind, *tally.values()] for kind, tally in counts.items()], ["KIND", "LINES", "APPLY", "ACCEPTED"]
    )
    decisions = [found.coverage.decision, found.funding, *(one.decision for one in found.coverage.covered)]
    decisions += [decision for _, decision in found.clients]
    for decision in decisions:
        for finding in decision.findings:
            yield from verdict_lines(finding.as_dict())
    for name, sheet in found.sheets.items():
        if sheet.rejected.count:
            yield f"{name}: {sheet.rejected.count} rows could not be read"
        for refused in sheet.rejected.first:
            yield f"  line {refused.line}, {refused.column}: {refused.reason.sentence('en')}"
    for row in coverage.second_wave(found.software.corridor):
        yield f"{row['en']} ({row['rule']})"
