"""`socle cda check --schematron DIR --xsd DIR`: what official rules that the user has say, beside ours."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from socle.cli.output import Exit, Stop

#: Roles of an assertion that is told and refuses nothing; one without role refuses. Source: spec/cda.md 11.
_MILD = frozenset({"warning", "warn", "info", "information", "hint"})


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--schematron", type=Path, metavar="DIR", help="run the schematrons of this folder too (needs saxonche)")
    add("--xsd", type=Path, metavar="DIR", help="judge by the schema of this folder too (CDA_extended.xsd)")


class Official:
    """The official rules named in the call; each is read once, whatever the number of documents."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Raises `Stop` when what is named is not there or cannot be used."""
        self.schematrons = self.xsd = None
        if args.schematron is not None:
            from socle.documents.checking import schematron  # noqa: PLC0415 - an optional library

            try:
                self.schematrons = schematron.Schematrons(args.schematron)
            except schematron.SchematronAbsent as error:
                raise Stop(f"--schematron: {error}", Exit.USAGE) from error
        if args.xsd is not None:
            from socle.documents.checking import xsd  # noqa: PLC0415 - read only when asked for

            try:
                self.xsd = xsd.Xsd(args.xsd)
            except xsd.SchemaRefused as error:
                raise Stop(f"--xsd: {error}", Exit.USAGE) from error

    def judge(self, data: bytes) -> dict[str, Any]:
        """What they say of a document that was read: `{"schematron": […], "xsd": […]}`, where asked for."""
        found: dict[str, Any] = {}
        if self.schematrons is not None:
            found["schematron"] = [one.as_dict() for one in self.schematrons.failed(data)]
        if self.xsd is not None:
            found["xsd"] = [one.as_dict() for one in self.xsd.broken(data)]
        return found

    @property
    def skipped(self) -> dict[str, str]:
        """Schematrons that could not be run, and why."""
        return {} if self.schematrons is None else self.schematrons.skipped


def refused(found: dict[str, Any]) -> bool:
    """Whether the official rules refuse a document."""
    told = found.get("schematron", ())
    return bool(found.get("xsd")) or any(one["role"].lower() not in _MILD for one in told)


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The same, as a person reads it."""
    for one in found.get("xsd", ()):
        yield f"  XSD line {one['line']}, {one['path']}"
        yield f"    {one['text']}"
    for one in found.get("schematron", ()):
        role = f" ({one['role']})" if one["role"] else ""
        yield f"  schematron{role} line {one['line']}, {one['location']} [{one['schematron']}]"
        yield f"    {one['text'] or one['test']}"
    for kind, what in (("xsd", "the schema"), ("schematron", "the schematrons")):
        if kind in found and not found[kind]:
            yield f"  nothing refused by {what}"
