"""`socle restore DIR`: a backup into an empty folder and database, every byte verified on the way."""

from __future__ import annotations

import argparse
from pathlib import Path

from socle.cli.atrest import settings_for
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="where `socle backup` put its copies")
    add("--data", type=Path, help="the empty folder to fill (default: SOCLE_DATA)")
    add("--keys", type=Path, metavar="DIR", help="where the copies of the keys are (default: DIR/keys)")
    add("--snapshot", default="", metavar="NAME", help="which backup (default: the latest)")
    add("--master", type=Path, metavar="FILE", help="the master key, when the copies of the keys do not hold it")


def run(args: argparse.Namespace, out: Output) -> int:
    """Restore, then say how to verify the whole."""
    from socle.config import startup  # noqa: PLC0415 - `socle --help` stays quick

    settings = settings_for(args.data)
    try:
        startup.setup(settings)
    except ValueError as error:
        raise Stop(str(error), Exit.USAGE) from error
    return bring_back(args, out)


def bring_back(args: argparse.Namespace, out: Output) -> int:
    """Restore into what the settings in force name."""
    from django.db import connection  # noqa: PLC0415

    from socle import clock, storage  # noqa: PLC0415
    from socle.ledger import sealing  # noqa: PLC0415
    from socle.storage import backup  # noqa: PLC0415

    folder, data = args.folder.resolve(), storage.data_dir()
    where = backup.Backup(folder, (args.keys or folder / "keys").resolve(), out.say)
    try:
        master = args.master.read_bytes() if args.master else None
        wanted = backup.restore(
            where,
            storage.files(),
            data,
            at=clock.now(),
            heads=sealing.heads_folder(),
            name=args.snapshot,
            master=master,
        )
    except storage.StorageError as error:
        raise Stop(str(error), Exit.REFUSED) from error
    except OSError as error:
        raise Stop(f"the restoration stopped: {error}; empty {data} and start again", Exit.REFUSED) from error
    finally:
        connection.close()
    document = {"made": wanted.made, "documents": len(wanted.documents), "data": str(data)}
    out.result(
        document, f"{len(wanted.documents)} document files as of {wanted.made}; now run socle check --data {data}"
    )
    return Exit.DONE
