"""`socle sunes dossier`: where each application of an establishment stands, and what blocks what."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.cli.reporting import day, write
from socle.rulebook.days import french_day

if TYPE_CHECKING:
    from socle.programmes.sunes_dossier.told import Told


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="DOSSIER.toml", help="what the establishment says")
    parser.add_argument("--model", action="store_true", help="print a dossier to begin with, and stop")
    parser.add_argument("--at", type=day, metavar="DATE", help="the day it is judged on (2022-05-31); today without it")
    parser.add_argument("--instruction-from", choices=("filing", "opening"), help="where four months run from")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write a report: .pdf or .xlsx")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes.sunes_dossier import reading, told  # noqa: PLC0415 - `socle --help` stays quick
    from socle.programmes.sunes_dossier.settings import DossierSettings  # noqa: PLC0415

    if args.model:
        model = resources("socle.programmes.sunes_dossier").joinpath("data/model.toml").read_text("utf-8")
        out.result({"model": model}, model.rstrip("\n"))
        return Exit.DONE
    if args.file is None:
        raise Stop("give a dossier, or --model for one to begin with", Exit.USAGE)
    try:
        facts, findings = reading.read(args.file)
    except OSError as error:
        raise Stop(f"{args.file}: {error.strerror}", Exit.USAGE) from error
    if facts is None:
        verdicts = [finding.as_dict() for finding in findings]
        for one in verdicts:
            out.say("\n".join(verdict_lines(one)))
        raise Stop(f"{args.file}: not a dossier", Exit.REFUSED, {"file": str(args.file), "verdicts": verdicts})
    settings = DossierSettings(**({"instruction_from": args.instruction_from} if args.instruction_from else {}))
    judged = told.judge(facts, args.at or french_day(clock.now()), settings)
    document = told.as_json(judged)
    if args.output is not None:
        at = clock.now()
        write(args.output, lambda: told.make_pdf(judged, at=at), lambda: told.make_workbook(judged, at=at))
        document["report"] = str(args.output)
    out.result(document, _dossier_lines(judged, document))
    return Exit.DONE if judged.decision.allowed else Exit.REFUSED


def _dossier_lines(judged: Told, document: dict[str, Any]) -> Iterator[str]:
    for one in document["applications"]:
        yield f"volet {one['volet']}, window {one['window']}: {', '.join(one['domains']) or 'no domain'}"
        rows = [
            (step["id"], step["state"], step["day"] or "", step["closes"] or "", ", ".join(step["blocked_by"]))
            for step in one["steps"]
        ]
        yield from (f"  {line}" for line in table(rows, ("STEP", "STATE", "DAY", "AT THE LATEST", "BLOCKED BY")))
        yield f"  next: {one['next'] or 'nothing to do'}"
    from socle.programmes.sunes_dossier.told import findings  # noqa: PLC0415

    for finding in findings(judged):
        yield from verdict_lines(finding.as_dict())
    if "report" in document:
        yield f"report: {document['report']}"
