"""`socle people`: who lives in the sandbox, and the names by which `--as` and `--patient` call them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from socle.cli.connection import Sandbox, add_url
from socle.cli.output import Exit, Output, table


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    people = Sandbox(args.url).get("/people")
    out.result(people, _lines(people))
    return Exit.DONE


def _lines(people: dict[str, Any]) -> Iterator[str]:
    yield from table(
        [[p["id"], p["ins"] or "-", p["name"], p["birth_date"], p["note"]] for p in people["patients"]],
        ["PATIENT", "INS", "NAME", "BORN", ""],
    )
    yield ""
    yield from table(
        [[p["id"], p["idnat"], p["name"], p["profession_label"], p["card"]] for p in people["professionals"]],
        ["PROFESSIONAL", "NATIONAL ID", "NAME", "PROFESSION", "CARD"],
    )
    yield ""
    yield from table(
        [[s["id"], s["idnat"], s["name"], s["legal_entity"] or "-"] for s in people["structures"]],
        ["STRUCTURE", "NATIONAL ID", "NAME", "LEGAL ENTITY"],
    )
