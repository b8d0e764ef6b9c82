"""`socle sons timeline FILE`: each order from signature to balance, what blocks what, what is lost when late."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, table, verdict_lines
from socle.cli.reporting import save, writable

if TYPE_CHECKING:
    from socle.programmes.sons.rules.timeline import Timeline


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("orders", type=Path, metavar="FILE", help="the orders with the dates of their papers")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the timeline as a workbook, in French: .xlsx"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    """1 when an order is late, lapsed or its papers are wrong."""
    from socle import clock  # noqa: PLC0415 - `socle --help` stays quick
    from socle.cli import sons_common as common  # noqa: PLC0415
    from socle.programmes import reports  # noqa: PLC0415
    from socle.programmes.sons import reading, reporting  # noqa: PLC0415
    from socle.programmes.sons.model import by_order  # noqa: PLC0415
    from socle.programmes.sons.rules.timeline import timeline  # noqa: PLC0415
    from socle.programmes.sons.settings import told  # noqa: PLC0415

    writable(args.output, ".xlsx")
    at, assumed = common.day(args), common.assumptions(args)
    asked, rejected = reading.orders(args.orders, common.columns(args).get("orders"))
    orders = by_order(asked)
    found = [timeline(request, orders[request.order], assumed, at=at) for request in asked]
    document = {
        "at": at,
        "orders": [one.as_json() for one in found],
        "rejected": rejected,
        "assumptions": told(assumed),
    }
    if args.output:
        book = reports.workbook(reporting.followed(found), title=reporting.FOLLOWED, at=clock.now())
        save(args.output, book)
    if rejected["count"]:
        out.say(f"{args.orders}: {rejected['count']} rows could not be read")
    out.result(document, (line for one in found for line in _lines(one)))
    well = all(one.decision.allowed and not one.late for one in found) and not rejected["count"]
    return Exit.DONE if well else Exit.REFUSED


def _lines(one: Timeline) -> Iterator[str]:
    late = ", LATE" if one.late else ""
    yield f"{one.request.order} {one.request.beneficiary} {one.request.dsr}: {one.state.value}{late}"
    rows = [
        (step.name, step.state, step.on or "", step.due.day if step.due else "", step.by, ", ".join(step.waits_for),
         step.share if step.share is not None else "")
        for step in one.steps
    ]  # fmt: skip
    headings = ("STEP", "STATE", "ON", "DUE", "BY", "WAITS FOR", "AMOUNT")
    yield from (f"  {line}" for line in table(rows, headings))
    if one.to_pay_back is not None:
        yield f"  the editor pays back {one.to_pay_back} to the ASP, and gets no balance [SONS-006]"
    for finding in one.decision.findings:
        yield from (f"  {line}" for line in verdict_lines(finding.as_dict()))
