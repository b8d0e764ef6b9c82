"""`socle xdm pack|unpack`: IHE_XDM archives, made of CDA documents and read back with every verdict; no server."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.cli.output import Exit, Output, Stop, verdict_lines

if TYPE_CHECKING:
    from socle.documents.xdm import Archive, Held, Lot

#: What a file of a submission set may be called on this disk; anything else is written under its rank.
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    pack = actions.add_parser("pack", help="an archive of CDA documents about one patient")
    pack.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CDA documents")
    pack.add_argument("-o", "--output", type=Path, required=True, metavar="ZIP", help="the archive to write")
    pack.add_argument("--each", action="store_true", help="one submission set for each document (default: one in all)")
    pack.add_argument("--sender", default="", help="who sends (default: the first document's author)")
    pack.add_argument("--organisation", default="", help="the sender's structure")
    pack.add_argument("--address", default="", help="the sender's postal address")
    pack.add_argument("--telephone", default="", help="the sender's telephone")
    unpack = actions.add_parser("unpack", help="what an archive holds, each document verified")
    unpack.add_argument("archive", type=Path, metavar="ZIP")
    unpack.add_argument("-d", "--directory", type=Path, metavar="DIR", help="write the intact documents there")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, out: Output) -> int:
    return _pack(args, out) if args.action == "pack" else _unpack(args, out)


def _pack(args: argparse.Namespace, out: Output) -> int:
    from socle.documents import xdm  # noqa: PLC0415 - `socle --help` stays quick

    files = [_bytes(file) for file in args.files]
    lots = [[data] for data in files] if args.each else [files]
    told = (args.sender or _author(files[0]), args.organisation, args.address, args.telephone)
    try:
        packed = xdm.pack(lots, sender=xdm.Sender(*told), at=clock.now())
    except xdm.Unpackable as refused:
        verdicts = [finding.as_dict() for finding in refused.findings]
        out.result(_document((), verdicts), _told(verdicts))
        return Exit.REFUSED
    try:
        args.output.write_bytes(packed.data)
    except OSError as error:
        raise Stop(f"{args.output}: {error.strerror}", Exit.USAGE) from error
    verdicts = [finding.as_dict() for finding in packed.findings]
    with xdm.unpack(packed.data) as made:
        out.result(_document(made.lots, verdicts), [f"{args.output}: documents: {len(files)}", *_told(verdicts)])
    return Exit.DONE


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Stop(f"{file}: {error.strerror}", Exit.USAGE) from error


def _author(data: bytes) -> str:
    """Who wrote the document, as people write a name."""
    from socle.documents import cda  # noqa: PLC0415

    document, _ = cda.read(data)
    entity = document.authors[0].entity if document and document.authors else None
    if entity is None:
        return "Expéditeur non précisé"
    names = (
        entity.name.full if entity.name else "",
        entity.organisation.name if entity.organisation else "",
        entity.device.software if entity.device else "",
    )
    return next(filter(None, names), "Expéditeur non précisé")


def _unpack(args: argparse.Namespace, out: Output) -> int:
    from socle.documents import xdm  # noqa: PLC0415

    with ExitStack() as held:
        try:
            source = held.enter_context(args.archive.open("rb"))
        except OSError as error:
            raise Stop(f"{args.archive}: {error.strerror}", Exit.USAGE) from error
        archive = held.enter_context(xdm.unpack(source))
        written = _write(archive, args.directory) if args.directory else {}
        verdicts = [finding.as_dict() for finding in archive.findings]
        out.result(_document(archive.lots, verdicts, written), [*_lines(archive, written), *_told(verdicts)])
        return Exit.DONE if archive.accepted else Exit.REFUSED


def _write(archive: Archive, directory: Path) -> dict[str, Path]:
    """Write the documents that are intact, each submission set in a folder of its own; never over another file."""
    written: dict[str, Path] = {}
    for rank, lot in enumerate(archive.lots, 1):
        for number, document in enumerate(lot.documents, 1):
            if not document.intact or document.name is None:
                continue
            name = _plain(document.name.replace("\\", "/").rpartition("/")[2], f"DOC{number:05}")
            target = directory / _plain(lot.folder, f"SUBSET{rank:02}") / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    for piece in document.pieces():
                        file.write(piece)
            except OSError as error:
                raise Stop(f"{target}: {error.strerror}", Exit.USAGE) from error
            written[document.name] = target
    return written


def _plain(name: str, otherwise: str) -> str:
    """The name where any disk takes it, else another."""
    return name if name.strip(".") and set(name) <= _PLAIN else otherwise


def _document(
    lots: Sequence[Lot], verdicts: Sequence[Mapping[str, Any]], written: Mapping[str, Path] | None = None
) -> dict[str, Any]:
    return {
        "submission_sets": [_set(lot) for lot in lots],
        "documents": [_held(document, written or {}) for lot in lots for document in lot.documents],
        "verdicts": list(verdicts),
    }


def _set(lot: Lot) -> dict[str, Any]:
    package = lot.package
    return {
        "folder": lot.folder,
        "unique_id": package.unique_id if package else None,
        "source_id": package.source_id if package else None,
        "patient": str(package.patient_id) if package and package.patient_id else None,
        "submission_time": package.submission_time if package else None,
        "title": package.title if package else None,
        "documents": len(lot.documents),
    }


def _held(document: Held, written: Mapping[str, Path]) -> dict[str, Any]:
    entry = document.entry
    file = written.get(document.name or "")
    return {
        "name": document.name,
        "folder": document.folder,
        "uri": entry.uri,
        "hash_ok": document.hash_ok,
        "size_ok": document.size_ok,
        "intact": document.intact,
        "unique_id": entry.unique_id,
        "title": entry.title,
        "type_code": entry.type_code.code if entry.type_code else None,
        "mime_type": entry.mime_type,
        "patient": str(entry.patient_id) if entry.patient_id else None,
        "hash": entry.hash,
        "size": entry.size,
        "replaces": list(document.replaces),
        "file": str(file) if file else None,
    }


def _lines(archive: Archive, written: Mapping[str, Path]) -> Iterator[str]:
    for lot in archive.lots:
        yield f"{lot.folder}: {lot.package.title if lot.package and lot.package.title else 'submission set'}"
        for document in lot.documents:
            state = "intact" if document.intact else "not to be filed"
            name = document.name or document.entry.uri or document.entry.id
            yield f"  {name}  {state}" + (f" -> {written[name]}" if name in written else "")


def _told(verdicts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for verdict in verdicts:
        first, *others = verdict_lines(verdict)
        yield f"{verdict['severity']} {first}"
        yield from (f"  {line}" for line in others)
