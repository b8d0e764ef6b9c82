"""What the commands that talk to the DMP share: who acts, on which patient, in which mode, at which instant."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from socle.cli.connection import Sandbox, add_url, address, authority
from socle.cli.output import Exit, Stop
from socle.client import identity as identities
from socle.client.dmp import Access, Dmp, Refused
from socle.client.identity import Identity
from socle.client.transport import Unreachable
from socle.clock import now as system_now
from socle.clock import parse_instant
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import AccessMode

#: The OID of a test NIR, the one the sandbox gives its people. Source: ins_oids.csv.
TEST_NIR = "1.2.250.1.213.1.4.10"
#: HTTP status.
NOT_FOUND = 404


def add_actor(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Give a command `--as`, `--structure` and `--url`."""
    add_url(parser)
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


def add_patient(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Give a command `--patient` and `--oid`."""
    parser.add_argument("--patient", required=required, metavar="INS", help="the patient's matricule, 15 characters")
    parser.add_argument("--oid", default=TEST_NIR, help="kind of matricule (default: test NIR, %(default)s)")


def add_access(parser: argparse.ArgumentParser) -> None:
    """Give a command `--break-glass` and `--secret`."""
    parser.add_argument("--break-glass", default="", metavar="REASON", help="emergency access, for this reason")
    parser.add_argument("--secret", action="store_true", help="a minor's secret session")


def access(args: argparse.Namespace) -> Access:
    """The access mode that the words of the call ask for."""
    mode = AccessMode.BREAK_GLASS if args.break_glass else AccessMode.NORMAL
    return Access(mode, args.break_glass, secret_session=args.secret)


def patient(args: argparse.Namespace) -> CX:
    """The patient named by `--patient`."""
    matricule = re.sub(r"\s", "", args.patient)
    if not re.fullmatch(r"[0-9A-Za-z]{15}", matricule):
        raise Stop(f"'{args.patient}' is not a matricule: 15 characters, key included", Exit.USAGE)
    return CX.of(matricule, args.oid, "NH")


def identity(args: argparse.Namespace) -> Identity:
    """The actor named by `--as`, from a directory or from the sandbox."""
    folder = Path(args.who)
    if (folder / "actor.toml").is_file():
        try:
            found = identities.from_directory(folder)
        except identities.BadIdentity as error:
            raise Stop(str(error), Exit.USAGE) from error
        pem = found.authority or authority(address(args.url))
        return _with_authority(found, pem)
    query = f"?structure={quote(args.structure)}" if args.structure else ""
    return sandbox_identity(Sandbox(args.url).get(f"/actors/{quote(args.who, safe='')}{query}"))


def _with_authority(found: Identity, pem: str) -> Identity:
    from dataclasses import replace  # noqa: PLC0415 - only for directories

    return replace(found, authority=pem)


def sandbox_identity(fields: dict[str, Any]) -> Identity:
    """An actor as the sandbox describes it."""
    try:
        return identities.of(fields)
    except identities.BadIdentity as error:
        raise Stop(f"the sandbox's answer is not an actor: {error}", Exit.REFUSED) from error


def instant(url: str) -> datetime:
    """The instant at `url`: the sandbox's clock on loopback, this machine's elsewhere."""
    where = address(url)
    if not where.is_loopback:
        return system_now()
    return parse_instant(Sandbox(url).get("/clock")["now"])


@contextmanager
def dmp(args: argparse.Namespace, who: Identity | None = None) -> Iterator[Dmp]:
    """A way to the DMP at `--url`; refusals and silence end the command with their status."""
    url = str(address(args.url))
    at = instant(args.url)
    try:
        with Dmp(url, who or identity(args), now=lambda: at) as way:
            yield way
    except Refused as refusal:
        fault = refusal.fault
        verdict = {"id": fault.subcode or "fault", "severity": "error", "fr": fault.reason, "side": fault.side}
        raise Stop(fault.reason, Exit.REFUSED, {"status": "Failure", "verdicts": [verdict]}) from refusal
    except Unreachable as silence:
        raise Stop(str(silence), Exit.UNREACHABLE) from silence
