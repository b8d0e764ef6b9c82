"""What the commands of `socle sunes` share: the files given, the engine opened, refusals, the bar of progress.

Nothing of the files is kept: they are read into a temporary folder, removed at the end.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli import analytics
from socle.cli.output import Exit, Stop, verdict_lines

if TYPE_CHECKING:
    from socle.programmes import sunes
    from socle.programmes.engine import Engine
    from socle.programmes.sunes.rules.periods import Period
    from socle.rulebook.finding import Finding

#: The files given to a computation, and what each holds.
_FILES = {
    "stays": "stays of the establishment, dialysis sessions too",
    "feeds": "log of what was fed into the DMP",
    "messages": "log of the messages sent by MSSanté",
    "correspondents": "correspondents with their mailbox",
    "lab": "reports of the establishment's own laboratory",
    "imaging": "reports of its own imaging unit",
}


def add_files(parser: argparse.ArgumentParser) -> None:
    """The words that name the files, and what is told beside them."""
    for name, held in _FILES.items():
        parser.add_argument(
            f"--{name}", type=Path, required=name == "stays", metavar="F", help=f"{held} (CSV, XLSX, Parquet)"
        )
    parser.add_argument("--mapping", type=Path, metavar="TOML", help="headings of your files, by our columns")
    parser.add_argument("--finess", metavar="NUMBER", help="the legal entity, where the files hold several")
    parser.add_argument("--engine", choices=("duckdb", "spark"), help="what computes (default: ANALYTICS_ENGINE)")
    parser.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="NAME",
        help="turn an assumption on (died) or off (no-consultations); `socle sunes windows` lists them",
    )
    parser.add_argument("--declared-on", type=day, metavar="DATE", help="what was sent later does not count")
    parser.add_argument("--cme", type=day, metavar="DATE", help="day of the presentation to the CME (DS4.3)")


def add_period(parser: argparse.ArgumentParser) -> None:
    """The words that say which month is measured."""
    parser.add_argument("--window", required=True, help="F1 to F4")
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="the calendar month measured")
    parser.add_argument("--start", type=day, metavar="DATE", help="or the first day of a rolling month")
    parser.add_argument("--end", type=day, metavar="DATE", help="and its last (default: a month later)")


def day(text: str) -> date:
    """A day as it is written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it YYYY-MM-DD") from error


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no month: write it YYYY-MM") from error


def period(args: argparse.Namespace) -> Period:
    """The period asked for. Raises `Stop` when none is."""
    from socle.programmes.sunes.rules import periods  # noqa: PLC0415 - `socle --help` stays quick

    if args.month is not None:
        return periods.month(args.month.year, args.month.month)
    if args.start is None:
        raise Stop("say which month: --month YYYY-MM, or --start DATE", Exit.USAGE)
    return periods.period(args.start, args.end) if args.end is not None else periods.rolling(args.start)


def stop(findings: Sequence[Finding]) -> Stop:
    """The end of a command that these findings refuse."""
    verdicts = [finding.as_dict() for finding in findings]
    lines = [line for verdict in verdicts for line in verdict_lines(verdict)]
    return Stop("\n".join(lines), Exit.REFUSED, {"verdicts": verdicts})


@dataclass(frozen=True)
class Call:
    """One call: the files read, and what every computation takes."""

    files: sunes.Files
    engine: Engine
    switches: frozenset[str]
    settings: sunes.Settings

    @property
    def shared(self) -> dict[str, Any]:
        return {"engine": self.engine, "switches": self.switches, "settings": self.settings}


@contextmanager
def opened(args: argparse.Namespace, amounts: Path | None = None) -> Iterator[Call]:
    """The files of a call, read, with an engine. Raises `Stop` with the verdicts of what is refused, here or inside."""
    from socle.programmes import engine, sunes  # noqa: PLC0415 - `socle --help` stays quick
    from socle.programmes.files import UnreadableFile, mapping  # noqa: PLC0415
    from socle.programmes.files.folder import temporary  # noqa: PLC0415
    from socle.programmes.sunes.verdicts import SWITCH_UNKNOWN  # noqa: PLC0415

    try:
        switches = sunes.chosen(args.switch)
    except KeyError as error:
        raise stop([SWITCH_UNKNOWN.at("switch", expected=", ".join(sunes.SWITCHES), found=error.args[0])]) from error
    paths = {name: path for name in _FILES if (path := getattr(args, name)) is not None}
    bar = Bar()
    try:
        named = mapping(args.mapping) if args.mapping else {}
        worth = sunes.amounts(amounts, named.get("amounts")) if amounts else {}
        settings = sunes.Settings(declared_on=args.declared_on, cme=args.cme, amounts=worth, finess=args.finess)
        with temporary() as folder:
            files = sunes.Files.read(paths, into=folder, mapping=named, progress=bar.read)
            with engine.opened(**analytics.chosen(args.engine), progress=bar.computed) as computing:
                yield Call(files, computing, switches, settings)
    except (UnreadableFile, engine.NoEngine) as unreadable:
        raise stop([unreadable.finding]) from unreadable
    except sunes.Refused as refused:
        raise stop(refused.decision.findings) from refused
    except OSError as error:
        raise Stop(f"{error.filename}: {error.strerror}", Exit.USAGE) from error
    finally:
        bar.end()


class Bar:
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
