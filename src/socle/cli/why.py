"""`socle why`: may this actor do this, and why: the decision explained, without doing anything."""

from __future__ import annotations

import argparse
import re
from urllib.parse import urlencode

from socle.cli.acting import TEST_NIR
from socle.cli.connection import Sandbox, add_url
from socle.cli.output import Exit, Output
from socle.record.facts import Action

#: The commands' own names, for the actions they do.
COMMANDS = {
    "record": Action.TEST_EXISTENCE,
    "authorise": Action.DECLARE_AUTHORISED,
    "find": Action.SEARCH,
    "get": Action.RETRIEVE,
    "consent": Action.DECLARE_AUTHORISED,
    "watch": Action.SEARCH,
    "hide": Action.MASK,
    "show": Action.UNMASK,
}


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)
    parser.add_argument("--patient", required=True, metavar="INS", help="matricule, or id in the sandbox")
    parser.add_argument("--oid", default=TEST_NIR, help="kind of matricule (default: test NIR, %(default)s)")
    parser.add_argument("--as", dest="who", required=True, metavar="WHO", help="an actor of the sandbox (socle people)")
    parser.add_argument(
        "--action",
        required=True,
        type=_action,
        metavar="ACTION",
        help=f"one of: {', '.join(Action)}; or a command: {', '.join(COMMANDS)}",
    )
    parser.add_argument("--document", default="", metavar="UNIQUE_ID", help="the document it bears on")
    parser.add_argument(
        "--at", default="", metavar="INSTANT", help="judge at this instant (default: the sandbox's now)"
    )


def _action(text: str) -> Action:
    """An action by its words, with blanks, dashes or underscores between them, or by the command that does it."""
    words = re.sub(r"[\s_-]+", " ", text.strip()).lower()
    known = COMMANDS | {action.value.lower(): action for action in Action}
    if words not in known:
        raise argparse.ArgumentTypeError(f"'{text}' is no action: write one of {', '.join(Action)}")
    return known[words]


def run(args: argparse.Namespace, out: Output) -> int:
    asked = {
        "patient": args.patient,
        "oid": args.oid,
        "as": args.who,
        "action": args.action.value,
        "document": args.document,
        "at": args.at,
    }
    decision = Sandbox(args.url).get("/why?" + urlencode({key: value for key, value in asked.items() if value}))
    rules = ", ".join(decision["rules"])
    told = "allowed" if decision["allowed"] else "refused"
    out.result(decision, [f"{told}: {decision['sentence']}", f"rules: {rules}" if rules else "no rule of the book"])
    return Exit.DONE if decision["allowed"] else Exit.REFUSED
