"""What the commands that change one document share (TD3.3): the document, the call, the result."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from socle.cli.acting import access, add_access, add_actor, add_patient, dmp, identity, patient, registry_verdict
from socle.cli.output import Exit, Output, verdict_lines
from socle.client.dmp import Access, Dmp
from socle.client.submission import HIDING
from socle.record.verdicts.updating import TARGET_UNKNOWN
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import DocumentEntry
from socle.wire.xds.response import RegistryError, RegistryResponse

#: Sends one change: the way in, the document as it stands, its patient, the access mode.
Change = Callable[[Dmp, DocumentEntry, CX, Access], RegistryResponse]
#: Finds the document to change; its errors when there is none.
Find = Callable[[Dmp, str, CX, Access], tuple[DocumentEntry | None, tuple[RegistryError, ...]]]


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of every such command: which document, whose, who acts, in which mode."""
    parser.add_argument("unique_id", metavar="UNIQUE_ID", help="the document's uniqueId")
    add_actor(parser)
    add_patient(parser)
    add_access(parser)


def add_whom(parser: argparse.ArgumentParser, word: str, help: str) -> None:
    """Give a command `word` (`--from`, `--to`), repeatable: the readers it is about, professionals by default."""
    parser.add_argument(word, dest="whom", action="append", default=[], choices=list(HIDING), help=help)


def whom(args: argparse.Namespace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(args.whom)) or ("professionals",)


def seen(way: Dmp, unique_id: str, of: CX, mode: Access) -> tuple[DocumentEntry | None, tuple[RegistryError, ...]]:
    """The current entry of the document, for who reads it."""
    found = way.document(unique_id, of, mode)
    current = max(found.entries, key=lambda entry: entry.version, default=None)
    return current, found.errors


def run(args: argparse.Namespace, out: Output, change: Change, done: str, *, find: Find = seen) -> int:
    """Find the document, change it, say what came of it; `done` is the sentence for a success."""
    of, mode = patient(args.patient, args.oid), access(args)
    with dmp(args, identity(args)) as way:
        held, errors = find(way, args.unique_id, of, mode)
        verdicts = [registry_verdict(error) for error in errors]
        succeeded = False
        if held is not None:
            response = change(way, held, of, mode)
            verdicts, succeeded = [registry_verdict(error) for error in response.errors], response.succeeded
        elif not verdicts:
            verdicts = [TARGET_UNKNOWN.at("UNIQUE_ID", found=args.unique_id).as_dict()]
    out.result(_document(args.unique_id, succeeded, verdicts), _lines(args.unique_id, succeeded, verdicts, done))
    return Exit.DONE if succeeded else Exit.REFUSED


def _document(unique_id: str, succeeded: bool, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"status": "Success" if succeeded else "Failure", "unique_id": unique_id, "verdicts": verdicts}


def _lines(unique_id: str, succeeded: bool, verdicts: list[dict[str, Any]], done: str) -> list[str]:
    lines = [f"{unique_id}: {done}" if succeeded else f"{unique_id}: nothing was changed"]
    for verdict in verdicts:
        first, *others = verdict_lines(verdict)
        lines += [f"  {line}" for line in (f"{verdict['severity']} {first}", *others)]
    return lines
