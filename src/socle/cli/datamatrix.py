"""`socle datamatrix encode|decode`: the INS Data Matrix as text, PNG, SVG or a printed label, and back; no server."""

from __future__ import annotations

import argparse
import dataclasses
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, Stop, verdict_lines

if TYPE_CHECKING:
    from socle.identity.traits import Traits
    from socle.rulebook.choices import Choices

#: How a person writes the separator, which no keyboard has.
SEPARATORS = ("␝", "<GS>", "\\x1d", "^]")
_FORMATS = (".txt", ".png", ".svg", ".pdf")
_NIR = "1.2.250.1.213.1.4.8"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    encode = actions.add_parser("encode", help="the code of an identity: its text, or a .png, .svg or .pdf with -o")
    add = encode.add_argument
    add("--matricule", required=True, help="15 characters, the key included")
    add("--oid", default=_NIR, help="whose kind it is (default: INS-NIR, %(default)s)")
    add("--birth-name", required=True)
    add("--given-names", required=True, help="the list of birth, in civil order, separated by spaces")
    add("--sex", required=True, choices=("M", "F"))
    add("--birth-date", required=True, metavar="DATE", help="2026-09-15")
    add("--birth-place", default="", metavar="CODE", help="INSEE code of five characters")
    add("--used-name", default="", help="on the label only")
    add("--used-given-name", default="", help="on the label only")
    add("-o", "--output", type=Path, help="file to write; its ending says what: .txt, .png, .svg, .pdf (a label)")
    decode = actions.add_parser("decode", help="read a text, a file that holds one, or a picture of a code")
    decode.add_argument("what", metavar="FILE|TEXT", help="in a text, the separator may be written <GS> or ␝")
    for action in actions.choices.values():
        action.add_argument("--production", action="store_true", help="refuse test and demonstration matricules")
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.rulebook.choices import Choices  # noqa: PLC0415 - `socle --help` stays quick

    choices = dataclasses.replace(Choices(), production=args.production)
    return _encode(args, choices, out) if args.action == "encode" else _decode(args.what, choices, out)


def _encode(args: argparse.Namespace, choices: Choices, out: Output) -> int:
    from socle.identity import datamatrix  # noqa: PLC0415

    code = datamatrix.code_of(_traits(args), args.matricule, args.oid)
    findings = datamatrix.check(code, choices)
    verdicts = [finding.as_dict() for finding in findings]
    if any(finding.is_error for finding in findings):
        out.result({"text": None, "verdicts": verdicts}, [line for one in verdicts for line in verdict_lines(one)])
        return Exit.REFUSED
    text = datamatrix.encode(code, choices)
    if args.output is not None:
        _write(args.output, text, args)
    symbol = datamatrix.symbol(text)
    document = {"text": text, "size": symbol.size, "file": args.output and str(args.output), "verdicts": verdicts}
    out.result(document, f"{args.output}: {symbol.size} by {symbol.size} modules" if args.output else text)
    for one in verdicts:
        out.say("\n".join(verdict_lines(one)))
    return Exit.DONE


def _traits(args: argparse.Namespace) -> Traits:
    from socle.identity.traits import Traits  # noqa: PLC0415

    try:
        born = date.fromisoformat(args.birth_date)
    except ValueError as error:
        raise Stop(f"'{args.birth_date}' is not a day: write 2026-09-15", Exit.USAGE) from error
    return Traits(
        birth_name=args.birth_name,
        given_names=args.given_names,
        first_given_name="",
        sex=args.sex,
        birth_date=born,
        birth_place=args.birth_place,
        used_name=args.used_name,
        used_given_name=args.used_given_name,
    )


def _write(path: Path, text: str, args: argparse.Namespace) -> None:
    from socle.identity import datamatrix  # noqa: PLC0415

    symbol = datamatrix.symbol(text)
    match path.suffix.lower():
        case ".txt":
            path.write_bytes(text.encode())
        case ".png":
            path.write_bytes(symbol.png())
        case ".svg":
            path.write_text(symbol.svg(), "utf-8")
        case ".pdf":
            lines = datamatrix.cartouche(_traits(args), args.matricule, args.oid)
            path.write_bytes(datamatrix.label(lines, symbol))
        case _:
            raise Stop(f"'{path.name}' ends with none of {', '.join(_FORMATS)}", Exit.USAGE)


def _decode(what: str, choices: Choices, out: Output) -> int:
    from socle.identity import datamatrix  # noqa: PLC0415

    reading = datamatrix.decode(_text(what), choices)
    verdicts = [finding.as_dict() for finding in reading.findings]
    document = {"fields": dict(reading.fields), "valid": reading.code is not None, "verdicts": verdicts}
    lines = [f"{name}: {value}" for name, value in reading.fields.items()]
    out.result(document, [*lines, *(line for one in verdicts for line in verdict_lines(one))])
    return Exit.DONE if reading.code is not None else Exit.REFUSED


def _text(what: str) -> str:
    """The text itself, that of a file, or that of the code in a picture."""
    path = Path(what)
    try:
        data = path.read_bytes() if path.is_file() else None
    except (OSError, ValueError):  # a text that no file can be called by
        data = None
    if data is None:
        return _with_separators(what)
    if path.suffix.lower() in {"", ".txt"}:
        return _with_separators(data.decode("utf-8", "replace").rstrip("\r\n"))
    return _scanned(path)


def _with_separators(text: str) -> str:
    for written in SEPARATORS:
        text = text.replace(written, "\x1d")
    return text


def _scanned(path: Path) -> str:
    try:
        import zxingcpp  # noqa: PLC0415 - an option
        from PIL import Image, UnidentifiedImageError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise Stop("reading a picture needs the option 'scan': pip install 'socle[scan]'", Exit.USAGE) from error
    try:
        seen = zxingcpp.read_barcodes(Image.open(path).convert("L"))
    except UnidentifiedImageError as error:
        raise Stop(f"{path} is not a picture", Exit.USAGE) from error
    found = [one for one in seen if one.format == zxingcpp.BarcodeFormat.DataMatrix]
    if not found:
        raise Stop(f"no Data Matrix is seen in {path}", Exit.REFUSED, {"fields": {}, "valid": False, "verdicts": []})
    return bytes(found[0].bytes).decode("utf-8", "replace")
