"""`socle feed`: put CDA documents into the record (TD2.1, TD2.2), one submission set a file.

Without `--as` the sandbox makes what the document's own author needs to act: card, certificate, directory entry.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from socle.cli.acting import access, add_access, add_actor, dmp, identity, sandbox_identity
from socle.cli.connection import Sandbox
from socle.cli.output import Exit, Output, Stop, verdict_lines
from socle.client.dmp import Dmp, Refused
from socle.client.identity import Identity
from socle.client.submission import HIDING, Prepared, prepare
from socle.documents import cda
from socle.documents.author import Acting, acting_author
from socle.wire.hl7v2 import CX


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CDA documents")
    add_actor(parser, required=False)
    add_access(parser)
    parser.add_argument("--patient", metavar="INS", help="feed this patient's record (default: the document's patient)")
    parser.add_argument("--oid", default="", help="kind of matricule of --patient (default: the document's)")
    parser.add_argument("--replace", default="", metavar="UNIQUE_ID", help="the document that this one replaces")
    parser.add_argument("--hide", action="append", default=[], choices=list(HIDING), help="from whom to hide it")


def run(args: argparse.Namespace, out: Output) -> int:
    if args.replace and len(args.files) > 1:
        raise Stop("--replace goes with one file", Exit.USAGE)
    submissions = []
    for rank, file in enumerate(args.files, 1):
        if len(args.files) > 1:
            out.say(f"[{rank}/{len(args.files)}] {file.name}")
        submissions.append(_feed(args, file))
    out.result({"submissions": submissions}, _lines(submissions))
    return Exit.DONE if all(entry["status"] == "Success" for entry in submissions) else Exit.REFUSED


def _feed(args: argparse.Namespace, file: Path) -> dict[str, Any]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Stop(f"{file}: {error.strerror}", Exit.USAGE) from error
    document, findings = cda.read(data)
    if document is None:
        return _result(file, None, None, [finding.as_dict() for finding in findings])
    prepared = prepare(document, data, 1, args.hide)
    patient = _patient(args, prepared, file)
    who = identity(args) if args.who else _author(args, prepared, file)
    try:
        with dmp(args, who) as way:
            response = way.feed([prepared], patient, replaces=_target(args, way, patient), access=access(args))
            verdicts = [
                {
                    "id": error.code,
                    "severity": "error" if error.is_error else "warning",
                    "fr": error.context,
                    "place": error.location,
                }
                for error in response.errors
            ]
            uuid = _reference(way, prepared, patient) if response.succeeded else None
            return _result(file, prepared, uuid, verdicts, succeeded=response.succeeded)
    except Stop as stop:
        if stop.status is not Exit.REFUSED or stop.document is None:
            raise
        return _result(file, prepared, None, stop.document["verdicts"])


def _result(
    file: Path,
    prepared: Prepared | None,
    entry_uuid: str | None,
    verdicts: list[Any],
    *,
    succeeded: bool = False,
) -> dict[str, Any]:
    return {
        "file": str(file),
        "status": "Success" if succeeded else "Failure",
        "unique_id": prepared.entry.unique_id if prepared else None,
        "entry_uuid": entry_uuid,
        "verdicts": verdicts,
    }


def _patient(args: argparse.Namespace, prepared: Prepared, file: Path) -> CX:
    own = prepared.entry.patient_id
    if args.patient:
        oid = args.oid or (own.authority if own else "")
        if not oid:
            raise Stop(f"{file} names no INS: say of which kind --patient is with --oid", Exit.USAGE)
        return CX.of(args.patient, oid, "NH")
    if own is None:
        raise Stop(f"{file} carries no INS: name the patient with --patient", Exit.REFUSED)
    return own


def _author(args: argparse.Namespace, prepared: Prepared, file: Path) -> Identity:
    """The document's own author, made known to the sandbox where it is not."""
    author: Acting | None = acting_author(prepared.document)
    if author is None:
        raise Stop(f"{file} has no author who could act (a patient's own document?): use --as", Exit.REFUSED)
    return sandbox_identity(Sandbox(args.url).post("/actors", author.as_dict()))


def _target(args: argparse.Namespace, way: Dmp, patient: CX) -> str:
    if not args.replace:
        return ""
    uuid = way.reference(args.replace, patient)
    if uuid is None:
        raise Stop(f"no document {args.replace} in this record", Exit.REFUSED)
    return uuid


def _reference(way: Dmp, prepared: Prepared, patient: CX) -> str | None:
    """The entryUUID the server gave; None where the actor may not ask for it."""
    try:
        return way.reference(prepared.entry.unique_id or "", patient)
    except Refused:
        return None


def _lines(submissions: list[dict[str, Any]]) -> Iterator[str]:
    for entry in submissions:
        yield f"{entry['status']}  {entry['file']}  {entry['unique_id'] or ''}".rstrip()
        for verdict in entry["verdicts"]:
            yield from ("  " + line for line in verdict_lines(verdict))
