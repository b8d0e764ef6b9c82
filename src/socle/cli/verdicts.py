"""`socle verdicts`: everything Socle can answer, with its code in each protocol and how to obtain it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from socle.cli.output import Exit, Output, table
from socle.rulebook import Verdict, whole_catalogue


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--room", help="only the verdicts of one room, such as wire or record")


def run(args: argparse.Namespace, out: Output) -> int:
    chosen = [entry for entry in whole_catalogue().values() if args.room in {None, entry.id.split(".")[0]}]
    out.result({"verdicts": [_as_dict(entry) for entry in chosen]}, _lines(chosen))
    return Exit.DONE


def _as_dict(entry: Verdict) -> dict[str, Any]:
    return {
        "id": entry.id,
        "severity": entry.severity.value,
        "fr": entry.fr,
        "en": entry.en,
        "way_out": entry.way_out,
        "rules": list(entry.rules),
        "source": entry.source,
        "codes": {protocol: dict(phases) for protocol, phases in entry.codes.items()},
        "how_to_obtain": entry.how_to_obtain,
    }


def _lines(chosen: list[Verdict]) -> Iterator[str]:
    yield from table([[entry.id, entry.severity.value, entry.en] for entry in chosen], ["VERDICT", "SEVERITY", "SAYS"])
    yield ""
    yield f"{len(chosen)} verdicts"
