"""`socle feed`: put CDA documents into the record (TD2.1, TD2.2), one submission set a file.

Without `--as` the sandbox makes what the document's own author needs to act: card, certificate, directory entry.
`entry_uuid` is what TD3.1b answers after the deposit. It stays null for whom TD3.1b is closed: a professional who
feeds without being authorised on the record, which is common and allowed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR
from typing import Any

from socle.cli.acting import (
    access,
    add_access,
    add_actor,
    dmp,
    identity,
    patient,
    refused,
    registry_verdict,
    sandbox_identity,
)
from socle.cli.connection import Sandbox
from socle.cli.output import Exit, Output, Stop, verdict_lines
from socle.client.dmp import Access, Dmp, Refused
from socle.client.identity import Identity
from socle.client.submission import HIDING, Prepared, prepare
from socle.client.transport import Unreachable
from socle.client.verdicts import NO_PATIENT, NOBODY_ACTS
from socle.documents import cda
from socle.documents.author import Acting, acting_author
from socle.record.facts import AuthorisationState
from socle.record.verdicts.feeding import REPLACED_UNKNOWN
from socle.rulebook import Finding
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import AccessMode, Mode


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CDA documents")
    add_actor(parser, required=False)
    add_access(parser)
    parser.add_argument("--patient", metavar="INS", help="feed this patient's record (default: the document's patient)")
    parser.add_argument("--oid", default="", help="kind of matricule of --patient (default: the document's)")
    parser.add_argument("--replace", default="", metavar="UNIQUE_ID", help="the document that this one replaces")
    parser.add_argument("--hide", action="append", default=[], choices=list(HIDING), help="from whom to hide it")


def run(args: argparse.Namespace, out: Output) -> int:
    """Feed file by file. Words that are off are told before anything is sent; what was done, whatever comes after."""
    _check(args)
    feeding = _Feeding(args)
    submissions: list[dict[str, Any]] = []
    try:
        for rank, file in enumerate(args.files, 1):
            if len(args.files) > 1:
                out.say(f"[{rank}/{len(args.files)}] {file.name}")
            submissions.append(feeding.feed(file))
    except Stop as stop:
        raise Stop(str(stop), stop.status, {"submissions": submissions}) from stop
    out.result({"submissions": submissions}, _lines(submissions))
    return Exit.DONE if all(entry["status"] == "Success" for entry in submissions) else Exit.REFUSED


def _check(args: argparse.Namespace) -> None:
    if args.replace and len(args.files) > 1:
        raise Stop("--replace goes with one file", Exit.USAGE)
    if args.structure and not args.who:
        raise Stop("--structure goes with --as: without it the document's author acts where he works", Exit.USAGE)
    if args.patient:
        patient(args.patient, args.oid)
    for file in args.files:  # looked at and not opened: a pipe gives its bytes once
        try:
            reason = "Is a directory" if S_ISDIR(file.stat().st_mode) else ""
        except OSError as error:
            reason = error.strerror or "cannot be read"
        if not reason and not os.access(file, os.R_OK):
            reason = "Permission denied"
        if reason:
            raise Stop(f"{file}: {reason}", Exit.USAGE)


@dataclass
class _Feeding:
    """One call of the command: actors are made or fetched once, whatever the number of files."""

    args: argparse.Namespace
    _actors: dict[Acting | None, Identity] = field(default_factory=dict)

    def feed(self, file: Path) -> dict[str, Any]:
        """Feed one file; gives its entry of the result."""
        try:
            data = file.read_bytes()
        except OSError as error:
            raise Stop(f"{file}: {error.strerror}", Exit.USAGE) from error
        document, findings = cda.read(data)
        if document is None:
            return _result(file, None, _told(findings))
        prepared = prepare(document, data, 1, self.args.hide)
        of, who = self._patient(prepared), self._actor(prepared)
        missing = [verdict for verdict, value in ((NO_PATIENT, of), (NOBODY_ACTS, who)) if value is None]
        if of is None or who is None:
            return _result(
                file, prepared, _told([verdict.at(document=prepared.entry.unique_id) for verdict in missing])
            )
        try:
            with dmp(self.args, who) as way:
                return self._send(file, prepared, of, way)
        except Stop as stop:
            if stop.status is not Exit.REFUSED or stop.document is None:
                raise
            return _result(file, prepared, stop.document["verdicts"])

    def _send(self, file: Path, prepared: Prepared, of: CX, way: Dmp) -> dict[str, Any]:
        mode = access(self.args)
        target = _target(self.args.replace, of, way, mode) if self.args.replace else ""
        response = way.feed([prepared], of, replaces=target, access=mode)
        verdicts = [registry_verdict(error) for error in response.errors]
        if not response.succeeded:
            return _result(file, prepared, verdicts)
        uuid = reference(prepared.entry.unique_id or "", of, way, mode)
        return _result(file, prepared, verdicts) | {"status": "Success", "entry_uuid": uuid}

    def _patient(self, prepared: Prepared) -> CX | None:
        own = prepared.entry.patient_id
        if not self.args.patient:
            return own
        oid = self.args.oid or (own.authority if own else "")
        if not oid:
            raise Stop("the document names no INS: say of which kind --patient is with --oid", Exit.USAGE)
        return patient(self.args.patient, oid)

    def _actor(self, prepared: Prepared) -> Identity | None:
        """Who acts: `--as`, else the document's own author, made known to the sandbox where he is not."""
        author = None if self.args.who else acting_author(prepared.document)
        if author is None and not self.args.who:
            return None
        if author not in self._actors:
            self._actors[author] = (
                sandbox_identity(Sandbox(self.args.url).post("/actors", author.as_dict()))
                if author is not None
                else identity(self.args)
            )
        return self._actors[author]


def _told(findings: Sequence[Finding]) -> list[Mapping[str, Any]]:
    return [finding.as_dict() for finding in findings]


def _result(file: Path, prepared: Prepared | None, verdicts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The entry of a file that was not stored."""
    return {
        "file": str(file),
        "status": "Failure",
        "unique_id": prepared.entry.unique_id if prepared else None,
        "entry_uuid": None,
        "verdicts": list(verdicts),
    }


def _target(unique_id: str, of: CX, way: Dmp, mode: Access) -> str:
    """The entryUUID of the document to replace. Stops with a verdict when the record shows none."""
    found = way.reference(unique_id, of, mode)
    if found.references:
        return found.references[0]
    verdicts = [registry_verdict(error) for error in found.errors]
    raise refused(verdicts or [REPLACED_UNKNOWN.at("--replace", found=unique_id).as_dict()])


def reference(unique_id: str, of: CX, way: Dmp, mode: Access) -> str | None:
    """The entryUUID that the server gave, for whom may ask. A professional who is not authorised does not even try:
    his refusal would stand in the patient's history. Source: spec/dmp.md 4.3, 6.
    """
    try:
        if way.identity.mode is not Mode.INDIRECT and not way.identity.role and mode.mode is AccessMode.NORMAL:
            known = way.record(of)
            if known.authorisation != AuthorisationState.VALID:
                return None
        references = way.reference(unique_id, of, mode).references
    except (Refused, Unreachable):  # the document is stored: nothing that comes after makes it less so
        return None
    return references[0] if references else None


def _lines(submissions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for entry in submissions:
        yield f"{entry['status']}  {entry['file']}  {entry['unique_id'] or ''}".rstrip()
        for verdict in entry["verdicts"]:
            first, *others = verdict_lines(verdict)
            yield from (f"  {line}" for line in (f"{verdict['severity']} {first}", *others))
