"""What the commands that talk to the DMP share: who acts, on which patient, in which mode, at which instant."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from socle.cli.connection import Sandbox, add_url, address, authority
from socle.cli.output import Exit, Stop
from socle.client import identity as identities
from socle.client.dmp import Access, Dmp, Refused
from socle.client.identity import Identity
from socle.client.transport import Unreachable
from socle.clock import now as system_now
from socle.clock import parse_instant
from socle.wire.hl7v2 import CX
from socle.wire.soap.faults import Fault
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.response import RegistryError

#: The OID of a test NIR, the one the sandbox gives its people. Source: ins_oids.csv.
TEST_NIR = "1.2.250.1.213.1.4.10"
#: First digit of an IdNat_Struct made of a FINESS number of nine. Source: TRE_G07.
FINESS = "1"


def add_actor(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Give a command `--as`, `--structure` and `--url`."""
    add_url(parser)
    add_who(parser, required=required)


def add_who(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Give a command `--as` and `--structure`."""
    parser.add_argument(
        "--as",
        dest="who",
        metavar="WHO",
        required=required,
        help="an actor of the sandbox (socle people), or a directory with actor.toml, certificates and keys",
    )
    parser.add_argument(
        "--structure", default="", metavar="FINESS", help="act at this structure, when there are several"
    )


def add_patient(parser: argparse.ArgumentParser) -> None:
    """Give a command `--patient` and `--oid`."""
    parser.add_argument("--patient", required=True, metavar="INS", help="the patient's matricule, 15 characters")
    parser.add_argument("--oid", default=TEST_NIR, help="kind of matricule (default: test NIR, %(default)s)")


def add_access(parser: argparse.ArgumentParser) -> None:
    """Give a command `--break-glass`, `--regulation` and `--secret`."""
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--break-glass", default="", metavar="REASON", help="emergency access, for this reason")
    modes.add_argument("--regulation", action="store_true", help="access by a medical regulation centre (SAMU)")
    parser.add_argument("--secret", action="store_true", help="a minor's secret session")


def access(args: argparse.Namespace) -> Access:
    """The access mode that the words of the call ask for."""
    mode = AccessMode.BREAK_GLASS if args.break_glass else AccessMode.NORMAL
    mode = AccessMode.REGULATION if args.regulation else mode
    return Access(mode, args.break_glass, secret_session=args.secret)


def patient(matricule: str, oid: str) -> CX:
    """The patient of this matricule. Stops the command (status 2) when it cannot be one."""
    compact = re.sub(r"\s", "", matricule).upper()
    if not re.fullmatch(r"[0-9AB]{15}", compact):
        raise Stop(f"'{matricule}' is not a matricule: 15 characters, key included", Exit.USAGE)
    return CX.of(compact, oid, "NH")


def identity(args: argparse.Namespace, *, certificate: str = "") -> Identity:
    """The actor named by `--as`, from a directory or from the sandbox, at `--structure` when it is given.

    `certificate` is the name of a structure's certificate that the sandbox is to make (default: that of the DMP).
    """
    folder = Path(args.who)
    if folder.is_dir() and ((folder / "actor.toml").exists() or folder.name != args.who):
        return _of_directory(folder, args)
    asked = {"structure": args.structure, "certificate": certificate}
    query = urlencode({name: value for name, value in asked.items() if value})
    return sandbox_identity(Sandbox(args.url).get(f"/actors/{quote(args.who, safe='')}?{query}"))


def _of_directory(folder: Path, args: argparse.Namespace) -> Identity:
    try:
        found = identities.from_directory(folder)
    except identities.BadIdentity as error:
        raise Stop(str(error), Exit.USAGE) from error
    if args.structure:
        number = args.structure
        found = replace(found, structure=FINESS + number if len(number) == len("990100018") else number)
    return found if found.authority else replace(found, authority=authority(address(args.url)))


def sandbox_identity(fields: dict[str, Any]) -> Identity:
    """An actor as the sandbox describes it."""
    try:
        return identities.of(fields)
    except identities.BadIdentity as error:
        raise Stop(f"the sandbox's answer is not an actor: {error}", Exit.REFUSED) from error


def instant(url: str) -> datetime:
    """The instant at `url`: the clock of a sandbox on this machine, else this machine's."""
    if not address(url).is_loopback:
        return system_now()
    try:
        return parse_instant(Sandbox(url).get("/clock")["now"])
    except Stop as stop:
        if stop.status is Exit.UNREACHABLE:
            raise
        return system_now()  # a Socle in production on this machine: it has no clock of its own


@contextmanager
def dmp(args: argparse.Namespace, who: Identity) -> Iterator[Dmp]:
    """A way to the DMP at `--url` for `who`; refusals and silence end the command with their status."""
    where = address(args.url)
    if where.scheme != "https":
        raise Stop(f"{where} is not where the DMP answers: it speaks over https alone", Exit.USAGE)
    at = instant(args.url)
    try:
        with Dmp(str(where), who, now=lambda: at) as way:
            yield way
    except Refused as refusal:
        raise refused([fault_verdict(refusal.fault)]) from refusal
    except Unreachable as silence:
        raise Stop(str(silence), Exit.UNREACHABLE) from silence
    except identities.BadIdentity as error:
        raise Stop(str(error), Exit.USAGE) from error


def refused(verdicts: Sequence[dict[str, Any]]) -> Stop:
    """The end of a command that was refused for these verdicts."""
    told = "; ".join(f"{verdict['id']}: {verdict['fr']}" for verdict in verdicts) or "refused without a word"
    return Stop(told, Exit.REFUSED, {"status": "Failure", "verdicts": list(verdicts)})


def fault_verdict(fault: Fault) -> dict[str, Any]:
    """A SOAP fault in the JSON shape of verdicts."""
    return {"id": fault.subcode or "fault", "severity": "error", "fr": fault.reason, "side": fault.side}


def registry_verdict(error: RegistryError) -> dict[str, Any]:
    """A RegistryError in the JSON shape of verdicts, as severe as the server said."""
    severity = "error" if error.is_error else "warning"
    return {"id": error.code, "severity": severity, "fr": error.context, "place": error.location}
