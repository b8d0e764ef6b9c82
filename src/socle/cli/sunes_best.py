"""`socle sunes best`: the months of a window, the best first."""

from __future__ import annotations

import argparse

from socle.cli import sunes_call
from socle.cli.output import Exit, Output, table
from socle.cli.sunes_compute import shown
from socle.programmes.sunes import programme


def configure(parser: argparse.ArgumentParser) -> None:
    sunes_call.add_files(parser)
    parser.add_argument("--window", required=True, help="F1 to F4")
    parser.add_argument("--rolling", action="store_true", help="the best rolling months too, not calendar ones alone")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes import sunes  # noqa: PLC0415 - `socle --help` stays quick

    with sunes_call.opened(args) as call:
        months = sunes.best_month(call.files, window=args.window, rolling=args.rolling, **call.shared)
    told = [one.as_json() for one in months]
    cells = (
        [one.period.label, one.required, said["margin"], *(shown(line.rate) for line in one.lines)]
        for one, said in zip(months, told, strict=True)
    )
    out.result(
        {"window": args.window, "months": told},
        table(cells, ("month", "required reached", "margin", *programme.indicators())),
    )
    return Exit.DONE
