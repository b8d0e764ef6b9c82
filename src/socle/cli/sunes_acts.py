"""What `socle sunes compute`, `best`, `forecast` and `windows` do and say."""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.programmes import sunes
from socle.programmes.engine import Engine, NoEngine, opened
from socle.programmes.files import UnreadableFile, mapping, rows
from socle.programmes.sunes import programme
from socle.programmes.sunes.rules import periods
from socle.programmes.sunes.shapes import AMOUNTS
from socle.programmes.sunes.verdicts import SWITCH_UNKNOWN
from socle.rulebook.citation import shows
from socle.rulebook.days import french_day
from socle.rulebook.finding import Finding

if TYPE_CHECKING:
    from socle.programmes.sunes.rules.forecast import Forecast

_NO = "–"


def run(args: argparse.Namespace, paths: Mapping[str, Path], out: Output) -> int:
    """The act asked for. Raises `Stop` with the verdicts of what is refused."""
    if args.act == "windows":
        return _windows(args, out)
    try:
        with _opened(args, paths, out) as call:
            return {"compute": _compute, "best": _best, "forecast": _forecast}[args.act](call)
    except (UnreadableFile, NoEngine) as unreadable:
        raise _stop([unreadable.finding]) from unreadable
    except OSError as error:
        raise Stop(f"{error.filename}: {error.strerror}", Exit.USAGE) from error


def _stop(findings: Sequence[Finding]) -> Stop:
    verdicts = [finding.as_dict() for finding in findings]
    lines = [line for verdict in verdicts for line in verdict_lines(verdict)]
    return Stop("\n".join(lines), Exit.REFUSED, {"verdicts": verdicts})


@dataclass(frozen=True)
class _Call:
    """One call: what was asked, the files read, the engine at work."""

    args: argparse.Namespace
    out: Output
    files: sunes.Files
    engine: Engine
    switches: frozenset[str]
    settings: sunes.Settings

    @property
    def period(self) -> periods.Period:
        args = self.args
        if args.month is not None:
            return periods.month(args.month.year, args.month.month)
        if args.start is None:
            raise Stop("say which month: --month YYYY-MM, or --start DATE", Exit.USAGE)
        return periods.period(args.start, args.end) if args.end is not None else periods.rolling(args.start)


@contextmanager
def _opened(args: argparse.Namespace, paths: Mapping[str, Path], out: Output) -> Iterator[_Call]:
    try:
        switches = sunes.chosen(args.switch)
    except KeyError as error:
        raise _stop([SWITCH_UNKNOWN.at("switch", expected=", ".join(sunes.SWITCHES), found=error.args[0])]) from error
    amounts = _amounts(getattr(args, "amounts", None))
    settings = sunes.Settings(declared_on=args.declared_on, cme=args.cme, amounts=amounts, finess=args.finess)
    named = mapping(args.mapping) if args.mapping else None
    bar = _Bar()
    with tempfile.TemporaryDirectory(prefix="socle-sunes-") as folder:
        files = sunes.Files.read(paths, into=Path(folder), mapping=named, progress=bar.read)
        with opened(args.engine, progress=bar.computed) as engine:
            yield _Call(args, out, files, engine, switches, settings)
        bar.end()


class _Bar:
    """How far the work is, on the terminal of whoever waits; nothing where nobody looks."""

    def __init__(self) -> None:
        self.seen = sys.stderr.isatty()
        self.last = ""

    def read(self, done: int, total: int) -> None:
        self._say("reading", done / total if total else 1.0)

    def computed(self, part: float) -> None:
        self._say("computing", part)

    def _say(self, what: str, part: float) -> None:
        line = f"\r{what:<10} [{'#' * round(part * 30):<30}] {part * 100:3.0f} %"
        if self.seen and line != self.last:
            print(line, end="", file=sys.stderr, flush=True)
            self.last = line

    def end(self) -> None:
        if self.last:
            print(f"\r{' ' * len(self.last)}\r", end="", file=sys.stderr, flush=True)


