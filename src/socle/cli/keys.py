"""`socle keys init`: the master key of a new Socle. `socle keys rotate`: a new one, while Socle serves."""

from __future__ import annotations

import argparse
from pathlib import Path

from socle.cli.atrest import open_data, settings_for
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("init", "rotate"), help="make it, or change it; interrupted, call again")
    parser.add_argument("--data", type=Path, help="its folder (default: SOCLE_DATA; to rotate, else the sandbox's)")


def run(args: argparse.Namespace, out: Output) -> int:
    """Make the master key; or rotate, and say how many keys were wrapped again."""
    if args.action == "init":
        return _init(args.data, out)
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


def _init(data: Path | None, out: Output) -> int:
    """Wrapped by the key service when the settings name one, else a file for its owner alone."""
    from socle.storage.errors import StorageError  # noqa: PLC0415
    from socle.storage.keys import KeyRing  # noqa: PLC0415

    settings = settings_for(data)
    try:
        service = settings.key_service
    except ValueError as error:
        raise Stop(str(error), Exit.USAGE) from error
    ring = KeyRing(settings.data_dir / "keys", may_create_master=False, service=service)
    made = not ring.master_path.exists()
    try:
        ring.create_master()
        ring.masters()
    except (StorageError, OSError) as error:
        raise Stop(f"no master key was made: {error}" if made else str(error), Exit.REFUSED) from error
    wrapped = service is not None and not ring.is_clear
    how = "wrapped by the key service" if wrapped else "in clear, for its owner alone"
    said = f"{ring.master_path}: {'made' if made else 'there already'}, {how}"
    out.result({"file": str(ring.master_path), "made": made, "wrapped": wrapped}, f"{said}; keep a copy apart")
    return Exit.DONE
