"""`socle clock show|set INSTANT|advance DURATION|freeze|run`: the sandbox's clock."""

from __future__ import annotations

import argparse

from socle.cli.connection import Sandbox, add_url
from socle.cli.output import Exit, Output, Stop
from socle.clock import parse_duration, parse_instant


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("show", help="the instant it is in the sandbox")
    actions.add_parser("set", help="move to an instant").add_argument("value", metavar="INSTANT")
    actions.add_parser("advance", help="move by a duration, e.g. 15d, 2h30m, -1w").add_argument(
        "value", metavar="DURATION"
    )
    actions.add_parser("freeze", help="stop the clock where it stands")
    actions.add_parser("run", help="let time pass again")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        action.add_argument("--url", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, out: Output) -> int:
    _check(args)
    sandbox = Sandbox(args.url)
    if args.action == "show":
        state = sandbox.get("/clock")
    else:
        state = sandbox.post("/clock", {"action": args.action, "value": getattr(args, "value", None)})
    out.result(state, f"{state['now']}{' (frozen)' if state['frozen'] else ''}")
    return Exit.DONE


def _check(args: argparse.Namespace) -> None:
    """Refuse a faulty instant or duration before asking anybody."""
    try:
        if args.action == "set":
            parse_instant(args.value)
        elif args.action == "advance":
            parse_duration(args.value)
    except ValueError as error:
        raise Stop(str(error), Exit.USAGE) from error
