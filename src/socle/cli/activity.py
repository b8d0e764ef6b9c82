"""`socle activity`: the feeds of a structure, from Socle's own record, as the file that `socle sunes` reads."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from socle.cli.atrest import open_data
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--structure", required=True, metavar="FINESS", help="the geographic FINESS of the author")
    parser.add_argument("--from", dest="start", required=True, type=_day, metavar="DATE", help="2022-06-01")
    parser.add_argument("--to", dest="end", required=True, type=_day, metavar="DATE", help="2022-06-30, included")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FEEDS.csv", help="file to write")
    parser.add_argument("--data", type=Path, help="folder of the data (default: SOCLE_DATA, else the sandbox's)")


def run(args: argparse.Namespace, out: Output) -> int:
    """Write the file. No patient is in it. Safe while that Socle serves."""
    if args.end < args.start:
        raise Stop(f"--to {args.end} is before --from {args.start}", Exit.USAGE)
    settings = open_data(args.data)
    from socle.programmes import own  # noqa: PLC0415 - models need Django

    try:
        written = own.feeds([f"1{args.structure}"], args.start, args.end, into=args.output, choices=settings.choices)
    except OSError as error:
        raise Stop(f"{args.output} cannot be written: {error.strerror}", Exit.USAGE) from error
    told = {"documents": written.documents, "with_local_number": written.numbered, "file": str(args.output)}
    out.result(told, f"{written.documents} documents written to {args.output}, {written.numbered} with a local number")
    return Exit.DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date: write 2022-06-30") from error
