"""`socle sunes compute`: the eight indicators of a month against the targets of a window."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.cli import sunes_call
from socle.cli.output import Exit, Output, table
from socle.cli.reporting import WRITTEN, save, writable, write
from socle.programmes.sunes.switches import defaults, tells

if TYPE_CHECKING:
    from socle.programmes.sunes import Line, Report

NONE = "–"


def configure(parser: argparse.ArgumentParser) -> None:
    sunes_call.add_files(parser)
    sunes_call.add_period(parser)
    parser.add_argument("--amounts", type=Path, metavar="F", help="finess, domain, amount: what each domain is worth")
    parser.add_argument("--missing", type=Path, metavar="OUT.csv", help="write the local numbers of what is missing")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write a report: .xlsx or .pdf")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes import sunes  # noqa: PLC0415 - `socle --help` stays quick

    writable(args.output, *WRITTEN)
    measured = sunes_call.period(args)
    with sunes_call.opened(args, args.amounts) as call:
        report = sunes.compute(call.files, window=args.window, start=measured.start, end=measured.end, **call.shared)
        lacking: list[dict[str, str | None]] = []
        if args.missing or args.output:
            told = sunes.missing(call.files, start=measured.start, end=measured.end, **call.shared)
            lacking = [one.as_json() for one in told]
        if args.missing:
            _write(args.missing, lacking)
        if args.output:
            _write_report(args.output, report.as_json(), lacking)
    out.result(report.as_json(), _lines(report))
    return Exit.DONE


def _write(path: Path, lacking: Sequence[Mapping[str, str | None]]) -> None:
    from socle.web.export import csv_text  # noqa: PLC0415 - only where the list is asked for

    rows = ((one["indicator"], one["unit"], one["reason"], one["day"]) for one in lacking)
    save(path, csv_text(("indicateur", "numero", "motif", "jour"), rows).encode())


def _write_report(path: Path, report: Mapping[str, Any], lacking: Sequence[Mapping[str, Any]]) -> None:
    from socle.programmes.sunes_dossier import director  # noqa: PLC0415 - only where a report is asked for

    now = clock.now()
    write(
        path,
        lambda: director.make_pdf(report, at=now),
        lambda: director.make_workbook(report, at=now, missing=lacking),
    )


def _lines(report: Report) -> Iterator[str]:
    who = report.establishment or "establishment"
    yield f"{who}, window {report.window}, {report.period.start} – {report.period.end}"
    yield ""
    yield from table(map(_row, report.lines), ("", "", "counted", "of", "rate", "target", "", "lacking", "why"))
    for line in report.lines:
        for name, one in line.count.exclusions.items():
            if tells(name, one.count):
                without = shown(one.as_json()["rate_without"])
                yield f"  {line.indicator.code}: {name} takes {one.count} out; without it {without}"
    yield ""
    for domain in report.domains:
        told = "" if domain.amount is None else f", {domain.amount} €"
        bonus = ", with the bonus" if domain.bonus else ""
        yield f"{domain.domain} {_told(domain.attained, 'not measured')}{bonus}{told}"
    changed = report.switches ^ defaults()
    if changed:
        told = ", ".join(f"{name} {'on' if name in report.switches else 'off'}" for name in sorted(changed))
        yield f"switches changed: {told}"
    for notice in report.notices:
        yield f"note: {notice.sentence('en')}"
    for name, file in report.files.items():
        if file["rejected"]["count"]:
            yield f"{name}: {file['rejected']['count']} rows refused of {file['rows'] + file['rejected']['count']}"


def _row(line: Line) -> tuple[object, ...]:
    why = ", ".join(f"{count} {name}" for name, count in line.count.missing.items() if count)
    return (
        line.indicator.code,
        line.indicator.label_en,
        line.count.numerator,
        line.count.denominator,
        shown(line.rate),
        _target(line),
        _told(line.attained, NONE),
        line.still_needed or "",
        why,
    )


def _target(line: Line) -> str:
    if line.target is None:
        return NONE
    return "yes" if line.indicator.unit == "establishment" else f"{line.target} %"


def shown(rate: object) -> str:
    return NONE if rate is None else f"{rate} %"


def _told(attained: bool | None, unknown: str) -> str:
    return unknown if attained is None else "attained" if attained else "not attained"
