"""`socle why`: may this actor do this, and why: the decision explained, without doing anything."""

from __future__ import annotations

import argparse
from urllib.parse import urlencode

from socle.cli.acting import TEST_NIR
from socle.cli.connection import Sandbox, add_url
from socle.cli.output import Exit, Output

ACTIONS = (
    "test existence", "declare oneself authorised", "remove own authorisation", "become medecin traitant",
    "drop medecin traitant role", "feed", "feed with employee card", "search metadata", "find document reference",
    "retrieve", "mask", "unmask", "make visible to patient", "make visible to representatives", "delete", "archive",
    "unarchive", "read activity history",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)
    parser.add_argument("--patient", required=True, metavar="INS", help="matricule, or id in the sandbox")
    parser.add_argument("--oid", default=TEST_NIR, help="kind of matricule (default: test NIR, %(default)s)")
    parser.add_argument("--as", dest="who", required=True, metavar="WHO", help="an actor of the sandbox (socle people)")
    parser.add_argument("--action", required=True, metavar="ACTION", help=f"one of: {', '.join(ACTIONS)}")
    parser.add_argument("--document", default="", metavar="UNIQUE_ID", help="the document it bears on")
    parser.add_argument(
        "--at", default="", metavar="INSTANT", help="judge at this instant (default: the sandbox's now)"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    asked = {
        "patient": args.patient,
        "oid": args.oid,
        "as": args.who,
        "action": args.action,
        "document": args.document,
        "at": args.at,
    }
    decision = Sandbox(args.url).get("/why?" + urlencode({key: value for key, value in asked.items() if value}))
    rules = ", ".join(decision["rules"])
    told = "allowed" if decision["allowed"] else "refused"
    out.result(decision, [f"{told}: {decision['sentence']}", f"rules: {rules}" if rules else "no rule of the book"])
    return Exit.DONE if decision["allowed"] else Exit.REFUSED
