"""`socle sons calendar --couloir NAME --wave N`: the dates in force on a day, each with the day it was stated."""

from __future__ import annotations

import argparse

from socle.cli.output import Exit, Output, Stop, table

COULOIRS = ("hopital", "medecine-de-ville", "biologie", "radiologie", "officine", "medico-social")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--couloir", choices=COULOIRS, required=True, help="whose dates")
    parser.add_argument("--wave", choices=("1", "2"), default="1", help="of which wave")
    parser.add_argument("--software", action="append", default=[], metavar="DPI", help="kind of software: DPI, PFI…")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.cli import sons_common as common  # noqa: PLC0415 - `socle --help` stays quick
    from socle.programmes.sons.rules.calendar import steps  # noqa: PLC0415

    at = common.day(args)
    rows = steps(args.couloir, args.wave, args.software or ("DPI", "PFI"), at=at)
    if not rows:
        raise Stop(f"no public date is known for {args.couloir}, wave {args.wave}", Exit.REFUSED, {"deadlines": []})
    listed = [(r.event, r.bound, r.day, r.time, r.as_of, r.rule, r.source, r.note) for r in rows]
    headings = ("EVENT", "BOUND", "DAY", "TIME", "STATED", "RULE", "SOURCE", "NOTE")
    document = {"at": at, "couloir": args.couloir, "wave": args.wave, "deadlines": [row.as_json() for row in rows]}
    out.result(document, table(listed, headings))
    return Exit.DONE
