"""`socle show`: unmask a document, or make it visible to the patient or his representatives, for good (TD3.3b)."""

from __future__ import annotations

import argparse

from socle.cli import updating
from socle.cli.output import Output


def configure(parser: argparse.ArgumentParser) -> None:
    updating.configure(parser)
    updating.add_whom(
        parser, "--to", "to whom to show it (default: professionals); patient and representatives cannot be taken back"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    whom = updating.whom(args)
    return updating.run(
        args, out, lambda way, held, of, mode: way.show(held, of, whom, mode), f"shown to {', '.join(whom)}"
    )
