"""`socle cda check FILE…`: everything wrong with documents, where it is, and how to mend it; no server.

An archive is opened in memory: its own verdicts, then each CDA document in it, named by its path there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli import cda_official
from socle.cli.output import Exit, Output, Stop

if TYPE_CHECKING:
    from socle.documents.checking import Judgement, Located
    from socle.documents.control.archives import Opened

#: Above so many files, the person who waits is told how far it went.
_MANY = 20
#: What is taken of a folder, in whatever case: XDM writes capitals.
_SUFFIXES = frozenset({".xml", ".zip"})
_MARKS = {"error": "ERROR", "warning": "warning", "info": "info"}


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "files",
        nargs="+",
        metavar="FILE",
        help="CDA documents, XDM or ZIP archives, folders of both, or - (standard input)",
    )
    add("--profile", default="default", help="default, sun-es or dmp-strict: which warnings become errors")
    add("--writing", action="store_true", help="judge as documents about to be sent: codes no longer in force refuse")
    add("--no-pdf", action="store_true", help="do not look into the PDF that level 1 wraps: quicker")
    add("--quiet", action="store_true", help="errors only, warnings and information left out of the text")
    cda_official.configure(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Judge each file; 1 when one of them is not valid, 2 when one cannot be read."""
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
    from socle.documents.checking import profiles  # noqa: PLC0415

    if args.profile not in profiles():
        raise Stop(f"no profile '{args.profile}': the profiles are {', '.join(profiles())}", Exit.USAGE)
    files, at = list(_files(args.files)), clock.now()
    official = cda_official.Official(args)
    rows: list[dict[str, Any]] = []
    valid = True
    for number, name in enumerate(files, 1):
        for row, good, lines in _checked(name, _read(name), args, at, official):
            valid = valid and good
            if out.json:
                rows.append(row)
            else:
                out.result(None, lines)
        if len(files) >= _MANY and not number % _MANY:
            out.say(f"{number} of {len(files)} files checked")
    for name, why in official.skipped.items():
        out.say(f"{name} was not run: {why}")
    if out.json:
        out.result({"documents": rows})
    return Exit.DONE if valid else Exit.REFUSED


def _checked(
    name: str, data: bytes, args: argparse.Namespace, at: datetime, official: cda_official.Official
) -> Iterator[tuple[dict[str, Any], bool, Iterable[str]]]:
    """What a file holds, an archive itself first: each with its row of the report, whether it is valid, its lines."""
    from socle.documents.checking import judge  # noqa: PLC0415 - `socle --help` stays quick
    from socle.documents.control.kinds import Kind, kind_of  # noqa: PLC0415

    found: Iterable[tuple[str, bytes]] = [(name, data)]
    kind = kind_of(data)
    if kind is Kind.PDF:
        from socle.documents.control.examining import examine  # noqa: PLC0415 - only where there is one

        examined = examine(name, data, at=at, profile=args.profile)
        yield {**examined.as_json()}, False, _lines(name, examined.judgement, quiet=args.quiet)
        return
    if kind is Kind.ARCHIVE:
        from socle.documents.control.archives import open_archive  # noqa: PLC0415 - only where there is one

        opened = open_archive(data)
        good = opened.judgement.valid
        yield {"file": name, **opened.as_json()}, good, _archive_lines(name, opened, quiet=args.quiet)
        found = [(f"{name}/{path}", content) for path, content in opened.documents]
    for each, content in found:
        judgement = judge(content, at=at, profile=args.profile, writing=args.writing, pdf=not args.no_pdf)
        beside = official.judge(content) if judgement.document else {}
        lines = [*_lines(each, judgement, quiet=args.quiet), *cda_official.lines(beside)]
        good = judgement.valid and not cda_official.refused(beside)
        yield {"file": each, **judgement.as_json(), **beside}, good, lines


def _files(names: list[str]) -> Iterator[str]:
    for name in names:
        if name != "-" and Path(name).is_dir():
            found = sorted(str(path) for path in Path(name).rglob("*") if _is_checked(path))
            if not found:
                raise Stop(f"{name}: no .xml or .zip file in this folder", Exit.USAGE)
            yield from found
        else:
            yield name


def _is_checked(path: Path) -> bool:
    """Whether a file of a folder is a document or an archive; the metadata of an unpacked XDM archive are neither."""
    is_metadata = path.name.upper() == "METADATA.XML" and "IHE_XDM" in map(str.upper, path.absolute().parts)
    return path.suffix.lower() in _SUFFIXES and not is_metadata and path.is_file()


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Stop(f"{name}: cannot be read ({error.strerror or error})", Exit.USAGE) from error


def _archive_lines(name: str, opened: Opened, *, quiet: bool) -> Iterator[str]:
    """An archive as a person reads it: how many documents it holds, then what is wrong with it and where in it."""
    judgement = opened.judgement
    many = len(opened.documents)
    told = "; ".join([f"archive, {many} document{'' if many == 1 else 's'}", *_counts(judgement)])
    yield f"{name}: {'valid' if judgement.valid else 'NOT VALID'} ({told})"
    for one in judgement.findings:
        if not quiet or one.severity == "error":
            yield f"  {_MARKS[one.severity]} {one.path or 'the archive'}, {one.id} [{one.rule}]"
            yield from _said(one)


def _counts(judgement: Judgement) -> list[str]:
    """How many errors, warnings and notes there are, in one phrase; nothing when there are none."""
    counts = {mark: sum(one.severity == mark for one in judgement.findings) for mark in _MARKS}
    told = ", ".join(f"{count} {mark}{'s' if count > 1 else ''}" for mark, count in counts.items() if count)
    return [told] if told else []


def _said(one: Located) -> Iterator[str]:
    yield f"    {one.finding.sentence('en')}"
    yield f"    {one.finding.verdict.way_out}"


def _lines(name: str, judgement: Judgement, *, quiet: bool) -> Iterator[str]:
    """One document as a person reads it: whether it is valid, then each finding with its line, place and way out."""
    kind = f"level {judgement.level}, type {judgement.type_code or 'unknown'}" if judgement.document else "no document"
    yield f"{name}: {'valid' if judgement.valid else 'NOT VALID'} ({'; '.join([kind, *_counts(judgement)])})"
    for one in judgement.findings:
        if not quiet or one.severity == "error":
            yield f"  {_MARKS[one.severity]} {f'line {one.line}' if one.line else 'the file'}, {one.id} [{one.rule}]"
            yield from _said(one)
