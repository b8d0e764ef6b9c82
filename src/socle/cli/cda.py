"""`socle cda ACTION`: what concerns CDA documents as files, without a server.

Actions are modules of their own, named in `ACTIONS`: each offers `configure(parser)` and `run(args, out) -> int`, and
imports what it works with only when it runs.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from socle.cli.output import Output

#: Each action: the module that does it, one line of help.
ACTIONS: dict[str, tuple[str, str]] = {
    "check": ("socle.cli.cda_check", "say everything wrong with documents, where, and how to mend it"),
    "build": ("socle.cli.cda_build", "a conformant document from a description in TOML or JSON"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, (module, help_line) in ACTIONS.items():
        sub = actions.add_parser(name, help=help_line, description=f"{help_line[0].upper()}{help_line[1:]}.")
        sub.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        import_module(module).configure(sub)


def run(args: argparse.Namespace, out: Output) -> int:
    return int(import_module(ACTIONS[args.action][0]).run(args, out))
