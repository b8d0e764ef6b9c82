"""`socle sons check ORDERS`: every order against every rule of the scheme, before it is signed or presented."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, verdict_lines
from socle.cli.reporting import WRITTEN, writable, write

if TYPE_CHECKING:
    from socle.programmes.sons.checking import Checked, Report

_MARKS = {"error": "REFUSED", "warning": "warning", "info": "info"}


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("orders", type=Path, metavar="ORDERS", help="the lines of the orders: CSV, TSV, XLSX or Parquet")
    add("--ceilings", type=Path, metavar="FILE", help="the calculation file: FINESS PMSI, DSR, ceiling HT")
    add("--finess-base", type=Path, metavar="FILE", help="the FINESS extract: the scale bounds what ESMS are asked for")
    add("--esms-numerique", type=Path, metavar="FILE", help="FINESS funded by ESMS numérique, with the phase")
    add("-o", "--output", type=Path, metavar="FILE", help="the report, in French: .xlsx, or .pdf to sign")


def run(args: argparse.Namespace, out: Output) -> int:
    """1 when an order is refused or a row could not be read."""
    from socle.cli import sons_common as common  # noqa: PLC0415 - `socle --help` stays quick
    from socle.programmes.sons import amounting, checking, finess, reading  # noqa: PLC0415

    at, named = common.day(args), common.columns(args)
    writable(args.output, *WRITTEN)
    asked, rejected = reading.orders(args.orders, named.get("orders"))
    ceilings, aids, unread = None, None, dict[str, int]()
    if args.ceilings:
        ceilings, bad = reading.ceilings(args.ceilings, named.get("ceilings"))
        unread[args.ceilings.name] = bad["count"]
    if args.esms_numerique:
        aids, bad = reading.aids(args.esms_numerique, named.get("esms_numerique"))
        unread[args.esms_numerique.name] = bad["count"]
    assumed, bodies, counted_on = common.assumptions(args), None, None
    if args.finess_base:
        extract = finess.read(args.finess_base, {request.finess_ej for request in asked})
        bodies, counted_on = amounting.bodies(extract, assumed), extract.day
        unread[args.finess_base.name] = extract.bad_rows
    facts = checking.Facts(
        at=at,
        assumptions=assumed,
        ceilings=ceilings,
        bodies=bodies,
        counted_on=counted_on,
        aids=aids,
        unread=unread,
        presenting=bool(args.at),
    )
    report = checking.check(asked, facts, rejected)
    if args.output:
        _write(args.output, report)
    out.result(report.as_json(), _lines(report))
    return Exit.DONE if report.accepted else Exit.REFUSED


def _write(path: Path, report: Report) -> None:
    from socle import clock  # noqa: PLC0415
    from socle.programmes import reports  # noqa: PLC0415
    from socle.programmes.sons import reporting  # noqa: PLC0415

    now = clock.now()
    write(
        path,
        lambda: reports.pdf(reporting.paper(report, now)),
        lambda: reports.workbook(reporting.sheets(report), title=reporting.TITLE, at=now),
    )


def _lines(report: Report) -> Iterator[str]:
    for order in report.orders:
        yield from _order(order)
    for finding in report.decision.findings:
        yield from verdict_lines(finding.as_dict())
    for refused in report.rejected.get("first", ()):
        yield f"line {refused['line']} NOT READ, {refused['column']}: {refused['en']}"
    counts = sum(order.accepted for order in report.orders)
    yield f"{counts} of {len(report.orders)} orders accepted, {report.rejected.get('count', 0)} rows not read"


def _order(order: Checked) -> Iterator[str]:
    from socle.programmes.sons.money import exact  # noqa: PLC0415

    asked = order.request
    sums = f"{exact(asked.ht)} HT, {exact(asked.ttc)} TTC"
    what = f"{asked.beneficiary or '?'}, {asked.dsr or '?'}, {sums}, {order.state.value}"
    yield f"{asked.order}: {'accepted' if order.accepted else 'REFUSED'} ({what})"
    for finding in order.decision.findings:
        place = f" {finding.place}" if finding.place.startswith("ligne") else ""
        yield f"  {_MARKS[finding.verdict.severity]}{place}, {finding.verdict.id} [{', '.join(finding.verdict.rules)}]"
        yield f"    {finding.sentence('en')}"
        yield f"    {finding.verdict.way_out}"
    for row in order.deadlines:
        hour = f" {row.time}" if row.time else ""
        yield f"  date applied: {row.event} {row.bound} {row.day}{hour}, stated {row.as_of} [{row.rule}]"
