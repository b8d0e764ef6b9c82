"""`socle sunes …`: the indicators of use of SUN-ES from an establishment's own files, without any server.

Nothing of the files is kept: they are read into a temporary folder, removed at the end.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from socle.cli.output import Output

#: The files given to a computation, and what each holds.
_FILES = {
    "stays": "stays of the establishment, dialysis sessions too",
    "feeds": "log of what was fed into the DMP",
    "messages": "log of the messages sent by MSSanté",
    "correspondents": "correspondents with their mailbox",
    "lab": "reports of the establishment's own laboratory",
    "imaging": "reports of its own imaging unit",
}


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    compute = acts.add_parser("compute", help="the eight indicators of a month against the targets of a window")
    _add_files(compute)
    _add_period(compute)
    _add_declared(compute)
    compute.add_argument("--amounts", type=Path, metavar="F", help="finess, domain, amount: what each domain is worth")
    compute.add_argument("--missing", type=Path, metavar="OUT.csv", help="write the local numbers of what is missing")
    compute.add_argument("-o", "--output", type=Path, metavar="FILE", help="write a report: .xlsx or .pdf")
    best = acts.add_parser("best", help="the months of a window, the best first")
    _add_files(best)
    best.add_argument("--window", required=True, help="F1 to F4")
    best.add_argument("--rolling", action="store_true", help="the best rolling months too, not calendar ones alone")
    _add_declared(best)
    forecast = acts.add_parser("forecast", help="where the month will end, from its days so far, with a range")
    _add_files(forecast)
    _add_period(forecast)
    _add_declared(forecast)
    forecast.add_argument("--at", type=_day, required=True, metavar="DATE", help="last day that is told")
    windows = acts.add_parser("windows", help="the windows of the programme, their dates and their targets")
    windows.add_argument("--at", type=_day, metavar="DATE", help="the day to look from (default: today)")
    for act in acts.choices.values():
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _add_files(parser: argparse.ArgumentParser) -> None:
    for name, held in _FILES.items():
        parser.add_argument(
            f"--{name}", type=Path, required=name == "stays", metavar="F", help=f"{held} (CSV, XLSX, Parquet)"
        )
    parser.add_argument("--mapping", type=Path, metavar="TOML", help="headings of your files, by our columns")
    parser.add_argument("--finess", metavar="NUMBER", help="the legal entity, where the files hold several")
    parser.add_argument("--engine", default="duckdb", choices=("duckdb", "spark"), help="what computes")


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--window", required=True, help="F1 to F4")
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="the calendar month measured")
    parser.add_argument("--start", type=_day, metavar="DATE", help="or the first day of a rolling month")
    parser.add_argument("--end", type=_day, metavar="DATE", help="and its last (default: a month later)")


def _add_declared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="NAME",
        help="turn an assumption on (died) or off (no-consultations); `socle sunes windows` lists them",
    )
    parser.add_argument("--declared-on", type=_day, metavar="DATE", help="what was sent later does not count")
    parser.add_argument("--cme", type=_day, metavar="DATE", help="day of the presentation to the CME (DS4.3)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it YYYY-MM-DD") from error


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no month: write it YYYY-MM") from error


def given(args: argparse.Namespace) -> dict[str, Path]:
    """The files of the call, by what they hold."""
    named = ((name, getattr(args, name)) for name in _FILES)
    return {name: path for name, path in named if path is not None}


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.cli import sunes_acts  # noqa: PLC0415 - `socle --help` stays quick

    return sunes_acts.run(args, given(args) if args.act != "windows" else {}, out)
