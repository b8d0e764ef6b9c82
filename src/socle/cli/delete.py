"""`socle delete`: unpublish a document (TD3.3c). It stays in the record as deleted, and no other status follows.

Who never searches (a structure's certificate, an employee's card) names it by the reference of TD3.1b, which tells no
status: `--status` says it when it is not Approved.
"""

from __future__ import annotations

import argparse

from socle.cli import updating
from socle.cli.output import Output
from socle.client.dmp import STATUSES, Access, Dmp
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import Mode
from socle.wire.xds.model import APPROVED, DocumentEntry
from socle.wire.xds.response import RegistryError, RegistryResponse


def configure(parser: argparse.ArgumentParser) -> None:
    updating.configure(parser)
    parser.add_argument(
        "--status",
        choices=[name for name in STATUSES if name != "Deleted"],
        help="the status it has now (default: what a search tells, else Approved)",
    )


def run(args: argparse.Namespace, out: Output) -> int:
    def change(way: Dmp, held: DocumentEntry, of: CX, mode: Access) -> RegistryResponse:
        original = STATUSES[args.status] if args.status else held.status or APPROVED
        return way.delete(held.id, of, original=original, access=mode)

    return updating.run(args, out, change, "deleted", find=_named)


def _named(way: Dmp, unique_id: str, of: CX, mode: Access) -> tuple[DocumentEntry | None, tuple[RegistryError, ...]]:
    """The document: its entry for who reads, for the others no more than its reference."""
    if way.identity.mode is not Mode.INDIRECT and not way.identity.role:
        return updating.seen(way, unique_id, of, mode)
    found = way.reference(unique_id, of, mode)
    return next((DocumentEntry(id=name, unique_id=unique_id) for name in found.references), None), found.errors
