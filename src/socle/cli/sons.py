"""`socle sons ACTION`: the money for software. Orders checked, tranche and amount, timeline, dates in force.

Actions are modules of their own, named in `ACTIONS`, and import what they work with only when they run.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from socle.cli.output import Exit, Output, Stop, verdict_lines
from socle.cli.understood import columns_told

#: Each action: the module that does it, one line of help.
ACTIONS: dict[str, tuple[str, str]] = {
    "check": ("socle.cli.sons_check", "check orders before they are signed or presented: each refusal with its reason"),
    "amount": ("socle.cli.sons_amount", "the tranche and amount of a managing body, or an establishment's ceiling TTC"),
    "timeline": ("socle.cli.sons_timeline", "from order to balance: what is done, what blocks what, what is lost"),
    "calendar": ("socle.cli.sons_calendar", "the dates in force on a day, by couloir and wave"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, (module, help_line) in ACTIONS.items():
        sub = actions.add_parser(name, help=help_line, description=f"{help_line[0].upper()}{help_line[1:]}.")
        sub.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        sub.add_argument("--at", metavar="DATE", help="the day of the act (2022-07-01); today without it")
        sub.add_argument("--mapping", type=Path, metavar="TOML", help="how your columns are called")
        sub.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", dest="assumptions",
            help="another value for an assumption; every answer lists them",
        )  # fmt: skip
        import_module(module).configure(sub)


@columns_told
def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes import files  # noqa: PLC0415 - `socle --help` stays quick

    try:
        return int(import_module(ACTIONS[args.action][0]).run(args, out))
    except files.UnreadableFile as error:
        told = error.finding.as_dict()
        raise Stop("\n".join(verdict_lines(told)), Exit.REFUSED, {"verdicts": [told]}) from error