def _amounts(path: Path | None) -> dict[str, dict[str, Decimal]]:
    """The amount of each domain, by legal entity."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows(path, AMOUNTS).rows if path is not None else ():
        found.setdefault(row["finess"], {})[row["domain"].strip().upper()] = row["amount"]
    return found


# --- compute --------------------------------------------------------------------------------------------


def _compute(call: _Call) -> int:
    measured, args = call.period, call.args
    asked: Any = {"engine": call.engine, "switches": call.switches, "settings": call.settings}
    try:
        report = sunes.compute(call.files, window=args.window, start=measured.start, end=measured.end, **asked)
    except sunes.Refused as refused:
        raise _stop(refused.decision.findings) from refused
    lacking: list[dict[str, str | None]] = []
    if args.missing or args.output:
        told = sunes.missing(call.files, start=measured.start, end=measured.end, **asked)
        lacking = [one.as_json() for one in told]
    if args.missing:
        _write(args.missing, lacking)
    if args.output:
        _report(args.output, report.as_json(), lacking)
    call.out.result(report.as_json(), _lines(report))
    return Exit.DONE


def _write(path: Path, lacking: Sequence[Mapping[str, str | None]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("indicateur", "numero", "motif", "jour"))
        writer.writerows((one["indicator"], one["unit"], one["reason"], one["day"]) for one in lacking)


def _report(path: Path, report: Mapping[str, Any], lacking: Sequence[Mapping[str, Any]]) -> None:
    from socle.programmes.sunes_dossier import director  # noqa: PLC0415 - only where a report is asked for

    made = {
        ".xlsx": lambda: director.make_workbook(report, at=clock.now(), missing=lacking),
        ".pdf": lambda: director.make_pdf(report, at=clock.now()),
    }
    if path.suffix.lower() not in made:
        raise Stop(f"{path}: a report is an .xlsx or a .pdf", Exit.USAGE)
    path.write_bytes(made[path.suffix.lower()]())


def _lines(report: sunes.Report) -> Iterator[str]:
    who = report.establishment or "establishment"
    yield f"{who}, window {report.window}, {report.period.start} – {report.period.end}"
    yield ""
    yield from table(map(_row, report.lines), ("", "", "counted", "of", "rate", "target", "", "lacking", "why"))
    for line in report.lines:
        for name, one in line.count.exclusions.items():
            if one.count or (name in sunes.SWITCHES and name not in sunes.defaults()):
                without = _rate(one.as_json()["rate_without"])
                yield f"  {line.indicator.code}: {name} takes {one.count} out; without it {without}"
    yield ""
    for domain in report.domains:
        told = "" if domain.amount is None else f", {domain.amount} €"
        bonus = ", with the bonus" if domain.bonus else ""
        yield f"{domain.domain} {_told(domain.attained, 'not measured')}{bonus}{told}"
    for notice in report.notices:
        yield f"note: {notice.sentence('en')}"
    for name, file in report.files.items():
        if file["rejected"]["count"]:
            yield f"{name}: {file['rejected']['count']} rows refused of {file['rows'] + file['rejected']['count']}"


def _row(line: sunes.Line) -> tuple[object, ...]:
    why = ", ".join(f"{count} {name}" for name, count in line.count.missing.items() if count)
    return (
        line.indicator.code,
        line.indicator.label_en,
        line.count.numerator,
        line.count.denominator,
        _rate(line.rate),
        _target(line),
        _told(line.attained, _NO),
        line.still_needed or "",
        why,
    )


def _target(line: sunes.Line) -> str:
    if line.target is None:
        return _NO
    return "yes" if line.indicator.unit == "establishment" else f"{line.target} %"


def _rate(rate: object) -> str:
    return _NO if rate is None else f"{rate} %"


def _told(attained: bool | None, unknown: str) -> str:
    return unknown if attained is None else "attained" if attained else "not attained"


# --- best, forecast -------------------------------------------------------------------------------------


def _best(call: _Call) -> int:
    try:
        months = sunes.best_month(
            call.files,
            window=call.args.window,
            engine=call.engine,
            switches=call.switches,
            settings=call.settings,
            rolling=call.args.rolling,
        )
    except sunes.Refused as refused:
        raise _stop(refused.decision.findings) from refused
    rates = ([_rate(line.rate) for line in one.lines] for one in months)
    cells = ([one.period.label, one.required, *each] for one, each in zip(months, rates, strict=True))
    headings = ("month", "attained", *programme.indicators())
    document = {"window": call.args.window, "months": [one.as_json() for one in months]}
    call.out.result(document, table(cells, headings))
    return Exit.DONE


def _forecast(call: _Call) -> int:
    measured = call.period
    try:
        found = sunes.forecast(
            call.files,
            window=call.args.window,
            start=measured.start,
            end=measured.end,
            at=call.args.at,
            engine=call.engine,
            switches=call.switches,
            settings=call.settings,
        )
    except sunes.Refused as refused:
        raise _stop(refused.decision.findings) from refused
    document = {
        "window": call.args.window,
        "period": measured.as_json(),
        "at": call.args.at.isoformat(),
        "indicators": [{"code": code, **one.as_json()} for code, one in found.items()],
    }
    call.out.result(document, _forecast_lines(found))
    return Exit.DONE


def _forecast_lines(found: Mapping[str, Forecast]) -> Iterator[str]:
    for code, one in found.items():
        expected = "too little to say" if one.expected is None else f"{one.expected} % ({one.low} to {one.high})"
        target = one.outlook.value
        yield f"{code}: {one.numerator} of {one.denominator} in {one.days} days; expected {expected}; target {target}"
    yield from {one.as_json()["method"] for one in found.values()}  # type: ignore[misc]


# --- windows --------------------------------------------------------------------------------------------


@shows("SUN-001", "SUN-002", "SUN-013", "SUN-031", "SUN-050", "SUN-051")
def _windows(args: argparse.Namespace, out: Output) -> int:
    """The programme as data: volets, domains, windows, targets, switches, and how to follow one's own feeding."""
    at: date = args.at or french_day(clock.now())
    windows = [_window(one, at) for one in programme.windows()]
    document = {
        "at": at.isoformat(),
        "volets": dict(programme.VOLETS),
        "domains": dict(programme.DOMAINS),
        "windows": windows,
        "indicators": [
            {
                "code": code,
                "label": one.label_fr,
                "domain": one.domain,
                "national_source": programme.national_source(code),
            }
            for code, one in programme.indicators().items()
        ],
        "switches": [
            {"name": name, "default": one.default, "fr": one.fr, "en": one.en} for name, one in sunes.SWITCHES.items()
        ],
        "follow": list(programme.FOLLOW),
    }
    out.result(document, _window_lines(windows))
    return Exit.DONE


