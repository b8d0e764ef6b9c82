"""`socle get`: one document of a record, byte for byte (TD3.2)."""

from __future__ import annotations

import argparse
import base64
import sys
from pathlib import Path
from typing import Any

from socle.cli.acting import (
    access,
    add_access,
    add_actor,
    add_patient,
    dmp,
    identity,
    patient,
    refused,
    registry_verdict,
)
from socle.cli.output import Exit, Output, Stop
from socle.wire.xds.model import RetrievedDocument


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("unique_id", metavar="UNIQUE_ID", help="the document's uniqueId")
    add_actor(parser)
    add_patient(parser)
    add_access(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the bytes there, not to standard output"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    of = patient(args.patient, args.oid)
    if args.output and (args.output.is_dir() or not args.output.parent.is_dir()):
        raise Stop(f"{args.output} cannot be written: name a file in a folder that exists", Exit.USAGE)
    with dmp(args, identity(args)) as way:
        documents, response = way.get([args.unique_id], of, access(args))
    verdicts = [registry_verdict(error) for error in response.errors]
    if not documents:
        raise refused(verdicts)
    for verdict in verdicts:
        out.say(f"{verdict['severity']} {verdict['id']}: {verdict['fr']}")
    _give(args, documents[0], verdicts, out)
    return Exit.DONE


def _give(args: argparse.Namespace, document: RetrievedDocument, verdicts: list[dict[str, Any]], out: Output) -> None:
    """The bytes in a file, or on standard output; with `--json` and no file, in base64 inside the result."""
    content = document.content
    told = {"unique_id": args.unique_id, "mime_type": document.mime_type, "size": len(content), "verdicts": verdicts}
    if args.output:
        try:
            args.output.write_bytes(content)
        except OSError as error:
            raise Stop(f"{args.output} cannot be written: {error.strerror}", Exit.USAGE) from error
        out.result(told | {"file": str(args.output)}, f"{len(content)} bytes in {args.output}")
    elif out.json:
        out.result(told | {"content": base64.b64encode(content).decode("ascii")})
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
