"""`socle backup DIR`: everything at rest copied, incrementally, while Socle serves; the keys apart."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from socle.cli.atrest import open_data
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="where backups go; documents already there are not copied again")
    add("--data", type=Path, help="folder of the Socle to copy (default: SOCLE_DATA, else the sandbox's)")
    add("--keys", type=Path, metavar="DIR", help="where copies of the keys go (default: DIR/keys; better elsewhere)")
    add(
        "--keys-life",
        type=_days,
        default=_days("30d"),
        metavar="DAYS",
        help="how long this copy of the keys lives: 30d",
    )
    add("--without-master", action="store_true", help="leave the master key out: you keep it elsewhere")


def _days(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,4})d", text)
    if not match or not int(match[1]):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of days: write 30d")
    return timedelta(days=int(match[1]))


def run(args: argparse.Namespace, out: Output) -> int:
    """Make one backup, and say what it holds."""
    open_data(args.data)
    return copy(args, out)


def copy(args: argparse.Namespace, out: Output) -> int:
    """Copy what the settings in force name."""
    from socle import clock, storage  # noqa: PLC0415 - `socle --help` stays quick
    from socle.config.startup import is_sandbox_folder  # noqa: PLC0415
    from socle.ledger import sealing  # noqa: PLC0415
    from socle.storage import backup  # noqa: PLC0415

    house = storage.data_dir() if is_sandbox_folder(storage.data_dir()) else None
    where = backup.Backup(args.folder.resolve(), (args.keys or args.folder / "keys").resolve(), out.say)
    try:
        done = backup.take(
            where,
            storage.files(),
            storage.keyring(),
            at=clock.now(),
            house=house,
            heads=sealing.heads_folder(),
            life=args.keys_life,
            with_master=not args.without_master,
        )
    except storage.StorageError as error:
        raise Stop(str(error), Exit.REFUSED) from error
    except OSError as error:
        raise Stop(f"the backup stopped: {error}", Exit.REFUSED) from error
    sentence = f"{done.name}: {done.documents} document files, {done.copied} bytes copied; keys in {done.keys}"
    out.result(asdict(done), sentence)
    return Exit.DONE
