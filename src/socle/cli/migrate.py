"""`socle migrate`: the next schema laid while the previous program serves, and the former taken away after."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.atrest import folder_of, settings_for
from socle.cli.output import Exit, Output, Stop

if TYPE_CHECKING:
    from socle.config.migrating import Planned, Step
    from socle.config.settings import Settings

WORDS = ("plan", "expand", "contract", "whole")
EPILOG = """plan (default) changes nothing. expand: before the new program starts, while the previous one serves.
contract: once no previous program runs. whole: both, while no Socle runs on this folder."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    add = parser.add_argument
    add("phase", nargs="?", choices=WORDS, default="plan", metavar="plan|expand|contract|whole")
    add("--data", type=Path, help="folder of the Socle (default: SOCLE_DATA, else the sandbox's)")
    add("--batch", type=int, default=500, help="rows filled at once (500)")
    add("--pause", type=float, default=0.05, help="seconds of rest between two batches, at least as long as one (0.05)")
    add("--patience", type=float, default=600, help="seconds during which a lock is asked for again and again (600)")


def run(args: argparse.Namespace, out: Output) -> int:
    """Say what is missing, or lay it; 1 when it cannot be done now, with the reason."""
    from socle.config import migrating, startup  # noqa: PLC0415 - `socle --help` stays quick

    settings = _settings(args.data)
    startup.setup(settings)
    standing = migrating.standing()
    if standing.beyond:
        raise Stop("\n".join(f"{id}: {text}" for id, text in standing.refusals()), Exit.REFUSED)
    try:
        if args.phase == "plan":
            steps = migrating.plan()
            out.result(_document(steps, ()), _lines(steps))
            return Exit.DONE
        done = tuple(_lay(args, settings, out))
        steps = migrating.plan()
    except migrating.NotNow as error:
        raise Stop(str(error), Exit.REFUSED) from error
    out.result(_document(steps, done), [f"{step} done" for step in done] or ["nothing to do"])
    for line in _lines(steps) if steps else ():
        out.say(line)
    return Exit.DONE


def _settings(data: Path | None) -> Settings:
    from socle.config.startup import is_sandbox_folder  # noqa: PLC0415

    settings = settings_for(folder_of(data))
    if not settings.data_dir.is_dir():
        raise Stop(f"{settings.data_dir} is not there: name a Socle's folder with --data", Exit.USAGE)
    return replace(settings, sandbox=is_sandbox_folder(settings.data_dir))


def _lay(args: argparse.Namespace, settings: Settings, out: Output) -> Iterator[Step]:
    """Lay what this call asks for. Raises `NotNow`, `Stop`."""
    from socle.config import migrating, startup  # noqa: PLC0415
    from socle.storage.schema.pace import ALONE, Pace  # noqa: PLC0415

    pace = Pace(batch=args.batch, pause=args.pause, patience=args.patience, say=out.say)
    with ExitStack() as held:
        held.enter_context(migrating.alone(settings.data_dir))
        if args.phase == "whole":
            try:
                held.enter_context(startup.hold(settings.data_dir))
            except OSError as error:
                raise migrating.NotNow(f"a Socle runs on {settings.data_dir}: end it first") from error
            pace = replace(ALONE, say=out.say)
        if args.phase == "contract":
            migrating.may_take_away(settings.data_dir)
        chosen = _chosen(migrating.plan(), args.phase)
        yield from migrating.lay(chosen, pace)


def _chosen(steps: Iterable[Planned], phase: str) -> list[Step]:
    """The steps of this phase that wait for no other. Raises `NotNow` when one would disturb those who serve."""
    from socle.config.migrating import NotNow  # noqa: PLC0415

    chosen = [held for held in steps if phase == "whole" or (held.step.phase == phase and not held.waits_for)]
    faults = [fault for held in chosen for fault in held.faults]
    if faults and phase != "whole":
        raise NotNow("\n".join(faults))
    return [held.step for held in chosen]


def _document(steps: Iterable[Planned], done: Iterable[Step]) -> dict[str, Any]:
    return {
        "done": [str(step) for step in done],
        "missing": [
            {
                "migration": str(held.step),
                "phase": held.step.phase,
                "does": held.does,
                "rows": held.rows,
                "waits_for": held.waits_for or None,
                "faults": held.faults,
            }
            for held in steps
        ],
    }


def _lines(steps: Iterable[Planned]) -> Iterator[str]:
    nothing = True
    for held in steps:
        nothing = False
        rows = ", ".join(f"{table}: about {count} rows" for table, count in held.rows.items())
        yield f"{held.step.phase or 'no phase'}  {held.step}" + (f"  ({rows})" if rows else "")
        yield from (f"    {text}" for text in held.does)
        if held.waits_for:
            yield f"    waits for {held.waits_for}"
        yield from (f"    REFUSED while Socle serves: {text}" for text in held.faults)
    if nothing:
        yield "the database has this program's schema"
