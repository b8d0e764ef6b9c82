"""`socle cda show`: a document as one readable, printable page that needs nothing else, or as text; no server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, Stop, verdict_lines

if TYPE_CHECKING:
    from socle.documents.showing import Readable


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", help="a CDA document, or - for standard input")
    add("-o", "--output", type=Path, metavar="PAGE.html", help="where to write the page (default: standard output)")
    add("--text", action="store_true", help="a summary in plain text, for a terminal")


def run(args: argparse.Namespace, out: Output) -> int:
    readable = _readable(args.file, out)
    if args.text or out.json:
        from socle.documents.showing import plain  # noqa: PLC0415 - `socle --help` stays quick

        text = list(plain.lines(readable))
        if args.output is not None:
            _write(args.output, "\n".join(text) + "\n")
            out.result({"file": args.file, "page": str(args.output)}, str(args.output))
            return Exit.DONE
        out.result({"file": args.file, "title": readable.title, "text": "\n".join(text)}, text)
        return Exit.DONE
    page = _page(readable)
    if args.output is None:
        sys.stdout.write(page)
        return Exit.DONE
    _write(args.output, page)
    out.result({"file": args.file, "page": str(args.output)}, str(args.output))
    return Exit.DONE


def _readable(name: str, out: Output) -> Readable:
    """What to show of the file. Stops where it cannot be opened, or holds no document."""
    from socle.documents import cda, show  # noqa: PLC0415

    try:
        data = sys.stdin.buffer.read(cda.MAX_SIZE + 1) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Stop(f"{name}: {error.strerror}", Exit.USAGE) from error
    document, findings = cda.read(data)
    if document is None:
        verdicts = [finding.as_dict() for finding in findings]
        for one in verdicts:
            out.say("\n".join(verdict_lines(one)))
        raise Stop(f"{name}: no CDA document to show", Exit.REFUSED, {"file": name, "verdicts": verdicts})
    return show(document)


def _page(readable: Readable) -> str:
    from socle.config import startup  # noqa: PLC0415 - templates need Django
    from socle.config.settings import Settings  # noqa: PLC0415

    startup.setup(Settings(log_level="ERROR"))
    from socle.documents.showing import standalone  # noqa: PLC0415 - Django is set up by now

    return standalone.page(readable)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Stop(f"{path}: {error.strerror}", Exit.USAGE) from error
