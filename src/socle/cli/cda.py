"""`socle cda show`: clinical documents in hand; no server."""

from __future__ import annotations

import argparse

from socle.cli import cda_show
from socle.cli.output import Output


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    cda_show.configure(actions.add_parser("show", help="a readable, printable page from a document, or its text"))
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, out: Output) -> int:
    return cda_show.run(args, out)