def _window(one: programme.Window, at: date) -> dict[str, Any]:
    asked = {code: target for (name, code), target in programme.targets().items() if name == one.window}
    own = {code for code, each in programme.indicators().items() if each.volet == one.volet}
    return {
        "window": one.window,
        "volet": one.volet,
        "application": [day.isoformat() for day in one.application],
        "selection": [day.isoformat() for day in one.selection],
        "measure": [day.isoformat() for day in one.measure],
        "measure_bounds": one.bounds,
        "drawn": list(one.bar),
        "state": one.state(at),
        "targets": {code: target for code, target in asked.items() if code in own},
    }


def _window_lines(windows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"volet {number}: {what}" for number, what in programme.VOLETS.items())
    yield from (f"{name}: {what}" for name, what in programme.DOMAINS.items())
    yield ""
    cells = (
        (
            one["window"],
            one["volet"],
            " – ".join(one["application"]),
            " – ".join(one["measure"]),
            one["state"],
            ", ".join(f"{code} {target}" for code, target in one["targets"].items()),
        )
        for one in windows
    )
    yield from table(cells, ("window", "volet", "applications", "measure", "state", "targets (%)"))
    yield ""
    shown = ((name, "on" if one.default else "off", one.en) for name, one in sunes.SWITCHES.items())
    yield from table(shown, ("switch", "default", "what it does"))
    yield ""
    yield from programme.FOLLOW
