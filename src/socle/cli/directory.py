"""`socle directory`: load the public extracts or FHIR resources, look somebody up, send a file to RPPS+."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from socle.cli import directory_enrol
from socle.cli.atrest import open_data
from socle.cli.output import Exit, Output, Stop, table

if TYPE_CHECKING:
    from socle.directory.imports.report import Fault, Report

#: Faults shown when no report file is asked for.
_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", dest="act", required=True)
    load = acts.add_parser("import", help="load extracts (RPPS, FINESS, MSSanté) or FHIR resources, all or nothing")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="as published, or the archive")
    load.add_argument("--report", type=Path, help="write every fault here: file, line, verdict, sentence")
    load.add_argument("--tolerate", type=_share, default=0.01, metavar="SHARE", help="lines that may be refused (1%%)")
    search = acts.add_parser("search", help="find people and structures by the beginning of their name, or by number")
    search.add_argument("words", help="a name, a national number, an RPPS or a FINESS")
    boxes = acts.add_parser("mailboxes", help="every mailbox of a FINESS: of the structure, and of who exercises there")
    boxes.add_argument("finess")
    enrol = directory_enrol.configure(acts)
    for one in (load, search, boxes):
        one.add_argument("--data", type=Path, help="folder of the Socle (default: SOCLE_DATA, else the sandbox's)")
    for one in (load, search, boxes, enrol):
        one.add_argument("--json", action="store_true", help=argparse.SUPPRESS, default=argparse.SUPPRESS)


def _share(text: str) -> float:
    value = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a share is between 0 and 100%")
    return value


def run(args: argparse.Namespace, out: Output) -> int:
    """Load, look up, or send a file to RPPS+."""
    if args.act == "enrol":
        return directory_enrol.run(args, out)
    open_data(args.data)
    return {"import": _import, "search": _search, "mailboxes": _mailboxes}[args.act](args, out)


def _import(args: argparse.Namespace, out: Output) -> int:
    from socle import clock  # noqa: PLC0415 - `socle --help` stays quick
    from socle.directory.imports.report import Report  # noqa: PLC0415
    from socle.directory.imports.running import load  # noqa: PLC0415
    from socle.wire import ids  # noqa: PLC0415

    with ExitStack() as stack:
        report = Report()
        if args.report is not None:
            file = stack.enter_context(args.report.open("w", encoding="utf-8"))
            report.said = lambda fault: _write(file, fault)
        try:
            load(
                args.files,
                clock.now(),
                new_uuid=ids.new_uuid,
                report=report,
                progress=_Bar(sys.stderr).tell,
                tolerated=args.tolerate,
            )
        except OSError as error:
            raise Stop(f"{error.filename or ''} cannot be read: {error.strerror}", Exit.USAGE) from error
    out.result(_document(report), _lines(report, told=args.report))
    return Exit.DONE if report.loaded and not report.refused else Exit.REFUSED


def _write(file: TextIO, fault: Fault) -> None:
    file.write(f"{fault.file}\t{fault.line}\t{fault.finding.verdict.id}\t{fault.finding.sentence('fr')}\n")


def _document(report: Report) -> dict[str, Any]:
    return {
        "loaded": report.loaded,
        "lines": report.lines,
        "refused": report.refused,
        "entries": dict(report.entries),
        "by_verdict": dict(report.by_verdict),
        "faults": [
            {
                "file": fault.file,
                "line": fault.line,
                "id": fault.finding.verdict.id,
                "severity": fault.finding.verdict.severity.value,
                "fr": fault.finding.sentence("fr"),
                "en": fault.finding.sentence("en"),
            }
            for fault in report.faults
        ],
    }


def _lines(report: Report, *, told: Path | None) -> list[str]:
    counts: Counter[str] = report.by_verdict
    lines = [f"{report.lines} lines read, {report.refused} refused"]
    lines += [f"  {count:>9}  {name}" for name, count in sorted(report.entries.items())]
    if told is None:
        lines += [f"{fault.file}:{fault.line}: {fault.finding.sentence('en')}" for fault in report.faults[:_SHOWN]]
    lines += [f"  {count:>9}  {id}" for id, count in counts.most_common()]
    return [*lines, "in force" if report.loaded else "nothing was loaded: the directory is as it was"]


class _Bar:
    """How far a file is read: a bar on a terminal, a line every tenth elsewhere."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._last = file, ("", -1)

    def tell(self, name: str, read: int, size: int, lines: int) -> None:
        """`read` bytes of `size`, and `lines` lines so far."""
        share = min(100, 100 * read // size) if size else 100
        live = self._file.isatty()
        step = share if live else share // 10
        if (name, step) == self._last:
            return
        self._last = (name, step)
        if live:
            bar = "#" * (share // 4)
            print(f"\r{name[:40]:40} [{bar:25}] {share:3} %  {lines} lines", end="", file=self._file, flush=True)
        else:
            print(f"{name}: {share} %, {lines} lines", file=self._file, flush=True)


def _search(args: argparse.Namespace, out: Output) -> int:
    from socle import clock  # noqa: PLC0415
    from socle.directory.services.annuaire import looked_up  # noqa: PLC0415

    found = looked_up(args.words, clock.now())
    rows = [(one["type"], one["number"], one["name"], one["what"]) for one in found]
    out.result({"found": found}, table(rows, ("TYPE", "NUMBER", "NAME", "WHAT")))
    return Exit.DONE if found else Exit.REFUSED


def _mailboxes(args: argparse.Namespace, out: Output) -> int:
    from socle import clock  # noqa: PLC0415
    from socle.directory.services.annuaire import mailboxes_of  # noqa: PLC0415

    found = mailboxes_of(args.finess, clock.now())
    rows = [(one["address"], one["type"], one["of"]) for one in found]
    out.result({"mailboxes": found}, table(rows, ("ADDRESS", "TYPE", "OF")))
    return Exit.DONE if found else Exit.REFUSED
