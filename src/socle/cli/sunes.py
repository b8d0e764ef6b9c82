"""`socle sunes ACTION`: the SUN-ES programme of an establishment, from its own files, without any server.

Actions are modules of their own, named in `ACTIONS`: each offers `configure(parser)` and `run(args, out) -> int`, and
imports what it works with only when it runs.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from socle.cli.output import Output
from socle.cli.understood import columns_told

#: Each action: the module that does it, one line of help.
ACTIONS: dict[str, tuple[str, str]] = {
    "compute": ("socle.cli.sunes_compute", "the eight indicators of a month against the targets of a window"),
    "best": ("socle.cli.sunes_best", "the months of a window, the best first"),
    "forecast": ("socle.cli.sunes_forecast", "where the month will end, from its days so far, with a range"),
    "windows": ("socle.cli.sunes_windows", "the windows of the programme, their targets, what may be switched"),
    "dossier": ("socle.cli.sunes_dossier", "where each application stands, and what blocks what"),
    "gap": ("socle.cli.sunes_gap", "the 5 % control: declared figures against the national ones"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, (module, help_line) in ACTIONS.items():
        told = help_line.replace("%", "%%")
        sub = actions.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
        sub.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        import_module(module).configure(sub)


@columns_told
def run(args: argparse.Namespace, out: Output) -> int:
    return int(import_module(ACTIONS[args.action][0]).run(args, out))
