"""`socle reset`: the running sandbox back to its first state."""

from __future__ import annotations

import argparse

from socle.cli.connection import Sandbox, add_url
from socle.cli.output import Exit, Output


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    result = Sandbox(args.url).post("/reset")
    out.result(result, f"back to the first state of the world {result['world']}")
    return Exit.DONE
