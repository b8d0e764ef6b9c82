"""`socle cda check FILE…`: everything wrong with documents, where it is, and how to mend it; no server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli import cda_official
from socle.cli.output import Exit, Output, Stop

if TYPE_CHECKING:
    from socle.documents.checking import Judgement

#: Above so many files, the person who waits is told how far it went.
_MANY = 20
_MARKS = {"error": "ERROR", "warning": "warning", "info": "info"}


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", help="CDA documents, folders of them (*.xml), or - for standard input")
    add("--profile", default="default", help="default, sun-es or dmp-strict: which warnings become errors")
    add("--writing", action="store_true", help="judge as documents about to be sent: codes no longer in force refuse")
    add("--no-pdf", action="store_true", help="do not look into the PDF that level 1 wraps: quicker")
    add("--quiet", action="store_true", help="errors only, warnings and information left out of the text")
    cda_official.configure(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Judge each file; 1 when one of them is not valid, 2 when one cannot be opened."""
    if args.no_pdf:
        return _check(args, out)
    from socle.documents import pdf  # noqa: PLC0415 - loaded where it serves

    with pdf.kept(now=_wraps_a_file(args.files[0])):
        return _check(args, out)


def _wraps_a_file(name: str) -> bool:
    """Whether a document seems to be of level 1: what reads PDFs then loads while what judges documents does."""
    return Path(name).is_file() and b"nonXMLBody" in _read(name)


def _check(args: argparse.Namespace, out: Output) -> int:
    from socle import clock  # noqa: PLC0415 - `socle --help` stays quick
    from socle.documents.checking import judge, profiles  # noqa: PLC0415

    if args.profile not in profiles():
        raise Stop(f"no profile '{args.profile}': the profiles are {', '.join(profiles())}", Exit.USAGE)
    files, at = list(_files(args.files)), clock.now()
    documents: list[dict[str, Any]] = []
    valid, official = True, cda_official.Official(args)
    for number, name in enumerate(files, 1):
        data = _read(name)
        judgement = judge(data, at=at, profile=args.profile, writing=args.writing, pdf=not args.no_pdf)
        beside = official.judge(data) if judgement.document else {}
        valid = valid and judgement.valid and not cda_official.refused(beside)
        if out.json:
            documents.append({"file": name, **judgement.as_json(), **beside})
        else:
            out.result(None, [*_lines(name, judgement, quiet=args.quiet), *cda_official.lines(beside)])
        if len(files) >= _MANY and not number % _MANY:
            out.say(f"{number} of {len(files)} documents checked")
    for name, why in official.skipped.items():
        out.say(f"{name} was not run: {why}")
    if out.json:
        out.result({"documents": documents})
    return Exit.DONE if valid else Exit.REFUSED


def _files(names: list[str]) -> Iterator[str]:
    for name in names:
        if name != "-" and Path(name).is_dir():
            found = sorted(map(str, Path(name).rglob("*.xml")))
            if not found:
                raise Stop(f"{name}: no .xml file in this folder", Exit.USAGE)
            yield from found
        else:
            yield name


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Stop(f"{name}: cannot be read ({error.strerror or error})", Exit.USAGE) from error


def _lines(name: str, judgement: Judgement, *, quiet: bool) -> Iterator[str]:
    """One file as a person reads it: whether it is valid, then each finding with its line, place and way out."""
    counts = {mark: sum(one.severity == mark for one in judgement.findings) for mark in _MARKS}
    told = ", ".join(f"{count} {mark}{'s' if count > 1 else ''}" for mark, count in counts.items() if count)
    kind = f"level {judgement.level}, type {judgement.type_code or 'unknown'}" if judgement.document else "no document"
    yield f"{name}: {'valid' if judgement.valid else 'NOT VALID'} ({kind}{'; ' + told if told else ''})"
    for one in judgement.findings:
        if quiet and one.severity != "error":
            continue
        yield f"  {_MARKS[one.severity]} line {one.line}, {one.id} [{one.rule}]"
        yield f"    {one.finding.sentence('en')}"
        yield f"    {one.finding.verdict.way_out}"
