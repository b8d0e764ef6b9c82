"""`socle directory enrol`: a manager of RPPS+ sends a file of entries and exits, with his card."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from socle.cli.acting import add_actor, identity
from socle.cli.connection import address
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.client.enrolment import send_file
from socle.client.identity import BadIdentity
from socle.client.transport import Unreachable

_ACTS = {"entree": "entry", "sortie": "exit"}


def configure(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Give `socle directory` this act."""
    parser = acts.add_parser("enrol", help="RPPS+: send a file of entries and exits as its manager, all or nothing")
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="the columns of /rpps-plus/fichier/modele.csv")
    add_actor(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be said of each line, keep nothing")
    return parser


def run(args: argparse.Namespace, out: Output) -> int:
    """Send the file; 1 when a line is faulty: nothing of it was taken then."""
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise Stop(f"{args.file} cannot be read: {error.strerror}", Exit.USAGE) from error
    who = identity(args)
    try:
        told = send_file(str(address(args.url)), who, args.file.name, data, dry_run=args.dry_run)
    except Unreachable as silence:
        raise Stop(str(silence), Exit.UNREACHABLE) from silence
    except BadIdentity as error:
        raise Stop(str(error), Exit.USAGE) from error
    out.result(told, _lines(told))
    refused = any(verdict["severity"] == "error" for verdict in told["verdicts"])
    return Exit.REFUSED if refused else Exit.DONE


def _lines(told: dict[str, Any]) -> Iterator[str]:
    rows = [
        (line["number"], _ACTS.get(line["move"], line["move"]), line["name"], line["rpps"], _outcome(line, told), said)
        for line in told["lines"]
        for said in [f"{one['id']}: {one['fr']}" for one in line["verdicts"]] or [""]
    ]
    if rows:
        yield from table(rows, ("LINE", "ACT", "NAME", "RPPS", "", "VERDICT"))
    for verdict in told["verdicts"]:
        yield from verdict_lines(verdict)
    if told["taken"]:
        yield f"{len(told['lines'])} lines taken"
    else:
        yield f"{told['faulty']} of {len(told['lines'])} lines faulty; nothing was kept"


def _outcome(line: dict[str, Any], told: dict[str, Any]) -> str:
    return "faulty" if not line["taken"] else "taken" if told["taken"] else "good"
