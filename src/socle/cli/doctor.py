"""`socle doctor`: measures the disk under the data folder and says what to expect of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from socle.cli.atrest import folder_of, settings_for
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, help="folder of the Socle (default: SOCLE_DATA, the sandbox's, or this one); 10 seconds")
    add("--seconds", type=float, default=1.5, help="how long each measure lasts (default: 1.5)")


def run(args: argparse.Namespace, out: Output) -> int:
    """Measure, and say it in sentences; with --json the figures too."""
    from socle.storage import measuring  # noqa: PLC0415 - `socle --help` stays quick

    named = settings_for(folder_of(args.data)).data_dir
    folder = named if args.data or named.is_dir() else Path.cwd()
    if not folder.is_dir():
        raise Stop(f"{folder} is not there: name a folder of the disk to measure with --data", Exit.USAGE)
    out.say(f"measuring the disk under {folder}: nothing is left behind")
    try:
        figures = measuring.measure(folder, lasting=args.seconds)
    except OSError as error:
        raise Stop(f"{folder} cannot be measured: {error.strerror}", Exit.REFUSED) from error
    sentences = measuring.said(figures)
    out.result({**asdict(figures), "said": sentences}, sentences)
    return Exit.DONE
