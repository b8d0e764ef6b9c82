"""`socle archive`: put a document into the archives, or take it out again (TD3.3d)."""

from __future__ import annotations

import argparse

from socle.cli import updating
from socle.cli.output import Output


def configure(parser: argparse.ArgumentParser) -> None:
    updating.configure(parser)
    parser.add_argument("--undo", action="store_true", help="take it out of the archives")


def run(args: argparse.Namespace, out: Output) -> int:
    return updating.run(
        args,
        out,
        lambda way, held, of, mode: way.archive(held, of, undo=args.undo, access=mode),
        "out of the archives" if args.undo else "archived",
    )
