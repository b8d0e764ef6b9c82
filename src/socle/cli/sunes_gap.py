"""`socle sunes gap`: the 5 % control before declaring, with the causes to look at."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.cli.reporting import day, write

if TYPE_CHECKING:
    from socle.programmes.files import Sheet
    from socle.programmes.sunes_dossier.causes import Cause, Feed
    from socle.programmes.sunes_dossier.figures import Figures
    from socle.programmes.sunes_dossier.gap import Gap
    from socle.programmes.sunes_dossier.settings import DossierSettings


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--declared", type=Path, required=True, metavar="F", help="CSV, XLSX, or the JSON of socle sunes compute")
    add("--national", type=Path, required=True, metavar="F", help="what the CNAM and the ANS count, in the same shape")
    add("--feeds", type=Path, metavar="F", help="the log of feeds, to count the causes of each gap")
    add("--start", type=day, metavar="DATE", help="first day of the period (else that of the declared JSON)")
    add("--end", type=day, metavar="DATE", help="last day of the period")
    add("--finess", action="append", default=[], metavar="NUMBER", help="a FINESS of the establishment; repeatable")
    add("--limit", default="5", metavar="PERCENT", help="gap above which a control follows (default: %(default)s)")
    add("--measure", choices=("numerator", "points"), default="numerator", help="what the gap is measured on")
    add("-o", "--output", type=Path, metavar="FILE", help="write a report: .pdf or .xlsx")
    add("--mapping", type=Path, metavar="MAP.toml", help="your headings, where they are not guessed")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes.files import UnreadableFile  # noqa: PLC0415
    from socle.programmes.sunes import programme  # noqa: PLC0415
    from socle.programmes.sunes_dossier import gap, gap_told  # noqa: PLC0415

    settings = _settings(args)
    try:
        declared, national, log = _read(args)
    except UnreadableFile as error:
        told = error.finding.as_dict()
        out.say("\n".join(verdict_lines(told)))
        raise Stop(str(error), Exit.REFUSED, {"verdicts": [told]}) from error
    except OSError as error:
        raise Stop(f"{error.filename}: {error.strerror}", Exit.USAGE) from error
    gaps, decision = gap.compare(declared.counts, national.counts, settings)
    findings = (*declared.findings, *national.findings, *decision.findings)
    feeds = [row.values for row in log.rows] if log is not None else None
    causes = {one.indicator: _causes(one, feeds, declared, args) for one in gaps if one.exceeds}
    told = {"declared": declared.told, "national": national.told, "feeds": log.as_json() if log is not None else {}}
    document = {
        "limit_percent": float(settings.gap_percent),
        "measure": settings.gap_measure,
        "indicators": [
            one.as_json() | {"causes": [cause.as_json() for cause in causes.get(one.indicator, ())]} for one in gaps
        ],
        "settings": [one for one in settings.told() if one["name"].startswith("gap_")],
        "verdicts": [finding.as_dict() for finding in findings],
        "advice": list(programme.advice()),
        "files": {name: file for name, file in told.items() if file},
        "rules": list(decision.rules),
    }
    if args.output is not None:
        at = clock.now()
        write(args.output, lambda: gap_told.make_pdf(document, at=at), lambda: gap_told.make_workbook(document, at=at))
    out.result(document, _gap_lines(gaps, causes, document))
    return Exit.REFUSED if any(finding.is_error for finding in findings) else Exit.DONE


def _settings(args: argparse.Namespace) -> DossierSettings:
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415

    from socle.programmes.sunes_dossier.settings import DossierSettings  # noqa: PLC0415

    try:
        limit = Decimal(args.limit.replace(",", "."))
    except InvalidOperation:
        limit = Decimal(-1)
    if not limit.is_finite() or limit < 0:
        raise Stop(f"'{args.limit}' is not a per cent: write 5 or 2.5", Exit.USAGE)
    return DossierSettings(gap_percent=limit, gap_measure=args.measure)


def _read(args: argparse.Namespace) -> tuple[Figures, Figures, Sheet | None]:
    from socle.programmes import files  # noqa: PLC0415
    from socle.programmes.sunes.shapes import FEEDS  # noqa: PLC0415
    from socle.programmes.sunes_dossier import figures  # noqa: PLC0415

    mapping = files.mapping(args.mapping) if args.mapping else {}
    named = mapping.get("figures")
    declared, national = figures.read(args.declared, named), figures.read(args.national, named)
    log = files.rows(args.feeds, FEEDS, mapping=mapping.get("feeds")) if args.feeds else None
    return declared, national, log


def _causes(one: Gap, feeds: list[Feed] | None, declared: Figures, args: argparse.Namespace) -> tuple[Cause, ...]:
    from socle.programmes.sunes_dossier import causes  # noqa: PLC0415

    if feeds is None or one.source != "CNAM" or one.declared is None or one.national is None:
        return causes.listed()
    return causes.counted(
        feeds,
        one.indicator,
        difference=one.declared.numerator - one.national.numerator,
        start=args.start or declared.start,
        end=args.end or declared.end,
        finess=frozenset(args.finess),
    )


def _gap_lines(gaps: tuple[Gap, ...], causes: dict[str, tuple[Cause, ...]], document: dict[str, Any]) -> Iterator[str]:
    says = {True: "gap", False: "within", None: "not compared"}
    rows = []
    for one, told in zip(gaps, document["indicators"], strict=True):
        sides = [str(side.numerator) if side else "" for side in (one.declared, one.national)]
        parts = ["" if told[name] is None else f"{told[name]:.2f}" for name in ("gap_percent", "gap_points")]
        rows.append((one.indicator, one.source, *sides, *parts, says[one.exceeds]))
    yield from table(rows, ("INDICATOR", "COUNTED BY", "DECLARED", "NATIONAL", "GAP %", "POINTS", ""))
    for code, found in causes.items():
        yield f"{code}: causes to look at"
        for cause in found:
            number = "" if cause.counted is None else f": {cause.counted}{' (enough alone)' if cause.enough else ''}"
            yield f"  {cause.title_en}{number}"
    for verdict in document["verdicts"]:
        if verdict["severity"] != "info":
            yield from verdict_lines(verdict)
    for name, file in document["files"].items():
        if file["rejected"]["count"]:
            yield f"{name}: {file['rejected']['count']} rows refused of {file['rows'] + file['rejected']['count']}"
    from socle.programmes.sunes.programme import advice  # noqa: PLC0415

    yield from advice("en")
