"""`socle region`: a region's month from its files, its certificates, and the checks of its tables; no server.

What is shown is aggregates: small cells are masked, and one visual at a time is exported (REG-024, REG-025).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.cli import analytics, region_checks
from socle.cli.output import Exit, Output, Stop, table
from socle.cli.understood import columns_told
from socle.rulebook.choices import current
from socle.rulebook.days import french_day

if TYPE_CHECKING:
    from socle.programmes.region import Files, Report

ROLES = ("ARS", "GRADES", "NATIONAL", "CPAM")


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    month = acts.add_parser("compute", help="the indicators of a month, its series and its visuals")
    month.add_argument(
        "--operators",
        nargs="+",
        default=[],
        metavar="[NAME=]FILE",
        help="monthly files of the operators; NAME where the file does not say whose it is (default: the file's own)",
    )
    month.add_argument(
        "--mailboxes", type=Path, metavar="F", help="MSSanté extract of the Annuaire: whose mailbox it is"
    )
    month.add_argument(
        "--counts", type=Path, nargs="+", default=[], metavar="F", help="month, measure, value, structure"
    )
    month.add_argument("--structures", type=Path, metavar="F", help="structures to accompany, with their category")
    month.add_argument("--finess-base", type=Path, metavar="F", help="the FINESS extract, whose ESMS are counted")
    month.add_argument("--structures-of", type=date.fromisoformat, metavar="DATE", help="day of the FINESS base")
    month.add_argument("--certificates", type=Path, metavar="F", help="every certificate with its end")
    month.add_argument("--population", metavar="N|F", help="inhabitants, or a file by place (default: INSEE's)")
    month.add_argument("--region", default="FR", metavar="CODE", help="code or name (default: the country)")
    month.add_argument("--month", required=True, metavar="YYYY-MM")
    month.add_argument("--as", dest="role", choices=ROLES, default="ARS", help="who asks (default: ARS)")
    month.add_argument("--visual", metavar="ID", help="export one visual as CSV (or to -o)")
    month.add_argument("--mapping", type=Path, metavar="TOML", help="headers of your files, by our columns")
    month.add_argument("--engine", choices=("duckdb", "spark"), help="what counts (default: ANALYTICS_ENGINE)")
    month.add_argument("-o", "--output", type=Path, metavar="FILE", help="report as .xlsx or .pdf; a visual as .csv")
    region_checks.configure(acts)
    for one in acts.choices.values():
        one.add_argument("--at", type=date.fromisoformat, metavar="DATE", help="the day to judge on (default: today)")
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


@columns_told
def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes.engine import NoEngine  # noqa: PLC0415 - `socle --help` stays quick
    from socle.programmes.files import UnreadableFile  # noqa: PLC0415

    day = args.at or french_day(clock.now())
    try:
        return _compute(args, day, out) if args.act == "compute" else region_checks.run(args, day, out)
    except (UnreadableFile, NoEngine) as unreadable:
        raise Stop(str(unreadable), Exit.REFUSED, {"verdicts": [unreadable.finding.as_dict()]}) from unreadable


def _compute(args: argparse.Namespace, day: date, out: Output) -> int:
    from socle.programmes import engine as engines  # noqa: PLC0415
    from socle.programmes.region import Asked, Report, Role, compute, months, places  # noqa: PLC0415

    month, region = months.month(args.month), places.region_of(args.region)
    if month is None:
        raise Stop(f"{args.month} is no month: write it YYYY-MM", Exit.USAGE)
    if region is None:
        raise Stop(f"{args.region} is none of the 18 regions: write its code (28) or its name", Exit.USAGE)
    files, population = _files(args)
    asked = Asked(month, day, region, Role(args.role), population, args.structures_of)
    with ExitStack() as stack:
        engine = None
        if files.operators:
            engine = stack.enter_context(
                engines.opened(**analytics.chosen(args.engine), progress=lambda part: _progress("", part))
            )
        report = compute(files, asked, current(), engine=engine, progress=_progress)
    if not isinstance(report, Report):
        return region_checks.refused(report, out)
    if args.visual:
        return _export(report, args, out)
    if args.output is not None:
        _write(args.output, report)
    out.result(report.as_json(), _lines(report, args.output))
    return Exit.DONE


def _files(args: argparse.Namespace) -> tuple[Files, int | None]:
    from socle.programmes import files as reading  # noqa: PLC0415
    from socle.programmes.region import Files, OperatorFile  # noqa: PLC0415

    operators = []
    for told in args.operators:
        name, equals, path = told.partition("=")
        operators.append(OperatorFile(Path(path), name) if equals else OperatorFile(Path(told), Path(told).stem))
    number = args.population if args.population and args.population.isdigit() else None
    files = Files(
        operators=tuple(operators),
        mailboxes=args.mailboxes,
        counts=tuple(args.counts),
        structures=args.structures,
        finess=args.finess_base,
        certificates=args.certificates,
        population=Path(args.population) if args.population and not number else None,
        mapping=reading.mapping(args.mapping) if args.mapping else {},
    )
    return files, int(number) if number else None


def _progress(what: str, part: float) -> None:
    """How far a long file is, or the computation: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return
    bar = "#" * round(part * 25)
    end = "\n" if part >= 1 else ""
    print(f"\r{what[:40] or 'computing':40} [{bar:25}] {part:4.0%}", end=end, file=sys.stderr, flush=True)


def _export(report: Report, args: argparse.Namespace, out: Output) -> int:
    """One visual, as it is shown; never the rows it was made of."""
    from socle.programmes.region import access  # noqa: PLC0415
    from socle.web.export import csv_text  # noqa: PLC0415

    decision = access.may_export(args.visual, frozenset(one.id for one in report.visuals))
    if not decision.allowed:
        return region_checks.refused(decision, out)
    visual = report.visual(args.visual)
    heading, *rows = ([str(cell) for cell in row] for row in visual.table())
    if args.output is not None:
        _put(args.output, csv_text(heading, rows).encode())
    out.result(visual.as_dict(), str(args.output) if args.output else table(rows, heading))
    return Exit.DONE


def _write(path: Path, report: Report) -> None:
    """The report as a workbook or a paper."""
    from socle.programmes.region import paper  # noqa: PLC0415

    makers = {".xlsx": paper.workbook, ".pdf": paper.pdf}
    if path.suffix.lower() not in makers:
        raise Stop(f"{path}: the report is written as .xlsx or .pdf", Exit.USAGE)
    _put(path, makers[path.suffix.lower()](report, clock.now()))


def _put(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Stop(f"{path}: {error.strerror}", Exit.USAGE) from error


def _lines(report: Report, output: Path | None) -> Iterator[str]:
    yield f"{report.region_name}, {report.month}"
    rows = [_indicator(one.as_dict()) for one in report.indicators]
    yield from table(rows, ("CODE", "VALUE", "OF", "LABEL"))
    for why, number in report.apart.items():
        yield f"{'few' if number is None else number} messages apart: {why.replace('_', ' ')}"
    if report.certificates is not None:
        yield "certificates: " + ", ".join(f"{state} {count}" for state, count in report.certificates.states.items())
    if report.visuals:
        yield "visuals (--visual ID): " + ", ".join(one.id for one in report.visuals)
    yield from region_checks.told(report.decision)
    if output is not None:
        yield str(output)


def _indicator(one: dict[str, Any]) -> Sequence[str]:
    value = "-" if one["value"] is None else f"{one['value']} {one['unit']}".strip()
    of = "" if one["value"] is None or one["denominator"] is None else f"{one['numerator']} / {one['denominator']}"
    return one["code"], value, of, one["label"]
