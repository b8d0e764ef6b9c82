"""`socle ledger verify|prove|head|events|init`: the journal checked and proven on a data folder, no server needed."""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.atrest import folder_of
from socle.cli.output import Exit, Output, Stop

if TYPE_CHECKING:
    from socle.config.settings import Settings
    from socle.ledger.verification import Report


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="recompute the whole journal and hold it against its signed heads")
    verify.add_argument("--since", type=_since, metavar="SIZE,ROOT", help="a head kept elsewhere: its size and root")
    verify.add_argument("--key", type=Path, metavar="PEM", help="public keys to trust (default: ledger.pub)")
    prove = actions.add_parser("prove", help="prove that an event is in the journal, or that it only grew since a head")
    prove.add_argument("event", nargs="?", metavar="EVENT", help="an event's id or number")
    prove.add_argument("--size", type=int, help="against the head of this size (default: the latest)")
    prove.add_argument("--since", type=int, metavar="SIZE", help="consistency with the head of this size")
    actions.add_parser("head", help="the latest signed head")
    actions.add_parser("events", help="the body of each sealed event, one a line, in the order of the tree")
    actions.add_parser("init", help="make the key that signs heads, for a new Socle in production")
    for action in actions.choices.values():
        action.add_argument("--data", type=Path, help="data folder (default: SOCLE_DATA, else the sandbox's)")
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _since(text: str) -> tuple[int, bytes]:
    match = re.fullmatch(r"(\d{1,18}),([0-9a-f]{64})", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is no head: write SIZE,ROOT with 64 hexadecimal digits")
    return int(match.group(1)), bytes.fromhex(match.group(2))


def run(args: argparse.Namespace, out: Output) -> int:
    if args.action == "prove" and (args.event is None) == (args.since is None):
        raise Stop("name one EVENT, or give --since SIZE", Exit.USAGE)
    settings = _settings(args.data)
    if args.action == "init":
        return _init(settings, out)
    _open(settings)
    return {"verify": _verify, "prove": _prove, "head": _head, "events": _events}[args.action](args, out)


def _settings(data: Path | None) -> Settings:
    from socle.config.settings import from_environment  # noqa: PLC0415 - `socle --help` stays quick

    settings = replace(from_environment(), log_level=os.environ.get("SOCLE_LOG_LEVEL", "WARNING"))
    return replace(settings, data_dir=(folder_of(data) or settings.data_dir).resolve())


def _open(settings: Settings) -> None:
    """Set Django up on this folder's database. Stops when no journal is there."""
    from socle.config import startup  # noqa: PLC0415

    if not settings.database_url and not (settings.data_dir / "socle.sqlite3").is_file():
        raise Stop(f"there is no journal in {settings.data_dir}: name its folder with --data", Exit.USAGE)
    startup.setup(settings)
    from django.db import DatabaseError, connection  # noqa: PLC0415 - Django is set up by then

    try:
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        raise Stop(f"the database cannot be read: {error}", Exit.UNREACHABLE) from error
    if "ledger_treehead" not in tables:
        raise Stop("this database has no sealed journal yet: start this version of Socle on it once", Exit.REFUSED)


def _init(settings: Settings, out: Output) -> int:
    from socle.ledger import signing  # noqa: PLC0415

    path = signing.path(settings.data_dir)
    made = signing.create(path)
    try:
        key = signing.load(path, may_create=False).public_key().public_bytes_raw().hex()
    except signing.SigningKeyRefused as error:
        raise Stop(str(error), Exit.REFUSED) from error
    said = "made" if made else "there already"
    out.result({"key": key, "file": str(path), "made": made}, f"{path}: {said}, public key {key}")
    return Exit.DONE


def _verify(args: argparse.Namespace, out: Output) -> int:
    from socle.ledger import sealing  # noqa: PLC0415
    from socle.ledger.verification import verify  # noqa: PLC0415

    report = verify(sealing.heads_folder(), _keys(args.key), args.since)
    out.result(report.as_dict(), _lines(report))
    return Exit.DONE if report.first_bad is None else Exit.REFUSED


def _keys(pem: Path | None) -> Collection[bytes]:
    """The public keys whose signatures count: those given, else those published beside the exported heads."""
    from socle import storage  # noqa: PLC0415
    from socle.ledger import sealing, signing  # noqa: PLC0415

    try:
        if pem is not None:
            return signing.of_pem(pem.read_bytes())
        return signing.trusted(storage.data_dir(), sealing.heads_folder())
    except (OSError, ValueError, signing.SigningKeyRefused) as error:
        raise Stop(f"the public key cannot be read: {error}", Exit.USAGE) from error


def _lines(report: Report) -> list[str]:
    told = report.as_dict()
    lines = [
        f"{'valid' if told['valid'] else 'NOT VALID'}: {report.size} events, root {told['root']}",
        f"signed at {told['signed_at'] or '-'}; {report.heads} heads, {report.exported} exported",
        f"{report.waiting} events wait for their seal",
    ]
    if report.first_bad:
        numbers = " ".join(f"{name} {value}" for name, value in report.first_bad.numbers.items())
        lines.append(f"first bad place: {report.first_bad.place} ({numbers}): {report.first_bad.why}")
    return lines


def _prove(args: argparse.Namespace, out: Output) -> int:
    from socle.ledger import proving  # noqa: PLC0415
    from socle.ledger.tree import MissingTile  # noqa: PLC0415

    try:
        proof = (
            proving.consistency(args.since, args.size)
            if args.event is None
            else proving.inclusion(args.event, args.size)
        )
    except proving.NoProof as error:
        raise Stop(str(error), Exit.REFUSED) from error
    except MissingTile as error:
        raise Stop(f"the tree is damaged ({error}): run `socle ledger verify`", Exit.REFUSED) from error
    out.result(proof, _text(proof))
    return Exit.DONE


def _head(_args: argparse.Namespace, out: Output) -> int:
    from socle.ledger import proving  # noqa: PLC0415

    head = proving.head()
    if head is None:
        raise Stop("the journal has no signed head yet", Exit.REFUSED)
    out.result(head.as_dict(), _text(head.as_dict()))
    return Exit.DONE


def _events(_args: argparse.Namespace, _out: Output) -> int:
    from socle.ledger import proving  # noqa: PLC0415

    for body in proving.events():
        print(body)
    return Exit.DONE


def _text(document: dict[str, Any]) -> str:
    """Proofs and heads are files for the verifier, with or without `--json`."""
    return json.dumps(document, ensure_ascii=False, indent=2)
