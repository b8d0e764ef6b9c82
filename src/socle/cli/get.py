"""`socle get`: one document of a record, byte for byte (TD3.2)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from socle.cli.acting import access, add_access, add_actor, add_patient, dmp, patient
from socle.cli.output import Exit, Output, Stop


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("unique_id", metavar="UNIQUE_ID", help="the document's uniqueId")
    add_actor(parser)
    add_patient(parser)
    add_access(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the bytes there, not to standard output"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    with dmp(args) as way:
        documents, response = way.get([args.unique_id], patient(args), access(args))
    if not documents:
        verdicts = [{"id": error.code, "severity": "error", "fr": error.context} for error in response.errors]
        told = "; ".join(f"{error.code}: {error.context}" for error in response.errors) or "nothing was given"
        raise Stop(told, Exit.REFUSED, {"status": "Failure", "verdicts": verdicts})
    content = documents[0].content
    if args.output:
        args.output.write_bytes(content)
        described = {"unique_id": args.unique_id, "mime_type": documents[0].mime_type, "size": len(content)}
        out.result(described | {"file": str(args.output)}, f"{len(content)} bytes in {args.output}")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return Exit.DONE
