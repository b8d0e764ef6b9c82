"""`socle cda build`: a conformant document from a description in TOML or JSON; no server."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.output import Exit, Output, Stop, verdict_lines

if TYPE_CHECKING:
    from socle.documents.building import Built, Spec
    from socle.rulebook import Finding

_HELP = "a description (.toml or .json), or - for TOML on standard input"


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("spec", nargs="?", metavar="SPEC.toml", help=_HELP)
    add("--pdf", type=Path, metavar="FILE", help="the file to wrap (a PDF; text, RTF, JPEG and TIFF at level 1 too)")
    add("-o", "--output", type=Path, metavar="FILE", help="where to write the document")
    add("--example", metavar="NAME", help="print a description to begin with; 'list' tells the names")
    add("--production", action="store_true", help="refuse test and demonstration matricules")


def run(args: argparse.Namespace, out: Output) -> int:
    if args.example is not None:
        return _example(args.example, out)
    if args.spec is None or args.output is None:
        raise Stop("give SPEC.toml and -o FILE; --example discharge-letter prints one to begin with", Exit.USAGE)
    spec, findings = _described(args.spec)
    if spec is None:
        return _refused(args, findings, out)
    built = _built(args, spec)
    _spare(args, built.spec)
    if built.data is None:
        return _refused(args, built.findings, out)
    try:
        args.output.write_bytes(built.data)
    except OSError as error:
        raise Stop(f"{args.output}: {error.strerror}", Exit.USAGE) from error
    return _done(args, built, out)


def _spare(args: argparse.Namespace, spec: Spec) -> None:
    """What the document is made from is never written over: the validated file stays as it is (ORG-008)."""
    from socle.documents.building import images  # noqa: PLC0415
    from socle.rulebook.citation import rule  # noqa: PLC0415

    folder = Path() if args.spec == "-" else Path(args.spec).parent
    named = [spec.file.path] if spec.file and spec.file.path and args.pdf is None else []
    sources = [Path(args.spec), *([args.pdf] if args.pdf else []), *(folder / name for name in [*named, *images(spec)])]
    if args.output.exists() and any(one.exists() and one.samefile(args.output) for one in sources):
        raise Stop(
            f"{args.output}: the document is made from this file; give -o another name ({rule('ORG-008')})", Exit.USAGE
        )


def _example(name: str, out: Output) -> int:
    from socle.documents.building import KINDS, example  # noqa: PLC0415 - `socle --help` stays quick

    if name == "list":
        rows = [{"name": kind.name, "type": kind.type, "title": kind.title} for kind in KINDS.values()]
        out.result({"examples": rows}, [f"{row['name']:<24}{row['type']:<9}{row['title']}" for row in rows])
        return Exit.DONE
    if name not in KINDS:
        raise Stop(f"no example '{name}': there are {', '.join(KINDS)}", Exit.USAGE)
    text = example(name)
    if out.json:
        out.result({"name": name, "text": text})
    else:
        sys.stdout.write(text)
    return Exit.DONE


def _described(name: str) -> tuple[Spec | None, tuple[Finding, ...]]:
    from socle.documents.building import read  # noqa: PLC0415

    data = sys.stdin.buffer.read() if name == "-" else _bytes(Path(name))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Stop(f"{name}: write it in UTF-8 (byte {error.start} is not)", Exit.USAGE) from error
    return read(text, is_json=name.lower().endswith(".json"))


def _built(args: argparse.Namespace, spec: Spec) -> Built:
    from socle import clock  # noqa: PLC0415
    from socle.documents.building import build, images, press  # noqa: PLC0415
    from socle.documents.building.model import File  # noqa: PLC0415
    from socle.rulebook.choices import Choices  # noqa: PLC0415

    folder = Path() if args.spec == "-" else Path(args.spec).parent
    wanted = spec.file or File()
    if args.pdf is not None:
        spec = dataclasses.replace(spec, file=dataclasses.replace(wanted, path=args.pdf.name))
    choices = dataclasses.replace(Choices(), production=args.production)
    path = args.pdf or (folder / wanted.path if wanted.path else None)
    return build(
        spec,
        None if path is None else _bytes(path),
        at=clock.now(),
        pictures={name: _bytes(folder / name) for name in images(spec)},
        press=press(choices),
        choices=choices,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stop(f"{path}: {error.strerror}", Exit.USAGE) from error


def _refused(args: argparse.Namespace, findings: tuple[Finding, ...], out: Output) -> int:
    verdicts = [finding.as_dict() for finding in findings]
    for one in verdicts:
        out.say("\n".join(verdict_lines(one)))
    wrong = sum(finding.is_error for finding in findings)
    raise Stop(
        f"{args.spec}: nothing written, {wrong} to put right", Exit.REFUSED, {"file": None, "verdicts": verdicts}
    )


def _done(args: argparse.Namespace, built: Built, out: Output) -> int:
    spec = built.spec
    document: dict[str, Any] = {
        "file": str(args.output),
        "id": spec.id and spec.id.text,
        "set_id": spec.set_id and spec.set_id.text,
        "version": spec.version,
        "type_code": spec.type and spec.type.code,
        "level": 1 if spec.laboratory is None else 3,
        "title": spec.title,
        "original_sha256": built.original_sha256,
        "changes": list(built.changes),
        "verdicts": [finding.as_dict() for finding in built.findings],
    }
    told = f"{args.output}: {spec.title}, level {document['level']}, version {spec.version}"
    out.result(document, [told, f"  id     {document['id']}", f"  set id {document['set_id']}"])
    for change in built.changes:
        out.say(change)
    for one in document["verdicts"]:
        out.say("\n".join(verdict_lines(one)))
    return Exit.DONE
