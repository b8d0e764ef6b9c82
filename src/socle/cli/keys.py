"""`socle keys rotate`: a new master key, every record key wrapped again under it, while Socle serves."""

from __future__ import annotations

import argparse
from pathlib import Path

from socle.cli.atrest import open_data
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("rotate",), help="change the master key; interrupted, call it again")
    parser.add_argument("--data", type=Path, help="folder of the Socle (default: SOCLE_DATA)")


def run(args: argparse.Namespace, out: Output) -> int:
    """Rotate, and say how many keys were wrapped again."""
    from socle import storage  # noqa: PLC0415 - `socle --help` stays quick
    from socle.storage.rotation import rotate  # noqa: PLC0415

    open_data(args.data)
    try:
        done = rotate(storage.keyring(), out.say)
    except (storage.StorageError, OSError) as error:
        raise Stop(f"the rotation stopped, nothing is lost: {error}. Mend it, then call again", Exit.REFUSED) from error
    out.result(
        {"rotated": done}, f"{done} record keys wrapped under a new master key; take a new backup of the keys now"
    )
    return Exit.DONE
