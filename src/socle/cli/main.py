"""`socle …`: reads the command's name, loads its module alone, runs it and gives its exit status."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from importlib import import_module

from socle import __version__
from socle.cli.output import Exit, Output, Stop
from socle.cli.table import COMMANDS, Command, command


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused or faulty, 2 words off, 3 unreachable (interfaces.md)."""
    words = [_shielded(word) for word in (sys.argv[1:] if argv is None else argv)]
    chosen = next((found for word in words if not word.startswith("-") and (found := command(word))), None)
    parser = _parser(chosen)
    args = parser.parse_args(words)
    if chosen is None:
        parser.print_help(sys.stderr)
        return Exit.USAGE
    out = Output(json=args.json)
    try:
        return int(import_module(chosen.module).run(args, out))
    except Stop as stop:
        if out.json and stop.document is not None:
            out.result(stop.document)
        out.say(str(stop))
        return int(stop.status)
    except BrokenPipeError:
        sys.stderr.close()  # the reader left (`socle people | head`): nothing more to say
        return Exit.DONE
    except KeyboardInterrupt:
        return 130  # as shells do for SIGINT


def _shielded(word: str) -> str:
    """A negative duration (`-1w`) looks like an option: a space before it tells argparse that it is none."""
    return f" {word}" if re.fullmatch(r"-(\d+[smhdw])+", word) else word


def _parser(chosen: Command | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="socle", description="The French digital-health core services, as one program."
    )
    parser.add_argument("--version", action="version", version=f"socle {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    for entry in COMMANDS:
        sub = commands.add_parser(entry.name, help=entry.help, description=f"{entry.help[0].upper()}{entry.help[1:]}.")
        sub.add_argument("--json", action="store_true", help="print one JSON document on standard output")
        if entry is chosen:
            import_module(entry.module).configure(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
