"""`socle hide`: mask a document to professionals (TD3.3a).

From the patient or his representatives a document is hidden when it is fed (`socle feed --hide`), never afterwards:
asked for here, the server answers why.
"""

from __future__ import annotations

import argparse

from socle.cli import updating
from socle.cli.output import Output


def configure(parser: argparse.ArgumentParser) -> None:
    updating.configure(parser)
    updating.add_whom(parser, "--from", "from whom to hide it (default: professionals)")


def run(args: argparse.Namespace, out: Output) -> int:
    whom = updating.whom(args)
    return updating.run(
        args, out, lambda way, held, of, mode: way.hide(held, of, whom, mode), f"hidden from {', '.join(whom)}"
    )
